"""The list of sign-offs; the page of one and what may be done with it are declared in ``pages`` and ``acts``."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from liantu.foundation.flows import tables
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("signoff.view")
def signoffs(request: ZoneRequest) -> HttpResponse:
    """All sign-offs of the zone."""
    return tables.SIGNOFFS.respond(request)
