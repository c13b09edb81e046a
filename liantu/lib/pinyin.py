"""How a Chinese name is typed without its characters: by the first letters of its syllables, or by whole ones.

    key_of("武汉沐岚纯碱")            # "武汉沐岚纯碱|whmlcj| wu han mu lan chun jian"
    is_spelt("mlcj", "武汉沐岚纯碱")   # True; "mulan", "mulcj" and "沐岚" too

The table is ``reference/pinyin.txt``. A key is kept beside the name it belongs to, so that a query finds it
(``patterns``); what a pattern found is looked at once more (``fits``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from liantu.lib.reference_files import reference_path

LETTERS = re.compile(r"[a-z]+")
CHARACTERS_MOST = 60  # of a name: nobody types more
WORD_MOST, LETTERS_LEAST = 4, 2
WAYS_MOST, CUTS_MOST = 3, 24


@dataclass(frozen=True)
class Table:
    """Syllables of characters, of words that are read otherwise, of surnames."""

    characters: dict[str, str]
    words: dict[str, tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]

    @property
    def syllables(self) -> frozenset[str]:
        """Every syllable there is."""
        return frozenset(self.characters.values())


@lru_cache(maxsize=1)
def table() -> Table:
    """The table, read once."""
    characters: dict[str, str] = {}
    others: dict[str, dict[str, tuple[str, ...]]] = {"words": {}, "surnames": {}}
    part = ""
    for line in reference_path("pinyin.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif part == "characters":
            syllable, held = line.split(" ", 1)
            characters.update(dict.fromkeys(held, syllable))
        elif part:
            word, *read = line.split(" ")
            others[part][word] = tuple(read)
    return Table(characters, others["words"], others["surnames"])


def syllables_of(text: str, *, person: bool = False) -> list[str]:
    """The syllables of a name; a letter or digit is one by itself, signs between are left out.

    ``person``: the name of a person, whose surname may be read otherwise (单, 曾, 解).
    """
    known, found, at = table(), [], 0
    text = text.lower()
    if person:
        length = next((size for size in (2, 1) if text[:size] in known.surnames), 0)
        found, at = list(known.surnames.get(text[:length], ())), length
    while at < len(text):
        size = next((size for size in range(WORD_MOST, 1, -1) if text[at : at + size] in known.words), 1)
        part = text[at : at + size]
        if size > 1:
            found += known.words[part]
        elif syllable := known.characters.get(part) or (part if part.isalnum() and part.isascii() else ""):
            found.append(syllable)
        at += size
    return found


def key_of(*names: str, person: bool = False) -> str:
    """What names are found by, as one text: themselves, first letters, syllables."""
    shown = [name.strip().lower().replace("|", " ")[:CHARACTERS_MOST] for name in names if name.strip()]
    read = [syllables_of(name, person=person) for name in shown]
    letters = " ".join("".join(one[0] for one in syllables) for syllables in read)
    return f"{' '.join(shown)}|{letters}| {'  '.join(' '.join(syllables) for syllables in read)}"


def is_letters(text: str) -> bool:
    """Whether a text may be pinyin."""
    return LETTERS.fullmatch(text.lower()) is not None


def patterns(text: str) -> list[str]:
    """Patterns for LIKE that together find every key ``text`` fits, and a few more."""
    text = text.lower()
    found = [f"%{_plain(text)}%"]
    if is_letters(text) and len(text) > 1:
        found += [f"% {way}%" for way in _ways(text)]
    return found


def fits(text: str, key: str) -> bool:
    """Whether ``text`` is a part of the name of this key, of its first letters, or reads as some of its syllables."""
    text = text.lower()
    names, _line, read = key.partition("|")
    letters, _line, syllables = read.partition("|")
    if text in names:
        return True
    if not is_letters(text) or len(text) < LETTERS_LEAST:
        return False
    return text in letters or any(_reads(text, part.split()) for part in syllables.split("  "))


def is_spelt(text: str, *names: str) -> bool:
    """Whether ``text`` fits one of these names: for the few names that stand in no table."""
    return fits(text, _key_of_words(names))


@lru_cache(maxsize=4096)
def _key_of_words(names: tuple[str, ...]) -> str:
    return key_of(*names)


def _plain(text: str) -> str:
    """The text with what LIKE would read as a sign."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _ways(text: str) -> list[str]:
    """How letters may be cut into syllables, whole ones first; a part that is none stands for all it begins."""
    whole = {one for one in table().syllables if len(one) > 1}
    told = sorted(_cuts(text), key=lambda parts: (len(set(parts) - whole), len(parts)))
    cut = [parts for parts in told if len(parts) > 1 and whole & set(parts)]
    full = [parts for parts in cut if set(parts) <= whole]
    shown = [[part if part in whole else f"{part}%" for part in parts] for parts in (full or cut)[:WAYS_MOST]]
    return [" ".join(parts).removesuffix("%") for parts in shown]


def _cuts(text: str) -> Iterator[list[str]]:
    """Every way to cut letters into syllables or beginnings of them: longest parts first, not more than a few dozen."""
    known, open_ways, told = _beginnings(), [([], text)], 0  # type: ignore[var-annotated]
    while open_ways and told < CUTS_MOST:
        parts, rest = open_ways.pop()
        if not rest:
            told += 1
            yield parts
            continue
        sizes = [size for size in range(1, min(6, len(rest)) + 1) if rest[:size] in known]
        open_ways += [([*parts, rest[:size]], rest[size:]) for size in sizes]


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Syllables, and what stands for one when it is typed short: its first letter, zh, ch, sh."""
    syllables = table().syllables
    short = {one[:2] for one in syllables if one[:2] in ("zh", "ch", "sh")} | {one[0] for one in syllables}
    return frozenset(syllables | short | {one[:size] for one in syllables for size in range(2, len(one))})


def _reads(letters: str, syllables: Sequence[str]) -> bool:
    """Whether the letters are beginnings of syllables that follow one another."""
    return any(_reads_from(letters, syllables[at:]) for at in range(len(syllables)))


def _reads_from(letters: str, syllables: Sequence[str]) -> bool:
    if not letters:
        return True
    if not syllables or letters[0] != syllables[0][0]:
        return False
    shared = _shared(letters, syllables[0])
    return any(_reads_from(letters[size:], syllables[1:]) for size in range(shared, 0, -1))


def _shared(first: str, second: str) -> int:
    """How many letters two texts have in common at their beginning."""
    pairs: Iterable[tuple[str, str]] = zip(first, second, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
