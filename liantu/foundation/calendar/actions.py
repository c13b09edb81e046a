"""Every write of the calendar: a notice's days, office hours."""

from __future__ import annotations

from django.db import transaction

from liantu.audit.actions import record
from liantu.foundation.calendar import reads
from liantu.foundation.calendar.models import CalendarDay, CalendarNotice, OfficeHoursRow
from liantu.foundation.calendar.rules.hours import read_spans
from liantu.foundation.calendar.rules.notices import read_notice
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.ui.actions import save_row

TEXT_MOST = 20_000


def keep_notice(zone: Zone, text: str, year: int, *, by: User, source: str = "") -> CalendarNotice:
    """Keep the days a State Council notice names; a notice with all seven holidays makes its year known.

    Days entered before keep no trace but the log when the notice says otherwise. Raises NotAllowed; ProblemsError when
    anything in the text could not be read, or it names no day.
    """
    require(by, "calendar.keep", zone)
    if len(text) > TEXT_MOST:
        raise ProblemsError([Problem("notice_too_long", "The text is too long for a notice.", where="text")])
    if not 2000 <= year <= 2100:
        raise ProblemsError([Problem("notice_year", "The year lies between 2000 and 2100.", where="year")])
    notice = read_notice(text, year, reads.days_off(reads.calendar_of(zone)))
    problems = list(notice.problems)
    if not notice.days and not problems:
        problems.append(
            Problem(
                "notice_without_days",
                "The text names no day off and no make-up day.",
                where="text",
                fix="Bring the notice's own sentences.",
            )
        )
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made = CalendarNotice.objects.create(
            zone=zone, year=year, source=source.strip()[:200], text=text, is_whole=notice.is_whole, entered_by=by
        )
        standing = {row.day: row for row in CalendarDay.objects.select_for_update().filter(zone=zone)}
        before = {f"{one.day}": standing[one.day].kind for one in notice.days if one.day in standing}
        for one in notice.days:
            kind = CalendarDay.Kind.WORK if one.is_work else CalendarDay.Kind.REST
            values = {"kind": kind, "name": one.name[:60], "notice": made}
            CalendarDay.objects.update_or_create(zone=zone, day=one.day, defaults=values)
        after = {f"{one.day}": "work" if one.is_work else "rest" for one in notice.days}
        record("calendar.notice_kept", by=by, zone=zone, target=made, before=before, after=after, reason=source.strip())
    return made


def store_hours(row: OfficeHoursRow, *, by: User, zone: Zone, fields: tuple[str, ...]) -> OfficeHoursRow:
    """Insert or change office hours. Raises ProblemsError when they cannot be read."""
    require(by, "calendar.keep", zone)
    read_spans(row.spans)
    saved: OfficeHoursRow = save_row(row, by=by, zone=zone, fields=fields)
    return saved
