"""Several kinds of evidence made one order: weighted reciprocal rank fusion, every term with its rank and its points.

An enterprise without evidence of a kind gets nothing from it and loses nothing by it; a kind nobody has data for is
left out and said to be so. Method page: docs/methods/targets.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
TERMS: tuple[str, ...] = ("text", "neighbours", "products", "industry", "branch", "near")
# Measured on the labelled links of a real register (docs/benchmarks.md, "Fused targets"): half a vote for the
# neighbouring links raises average precision, more does not. The others are working values.
SHIPPED: Mapping[str, float] = {
    "text": 1.0,
    "neighbours": 0.5,
    "products": 1.0,
    "industry": 0.5,
    "branch": 0.25,
    "near": 0.1,
}
CONSTANT = 60
FULL = 100.0


@dataclass(frozen=True)
class Fused:
    """An order over candidates: ``order`` (n,) their places, best first; ``scores`` (n,) in points of 100.

    ``ranks`` and ``points``: term → (n,), rank 0 where a candidate has no evidence of the kind.
    """

    order: NDArray[np.int64]
    scores: Vector
    ranks: Mapping[str, Vector]
    points: Mapping[str, Vector]
    weights: Mapping[str, float]
    left_out: tuple[str, ...]


def mean_ranks(values: Vector) -> Vector:
    """Ranks from 1, largest first, ties at their mean rank; 0 where the value is not above zero."""
    order = np.argsort(-values, kind="stable")
    places = np.empty(len(values))
    places[order] = np.arange(1, len(values) + 1)
    _distinct, group = np.unique(values, return_inverse=True)
    mean = np.bincount(group, places) / np.bincount(group)
    return np.where(values > 0, mean[group], 0.0)


def fuse(evidence: Mapping[str, Vector | None], sliders: Mapping[str, float]) -> Fused:
    """The order by Σ w·(k + 1)/(k + rank) over the terms of TERMS that are known, as points of 100.

    ``evidence``: term → (n,), larger is better, 0 is no evidence; None where no data of the kind are there.
    ``sliders``: factor on each shipped weight. Equal scores fall back on the order given. Raises ValueError when text
    is missing: without words there is no candidate.
    """
    text = evidence.get("text")
    if text is None:
        raise ValueError("candidates come from their words: the text term cannot be missing")
    known = [term for term in TERMS if evidence.get(term) is not None]
    weights = {term: SHIPPED[term] * sliders.get(term, 1.0) for term in known}
    whole = sum(weights.values()) or 1.0
    ranks: dict[str, Vector] = {}
    points: dict[str, Vector] = {}
    for term in known:
        rank = mean_ranks(np.asarray(evidence[term], dtype=np.float64))
        share = np.where(rank > 0, (CONSTANT + 1) / (CONSTANT + rank), 0.0)
        ranks[term], points[term] = rank, share * (weights[term] / whole * FULL)
    scores: Vector = np.sum([points[term] for term in known], axis=0) if len(text) else np.zeros(0)
    order = np.lexsort((np.arange(len(text)), -np.round(scores, 9)))
    left_out = tuple(term for term in TERMS if term not in known)
    return Fused(order.astype(np.int64), scores, ranks, points, weights, left_out)


SHAKE = 0.2  # how far every weight is moved, one at a time, to see how firm an order is


@dataclass(frozen=True)
class Spread:
    """How firm an order is: lowest and highest score, best and worst rank of each candidate, in the order given."""

    low: Vector
    high: Vector
    best: NDArray[np.int64]
    worst: NDArray[np.int64]


def spread(fused: Fused, seats: NDArray[np.int64]) -> Spread:
    """Scores and ranks of the candidates at ``seats`` when one weight at a time is a fifth more or less.

    Ranks are among these candidates; nothing else moves, so that a candidate shown first may be last of its range.
    """
    whole = sum(fused.weights.values()) or 1.0
    raw = {term: points[seats] * (whole / FULL) for term, points in fused.points.items()}
    total: Vector = np.sum(list(raw.values()), axis=0) if raw else np.zeros(len(seats))
    tried = [total * (FULL / whole)]
    tried += [
        (total + move * part) * (FULL / ((whole + move * fused.weights[term]) or 1.0))
        for term, part in raw.items()
        for move in (-SHAKE, SHAKE)
    ]
    scores = np.array(tried)
    order = np.lexsort((np.broadcast_to(np.arange(len(seats)), scores.shape), -np.round(scores, 9)), axis=-1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(seats) + 1)[None, :], axis=1)
    return Spread(scores.min(axis=0), scores.max(axis=0), ranks.min(axis=0), ranks.max(axis=0))


@dataclass(frozen=True)
class Folded:
    """Places that stay in the list, and for each of them how many were folded behind it, by group and by province."""

    kept: tuple[int, ...]
    behind_group: Mapping[int, int]
    behind_province: Mapping[int, int]

    @property
    def folded(self) -> int:
        """How many were folded away altogether."""
        return sum(self.behind_group.values()) + sum(self.behind_province.values())


def fold(groups: Sequence[str], provinces: Sequence[str], *, per_group: int, per_province: int) -> Folded:
    """At most so many of a group and of a province, in the order given; 0 is no bound, '' belongs to none.

    Whoever is too many is counted behind the last one of its group (or province) that stays.
    """
    kept: list[int] = []
    last: dict[tuple[str, str], list[int]] = {}
    behind: dict[str, dict[int, int]] = {"group": {}, "province": {}}
    for place, (group, province) in enumerate(zip(groups, provinces, strict=True)):
        bounds = (("group", group, per_group), ("province", province, per_province))
        full = next(
            ((kind, name) for kind, name, most in bounds if most and name and len(last.get((kind, name), ())) >= most),
            None,
        )
        if full is not None:
            anchor = last[full][-1]
            behind[full[0]][anchor] = behind[full[0]].get(anchor, 0) + 1
            continue
        kept.append(place)
        for kind, name, _most in bounds:
            if name:
                last.setdefault((kind, name), []).append(place)
    return Folded(tuple(kept), behind["group"], behind["province"])
