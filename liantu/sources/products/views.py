"""Pages of product lists: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.products import actions, pages
from liantu.sources.products.building import DROPPED
from liantu.ui.actions import log_export


@require_GET
@needs("sources.view")
def release_list(request: ZoneRequest) -> HttpResponse:
    """All product lists."""
    return pages.LIST.respond(request, {}, template="products/list.html")


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def bring(request: ZoneRequest) -> HttpResponse:
    """Bring product lists in."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            return redirect(pages.bring(request))
        except ProblemsError as error:
            problems = error.problems
    context = {"title": _("Bring product lists"), "problem_list": problems, "data": request.POST}
    return render(request, "products/bring.html", context, status=422 if problems else 200)


@require_POST
@needs("sources.import")
def use(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take the lists into use, or set them aside."""
    one = pages.release_or_404(request, pk)
    try:
        (actions.set_aside if request.POST.get("aside") else actions.use_lists)(one, by=request.user)
    except ProblemsError as error:
        return pages.DETAIL.respond(request, one, problems=error.problems, status=422)
    messages.success(request, _("Done."))
    return redirect(one)


@require_GET
@needs("sources.export")
def dropped(request: ZoneRequest, pk: int) -> FileResponse:
    """Every row left out, with its reason."""
    one = pages.release_or_404(request, pk)
    if not (one.folder / DROPPED).is_file():
        raise Http404
    log_export(request.user, request.zone, "products.dropped", "csv.gz", one.manifest["counts"]["dropped"])
    name = f"product-lists-{pk}-left-out.csv.gz"
    return FileResponse((one.folder / DROPPED).open("rb"), as_attachment=True, filename=name)
