"""Working days in China: the published holidays and shifted days, a dated table of the place, and no guessing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

NO_OVERRIDES: Mapping[dt.date, bool] = {}


class CalendarMissingError(LookupError):
    """The holiday calendar of a year is not known; the text says which year and what to do."""

    def __init__(self, year: int, last_year: int) -> None:
        self.year = year
        self.last_year = last_year
        super().__init__(
            f"the holiday calendar of {year} is missing (known up to {last_year}): "
            f"enter the State Council's notice for {year} in the calendar table"
        )


@cache
def known_years() -> tuple[int, int]:
    """First and last year whose holidays the chinesecalendar package holds."""
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    return min(years), max(years)


def is_workday(
    day: dt.date, *, overrides: Mapping[dt.date, bool] = NO_OVERRIDES, entered_years: frozenset[int] = frozenset()
) -> bool:
    """Whether offices work on ``day``.

    ``overrides`` is the dated table of the place (True: work, False: rest) and wins. ``entered_years`` are the years
    whose notice has been entered completely into that table: on their other days Monday to Friday are work. Raises
    CalendarMissingError for a year that neither the package nor the table knows.
    """
    decided = overrides.get(day)
    if decided is not None:
        return decided
    if day.year in entered_years:
        return day.weekday() < 5
    first, last = known_years()
    if not first <= day.year <= last:
        raise CalendarMissingError(day.year, last)
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def add_workdays(
    start_on: dt.date,
    days: int,
    *,
    overrides: Mapping[dt.date, bool] = NO_OVERRIDES,
    entered_years: frozenset[int] = frozenset(),
) -> dt.date:
    """The day on which ``days`` working days after ``start_on`` have passed; the start itself does not count.

    Zero gives the start. Raises ValueError on a negative number, CalendarMissingError when a year is not known.
    """
    if days < 0:
        raise ValueError(f"days is {days}; working days are counted forwards from 0")
    day, left = start_on, days
    while left:
        day += dt.timedelta(days=1)
        left -= is_workday(day, overrides=overrides, entered_years=entered_years)
    return day


def workdays_between(
    after_on: dt.date,
    until_on: dt.date,
    *,
    overrides: Mapping[dt.date, bool] = NO_OVERRIDES,
    entered_years: frozenset[int] = frozenset(),
) -> int:
    """Working days after ``after_on`` up to and including ``until_on``; negative when ``until_on`` is earlier.

    Raises CalendarMissingError when a year between them is not known.
    """
    if until_on < after_on:
        return -workdays_between(until_on, after_on, overrides=overrides, entered_years=entered_years)
    span = (until_on - after_on).days
    days = (after_on + dt.timedelta(days=step) for step in range(1, span + 1))
    return sum(is_workday(day, overrides=overrides, entered_years=entered_years) for day in days)
