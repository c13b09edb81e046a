"""The page of the day and notices: HTTP only."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.accounts.abilities import needs
from liantu.foundation.jobs import reads as job_reads
from liantu.foundation.notices import actions, reads


@require_GET
@needs("today.view")
def today(request: HttpRequest) -> HttpResponse:
    """What there is to do, what runs, how things stand."""
    user, zone = request.user, request.zone
    context = {
        "title": _("Today"), "today": timezone.localdate(), "todos": reads.todos_of(user, zone),
        "running": job_reads.running_of(user, zone)[:5], "panels": reads.panels_of(user, zone),
        "notices": reads.notices_of(user, zone).filter(read_at__isnull=True)[:8],
    }  # fmt: skip
    return render(request, "notices/today.html", context)


@require_GET
@needs("today.view")
def notices(request: HttpRequest) -> HttpResponse:
    """All notices of a person."""
    page = Paginator(reads.notices_of(request.user, request.zone), 50).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"title": _("Notices"), "page": page})


@require_POST
@needs("today.view")
def read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    actions.mark_read(request.user, request.zone)
    return redirect("notices:list")
