"""Pages of the audit log: HTTP only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from liantu.audit import reads
from liantu.foundation.history import tables
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("audit.view")
def log(request: ZoneRequest) -> HttpResponse:
    """Who did what."""
    return tables.LOG.respond(request)


@require_GET
@needs("audit.view")
def entry(request: ZoneRequest, pk: int) -> HttpResponse:
    """One act with what changed."""
    found = get_object_or_404(reads.entries_of(request.user, request.zone), pk=pk)
    context = {
        "title": reads.told(found).what,
        "entry": found,
        "told": reads.told(found),
        "changes": reads.changes_of(found),
    }
    return render(request, "audit/entry.html", context)
