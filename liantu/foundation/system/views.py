"""Pages for the operator, and the watchdog's question: HTTP only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.system import pages, reads
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@never_cache
@require_GET
def healthz(_request: HttpRequest) -> JsonResponse:
    """Up or down, for a watchdog, and which part is down since when; nothing else."""
    if not reads.is_healthy():
        return JsonResponse({"status": "down"}, status=503)
    down = reads.parts_down()
    return JsonResponse({"status": "degraded", "down": down} if down else {"status": "ok"})


@require_GET
@needs("system.view")
def overview(request: ZoneRequest) -> HttpResponse:
    """How the installation stands."""
    return render(request, "system/overview.html", pages.overview(request.user, request.zone))


@require_GET
@needs("system.view")
def doctor(request: ZoneRequest) -> HttpResponse:
    """Every check; ``?deep=1`` reads every byte."""
    return render(request, "system/doctor.html", pages.doctor(deep=request.GET.get("deep") == "1"))


@require_GET
@needs("system.view")
def wiring(request: ZoneRequest) -> HttpResponse:
    """Which room fills which slot."""
    return render(
        request, "system/wiring.html", {"title": _("Wiring"), "rows": reads.wiring(), "crumbs": pages.crumbs()}
    )


@require_POST
@needs("system.operate")
def back_up(request: ZoneRequest) -> HttpResponse:
    """A backup now, in the background."""
    job = enqueue("system.backup", by=request.user, zone=request.zone, title=_("Backup"), payload={})
    return redirect("jobs:detail", job.pk)


@require_POST
@needs("system.operate")
def send_heads(request: ZoneRequest) -> HttpResponse:
    """Send the ends of the log now, in the background."""
    title = _("Send the ends of the audit log")
    job = enqueue(reads.HEADS_JOB, by=request.user, zone=request.zone, title=title, payload={})
    return redirect("jobs:detail", job.pk)


@require_POST
@needs("system.operate")
def check(request: ZoneRequest) -> HttpResponse:
    """The check in depth, in the background."""
    job = enqueue("system.check", by=request.user, zone=request.zone, title=_("Check in depth"), payload={})
    return redirect("jobs:detail", job.pk)
