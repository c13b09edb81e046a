"""The list of duties; one duty and the form of handing over are declared in ``pages``."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from liantu.foundation.duties import pages, reads, tables, today
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("duties.view")
def duties(request: ZoneRequest) -> HttpResponse:
    """All duties this person sees."""
    return tables.DUTIES.respond(request, pages.list_context(request), template="duties/list.html")


@require_http_methods(["GET", "POST"])
@needs("duties.view")
def row(request: ZoneRequest, pk: int) -> HttpResponse:
    """A duty as a row of the day: with its form, done, taken back."""
    return today.row_answer(request, reads.duty_or_404(request, pk))
