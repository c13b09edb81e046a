"""Pages of background work: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.jobs import actions, pages, reads, tables
from liantu.foundation.jobs.models import Job
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
from liantu.ui.problems import refusing


def _job(request: ZoneRequest, pk: int) -> Job:
    """The job of the current zone, or 404."""
    return get_object_or_404(reads.jobs_of(request.user, request.zone).select_related("zone"), pk=pk)


@require_GET
@needs("jobs.view")
def jobs(request: ZoneRequest) -> HttpResponse:
    """All background work of the zone."""
    return tables.JOBS.respond(request)


@require_GET
@needs("jobs.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One job; with htmx only its progress, so that the page can watch it."""
    job = _job(request, pk)
    if not asks_part(request):
        return pages.DETAIL.respond(request, job)
    response = render(request, "jobs/_progress.html", {"job": job})
    if job.is_over:
        response["HX-Refresh"] = "true"  # the page around it changes when the work is over
    return response


@require_POST
@needs("jobs.view")
def cancel(request: ZoneRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    job = _job(request, pk)
    actions.cancel(job, by=request.user)
    messages.success(request, _("The job is asked to stop."))
    return redirect("jobs:detail", job.pk)


@require_POST
@needs("jobs.control")
@refusing("jobs:detail")
def retry(request: ZoneRequest, pk: int) -> HttpResponse:
    """The same work again."""
    return redirect("jobs:detail", actions.retry(_job(request, pk), by=request.user).pk)


@require_GET
@needs("jobs.view")
def schedules(request: ZoneRequest) -> HttpResponse:
    """Work that comes back."""
    context = {"title": _("Scheduled work"), "plans": reads.schedules_of(request.user, request.zone)}
    return render(request, "jobs/schedules.html", context)


@require_POST
@needs("jobs.control")
def switch(request: ZoneRequest, pk: int) -> HttpResponse:
    """Pause a schedule, or take it up again."""
    plan = get_object_or_404(reads.schedules_of(request.user, request.zone), pk=pk)
    on = actions.switch_schedule(plan, by=request.user)
    messages.success(request, _("The schedule is on.") if on else _("The schedule is paused."))
    return redirect("jobs:schedules")


@require_POST
@needs("jobs.control")
def run_now(request: ZoneRequest, pk: int) -> HttpResponse:
    """Do scheduled work now."""
    plan = get_object_or_404(reads.schedules_of(request.user, request.zone), pk=pk)
    return redirect("jobs:detail", actions.run_now(plan, by=request.user).pk)
