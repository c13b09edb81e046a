"""What the pages of the calendar show."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from liantu.foundation.calendar import reads
from liantu.foundation.calendar.forms import NoticeForm
from liantu.foundation.calendar.models import CalendarDay
from liantu.foundation.calendar.rules.notices import HOLIDAYS, read_notice
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest


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


def notice_context(request: ZoneRequest, form: NoticeForm) -> dict[str, object]:
    """The form, and the days the text names against what holds."""
    context: dict[str, object] = {
        "title": _("Enter a notice"),
        "crumbs": [(_("Working days"), reverse("calendar:overview")), (_("Enter a notice"), "")],
        "form": form,
        "problem_list": (),
    }
    if not form.is_bound or not form.is_valid():
        return context
    found = read_notice(form.cleaned_data["text"], form.cleaned_data["year"])
    calendar = reads.calendar_of(request.zone)
    kinds = dict(CalendarDay.Kind.choices)
    return context | {
        "problem_list": found.problems,
        "changes": [
            (one, kinds[one.before] if one.before else "", kinds[one.after])
            for one in reads.changes_of(found, calendar)
        ],
        "lacks": [name for name in HOLIDAYS if name not in found.holidays],
        "can_keep": bool(found.days) and not found.problems,
    }
