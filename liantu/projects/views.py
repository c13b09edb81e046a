"""Pages of projects: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.files.responses import file_response
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.projects import actions, forms, pages
from liantu.projects.models import Project, ProjectMerge
from liantu.projects.reads import SHEET_FIELDS, STAGE_PLAN
from liantu.ui.charts.csv_link import csv_if_asked
from liantu.ui.crud import crud
from liantu.ui.problems import tell

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
def project_list(request: ZoneRequest) -> HttpResponse:
    """All projects, or those behind a figure."""
    return pages.LIST.respond(request, {}, template="projects/list.html")


@require_GET
@needs("projects.view")
def board(request: ZoneRequest) -> HttpResponse:
    """Projects by stage."""
    return render(request, "projects/board.html", pages.board_context(request))


@require_GET
@needs("projects.view")
def ahead(request: ZoneRequest, pk: int) -> HttpResponse:
    """What a stage still needs of a project."""
    context = pages.ahead_context(request, pages.project_or_404(request, pk), request.GET.get("stage", ""))
    return render(request, "projects/_ahead.html", context)


@require_http_methods(["GET", "POST"])
@needs("projects.edit")
def new(request: ZoneRequest) -> HttpResponse:
    """Open a project."""
    form = forms.ProjectForm(request, request.POST or None, initial={"owner": request.user.pk})
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.open_project(request.zone, form.cleaned_data, by=request.user))
        except ProblemsError as error:
            problems = error.problems
    context = {"title": _("New project"), "form": form, "problem_list": problems}
    return render(request, "projects/form.html", context, status=422 if problems or form.errors else 200)


@require_GET
@needs("projects.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One project."""
    return render(request, "projects/detail.html", pages.detail_context(request, pages.project_or_404(request, pk)))


@require_GET
@needs("projects.view")
def card(request: ZoneRequest, pk: int) -> HttpResponse:
    """A project on one sheet, for printing."""
    return render(request, "projects/card.html", pages.detail_context(request, pages.project_or_404(request, pk)))


@require_http_methods(["GET", "POST"])
@needs("projects.edit")
def change(request: ZoneRequest, pk: int) -> HttpResponse:
    """Change fields; what others changed meanwhile is told and nothing is overwritten."""
    one = pages.project_or_404(request, pk)
    form = forms.ProjectForm(request, request.POST or None, instance=pages.project_or_404(request, pk))
    problems: Sequence[Problem] = ()
    revision = forms.whole_in(request.POST, "revision") or one.revision
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.change_project(one, form.edited(), by=request.user, revision=revision))
        except ProblemsError as error:
            problems, revision = error.problems, pages.project_or_404(request, pk).revision
    context = {"title": one.name, "form": form, "problem_list": problems, "revision": revision, "one": one}
    return render(request, "projects/form.html", context, status=422 if problems or form.errors else 200)


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
def figures(request: ZoneRequest) -> HttpResponse:
    """Leadership's figures; the numbers of the map as a file."""
    context = pages.figures_context(request)
    return csv_if_asked(request, context["map"]) or render(request, "projects/figures.html", context)


@require_GET
@needs("projects.view")
def plan(_request: ZoneRequest) -> HttpResponse:
    """Where the plan of stages stood before it was one of the rules of the zone."""
    return redirect("versions:kind", STAGE_PLAN)


@require_http_methods(["GET", "POST"])
@needs("projects.view")
def duplicates(request: ZoneRequest) -> HttpResponse:
    """Projects that may be one."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        first, second = (pages.project_or_404(request, forms.whole_in(request.POST, name)) for name in ("stay", "go"))
        try:
            actions.merge_projects(first, second, by=request.user, reason=request.POST.get("reason", ""))
            return redirect(first)
        except ProblemsError as error:
            problems = error.problems
    context = pages.duplicates_context(request) | {"problem_list": problems}
    return render(request, "projects/duplicates.html", context, status=422 if problems else 200)


@require_POST
@needs("projects.merge")
def part(request: ZoneRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    merge = get_object_or_404(ProjectMerge.objects.visible_to(request.user).filter(zone=request.zone), pk=pk)
    try:
        actions.undo_merge(merge, by=request.user)
        messages.success(request, _("Done."))
    except ProblemsError as error:
        tell(request, error)
    return redirect("projects:duplicates")
