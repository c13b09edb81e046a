"""Pages of statistical tables: HTTP only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.statistics import pages


@require_GET
@needs("statistics.view")
def table_list(request: ZoneRequest) -> HttpResponse:
    """All tables."""
    return pages.LIST.respond(request)


@require_GET
@needs("chains.view")
def industries(request: ZoneRequest) -> HttpResponse:
    """The industries of the standard, and the emerging ones: one level at a time, or what answers a search."""
    return render(request, "statistics/industries.html", pages.industries_context(request))
