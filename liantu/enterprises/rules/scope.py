"""A business scope cut into plain and marked pieces, for a page that highlights why a firm was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Mark = tuple[int, int, str, str]
"""(start, end, word, role) with role make, trade, service or excluded."""
_ORDER = {"make": 0, "trade": 1, "service": 2, "excluded": 3}


@dataclass(frozen=True)
class Piece:
    """A run of text: plain when ``role`` is empty; ``links`` are the places in the caller's list that marked it."""

    text: str
    role: str = ""
    links: tuple[int, ...] = ()


def cut_scope(scope: str, marks: Sequence[Iterable[Mark]]) -> tuple[Piece, ...]:
    """The scope in order, joined again it is the scope. ``marks``: one list per link of a chain.

    Where links disagree about a character, the strongest role wins (make before trade before service before excluded).
    """
    roles: list[str] = [""] * len(scope)
    owners: list[set[int]] = [set() for _ in scope]
    for link, found in enumerate(marks):
        for start, end, _word, role in found:
            for at in range(max(start, 0), min(end, len(scope))):
                owners[at].add(link)
                if not roles[at] or _ORDER.get(role, 9) < _ORDER.get(roles[at], 9):
                    roles[at] = role
    pieces: list[Piece] = []
    begin = 0
    for at in range(1, len(scope) + 1):
        if at == len(scope) or roles[at] != roles[begin] or owners[at] != owners[begin]:
            if scope[begin:at]:
                pieces.append(Piece(scope[begin:at], roles[begin], tuple(sorted(owners[begin]))))
            begin = at
    return tuple(pieces)
