"""Pages of task forces: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.projects.pages import detail_context, project_or_404
from liantu.projects.task_forces import pages


@require_GET
@needs("projects.view")
def force_list(request: ZoneRequest) -> HttpResponse:
    """Every standing task force with what is due."""
    return render(request, "task_forces/list.html", pages.list_context(request))


@require_POST
@needs("projects.edit")
def act(request: ZoneRequest, pk: int, verb: str) -> HttpResponse:
    """One of the acts of a project's task force."""
    project = project_or_404(request, pk)
    if verb not in pages.ACTS:
        raise Http404
    try:
        pages.ACTS[verb](request, project)
    except ProblemsError as error:
        context = detail_context(request, project) | {"problem_list": error.problems, "data": request.POST}
        return render(request, "projects/detail.html", context, status=422)
    messages.success(request, _("Done."))
    return redirect(f"{project.get_absolute_url()}#task-force")
