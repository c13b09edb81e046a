"""A text cut where its highlights begin and end, so that marks that overlap can be drawn one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Highlight:
    """A span to colour: half-open, with its kind and the number of the fact it belongs to."""

    start: int
    end: int
    kind: str
    fact: int


@dataclass(frozen=True)
class Run:
    """A stretch of text under the same highlights; ``kind`` is the innermost's, ``facts`` all it belongs to."""

    text: str
    kind: str
    facts: tuple[int, ...]


def runs_of(text: str, highlights: Iterable[Highlight]) -> list[Run]:
    """The text as runs in order; joined they give it again. Of overlapping highlights the shortest gives the colour."""
    spans = [each for each in highlights if 0 <= each.start < each.end <= len(text)]
    opens: dict[int, list[Highlight]] = {}
    closes: dict[int, list[Highlight]] = {}
    for each in spans:
        opens.setdefault(each.start, []).append(each)
        closes.setdefault(each.end, []).append(each)
    edges = sorted({0, len(text), *opens, *closes})
    active: list[Highlight] = []
    found = []
    for start, end in pairwise(edges):
        for each in closes.get(start, ()):
            active.remove(each)
        active += opens.get(start, ())
        inner = min(active, key=lambda each: (each.end - each.start, each.fact), default=None)
        facts = tuple(dict.fromkeys(each.fact for each in sorted(active, key=lambda each: each.end - each.start)))
        found.append(Run(text[start:end], inner.kind if inner else "", facts))
    return found
