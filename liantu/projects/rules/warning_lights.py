"""Which light a project shows, and why: the worst of its dimensions, with thresholds as dated data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
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
    stage_since_on: date | None = None
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
    def measured(self) -> Light:
        """The worst of its dimensions, before two yellows in a row turned it red."""
        return worst_of(one.light for one in self.dimensions)

    @property
    def reasons(self) -> tuple[DimensionLight, ...]:
        """The dimensions that are not green, the worst first."""
        return tuple(
            sorted((one for one in self.dimensions if one.light != "green"), key=lambda one: -WORSE[one.light])
        )


def worst_of(lights: Iterable[Light]) -> Light:
    """The worst of some lights; green when there is none."""
    return max(lights, key=lambda light: WORSE[light], default="green")


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
        "stay": (today - facts.stage_since_on).days / facts.expected_days
        if facts.stage_since_on is not None and facts.expected_days
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
    """The light of a project today; ``before``: what was *measured* at the assessment of an earlier day.

    Measured yellow twice in a row turns red where the rule says so, and stays red until it is measured otherwise.
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
    worst = worst_of(one.light for one in lights)
    turned = worst == "yellow" and before == "yellow" and rule.two_yellows_turn_red
    return ProjectLight("red" if turned else worst, tuple(lights), tuple(left_out), turned)


def next_look_on(facts: LightFacts, rule: LightRule, light: ProjectLight, *, today: date) -> date | None:
    """The first day after today on which the light, or one of the dimensions behind it, is another by the clock alone.

    None when only new facts or another rule can change it. Every measure grows with the days, so each threshold that
    is not reached yet is crossed once.
    """
    days = [
        day
        for one in light.dimensions
        for limit in (one.yellow_from, one.red_from)
        if one.value < limit and (day := _reached_on(facts, one.dimension, limit, today)) is not None
    ]
    if rule.two_yellows_turn_red and light.measured == "yellow" and not light.turned_red:
        days.append(today + timedelta(days=1))
    return min(days, default=None)


def _reached_on(facts: LightFacts, dimension: str, limit: float, today: date) -> date | None:
    """The first day after today on which a dimension's measure reaches ``limit``; None when it never does."""

    def reaches(day: date) -> bool:
        value = measures_of(facts, today=day)[dimension]
        return value is not None and value >= limit

    if dimension == "progress":
        return None  # it does not move with the days
    if dimension == "funds":
        assert facts.signed_on is not None
        assert facts.planned_production_on is not None
        whole = max((facts.planned_production_on - facts.signed_on).days, 1)
        last = facts.signed_on + timedelta(days=whole)
        if last <= today or not reaches(last):
            return None  # all time is gone, and the money never lay so far behind
        days = whole * ((facts.in_place_pct or 0.0) + limit) / 100
        return _first(reaches, facts.signed_on, days, today)
    since = {
        "start": facts.planned_start_on,
        "statistics": facts.started_on,
        "stay": facts.stage_since_on,
        "report": facts.last_entry_on,
    }[dimension]
    assert since is not None
    return _first(reaches, since, limit * (facts.expected_days or 1) if dimension == "stay" else limit, today)


def _first(reaches: Callable[[date], bool], since: date, days: float, today: date) -> date | None:
    """The first day after today that ``reaches``, near ``since`` plus ``days`` (rounding may be a day off)."""
    tomorrow = today + timedelta(days=1)
    if days > (date.max - since).days - 3:
        return None
    day = max(since + timedelta(days=ceil(days)), tomorrow)
    while not reaches(day):
        day += timedelta(days=1)
    while day > tomorrow and reaches(day - timedelta(days=1)):
        day -= timedelta(days=1)
    return day
