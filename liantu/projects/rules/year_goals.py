"""What the zone means to reach in a year: amounts signed, started and in place, starts, production, shares."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from liantu.lib.dated import Count, Positive, RuleModel, Share

Year = Annotated[int, Field(ge=2000, le=2200)]


class YearGoals(RuleModel):
    """The goals of one year; what is not named has none. Amounts in 10,000 yuan, shares from 0 to 1."""

    year: Year
    signed_wan_yuan: Positive | None = None
    started_wan_yuan: Positive | None = None
    in_place_wan_yuan: Positive | None = None
    in_production: Count | None = None
    same_year_share: Share | None = None
    emerging_share: Share | None = None


class Goals(RuleModel):
    """The goals of all years."""

    years: tuple[YearGoals, ...] = ()

    @field_validator("years")
    @classmethod
    def no_year_twice(cls, years: tuple[YearGoals, ...]) -> tuple[YearGoals, ...]:
        """Two goals for one year contradict each other."""
        if len({one.year for one in years}) < len(years):
            raise ValueError("a year stands twice")
        return years

    def of(self, year: int) -> YearGoals:
        """The goals of a year; none of them set where nobody wrote any."""
        return next((one for one in self.years if one.year == year), YearGoals(year=year))


def year_of(since: date, until: date) -> int | None:
    """The calendar year a period belongs to, from its first day on; None for any other period."""
    return since.year if (since.month, since.day) == (1, 1) and until.year == since.year else None


def gone_of_year(day: date) -> float:
    """How much of its year has gone on a day, 0 to 1."""
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    return ((day - first).days + 1) / ((last - first).days + 1)
