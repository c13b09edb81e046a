"""What the pages of the calendar show."""

from __future__ import annotations

import calendar as weeks_of
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.foundation.calendar import actions, reads
from liantu.foundation.calendar.forms import NoticeForm
from liantu.foundation.calendar.models import CalendarDay
from liantu.foundation.calendar.rules.notices import HOLIDAYS, read_notice
from liantu.lib.clocks import Calendar
from liantu.lib.written_days import FuzzyDay, read_workdays_ahead
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import date_text, day_told, weekday_text
from liantu.ui.pages import FormPage, Part
from liantu.ui.written_fields import told_day


def overview_context(request: ZoneRequest, today: date) -> dict[str, object]:
    """The years around today, the hours of today, the notices. Two queries."""
    user, zone = request.user, request.zone
    calendar, notices = reads.calendar_of(zone), list(reads.notices_of(user, zone))
    provisional = calendar.provisional()
    return {
        "title": _("Working days"),
        "years": reads.years_around(calendar, notices, today),
        "months": range(1, 13),
        "missing": calendar.missing_year(date(today.year + 1, 1, 1), after_on=today),
        "today_kind": dict(CalendarDay.Kind.choices)[provisional.kind_of(today)],
        "spans": [
            (start.astimezone(calendar.tz), end.astimezone(calendar.tz))
            for start, end in provisional.opening_spans(today)
        ],
        "notices": notices,
        "may_keep": may(user, "calendar.keep", zone),
    }


def _read(request: ZoneRequest, _thing: None, form: NoticeForm) -> dict[str, object]:
    """The days the text names against what holds; what could not be read beside them."""
    calendar = reads.calendar_of(request.zone)
    found = read_notice(form.cleaned_data["text"], form.cleaned_data["year"], reads.days_off(calendar))
    kinds = dict(CalendarDay.Kind.choices)
    changes = reads.changes_of(found, calendar)
    return {
        "problem_list": found.problems,
        "changes": [(one, kinds[one.before] if one.before else "", kinds[one.after]) for one in changes],
        "lacks": [name for name in HOLIDAYS if name not in found.holidays],
        "holds_back": bool(found.problems) or not found.days,
    }


def _keep(request: ZoneRequest, _thing: None, form: NoticeForm) -> str:
    given = form.cleaned_data
    actions.keep_notice(request.zone, given["text"], given["year"], by=request.user, source=given["source"])
    return "calendar:overview"


NOTICE = FormPage(
    ability="calendar.keep",
    title=gettext_lazy("Enter a notice"),
    submit=gettext_lazy("Let these days hold"),
    form=lambda _request, _thing, data, _files: NoticeForm(data, initial={"year": timezone.localdate().year + 1}),
    do=_keep,
    parts=(Part((("year", "source"), "text")),),
    done=gettext_lazy("The days of the notice hold."),
    crumbs=lambda _thing: [(_("Working days"), reverse("calendar:overview"))],
    check=_read,
    checked="calendar/_days.html",
    check_label=gettext_lazy("Read and show"),
    looks_first=True,
)


# -- picking a day ---------------------------------------------------------------------------------------------

_MARKS = {"work": pgettext_lazy("calendar", "on"), "rest": pgettext_lazy("calendar", "off")}
_TOWARD = {"past": "past", "future": "future"}


def told_context(request: ZoneRequest, today: date) -> dict[str, Any]:
    """What is written in a field of days is read as; working days from today are counted, a day off is said."""
    data, language = request.GET, get_language() or "zh-hans"
    text, takes = data.get(data.get("of", ""), "")[:60], data.get("takes", "")
    calendar = calendar_of_reader(request)
    ahead = read_workdays_ahead(text) if takes == "workdays" else None
    if ahead is not None:
        on = calendar.add_workdays(today, ahead)
        return {"told": f"{date_text(on, language=language)} {weekday_text(on, language=language)}", "on": on}
    found = told_day(text, _TOWARD.get(data.get("toward", ""), "near"), grain=takes == "grain")  # type: ignore[arg-type]
    if found["on"] is not None and not calendar.is_workday(found["on"]):
        found["note"] = _("no working day")
    return found


def calendar_of_reader(request: ZoneRequest) -> Calendar:
    """How the place works, years nobody announced by the week."""
    return reads.calendar_of(request.zone).provisional()


@dataclass(frozen=True)
class MonthDay:
    """A day of the grid; ``mark``: works, or does not, otherwise than the week says; ``told``: all of it in words."""

    on: date
    is_inside: bool
    is_off: bool
    mark: Any
    told: str


def month_context(request: ZoneRequest, year: int, month: int, today: date) -> dict[str, Any]:
    """The weeks of a month from Monday, what is off and on, how many working days it has."""
    calendar, language = calendar_of_reader(request), get_language() or "zh-hans"
    weeks = weeks_of.Calendar(firstweekday=0).monthdatescalendar(year, month)
    marked = {on: calendar.is_workday(on) for week in weeks for on in week}
    first = date(year, month, 1)
    days = {
        on: MonthDay(
            on,
            on.month == month,
            not works,
            _MARKS["work" if works else "rest"] if works != (on.weekday() < 5) else "",
            _day_words(calendar, on, today, language),
        )
        for on, works in marked.items()
    }
    return {
        "title": _("Pick a day"),
        "month": first,
        "month_told": day_told(FuzzyDay(first, "month"), language=language),
        "before": first - timedelta(days=1),
        "after": first + timedelta(days=31),
        "weekdays": [weekday_text(on, language=language)[-3:] for on in weeks[0]],
        "weeks": [[days[on] for on in week] for week in weeks],
        "working": sum(works for on, works in marked.items() if on.month == month),
        "missing": calendar.missing_year(weeks[-1][-1], after_on=first) if calendar.counts_missing else None,
        "today": today,
        "chosen": request.GET.get("on", ""),
    }


def _day_words(calendar: Calendar, on: date, today: date, language: str) -> str:
    """2026年11月5日 周四, and how many working days from today it lies."""
    words = f"{date_text(on, language=language)} {weekday_text(on, language=language)}"
    far = calendar.workdays_between(today, on) if 0 < (on - today).days <= 366 else 0
    told = _("%(n)d working days from today") % {"n": far}
    return f"{words}  {told}" if far else words
