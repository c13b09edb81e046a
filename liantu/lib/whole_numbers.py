"""A whole number as it stands in an address or a posted field, where no form reads it."""

from __future__ import annotations

MOST = 2**63 - 1  # what a database keeps as a key


def whole_number(text: object, *, least: int = 0, most: int = MOST) -> int | None:
    """The number that ``text`` writes in the digits 0 to 9 and nothing else, ``least`` to ``most``; else None.

    No sign, no blank, no digit of another script (``²``, ``９``), no more digits than ``most`` has.
    """
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if least <= number <= most else None
