"""Pages of the calendar: HTTP only."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from liantu.foundation.calendar import actions, pages
from liantu.foundation.calendar.models import CalendarDay, OfficeHoursRow
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
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


@require_GET
@needs()
def told(request: ZoneRequest) -> HttpResponse:
    """What is typed into a field of days is read as, for the line below it."""
    return render(request, "ui/widgets/_told_day.html", pages.told_context(request, timezone.localdate()))


@require_GET
@needs()
def month(request: ZoneRequest, year: int, month: int) -> HttpResponse:
    """The days of a month, to pick one: a page, or the grid for the dialog."""
    if not (1900 <= year <= 2199 and 1 <= month <= 12):
        raise Http404
    template = "calendar/_month.html" if asks_part(request) else "calendar/month.html"
    return render(request, template, pages.month_context(request, year, month, timezone.localdate()))


@require_GET
@needs()
def this_month(request: ZoneRequest) -> HttpResponse:
    """The month of today."""
    today = timezone.localdate()
    template = "calendar/_month.html" if asks_part(request) else "calendar/month.html"
    return render(request, template, pages.month_context(request, today.year, today.month, today))
