"""The page of the day and notices: HTTP only."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.notices import actions, pages, reads
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("today.view")
def today(request: ZoneRequest) -> HttpResponse:
    """What there is to do, what runs, what is new."""
    day = pages.day_of(request)
    context = {"title": _("Today"), "day": day, "greeting": pages.greeting(day.now, request.user.label)}
    return render(request, "notices/today.html", context)


@require_GET
@needs("today.view")
def notices(request: ZoneRequest) -> HttpResponse:
    """All notices of a person."""
    page = Paginator(reads.notices_of(request.user, request.zone), 50).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"title": _("Notices"), "page": page})


@require_POST
@needs("today.view")
def follow(request: ZoneRequest, pk: int) -> HttpResponse:
    """Read one notice: mark it, and go where it points."""
    notice = get_object_or_404(reads.notices_of(request.user, request.zone), pk=pk)
    actions.mark_read(request.user, request.zone, notice.pk)
    return redirect(reads.target_of(notice))


@require_POST
@needs("today.view")
def read(request: ZoneRequest) -> HttpResponse:
    """Mark all as read."""
    actions.mark_read(request.user, request.zone)
    return redirect("notices:list")
