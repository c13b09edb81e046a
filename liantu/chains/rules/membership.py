"""How likely is it that an enterprise really does what a link names? Typed evidence, ageing, calibrated on reviewed
cases.

``p = 1 − Π (1 − π · s · 2^(−age / half-life))`` over the pieces of evidence; docs/methods/membership.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from liantu.lib.dated import DatedRule, Positive, RuleModel, Share

YEAR_DAYS = 365.25
LEAST_CASES = 40  # reviewed cases below which calibration changes nothing


@dataclass(frozen=True)
class EvidenceType:
    """A kind of evidence: its weight with a perfect match and no age, and its half-life in years."""

    code: str
    weight: float
    half_life_years: float
    name: str = ""
    name_en: str = ""


class EvidenceWeight(RuleModel):
    """A kind of evidence as the file says it."""

    weight: Share
    half_life_years: Positive
    name: str
    name_en: str


class EvidenceRule(DatedRule):
    """The kinds of evidence in force; ``reference/evidence_types.yaml``."""

    types: dict[str, EvidenceWeight]

    def kinds(self) -> dict[str, EvidenceType]:
        """The kinds by code."""
        return {
            code: EvidenceType(code, one.weight, one.half_life_years, one.name, one.name_en)
            for code, one in self.types.items()
        }


@dataclass(frozen=True)
class EvidenceItem:
    """One piece: its type, how well it matches (0–1), and the day it tells of (None: age unknown, taken as none)."""

    type: str
    match: float
    on: date | None = None


@dataclass(frozen=True)
class Calibration:
    """A rising step function from raw to calibrated chances, with the number of cases behind it."""

    raw: tuple[float, ...] = ()
    calibrated: tuple[float, ...] = ()
    cases: int = 0

    def apply(self, chance: float) -> float:
        """The calibrated chance; the raw one while there are too few cases."""
        if not self.raw:
            return chance
        return float(np.interp(chance, self.raw, self.calibrated))


def aged(kind: EvidenceType, item: EvidenceItem, *, on: date) -> float:
    """What a piece of evidence is worth on a day: ``π · s · 2^(−age / half-life)``; evidence of the future has no
    age.
    """
    years = max((on - item.on).days, 0) / YEAR_DAYS if item.on is not None else 0.0
    return kind.weight * min(max(item.match, 0.0), 1.0) * math.pow(2.0, -years / kind.half_life_years)


def presence_probability(
    items: Sequence[EvidenceItem],
    *,
    on: date,
    types: Mapping[str, EvidenceType],
    calibration: Calibration | None = None,
) -> float:
    """The chance that the enterprise really does it, 0 without evidence. More evidence never lowers it.

    Raises KeyError for a type that is not known.
    """
    absent = 1.0
    for item in items:
        absent *= 1.0 - aged(types[item.type], item, on=on)
    chance = 1.0 - absent
    return calibration.apply(chance) if calibration is not None and items else chance


def fit_calibration(cases: Sequence[tuple[float, bool]], *, least: int = LEAST_CASES) -> Calibration:
    """Isotonic regression of reviewed cases (raw chance, was it right); the identity below ``least`` cases."""
    if len(cases) < least:
        return Calibration(cases=len(cases))
    from scipy.optimize import isotonic_regression  # the better part of a second to import, and most commands never ask

    ordered = sorted(cases)
    raw = np.array([chance for chance, _right in ordered])
    right = np.array([float(was) for _chance, was in ordered])
    levels = isotonic_regression(right).x
    places, first = np.unique(raw, return_index=True)
    means = np.array([levels[raw == place].mean() for place in places]) if len(first) else levels
    return Calibration(tuple(map(float, places)), tuple(map(float, means)), len(cases))
