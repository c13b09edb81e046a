"""Pages of the audit log: HTTP only."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liantu.foundation.history import tables
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("audit.view")
def log(request: ZoneRequest) -> HttpResponse:
    """Who did what."""
    return tables.LOG.respond(request)
