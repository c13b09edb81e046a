"""Pages of projects: HTTP only."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liantu.foundation.files.responses import file_response
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.projects import actions, pages
from liantu.projects.board import answers_of, board_page
from liantu.projects.models import Project
from liantu.projects.reads import SHEET_FIELDS, STAGE_PLAN
from liantu.projects.today import lacking_of
from liantu.ui.acts import DRAWER
from liantu.ui.answers import asks_part
from liantu.ui.charts.csv_link import csv_if_asked
from liantu.ui.crud import crud
from liantu.ui.wiring import Seen

SHEET = crud(
    Project,
    fields=SHEET_FIELDS,
    key=("name", "investor_name"),
    view="projects.view",
    edit="projects.edit",
    export="projects.export",
    store=actions.store_row,
    remove=actions.discard_project,
    title=gettext_lazy("Sheet of projects"),
    subtitle=gettext_lazy("The same columns out and in. Stages, papers and money move on the project's own page."),
)


@require_GET
@needs("projects.view")
def board(request: ZoneRequest) -> HttpResponse:
    """Projects by stage."""
    return board_page(request)


@require_GET
@needs("projects.view")
def ahead(request: ZoneRequest, pk: int) -> HttpResponse:
    """What a stage still needs of a project, and the step to it: in its place, in the drawer, or on its own page."""
    project = pages.project_or_404(request, pk)
    context = pages.ahead_context(request, project, request.GET.get("stage", ""))
    if asks_part(request) and not asks_part(request, DRAWER):
        return render(request, "projects/_ahead.html", context)
    context |= {"title": pages.ahead_title(request, context), "crumbs": pages.crumbs_below(project)}
    return render(request, "projects/ahead_drawer.html" if asks_part(request) else "projects/ahead.html", context)


@require_GET
@needs("projects.move")
def answers(request: ZoneRequest, pk: int) -> JsonResponse:
    """What the board answers while the card of a project is held over its columns."""
    return JsonResponse(answers_of(request, pages.project_or_404(request, pk)))


@require_GET
@needs("projects.view")
def paper(request: ZoneRequest, pk: int, paper_pk: int) -> FileResponse:
    """The file of a paper; taking it is logged."""
    found = get_object_or_404(pages.project_or_404(request, pk).papers.filter(file__isnull=False), pk=paper_pk)
    if found.file is None:
        raise Http404
    return file_response(found.file, by=request.user)


@require_GET
@needs("projects.view")
def figures_detail(request: ZoneRequest) -> HttpResponse:
    """What stands behind the figures: batches by year, origins on the map, the stay in each stage."""
    context = pages.figures_context(request)
    return csv_if_asked(request, context["map"]) or render(request, "projects/figures.html", context)


@require_GET
@needs("projects.view")
def plan(_request: ZoneRequest) -> HttpResponse:
    """Where the plan of stages stood before it was one of the rules of the zone."""
    return redirect("versions:kind", STAGE_PLAN)


@require_GET
@needs("projects.view")
def duplicates(request: ZoneRequest) -> HttpResponse:
    """Projects that may be one."""
    return render(request, "projects/duplicates.html", pages.duplicates_context(request))


@require_GET
@needs("projects.edit")
def bring(request: ZoneRequest) -> HttpResponse:
    """Which of one's own projects waits for which paper: the way from “bring paper” to the project it is for."""
    rows = lacking_of(Seen(request.user, request.zone), timezone.localdate())
    context = {"title": _("Bring paper"), "subtitle": _("For which of your projects?"), "rows": rows}
    return render(request, "projects/bring.html", context)
