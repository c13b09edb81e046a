"""A document's text made even for reading, with every character's place in the text as it was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
_SENTENCE_END = "。！？!?；;：:…”"
_BROKEN_FROM = 36
"""A line at least this long that ends in mid-sentence was broken by the page, not by the writer."""
_SENTENCE_MOST = 800
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;”」]*|\n")
_CLAUSE = re.compile(r"[^，,：:]+[，,：:]?")
_OPENING, _CLOSING = "“‘「『《(", "”’」』》)"


@dataclass(frozen=True)
class Clean:
    """``text`` is simplified, half-width and without the page's line breaks; ``at[i]`` is where character i stood."""

    original: str
    text: str
    at: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The exact words of the given text for a span of the clean one."""
        return self.original[self.at[start] : self.at[end - 1] + 1] if end > start else ""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the given text."""
        return (self.at[start], self.at[end - 1] + 1) if end > start else (0, 0)


@dataclass(frozen=True)
class Piece:
    """A sentence or clause: half-open span in the clean text."""

    start: int
    end: int


class _Signs(dict[int, str]):
    """Each sign's even form, worked out once: compatibility form, simplified; only where it stays one character."""

    def __init__(self, simplify: Callable[[str], str]) -> None:
        super().__init__()
        self._simplify = simplify

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        even = unicodedata.normalize("NFKC", sign)
        if sign in "，：；！？（）":  # Chinese punctuation keeps its meaning; only brackets become plain
            even = {"（": "(", "）": ")"}.get(sign, sign)
        even = self._simplify(even) if len(even) == 1 and even > "\u2e7f" else even
        self[code] = even if len(even) == 1 else sign
        return self[code]


@cache
def _signs(simplify: Callable[[str], str]) -> _Signs:
    return _Signs(simplify)


def clean(text: str, simplify: Callable[[str], str]) -> Clean:
    """The text for reading: one script, one width, lines that a page broke joined, blanks between Chinese dropped.

    ``simplify`` turns one traditional character into its simplified form. No character changes its place: what is
    dropped is dropped, the rest is one to one, so every span leads back to the words as printed.
    """
    even = text.replace("\r\n", " \n").replace("\r", "\n").translate(_signs(simplify))
    kept: list[str] = []
    places: list[int] = []
    line_from = 0
    at, size = 0, len(even)
    while at < size:
        sign = even[at]
        if sign == "\n" or sign in _BLANKS:
            end = at
            while end < size and (even[end] == "\n" or even[end] in _BLANKS):
                end += 1
            if "\n" in even[at:end]:
                broken = len(kept) - line_from >= _BROKEN_FROM and kept[-1] not in _SENTENCE_END and end < size
                if not broken:
                    kept.append("\n")
                    places.append(at)
                    line_from = len(kept)
            elif kept and end < size and not (_wide(kept[-1]) and _wide(even[end])):
                kept.append(" ")
                places.append(at)
            elif kept and end < size and len(kept) - line_from < _BROKEN_FROM:
                kept.append(" ")  # in headings and lines of names a blank is a boundary
                places.append(at)
            at = end
            continue
        kept.append(sign)
        places.append(at)
        at += 1
    return Clean(text, "".join(kept), tuple(places))


def _wide(sign: str) -> bool:
    return sign > "\u2e7f"


def sentences(text: str) -> list[Piece]:
    """The sentences of a clean text; a line break ends one, a stop inside quotation marks or brackets does not.

    What goes on without an end is cut at a comma: no sentence is so long, and what is asked of one stays bounded.
    """
    return [part for piece in _sentences(text) for part in _bounded(text, piece)]


def _bounded(text: str, piece: Piece) -> Iterator[Piece]:
    start = piece.start
    while piece.end - start > _SENTENCE_MOST:
        end = max(text.rfind(sign, start + _SENTENCE_MOST // 2, start + _SENTENCE_MOST) for sign in "，,、") + 1
        end = end or start + _SENTENCE_MOST
        yield Piece(start, end)
        start = end
    yield Piece(start, piece.end)


def _sentences(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    start, depth = 0, 0
    for at, sign in enumerate(text):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        elif sign == "\n":
            depth = 0
        if sign == "\n" or (sign in "。！？!?；;" and not depth):
            if at > start:
                pieces.append(Piece(start, at + (sign != "\n")))
            start = at + 1
    if start < len(text):
        pieces.append(Piece(start, len(text)))
    return pieces


def clauses(text: str, piece: Piece) -> list[Piece]:
    """A sentence cut at its commas and colons."""
    return [Piece(found.start(), found.end()) for found in _CLAUSE.finditer(text, piece.start, piece.end)]
