"""Pages of suggestion lists: HTTP only; list, detail and forms are declared in ``pages``."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import actions, pages, reads


@require_POST
@needs("suggestions.file")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the contact's telephone; the look is logged."""
    one = reads.suggestion_or_404(request, pk)
    return pages.DETAIL.respond(request, one, extra={"phone": actions.reveal_phone(one, by=request.user)})
