"""How strong is a link in a place? Specialisation, supply against demand and number of firms, what is missing left out.

Formulas: docs/methods/strength.md. Counts inside, within the logistic radius and beyond are never mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

from liantu.lib.dated import DatedRule, Positive, Share

CLASSES: tuple[str, ...] = ("strong", "medium", "weak", "single", "gap", "undecided")
FACTORS: tuple[str, ...] = ("specialisation", "supply", "firms")


class StrengthRule(DatedRule):
    """The dated thresholds; ``reference/strength.yaml``."""

    strong_from: Share = 0.6
    medium_from: Share = 0.35
    strong_firms: Positive = 2.0
    supply_weak_below: float = 0.3
    single_above: Share = 0.5
    prior: float = 1.0

    def scaled(self, factor: float) -> StrengthRule:
        """The thresholds of the classes times ``factor``, for the sensitivity shown beside a class."""
        return StrengthRule(
            strong_from=min(self.strong_from * factor, 1.0),
            medium_from=min(self.medium_from * factor, 1.0),
            strong_firms=self.strong_firms * factor,
            supply_weak_below=self.supply_weak_below * factor,
            single_above=min(self.single_above * factor, 1.0),
            prior=self.prior,
        )


@dataclass(frozen=True)
class Specialisation:
    """The shrunk location quotient with its 90 % interval: (x + α) / (λ + α), x firms against λ expected from size."""

    quotient: float
    low: float
    high: float


@dataclass(frozen=True)
class Factor:
    """One factor of the strength between 0 and 1; ``value`` None: left out for want of data, not zero."""

    name: str
    value: float | None


@dataclass(frozen=True)
class Strength:
    """The class of a link with its score (None without any factor), the factors, and the classes near the
    thresholds.
    """

    state: str
    score: float | None
    factors: tuple[Factor, ...]
    is_single: bool
    with_lower_thresholds: str
    with_higher_thresholds: str

    @property
    def left_out(self) -> tuple[str, ...]:
        """The factors no data were there for."""
        return tuple(factor.name for factor in self.factors if factor.value is None)

    @property
    def is_sensitive(self) -> bool:
        """Whether the class changes when the thresholds move by a fifth."""
        return len({self.state, self.with_lower_thresholds, self.with_higher_thresholds}) > 1


def specialisation_of(firms: float, expected: float, *, prior: float = 1.0) -> Specialisation:
    """How much more of it there is than a place of this size would have; Gamma–Poisson shrinkage with ``prior`` α.

    Raises ValueError for negative numbers or no prior.
    """
    from scipy.special import gammaincinv  # many megabytes that most processes never need

    if firms < 0 or expected < 0 or prior <= 0:
        raise ValueError("firms and expectation are not negative, and the prior is above zero")
    shape, rate = firms + prior, expected + prior
    low, high = gammaincinv(shape, (0.05, 0.95)) / rate
    return Specialisation(shape / rate, float(low), float(high))


def effective_firms(weight: float, weight_2: float) -> float:
    """How many equal firms the capacity is worth: (Σq)² / Σq²; 0 without any. Its inverse is the Herfindahl index."""
    return weight * weight / weight_2 if weight_2 > 0 else 0.0


def strength_of(
    *,
    present: bool,
    gap: bool,
    quotient: float,
    firms: float,
    supply: float | None,
    rule: StrengthRule,
    is_only_one: bool = False,
) -> Strength:
    """The class of a link.

    ``present``: any firm is there; ``gap``: absence is sure enough (``rules/presence.py``), else an empty link is
    undecided.
    ``is_only_one``: exactly one firm is there: a single point, whatever the score. Where several are and one holds more
    than ``single_above`` of the capacity, ``is_single`` stands beside the class.
    ``quotient``: shrunk location quotient; ``firms``: effective number; ``supply``: supply over demand, None when no
    demand is known. ``S = (LQ/(1+LQ) · min(1, supply) · (1 − e^−firms))^(1/k)`` over the k factors that are known.
    """
    factors = (
        Factor("specialisation", quotient / (1 + quotient)),
        Factor("supply", None if supply is None else min(1.0, max(supply, 0.0))),
        Factor("firms", _filling(firms)),
    )
    if not present:
        state = "gap" if gap else "undecided"
        return Strength(state, None, factors, False, state, state)
    known = [factor.value for factor in factors if factor.value is not None]
    product = 1.0
    for value in known:
        product *= value
    score = product ** (1 / len(known))
    single = firms > 0 and 1 / firms > rule.single_above
    if is_only_one:
        return Strength("single", score, factors, True, "single", "single")
    states = [_class(score, firms, supply, one) for one in (rule, rule.scaled(0.8), rule.scaled(1.2))]
    return Strength(states[0], score, factors, single, states[1], states[2])


def _filling(firms: float) -> float:
    """1 − e^−firms: the first firms count most."""
    return 1.0 - 2.718281828459045 ** (-firms)


def _class(score: float, firms: float, supply: float | None, rule: StrengthRule) -> str:
    """The class of a link with several firms."""
    if score < rule.medium_from or (supply is not None and supply < rule.supply_weak_below):
        return "weak"
    return "strong" if score >= rule.strong_from and firms >= rule.strong_firms else "medium"
