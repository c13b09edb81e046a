"""For which period is a suggestion list due? Quarters, half years or years, as dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from liantu.lib.dated import Count, DatedRule

MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True)
class Period:
    """A period by its code (2026Q2, 2026H1, 2026), first and last day, and the day its list is due."""

    code: str
    starts_on: date
    ends_on: date
    due_on: date


class PeriodRule(DatedRule):
    """How long a period is, and when its list is late; ``reference/suggestion_periods.yaml``."""

    length: Literal["quarter", "half_year", "year"]
    grace_days: Count


def period_of(day: date, rule: PeriodRule) -> Period:
    """The period ``day`` lies in."""
    months = MONTHS[rule.length]
    number = (day.month - 1) // months
    start = date(day.year, number * months + 1, 1)
    after = date(day.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    end = after - timedelta(days=1)
    sign = {"quarter": f"Q{number + 1}", "half_year": f"H{number + 1}", "year": ""}[rule.length]
    return Period(f"{day.year}{sign}", start, end, end + timedelta(days=rule.grace_days))


def period_before(period: Period, rule: PeriodRule) -> Period:
    """The period before another one."""
    return period_of(period.starts_on - timedelta(days=1), rule)
