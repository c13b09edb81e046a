"""The list of duties; one duty and the form of handing over are declared in ``pages``."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liantu.foundation.duties import pages, tables
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("duties.view")
def duties(request: ZoneRequest) -> HttpResponse:
    """All duties this person sees."""
    return tables.DUTIES.respond(request, pages.list_context(request), template="duties/list.html")
