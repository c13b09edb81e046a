"""Which light a project shows, and why: the worst of its dimensions, with thresholds as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liantu.lib.dated import DatedRule, RuleModel

Light = Literal["green", "yellow", "red"]
WORSE: dict[str, int] = {"green": 0, "yellow": 1, "red": 2}
DIMENSIONS: tuple[str, ...] = ("start", "progress", "statistics", "funds", "stay", "report")


class AfterDays(RuleModel):
    """Thresholds in days."""

    yellow_after_days: float
    red_after_days: float

    @property
    def limits(self) -> tuple[float, float]:
        """From where it is yellow, from where red."""
        return self.yellow_after_days, self.red_after_days


class BehindPoints(RuleModel):
    """Thresholds in percentage points behind plan."""

    yellow_behind_points: float
    red_behind_points: float

    @property
    def limits(self) -> tuple[float, float]:
        """From where it is yellow, from where red."""
        return self.yellow_behind_points, self.red_behind_points


class OverShare(RuleModel):
    """Thresholds as a share of the time expected."""

    yellow_over_share: float
    red_over_share: float

    @property
    def limits(self) -> tuple[float, float]:
        """From where it is yellow, from where red."""
        return self.yellow_over_share, self.red_over_share


class LightDimensions(RuleModel):
    """The dimensions looked at, each with its thresholds; one left out is not looked at."""

    start: AfterDays | None = None
    progress: BehindPoints | None = None
    statistics: AfterDays | None = None
    funds: BehindPoints | None = None
    stay: OverShare | None = None
    report: AfterDays | None = None

    def limits(self) -> dict[str, tuple[float, float]]:
        """Thresholds by dimension, those left out left out."""
        given = ((name, getattr(self, name)) for name in DIMENSIONS)
        return {name: one.limits for name, one in given if one is not None}


class LightRule(DatedRule):
    """The thresholds of the lights; ``reference/warning_lights.yaml``."""

    dimensions: LightDimensions
    two_yellows_turn_red: bool = False


@dataclass(frozen=True)
class LightFacts:
    """What the lights look at; None where it is not known (the dimension is then left out, not green)."""

    signed_on: date | None = None
    planned_start_on: date | None = None
    started_on: date | None = None
    planned_production_on: date | None = None
    in_production_on: date | None = None
    is_in_statistics: bool = False
    planned_done_pct: float | None = None
    done_pct: float | None = None
    in_place_pct: float | None = None
    days_in_stage: int | None = None
    expected_days: int | None = None
    last_entry_on: date | None = None


@dataclass(frozen=True)
class DimensionLight:
    """The light of one dimension: ``value`` is what was measured (days, points or a ratio)."""

    dimension: str
    light: Light
    value: float
    yellow_from: float
    red_from: float


@dataclass(frozen=True)
class ProjectLight:
    """The light of a project with the dimensions behind it and those left out for want of facts."""

    light: Light
    dimensions: tuple[DimensionLight, ...]
    left_out: tuple[str, ...]
    turned_red: bool = False

    @property
    def reasons(self) -> tuple[DimensionLight, ...]:
        """The dimensions that are not green, the worst first."""
        return tuple(
            sorted((one for one in self.dimensions if one.light != "green"), key=lambda one: -WORSE[one.light])
        )


def measures_of(facts: LightFacts, *, today: date) -> dict[str, float | None]:
    """What each dimension measures today; None where facts are missing or the dimension does not apply."""
    started = facts.started_on is not None
    return {
        "start": float((today - facts.planned_start_on).days)
        if facts.signed_on and facts.planned_start_on and not started
        else None,
        "progress": facts.planned_done_pct - facts.done_pct
        if facts.planned_done_pct is not None and facts.done_pct is not None
        else None,
        "statistics": float((today - facts.started_on).days)
        if facts.started_on is not None and not facts.is_in_statistics
        else None,
        "funds": _time_gone_pct(facts, today) - facts.in_place_pct
        if facts.in_place_pct is not None and facts.signed_on and facts.planned_production_on
        else None,
        "stay": facts.days_in_stage / facts.expected_days
        if facts.days_in_stage is not None and facts.expected_days
        else None,
        "report": float((today - facts.last_entry_on).days) if facts.last_entry_on is not None else None,
    }


def _time_gone_pct(facts: LightFacts, today: date) -> float:
    """The share of the time from signing to the planned production that has gone, in percent, 0–100."""
    if facts.signed_on is None or facts.planned_production_on is None:
        return 0.0
    whole = max((facts.planned_production_on - facts.signed_on).days, 1)
    return 100.0 * min(max((today - facts.signed_on).days / whole, 0.0), 1.0)


def light_of(facts: LightFacts, rule: LightRule, *, today: date, before: Light | None = None) -> ProjectLight:
    """The light of a project today; ``before``: the light of the last assessment, for "two yellows turn red".

    A dimension turns yellow at its first threshold (inclusive) and red at its second; a dimension that the rule does
    not name is not looked at; one without facts is named in ``left_out``.
    """
    lights: list[DimensionLight] = []
    left_out: list[str] = []
    measured, limits = measures_of(facts, today=today), rule.dimensions.limits()
    for dimension in DIMENSIONS:
        if dimension not in limits:
            continue
        value = measured[dimension]
        if value is None:
            left_out.append(dimension)
            continue
        yellow, red = limits[dimension]
        light: Light = "red" if value >= red else ("yellow" if value >= yellow else "green")
        lights.append(DimensionLight(dimension, light, value, yellow, red))
    worst: Light = max((one.light for one in lights), key=lambda light: WORSE[light], default="green")
    turned = worst == "yellow" and before == "yellow" and rule.two_yellows_turn_red
    return ProjectLight("red" if turned else worst, tuple(lights), tuple(left_out), turned)
