"""Pages of the calendar: HTTP only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from liantu.foundation.calendar import actions, pages
from liantu.foundation.calendar.models import CalendarDay, OfficeHoursRow
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
