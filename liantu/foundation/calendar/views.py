"""Pages of the calendar: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liantu.foundation.calendar import actions, pages
from liantu.foundation.calendar.forms import NoticeForm
from liantu.foundation.calendar.models import CalendarDay, OfficeHoursRow
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.crud import crud

DAYS = crud(
    CalendarDay,
    fields=("day", "kind", "name"),
    key=("day",),
    view="calendar.view",
    edit="calendar.keep",
    default_sort="-day",
)
HOURS = crud(
    OfficeHoursRow,
    fields=("from_on", "spans", "noon"),
    key=("from_on",),
    view="calendar.view",
    edit="calendar.keep",
    default_sort="-from_on",
    store=actions.store_hours,
)


@require_GET
@needs("calendar.view")
def overview(request: ZoneRequest) -> HttpResponse:
    """Working days by month around this year, what is missing, the notices entered."""
    return render(request, "calendar/overview.html", pages.overview_context(request, timezone.localdate()))


@require_http_methods(["GET", "POST"])
@needs("calendar.keep")
def notice(request: ZoneRequest) -> HttpResponse:
    """Bring a notice: read, shown day by day, then kept."""
    form = NoticeForm(request.POST or None, initial={"year": timezone.localdate().year + 1})
    context = pages.notice_context(request, form)
    if "keep" in request.POST and form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_notice(request.zone, data["text"], data["year"], by=request.user, source=data["source"])
            messages.success(request, _("The days of the notice hold."))
            return redirect("calendar:overview")
        except ProblemsError as refused:
            context["problem_list"] = refused.problems
    refused_or_wrong = bool(context["problem_list"]) or bool(form.errors)
    return render(request, "calendar/notice.html", context, status=422 if refused_or_wrong else 200)
