"""Pages of statistical tables: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.statistics import actions, pages


@require_GET
@needs("statistics.view")
def table_list(request: ZoneRequest) -> HttpResponse:
    """All tables."""
    return pages.LIST.respond(request, {}, template="statistics/list.html")


@require_http_methods(["GET", "POST"])
@needs("statistics.import")
def bring(request: ZoneRequest) -> HttpResponse:
    """Bring a table in."""
    problems: Sequence[Problem] = ()
    data, upload = request.POST, request.FILES.get("file")
    if request.method == "POST":
        try:
            if upload is None:
                raise ProblemsError([Problem("no_file", "Choose a file.", where="file")])
            year = int(data["year"]) if data.get("year", "").isdigit() else 0
            texts = {name: data.get(name, "") for name in ("title", "source", "unit", "licence")}
            made = actions.bring_table(
                request.zone, upload.name or "", upload.read(), by=request.user, year=year, **texts
            )
            messages.success(request, _("The table is read."))
            return redirect(made)
        except ProblemsError as error:
            problems = error.problems
    context = {"title": _("Bring an input–output table"), "problem_list": problems, "data": data}
    return render(request, "statistics/bring.html", context, status=422 if problems else 200)


@require_GET
@needs("chains.view")
def industries(request: ZoneRequest) -> HttpResponse:
    """The industries of the standard, and the emerging ones: one level at a time, or what answers a search."""
    return render(request, "statistics/industries.html", pages.industries_context(request))


@require_POST
@needs("statistics.import")
def concordance(request: ZoneRequest, pk: int) -> HttpResponse:
    """Bring the zone's own concordance of a table."""
    return _bring_beside(request, pk, pages.bring_concordance, _("The concordance is read."))


@require_POST
@needs("statistics.import")
def sizes(request: ZoneRequest, pk: int) -> HttpResponse:
    """Bring the sizes of a table's sectors in a region."""
    return _bring_beside(request, pk, pages.bring_sizes, _("The sizes are read."))


def _bring_beside(request: ZoneRequest, pk: int, bring: Any, done: str) -> HttpResponse:
    """Bring something beside a table; refused, the table's page says why and keeps what was written."""
    table = pages.table_or_404(request, pk)
    try:
        bring(table, request)
    except ProblemsError as error:
        return pages.DETAIL.respond(request, table, problems=error.problems, status=422)
    messages.success(request, done)
    return redirect(table)


@require_POST
@needs("statistics.import")
def use(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a table into use."""
    table = pages.table_or_404(request, pk)
    actions.use_table(table, by=request.user)
    return redirect(table)
