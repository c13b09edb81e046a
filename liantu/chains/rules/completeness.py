"""How complete is a chain in a place — against what its size would lead one to expect, and against its peers?

``C = Σ ω·P(present) / Σ ω`` with ω = 1 + number of links downstream of it; ``C_exp = Σ ω·(1 − e^−λ) / Σ ω``. Raw
completeness merely
ranks places by size, so it is never shown without the excess C − C_exp. docs/methods/completeness.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Completeness:
    """Completeness (0–1), what the place's size would give, and the difference."""

    value: float
    expected: float

    @property
    def excess(self) -> float:
        """By how much the place has more (or less) of the chain than its size says."""
        return self.value - self.expected


@dataclass(frozen=True)
class PeerPlace:
    """A place to compare with: its completeness, and how many enterprises of all kinds it has."""

    name: str
    enterprises: int
    completeness: Completeness


def importance(codes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """ω of every link: one plus the number of links reachable downstream of it. Cycles count each link once."""
    after: dict[str, list[str]] = {code: [] for code in codes}
    for source, target in edges:
        if source in after and target in after:
            after[source].append(target)
    return {code: 1 + len(_reached(code, after)) for code in codes}


def _reached(start: str, after: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(after[start])
    while ahead:
        code = ahead.pop()
        if code not in seen and code != start:
            seen.add(code)
            ahead.extend(after[code])
    return seen


def completeness_of(
    presence: Mapping[str, float], expected: Mapping[str, float], weights: Mapping[str, int]
) -> Completeness:
    """The completeness of a chain from the chance that each link is present and the firms λ its size would give.

    Links are those of ``weights``; one without presence counts as absent. Raises ValueError without links or for
    chances
    outside 0–1.
    """
    whole = sum(weights.values())
    if not whole:
        raise ValueError("a chain without links has no completeness")
    if any(not 0 <= chance <= 1 for chance in presence.values()):
        raise ValueError("chances lie between 0 and 1")
    value = sum(weight * presence.get(code, 0.0) for code, weight in weights.items()) / whole
    size = sum(weight * (1 - math.exp(-expected.get(code, 0.0))) for code, weight in weights.items()) / whole
    return Completeness(value, size)


def rank_among(own: Completeness, peers: Sequence[PeerPlace]) -> int:
    """The place's rank by excess among itself and its peers; 1 is best, ties take the better rank."""
    return 1 + sum(peer.completeness.excess > own.excess + 1e-12 for peer in peers)
