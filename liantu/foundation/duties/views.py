"""Pages of duties: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liantu.foundation.duties import actions, pages, reads, tables
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("duties.view")
def duties(request: ZoneRequest) -> HttpResponse:
    """All duties this person sees."""
    return tables.DUTIES.respond(request, pages.list_context(request), template="duties/list.html")


@require_http_methods(["GET", "POST"])
@needs("duties.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One duty; POST takes a step."""
    duty = get_object_or_404(reads.duties_of(request.user, request.zone), pk=pk)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            return redirect(actions.take_step(duty, by=request.user, **pages.step_in(request)))
        except ProblemsError as error:
            problems = error.problems
    context = pages.duty_context(request, duty) | {"problem_list": problems, "data": request.POST}
    return render(request, "duties/detail.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
@needs("duties.hand_over")
def hand_over(request: ZoneRequest) -> HttpResponse:
    """All of a person's open duties to another."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            rows = actions.hand_over(by=request.user, zone=request.zone, **pages.handing_in(request))
        except ProblemsError as error:
            problems = error.problems
        else:
            messages.success(request, _("%(n)d tasks are handed over.") % {"n": len(rows)})
            return redirect("duties:list")
    context = pages.handing_context(request) | {"problem_list": problems, "data": request.POST}
    return render(request, "duties/hand_over.html", context, status=422 if problems else 200)
