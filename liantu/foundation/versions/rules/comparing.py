"""What differs between two texts, line by line, with the lines around it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 3


@dataclass(frozen=True)
class DiffLine:
    """One line: its number in the text before and in the text after (None where it is not), and what it is.

    ``gap``: lines that are the same in both were left out here.
    """

    mark: Literal["same", "gone", "new", "gap"]
    before: int | None
    after: int | None
    text: str


def compared(before: str, after: str) -> tuple[DiffLine, ...]:
    """The lines of ``after`` that are new, those of ``before`` that are gone, three same lines around each; empty when
    the texts say the same."""
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if found or group[0][1] > 0:
            found.append(DiffLine("gap", None, None, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                found += [
                    DiffLine("same", old_from + step + 1, new_from + step + 1, old[old_from + step])
                    for step in range(old_to - old_from)
                ]
                continue
            found += [DiffLine("gone", place + 1, None, old[place]) for place in range(old_from, old_to)]
            found += [DiffLine("new", None, place + 1, new[place]) for place in range(new_from, new_to)]
    return tuple(found)
