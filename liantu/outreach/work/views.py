"""Pages of the work of task forces: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.duties.actions import Owed, give_duty
from liantu.foundation.duties.reads import duty_before
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work import actions, pages
from liantu.outreach.work.models import Inspection, Meeting, WorkPoint
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.crud import crud
from liantu.ui.problems import tell

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
def year(request: ZoneRequest, code: str) -> HttpResponse:
    """A chain's year of work, to read and to print."""
    return render(request, "work/year.html", pages.year_context(request, pages.chain_or_404(request, code)))


@require_POST
@needs("work.edit")
def give(request: ZoneRequest, code: str) -> HttpResponse:
    """Give one task."""
    chain = pages.chain_or_404(request, code)
    try:
        owed = pages.owed_in(request.POST) or [Owed("", None, None)]
        give_duty(TASK, owed[0], about=chain, zone=chain.zone, by=request.user)
    except ProblemsError as error:
        context = pages.year_context(request, chain) | {"problem_list": error.problems, "data": request.POST}
        return render(request, "work/year.html", context, status=422)
    messages.success(request, _("The task is given; its owner is told."))
    return redirect("work:year", chain.code)


@require_POST
@needs("work.edit")
def note(request: ZoneRequest, pk: int) -> HttpResponse:
    """Note the progress of a work point."""
    point, data = pages.point_or_404(request, pk), request.POST
    try:
        reached = pages.number_in(data.get("reached", ""))
        actions.note_progress(point, data.get("text", ""), by=request.user, reached=reached)
        messages.success(request, _("Noted."))
    except ProblemsError as error:
        tell(request, error)
    return redirect("work:year", point.chain.code)


@require_http_methods(["GET", "POST"])
@needs("work.edit")
def meeting_new(request: ZoneRequest, code: str) -> HttpResponse:
    """Keep a meeting."""
    chain = pages.chain_or_404(request, code)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            values, owed = pages.values_in(request.POST), pages.owed_in(request.POST)
            return redirect(actions.keep_meeting(chain, values, owed, by=request.user))
        except ProblemsError as error:
            problems = error.problems
    context = pages.form_context(request, chain, "meeting") | {"problem_list": problems}
    return render(request, "work/form.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
@needs("work.edit")
def inspection_new(request: ZoneRequest, code: str) -> HttpResponse:
    """Keep a chief's round."""
    chain, data = pages.chain_or_404(request, code), request.POST
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            values, stops, owed = pages.values_in(data), pages.stops_in(data), pages.owed_in(data)
            return redirect(actions.keep_inspection(chain, values, stops, owed, by=request.user))
        except ProblemsError as error:
            problems = error.problems
    context = pages.form_context(request, chain, "inspection") | {"problem_list": problems}
    return render(request, "work/form.html", context, status=422 if problems else 200)


@require_GET
@needs("work.view")
def meeting(request: ZoneRequest, pk: int) -> HttpResponse:
    """One meeting."""
    return render(request, "work/meeting.html", pages.meeting_context(request, pages.row_or_404(request, Meeting, pk)))


@require_GET
@needs("work.view")
def inspection(request: ZoneRequest, pk: int) -> HttpResponse:
    """One inspection."""
    one = pages.row_or_404(request, Inspection, pk)
    return render(request, "work/inspection.html", pages.inspection_context(request, one))


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
