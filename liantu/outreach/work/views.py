"""The list of work points, and where tasks stood before they became duties; the pages are declared in ``pages``."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from liantu.foundation.duties.reads import duty_before
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work import actions
from liantu.outreach.work.models import WorkPoint
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.crud import crud

POINTS = crud(
    WorkPoint,
    fields=("chain", "year", "text", "measure", "target", "reached", "unit", "department", "due_on", "state"),
    key=("chain", "year", "text"),
    view="work.view",
    edit="work.edit",
    store=actions.store_point,
    default_sort="-year",
)


@require_GET
@needs("work.view")
def tasks(request: ZoneRequest) -> HttpResponse:
    """Where the list of tasks stood: they stand among the duties."""
    return redirect(f"{reverse('duties:list')}?kind={TASK.code}")


@require_GET
@needs("work.view")
def task(request: ZoneRequest, pk: int) -> HttpResponse:
    """Where a task stood before it became a duty: old links lead on."""
    duty = duty_before(f"work.task:{pk}", request.user, request.zone)
    if duty is None:
        raise Http404
    return redirect(duty)
