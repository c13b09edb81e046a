"""What the pages of the calendar show."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.calendar import actions, reads
from liantu.foundation.calendar.forms import NoticeForm
from liantu.foundation.calendar.models import CalendarDay
from liantu.foundation.calendar.rules.notices import HOLIDAYS, read_notice
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.pages import FormPage, Part


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
