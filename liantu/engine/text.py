"""How a business text is read: one character for one character, so that places in the original stay true.

Full-width forms become ASCII, traditional characters simplified ones, control and invisible characters nothing.
Astral characters (rare personal-name characters) are read as U+FFFD: every place stays one UTF-16 unit wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from . import verbs

DELETED = 0
ORDINARY, ITEM_BREAK, CLAUSE_BREAK, OPEN, CLOSE, SPACE, DOT, GONE = range(8)
UNKNOWN_CHARACTER = 0xFFFD

_INVISIBLE = (0x00, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
_ITEM_BREAKS = ",、:/|·•*､﹑﹐∶"
_CLAUSE_BREAKS = ";。!?\n\r｡﹔…"
_OPEN = "([{【〔〖<〈﹝"
_CLOSE = ")]}】〕〗>〉﹞"


@lru_cache(maxsize=1)
def plain_units() -> list[int]:
    """For each of the 65,536 UTF-16 units the unit it is read as (0: not read at all); case is kept."""
    table = list(range(65536))
    for unit in (*range(0x20), 0x7F, 0x85, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F):
        table[unit] = 0x20
    table[0x0A] = table[0x0D] = 0x0A
    table[0x2028] = table[0x2029] = table[0x85] = 0x0A
    for unit in _INVISIBLE:
        table[unit] = DELETED
    for unit in range(0xFF01, 0xFF5F):
        table[unit] = unit - 0xFF01 + 0x21
    for unit in range(0xD800, 0xE000):
        table[unit] = UNKNOWN_CHARACTER
    for traditional, simplified in _traditional_pairs():
        table[traditional] = simplified
    return table


def _traditional_pairs() -> list[tuple[int, int]]:
    text = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = []
    for line in text.splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0].strip()
        if len(traditional) == 1 and len(first) == 1 and ord(traditional) < 65536 and ord(first) < 65536:
            pairs.append((ord(traditional), ord(first)))
    return pairs


@lru_cache(maxsize=1)
def unit_classes() -> list[int]:
    """For each plain unit what it does to a list: ordinary, break of items or clauses, bracket, space, dot, gone."""
    classes = [ORDINARY] * 65536
    for characters, kind in (
        (_ITEM_BREAKS, ITEM_BREAK),
        (_CLAUSE_BREAKS, CLAUSE_BREAK),
        (_OPEN, OPEN),
        (_CLOSE, CLOSE),
    ):
        for character in characters:
            classes[ord(character)] = kind
    classes[0x20] = SPACE
    classes[0x2E] = DOT
    classes[DELETED] = GONE
    return classes


def plain(text: str) -> str:
    """The text as it is read, the same number of characters; characters that are not read become U+0000."""
    table = plain_units()
    return "".join(chr(table[code]) if (code := ord(c)) < 65536 else chr(UNKNOWN_CHARACTER) for c in text)


def squeeze(text: str) -> str:
    """The plain text without the characters that are not read: what an item or a name is compared by."""
    return plain(text).replace("\0", "")


def fold(text: str) -> str:
    """ASCII letters in small; the only difference between an item as shown and as compared."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def is_ascii_letter(unit: str) -> bool:
    """Whether one character is a–z or A–Z."""
    return "a" <= unit <= "z" or "A" <= unit <= "Z"


def is_ascii_digit(unit: str) -> bool:
    """Whether one character is 0–9."""
    return "0" <= unit <= "9"


def search_word(word: str) -> str:
    """A search word as it is compared: plain, folded, outer spaces off; '' when nothing is left."""
    return fold(squeeze(word)).strip(" \n")


ABSENT, ASIDE, ITSELF = range(3)


def find_word(text: str, word: str) -> int:
    """Where the (prepared) word first stands in the folded text, or -1.

    A word that begins or ends with an ASCII letter must not touch another letter there (LED is not in OLED), one that
    begins or ends with a digit no other digit.
    """
    return next(_finds(text, word), -1)


def _finds(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        if not (_runs_on(text, at - 1, word[0]) or _runs_on(text, at + len(word), word[-1])):
            yield at
        at = text.find(word, at + 1)


def stance(text: str, word: str) -> int:
    """How the word stands in the folded text: ITSELF, ASIDE (only as attribute of gear or work: 焦化设备) or ABSENT."""
    found = ABSENT
    for at in _finds(text, word):
        if not _before_gear(text, at + len(word)):
            return ITSELF
        found = ASIDE
    return found


def _before_gear(text: str, at: int) -> bool:
    words = verbs.gear_words()
    while at < len(text):
        for length in (4, 3, 2, 1):
            kind = words.get(text[at : at + length], 0) if at + length <= len(text) else 0
            if kind:
                return kind == verbs.GEAR
        at += 1
    return False


def _runs_on(text: str, neighbour: int, edge: str) -> bool:
    if neighbour < 0 or neighbour >= len(text):
        return False
    other = text[neighbour]
    return (is_ascii_letter(edge) and is_ascii_letter(other)) or (is_ascii_digit(edge) and is_ascii_digit(other))
