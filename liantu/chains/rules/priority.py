"""Which links first — to fill 补链, strengthen 强链, extend to 延链, begin with 建链 — and which not at all?

Scores are sums of named terms; a term no data are there for is left out and shown as left out. The rank range under
disturbed
weights tells how much of the order is the weights' doing. docs/methods/priority.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from liantu.lib.dated import DatedRule, Positive, Share

ACTIONS: tuple[str, ...] = ("fill", "strengthen", "extend", "build")
# What a term's absence says when nothing else speaks for a link.
NO_REASONS: tuple[str, ...] = ("downstream_here", "upstream_here", "demand", "relatedness", "reach")


@dataclass(frozen=True)
class PriorityRule:
    """Weights of the terms by action, the bar, and how the weights are disturbed."""

    weights: Mapping[str, Mapping[str, float]]
    not_below: float = 0.25
    draws: int = 1000
    concentration: float = 20.0


@dataclass(frozen=True)
class Wish:
    """A link and what speaks for an action on it: term → 0–1, None where it is not known."""

    code: str
    action: str
    terms: Mapping[str, float | None]


@dataclass(frozen=True)
class PriorityTerm:
    """One term of a score: its value, its weight, what it adds to the score."""

    name: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True)
class Priority:
    """A ranked link: score 0–1, its terms, those left out, its rank and the range of ranks under disturbed weights.

    ``pursue`` False: an honest no, with the terms that say so in ``against``.
    """

    code: str
    action: str
    score: float
    terms: tuple[PriorityTerm, ...]
    left_out: tuple[str, ...]
    rank: int
    rank_low: int
    rank_high: int
    pursue: bool
    against: tuple[str, ...]


def action_for(state: str, *, upstream_here: bool, downstream_here: bool) -> str | None:
    """Which action a link in ``state`` calls for; None when none does.

    Missing with buyers here: fill. Missing with only suppliers here: extend. Missing with neither: build. Weak or
    single:
    strengthen. Strong, medium and undecided ones call for nothing.
    """
    if state in ("weak", "single"):
        return "strengthen"
    if state != "gap":
        return None
    if downstream_here:
        return "fill"
    return "extend" if upstream_here else "build"


def rank_wishes(wishes: Sequence[Wish], rule: PriorityRule, *, seed: int) -> tuple[Priority, ...]:
    """All wishes ranked within their action, best first; actions in the order of ACTIONS.

    Ranks under disturbed weights: ``draws`` draws of the weights from a Dirichlet around them; the range is that of the
    middle 90 %. The same ``seed`` gives the same ranges. Raises KeyError for an action or term the rule does not know.
    """
    ranked: list[Priority] = []
    for action in ACTIONS:
        mine = sorted((wish for wish in wishes if wish.action == action), key=lambda wish: wish.code)
        if mine:
            ranked.extend(_rank(mine, action, rule, seed))
    return tuple(ranked)


def _rank(wishes: Sequence[Wish], action: str, rule: PriorityRule, seed: int) -> list[Priority]:
    weights = rule.weights[action]
    names = list(weights)
    values = np.array([[_number(wish.terms.get(name)) for name in names] for wish in wishes])
    unknown = {name for wish in wishes for name in wish.terms if name not in weights}
    if unknown:
        raise KeyError(f"no weight for {', '.join(sorted(unknown))}")
    given = np.array([weights[name] for name in names], dtype=np.float64)
    scores = _scores(values, given[np.newaxis, :])[0]
    order = sorted(range(len(wishes)), key=lambda at: (-scores[at], wishes[at].code))
    draws = np.random.default_rng(seed).dirichlet(given / given.sum() * rule.concentration, rule.draws)
    places = np.argsort(np.argsort(-_scores(values, draws), axis=1, kind="stable"), axis=1) + 1
    low, high = np.percentile(places, (5, 95), axis=0, method="nearest")
    return [
        _priority(wishes[at], names, values[at], given, float(scores[at]), rank, (int(low[at]), int(high[at])), rule)
        for rank, at in enumerate(order, 1)
    ]


def _priority(
    wish: Wish,
    names: Sequence[str],
    values: Any,
    weights: Any,
    score: float,
    rank: int,
    among: tuple[int, int],
    rule: PriorityRule,
) -> Priority:
    """One ranked wish with its terms; the range always holds the rank itself."""
    known = ~np.isnan(values)
    whole = float(weights[known].sum())
    terms = tuple(
        PriorityTerm(name, float(value), float(weight), float(weight * value / whole) if whole else 0.0)
        for name, value, weight, there in zip(names, values, weights, known, strict=True)
        if there
    )
    left_out = tuple(name for name, there in zip(names, known, strict=True) if not there)
    demand = wish.terms.get("demand")
    pursue = score >= rule.not_below or bool(demand)
    against = tuple(term.name for term in terms if term.name in NO_REASONS and term.value < rule.not_below)
    return Priority(
        wish.code,
        wish.action,
        score,
        terms,
        left_out,
        rank,
        min(among[0], rank),
        max(among[1], rank),
        pursue,
        () if pursue else against,
    )


def _scores(values: Any, weights: Any) -> Any:
    """Scores (draws, wishes): the weighted mean of the known terms; 0 when none is known."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    whole = weights @ known.T.astype(np.float64)
    return np.where(whole > 0, (weights @ filled.T) / np.where(whole > 0, whole, 1.0), 0.0)


def _number(value: float | None) -> float:
    return float("nan") if value is None else min(max(float(value), 0.0), 1.0)


class PriorityWeights(DatedRule):
    """One entry of ``reference/priority.yaml``: weights of the terms by action."""

    fill: dict[str, Positive]
    strengthen: dict[str, Positive]
    extend: dict[str, Positive]
    build: dict[str, Positive]
    not_below: Share
    draws: Annotated[int, Field(ge=1)]
    concentration: Positive

    @property
    def rule(self) -> PriorityRule:
        """The entry as the ranking takes it."""
        weights = {action: getattr(self, action) for action in ACTIONS}
        return PriorityRule(weights, self.not_below, self.draws, self.concentration)
