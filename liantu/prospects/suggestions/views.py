"""Pages of suggestion lists: HTTP only; list, detail and forms are declared in ``pages``."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from liantu.chains.purchases.reads import leaders_of
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import actions, pages, reads


@require_POST
@needs("suggestions.file")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the contact's telephone; the look is logged."""
    one = reads.suggestion_or_404(request, pk)
    return pages.DETAIL.respond(request, one, extra={"phone": actions.reveal_phone(one, by=request.user)})


@require_POST
@needs("suggestions.follow")
def remind(request: ZoneRequest, pk: int | None = None) -> HttpResponse:
    """Remind the liaisons of one leader, or of all, whose list is late."""
    leaders = [one for one in leaders_of(request.user, request.zone) if pk in (None, one.pk)]
    told, without = actions.remind_leaders(request.zone, leaders, by=request.user, today=timezone.localdate())
    for level, text in pages.reminded(told, without):
        messages.add_message(request, level, text)
    return redirect("notices:today")
