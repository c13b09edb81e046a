"""Four lamps of confidence — coverage, evidence, freshness, agreement — never multiplied; the whole is the worst of
them.

Thresholds are working values of this project, as data in ``reference/lamps.yaml``; docs/methods/confidence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.lib.dated import DatedRule, RuleModel

LAMPS: tuple[str, ...] = ("coverage", "evidence", "freshness", "agreement")
WORSE: dict[str, int] = {"green": 0, "yellow": 1, "red": 2, "out": 3}


class LampLimits(RuleModel):
    """From where a lamp is green, and from where yellow."""

    green: float
    yellow: float


class LampRule(DatedRule):
    """From which value each lamp is green, and from which yellow."""

    coverage: LampLimits = LampLimits(green=0.8, yellow=0.5)
    evidence: LampLimits = LampLimits(green=0.6, yellow=0.3)
    freshness: LampLimits = LampLimits(green=2.0, yellow=5.0)
    agreement: LampLimits = LampLimits(green=0.6, yellow=0.3)


@dataclass(frozen=True)
class Lamp:
    """One lamp: ``light`` green, yellow, red, or out when there is nothing to judge; ``value`` is what was measured."""

    name: str
    light: str
    value: float | None


@dataclass(frozen=True)
class Lamps:
    """The four lamps of a link."""

    lamps: tuple[Lamp, ...]

    @property
    def overall(self) -> str:
        """The worst lamp that burns; out when none does."""
        burning = [lamp.light for lamp in self.lamps if lamp.light != "out"]
        return max(burning, key=lambda light: WORSE[light], default="out")


def lamps_of(
    *, coverage: float | None, chance: float | None, age_years: float | None, agreement: float | None, rule: LampRule
) -> Lamps:
    """The lamps of a link; None where there is nothing to judge.

    ``coverage``: share of the place's enterprises in the register; ``chance``: that the best-evidenced firm (or the
    absence)
    is real; ``age_years``: of the register; ``agreement``: share of firms for which scope, name and code say the same.
    """
    freshness = None if age_years is None else _light(-age_years, (-rule.freshness.green, -rule.freshness.yellow))
    return Lamps(
        (
            _lamp("coverage", coverage, rule.coverage),
            _lamp("evidence", chance, rule.evidence),
            Lamp("freshness", freshness or "out", age_years),
            _lamp("agreement", agreement, rule.agreement),
        )
    )


def _lamp(name: str, value: float | None, limits: LampLimits) -> Lamp:
    return Lamp(name, "out" if value is None else _light(value, (limits.green, limits.yellow)), value)


def _light(value: float, limits: tuple[float, float]) -> str:
    return "green" if value >= limits[0] else ("yellow" if value >= limits[1] else "red")


def age_in_years(as_of: date | None, today: date) -> float | None:
    """How old a register is; None when it does not say."""
    return None if as_of is None else max((today - as_of).days, 0) / 365.25
