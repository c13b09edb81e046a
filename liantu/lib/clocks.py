"""Working days and working time in China, and the clock of a duty: due when, standing still why, how much is used.

The choices made at boundaries stand in docs/methods/clocks.md. Nothing here reads the time, a file or a database.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from liantu.lib.problems import Problem, ProblemsError

DayKind = Literal["work", "rest", "morning", "afternoon"]
Unit = Literal["workdays", "days", "work_minutes"]
Span = tuple[dt.time, dt.time]
Moments = tuple[dt.datetime, dt.datetime]

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset(range(5))
NOTHING_FOR_DAYS = 36_600  # a century without one working day: the calendar is wrong
CHINA_TIME = ZoneInfo("Asia/Shanghai")


class CalendarMissingError(LookupError):
    """The holiday calendar of a year is not known; the text says which year and what to do."""

    def __init__(self, year: int, last_year: int) -> None:
        self.year = year
        self.last_year = last_year
        super().__init__(
            f"the holiday calendar of {year} is missing (known up to {last_year}): "
            f"enter the State Council's notice for {year} in the calendar table"
        )


@dataclass(frozen=True)
class OfficialDays:
    """Holidays (False) and make-up days (True) of whole years, all other days following the week."""

    first_year: int
    last_year: int
    special: Mapping[dt.date, bool]


@cache
def official_days() -> OfficialDays:
    """The days of the chinesecalendar package, up to the last year it holds."""
    from chinese_calendar import constants

    special = {day: False for day in constants.holidays} | {day: True for day in constants.workdays}
    years = {day.year for day in constants.holidays}
    return OfficialDays(min(years), max(years), MappingProxyType(special))


@dataclass(frozen=True)
class OfficeHours:
    """When an office works on a working day, from a day on; ``by_weekday`` (0 Monday … 6) differs from ``spans``.

    ``noon`` cuts a half day. Raises ValueError for spans that end before they begin, overlap or stand in disorder.
    """

    spans: tuple[Span, ...] = ((dt.time(8, 30), dt.time(12)), (dt.time(14), dt.time(17, 30)))
    noon: dt.time = dt.time(13)
    from_on: dt.date = dt.date.min
    by_weekday: tuple[tuple[int, tuple[Span, ...]], ...] = ()

    def __post_init__(self) -> None:
        for spans in (self.spans, *(spans for _weekday, spans in self.by_weekday)):
            edges = [edge for span in spans for edge in span]
            if any(later <= earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True)):
                raise ValueError(f"a span of office hours ends before it begins: {spans}")
            if edges != sorted(edges):
                raise ValueError(f"spans of office hours overlap or stand in disorder: {spans}")

    def on(self, day: dt.date, kind: DayKind) -> tuple[Span, ...]:
        """The spans worked on a day of this kind: none on a rest day, one side of noon on a half day."""
        if kind == "rest":
            return ()
        spans = dict(self.by_weekday).get(day.weekday(), self.spans)
        if kind == "morning":
            return tuple((start, min(end, self.noon)) for start, end in spans if start < self.noon)
        if kind == "afternoon":
            return tuple((max(start, self.noon), end) for start, end in spans if end > self.noon)
        return spans


@dataclass(frozen=True)
class Calendar:
    """When a place works.

    ``days``: its own days, which win. ``official``: the published days; None where only the ``week`` holds.
    ``entered_years``: years whose notice stands completely in ``days``; their other days follow the week. ``hours``:
    office hours, of several the newest begun. ``counts_missing``: years nobody announced follow the week, which
    whoever shows the result must say (``missing_year``); otherwise they raise CalendarMissingError.
    """

    days: Mapping[dt.date, DayKind] = field(default_factory=dict)
    entered_years: frozenset[int] = frozenset()
    hours: tuple[OfficeHours, ...] = (OfficeHours(),)
    official: OfficialDays | None = field(default_factory=official_days)
    week: frozenset[int] = MONDAY_TO_FRIDAY
    tz: dt.tzinfo = CHINA_TIME
    counts_missing: bool = False

    def provisional(self) -> Calendar:
        """The same calendar for a first reckoning: unannounced years follow the week until they are entered."""
        return replace(self, counts_missing=True)

    def knows(self, year: int) -> bool:
        """Whether the days of the year were announced: by the package, or entered by the place."""
        known = self.official
        return known is None or known.first_year <= year <= known.last_year or year in self.entered_years

    def missing_year(self, until_on: dt.date, *, after_on: dt.date | None = None) -> int | None:
        """The first year nobody announced among those from ``after_on`` (else ``until_on``) to ``until_on``."""
        first = min(after_on or until_on, until_on).year
        return next((year for year in range(first, until_on.year + 1) if not self.knows(year)), None)

    def kind_of(self, day: dt.date) -> DayKind:
        """How the place works on ``day``. Raises CalendarMissingError for a year nobody announced."""
        own = self.days.get(day)
        if own is not None:
            return own
        if self.official is not None and day.year not in self.entered_years:
            if self.knows(day.year):
                said = self.official.special.get(day)
                if said is not None:
                    return "work" if said else "rest"
            elif not self.counts_missing:
                raise CalendarMissingError(day.year, self.official.last_year)
        return "work" if day.weekday() in self.week else "rest"

    def is_workday(self, day: dt.date) -> bool:
        """Whether offices work on ``day``, be it half a day. Raises CalendarMissingError."""
        return self.kind_of(day) != "rest"

    def add_workdays(self, start_on: dt.date, days: int) -> dt.date:
        """The day on which ``days`` working days after ``start_on`` have passed; the start itself does not count.

        Zero gives the start. Raises ValueError on a negative number, CalendarMissingError when a year is not known.
        """
        if days < 0:
            raise ValueError(f"days is {days}; working days are counted forwards from 0")
        return _nth_day(start_on, days, self.is_workday)

    def workdays_between(self, after_on: dt.date, until_on: dt.date) -> int:
        """Working days after ``after_on`` up to and including ``until_on``; negative when ``until_on`` is earlier.

        Raises CalendarMissingError when a year between them is not known.
        """
        if until_on < after_on:
            return -self.workdays_between(until_on, after_on)
        return sum(self.is_workday(day) for day in _days_after(after_on, until_on))

    def workday_from(self, day: dt.date) -> dt.date:
        """``day`` where it is a working day, else the next one. Raises CalendarMissingError."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def opening_spans(self, day: dt.date) -> tuple[Moments, ...]:
        """The working time of a day as moments with their time zone. Raises CalendarMissingError."""
        begun = [hours for hours in self.hours if hours.from_on <= day]
        if not begun:
            return ()
        spans = max(begun, key=lambda hours: hours.from_on).on(day, self.kind_of(day))
        return tuple((self._moment(day, start), self._moment(day, end)) for start, end in spans)

    def add_work_minutes(self, start_at: dt.datetime, minutes: int) -> dt.datetime:
        """The earliest moment at which ``minutes`` of working time have passed since ``start_at``.

        A budget that ends with the office hours is due at closing, not at the next opening. Seconds of the start are
        dropped. Raises ValueError on a negative number or a moment without time zone, CalendarMissingError.
        """
        if minutes < 0:
            raise ValueError(f"minutes is {minutes}; working time is counted forwards from 0")
        found = _spend(self._running(whole_minute(start_at), ()), whole_minute(start_at), minutes)
        if found is None:
            raise ValueError("the calendar has no working time left")
        return found.astimezone(start_at.tzinfo)

    def work_minutes_between(self, after_at: dt.datetime, until_at: dt.datetime) -> int:
        """Whole minutes of working time between two moments; negative when ``until_at`` is earlier.

        Raises ValueError for a moment without time zone, CalendarMissingError when a year between is not known.
        """
        after, until = whole_minute(after_at), whole_minute(until_at)
        if until < after:
            return -self.work_minutes_between(until, after)
        return sum(_minutes(start, min(end, until)) for start, end in self._running(after, (), until))

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day of the place at a moment. Raises ValueError for a moment without time zone."""
        return whole_minute(moment).astimezone(self.tz).date()

    def end_of(self, day: dt.date) -> dt.datetime:
        """The moment a day of the place ends: 24:00."""
        return self._moment(day + DAY, dt.time())

    def start_of(self, day: dt.date) -> dt.datetime:
        """The moment a day of the place begins: 0:00."""
        return self._moment(day, dt.time())

    def _moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        """In UTC, so that differences are true where the clocks are put forward."""
        return dt.datetime.combine(day, time, self.tz).astimezone(dt.UTC)

    def _running(
        self, start: dt.datetime, breaks: tuple[Moments, ...], until: dt.datetime | None = None
    ) -> Iterator[Moments]:
        """Working time from ``start`` on without ``breaks`` (in order, disjoint), piece by piece, up to ``until``."""
        day, idle = self.day_of(start), 0
        while idle < NOTHING_FOR_DAYS and (until is None or self._moment(day, dt.time()) < until):
            spans = self.opening_spans(day)
            idle = 0 if spans else idle + 1
            for opens, closes in spans:
                for piece in _without((max(opens, start), closes), breaks):
                    if until is None or piece[0] < until:
                        yield piece
            day += DAY


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC without its seconds. Raises ValueError for a moment without time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(dt.UTC).replace(second=0, microsecond=0)


def _minutes(start: dt.datetime, end: dt.datetime) -> int:
    return max((end - start) // MINUTE, 0)


def _without(span: Moments, breaks: tuple[Moments, ...]) -> Iterator[Moments]:
    """The pieces of a span that no break covers."""
    start, end = span
    for begins, ends in breaks:
        if ends > start and begins < end:
            if begins > start:
                yield start, begins
            start = ends
    if start < end:
        yield start, end


def _spend(pieces: Iterable[Moments], start: dt.datetime, minutes: int) -> dt.datetime | None:
    """The earliest moment at which the pieces have given ``minutes``; None when they end before."""
    left, at = minutes, start
    if not left:
        return at
    for begins, ends in pieces:
        given = _minutes(begins, ends)
        if given >= left:
            return begins + left * MINUTE
        left -= given
    return None


def _days_after(after_on: dt.date, until_on: dt.date) -> Iterator[dt.date]:
    for step in range(1, (until_on - after_on).days + 1):
        yield after_on + step * DAY


def _nth_day(start_on: dt.date, number: int, counts: Callable[[dt.date], bool]) -> dt.date:
    """The ``number``-th day after the start for which ``counts(day)`` holds."""
    day, left, idle = start_on, number, 0
    while left:
        day += DAY
        idle = 0 if counts(day) else idle + 1
        left -= not idle
        if idle > NOTHING_FOR_DAYS:
            raise ValueError("the calendar has no working day left")
    return day


@dataclass(frozen=True)
class Allowance:
    """How long something may take; "within one hour of working time" is ``Allowance(60, "work_minutes")``.

    ``rolls``: natural days that end on a rest day end on the next working day. Raises ValueError below one.
    """

    amount: int
    unit: Unit = "workdays"
    rolls: bool = False

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"an allowance is at least 1, not {self.amount}")


def workdays(amount: int) -> Allowance:
    """So many working days (个工作日)."""
    return Allowance(amount, "workdays")


def natural_days(amount: int, *, rolls: bool = False) -> Allowance:
    """So many calendar days (自然日); ``rolls``: to the next working day where the last one is a rest day."""
    return Allowance(amount, "days", rolls)


@dataclass(frozen=True)
class Pause:
    """The clock stands still from a moment to another (None: still), for a reason."""

    from_at: dt.datetime
    until_at: dt.datetime | None
    reason: str


@dataclass(frozen=True)
class Escalation:
    """A point of the clock: ``share`` of its time (None: past the due moment), when, and whether it has come.

    ``at`` is None while the clock stands still before it.
    """

    share: float | None
    at: dt.datetime | None
    is_reached: bool


@dataclass(frozen=True)
class Clock:
    """The time of one duty: begun when, allowed how long, standing still when and why.

    A day on which it is started or taken up again does not count, a day on which it is paused does. An allowance in
    days ends with its last day (24:00); one in working time at the minute. Changing the allowance
    (``dataclasses.replace``) keeps every pause. Overlapping pauses count once.
    """

    started_at: dt.datetime
    allowance: Allowance
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether it stands still and nobody has taken it up again."""
        return any(pause.until_at is None for pause in self.pauses)

    def pause(self, at: dt.datetime, reason: str) -> Clock:
        """The clock standing still from ``at``. Raises ProblemsError: no reason, standing already, before the start."""
        problems = []
        if not reason.strip():
            problems.append(Problem("pause_without_reason", "A pause needs a reason.", where="reason"))
        if self.is_paused:
            problems.append(Problem("paused_already", "The clock stands still already."))
        if at < self._last_change():
            problems.append(Problem("pause_too_early", "The pause begins before the last change of the clock."))
        if problems:
            raise ProblemsError(problems)
        return replace(self, pauses=(*self.pauses, Pause(at, None, reason.strip())))

    def resume(self, at: dt.datetime) -> Clock:
        """The clock running again from ``at``. Raises ProblemsError when it does not stand still, or before that."""
        if not self.is_paused:
            raise ProblemsError([Problem("not_paused", "The clock is not standing still.")])
        if at < self._last_change():
            raise ProblemsError([Problem("resume_too_early", "The clock cannot run again before it was paused.")])
        ended = tuple(replace(pause, until_at=at) if pause.until_at is None else pause for pause in self.pauses)
        return replace(self, pauses=ended)

    def due_on(self, calendar: Calendar) -> dt.date | None:
        """The last day in time; None while it stands still before its end. Raises CalendarMissingError."""
        if self.allowance.unit == "work_minutes":
            due = self.due_at(calendar)
            return None if due is None else calendar.day_of(due)
        day = self._counted_day(calendar, self.allowance.amount)
        return calendar.workday_from(day) if day is not None and self.allowance.rolls else day

    def due_at(self, calendar: Calendar) -> dt.datetime | None:
        """The last moment in time; None while it stands still before its end. Raises CalendarMissingError."""
        if self.allowance.unit == "work_minutes":
            return self._moment_after(calendar, self.allowance.amount)
        day = self.due_on(calendar)
        return None if day is None else calendar.end_of(day)

    def is_late(self, calendar: Calendar, now: dt.datetime) -> bool:
        """Whether the due moment has passed. Raises CalendarMissingError."""
        due = self.due_at(calendar)
        return due is not None and now > due

    def used(self, calendar: Calendar, now: dt.datetime) -> int:
        """How many units of the allowance have gone, pauses left out; beyond the amount when late.

        Raises CalendarMissingError.
        """
        start = whole_minute(self.started_at)
        if self.allowance.unit == "work_minutes":
            until = whole_minute(now)
            pieces = calendar._running(start, self._breaks(), until)
            return sum(_minutes(begins, min(ends, until)) for begins, ends in pieces)
        days = _days_after(calendar.day_of(start), calendar.day_of(now))
        counts = self._counts(calendar)
        return sum(counts(day) for day in days)

    def left(self, calendar: Calendar, now: dt.datetime) -> int:
        """How many units are left; negative when overdrawn. Raises CalendarMissingError."""
        return self.allowance.amount - self.used(calendar, now)

    def share_used(self, calendar: Calendar, now: dt.datetime) -> float:
        """The share of the allowance that has gone, 1 on the last day. Raises CalendarMissingError."""
        return self.used(calendar, now) / self.allowance.amount

    def escalations(
        self, calendar: Calendar, now: dt.datetime, points: tuple[float, ...] = (0.8,)
    ) -> tuple[Escalation, ...]:
        """When each point (a share above 0, at most 1) comes, and the due moment last; which have come by ``now``.

        Raises ValueError for a point outside that range, CalendarMissingError.
        """
        if any(not 0 < point <= 1 for point in points):
            raise ValueError(f"points of escalation lie above 0 and at most at 1: {points}")
        found = []
        for point in sorted(points):
            units = math.ceil(point * self.allowance.amount - 1e-9)
            at = self._begins(calendar, units)
            found.append(Escalation(point, at, at is not None and now >= at))
        return (*found, Escalation(None, self.due_at(calendar), self.is_late(calendar, now)))

    def _begins(self, calendar: Calendar, units: int) -> dt.datetime | None:
        """When ``units`` of the allowance have gone: the minute, or the beginning of the day."""
        if self.allowance.unit == "work_minutes":
            return self._moment_after(calendar, units)
        day = self._counted_day(calendar, units)
        return None if day is None else calendar.start_of(day)

    def _moment_after(self, calendar: Calendar, minutes: int) -> dt.datetime | None:
        """When so many minutes of working time have run. None where an open pause comes first."""
        start = whole_minute(self.started_at)
        open_from = min((whole_minute(one.from_at) for one in self.pauses if one.until_at is None), default=None)
        found = _spend(calendar._running(start, self._breaks(), open_from), start, minutes)
        if found is None and open_from is None:
            raise ValueError("the calendar has no working time left")
        return found if found is None or open_from is None or found <= open_from else None

    def _counted_day(self, calendar: Calendar, number: int) -> dt.date | None:
        """The ``number``-th day that counts. None where an open pause comes first."""
        open_on = min((calendar.day_of(one.from_at) for one in self.pauses if one.until_at is None), default=None)
        start, counts = calendar.day_of(self.started_at), self._counts(calendar)
        if open_on is None:
            return _nth_day(start, number, counts)
        counted = [day for day in _days_after(start, open_on) if counts(day)]
        return counted[number - 1] if len(counted) >= number else None

    def _counts(self, calendar: Calendar) -> _Counts:
        spans = [
            (calendar.day_of(one.from_at), calendar.day_of(one.until_at) if one.until_at else dt.date.max)
            for one in self.pauses
        ]
        return _Counts(calendar, self.allowance.unit == "workdays", tuple(spans))

    def _breaks(self) -> tuple[Moments, ...]:
        """The pauses in order, those that touch joined; an open one lasts for ever."""
        forever = dt.datetime.max.replace(tzinfo=dt.UTC)
        spans = sorted(
            (whole_minute(one.from_at), whole_minute(one.until_at) if one.until_at else forever) for one in self.pauses
        )
        joined: list[Moments] = []
        for begins, ends in spans:
            if joined and begins <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
            else:
                joined.append((begins, ends))
        return tuple(joined)

    def _last_change(self) -> dt.datetime:
        return max([self.started_at, *(one.until_at or one.from_at for one in self.pauses)])


@dataclass(frozen=True)
class _Counts:
    """Whether a day counts: of the right kind, and not after the day of a pause up to the day it ended."""

    calendar: Calendar
    only_workdays: bool
    pauses: tuple[tuple[dt.date, dt.date], ...]

    def __call__(self, day: dt.date) -> bool:
        if any(begins < day <= ends for begins, ends in self.pauses):
            return False
        return self.calendar.is_workday(day) if self.only_workdays else True
