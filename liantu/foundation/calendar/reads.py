"""How the place works: its calendar, what a year still lacks, what a notice would change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from liantu.foundation.calendar.models import CalendarDay, CalendarNotice, OfficeHoursRow
from liantu.foundation.calendar.rules.hours import hours_from
from liantu.foundation.calendar.rules.notices import Notice
from liantu.lib.clocks import Calendar, DayKind, OfficeHours
from liantu.people.models import User, Zone, ZonedQuerySet

SOON_DAYS = 45  # so long before its beginning a year is counted in many places
_KINDS: dict[str, DayKind] = {"work": "work", "rest": "rest", "morning": "morning", "afternoon": "afternoon"}
_TEXT = CharField(max_length=120)


def calendar_of(zone: Zone) -> Calendar:
    """How the place works: published days, its own days and years, its office hours. One query; kept while unchanged.

    A year nobody announced raises CalendarMissingError; for a first reckoning use ``calendar_of(zone).provisional()``
    and show ``missing_year``.
    """
    days = CalendarDay.objects.filter(zone=zone).annotate(
        what=Value("day"), at=Cast("day", _TEXT), said=Cast("kind", _TEXT)
    )
    years = CalendarNotice.objects.filter(zone=zone, is_whole=True).annotate(
        what=Value("year"), at=Cast("year", _TEXT), said=Cast(Value(""), _TEXT)
    )
    hours = OfficeHoursRow.objects.filter(zone=zone).annotate(
        what=Value("hours"),
        at=Cast("from_on", _TEXT),
        said=Concat(Cast("noon", _TEXT), Value("|"), "spans", output_field=_TEXT),
    )
    columns = ("what", "at", "said")
    rows = (
        days.order_by()
        .values_list(*columns)
        .union(years.order_by().values_list(*columns), hours.order_by().values_list(*columns))
    )
    return _calendar_from(frozenset(rows))


@lru_cache(maxsize=256)
def _calendar_from(rows: frozenset[tuple[str, str, str]]) -> Calendar:
    """The calendar the rows make: the same rows, the same value."""
    hours = [OfficeHours()]
    for what, at, said in sorted(rows):
        if what == "hours":
            noon, spans = said.split("|", 1)
            hours.append(hours_from(date.fromisoformat(at), spans, noon))
    return Calendar(
        days={date.fromisoformat(at): _KINDS[said] for what, at, said in rows if what == "day"},
        entered_years=frozenset(int(at) for what, at, _said in rows if what == "year"),
        hours=tuple(hours),
        tz=ZoneInfo(settings.TIME_ZONE),
    )


def year_missing(zone: Zone, day: date) -> int | None:
    """The year nobody announced although its days are already counted; None when all is known. One query."""
    return calendar_of(zone).missing_year(day + timedelta(days=SOON_DAYS), after_on=day)


def notices_of(user: User, zone: Zone | None) -> ZonedQuerySet[CalendarNotice]:
    """The notices entered for the zone, the newest first."""
    rows: ZonedQuerySet[CalendarNotice] = CalendarNotice.objects.visible_to(user)
    return rows.filter(zone=zone).select_related("entered_by")


def days_off(calendar: Calendar) -> frozenset[date]:
    """The days off that were announced, published or entered: what another notice may extend."""
    said = {day for day, works in calendar.official.special.items() if not works} if calendar.official else set()
    own = {day for day, kind in calendar.days.items() if kind == "rest"}
    return frozenset((said | own) - {day for day, kind in calendar.days.items() if kind != "rest"})


@dataclass(frozen=True)
class DayChange:
    """A day of a notice against what holds: ``before`` None where the year is not known."""

    day: date
    before: str | None
    after: str
    name: str

    @property
    def is_new(self) -> bool:
        """Whether keeping the notice changes the day."""
        return self.before != self.after


def changes_of(notice: Notice, calendar: Calendar) -> tuple[DayChange, ...]:
    """What keeping a notice would change, day by day."""
    return tuple(
        DayChange(
            one.day,
            calendar.kind_of(one.day) if calendar.knows(one.day.year) or one.day in calendar.days else None,
            "work" if one.is_work else "rest",
            one.name,
        )
        for one in notice.days
    )


@dataclass(frozen=True)
class YearRow:
    """One year of the calendar page: working days of each month; None where it is not announced."""

    year: int
    source: str
    months: tuple[int, ...] | None

    @property
    def total(self) -> int:
        """Working days of the year."""
        return sum(self.months or ())


def years_around(calendar: Calendar, notices: Collection[CalendarNotice], today: date) -> Sequence[YearRow]:
    """Last year, this year and the next, with working days by month and where they come from."""
    entered = {notice.year: notice.source or "—" for notice in reversed(list(notices)) if notice.is_whole}
    return [
        YearRow(year, entered.get(year, ""), _months(calendar, year) if calendar.knows(year) else None)
        for year in range(today.year - 1, today.year + 2)
    ]


def _months(calendar: Calendar, year: int) -> tuple[int, ...]:
    counts = [0] * 12
    day = date(year, 1, 1)
    while day.year == year:
        counts[day.month - 1] += calendar.is_workday(day)
        day += timedelta(days=1)
    return tuple(counts)


def zone_of_code(code: str) -> Zone | None:
    """The zone a command names, else the first one."""
    return Zone.objects.filter(Q(code=code) if code else Q()).order_by("pk").first()
