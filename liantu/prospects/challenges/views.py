"""Pages of open challenges: HTTP only; the form and the page of one are declared in ``pages``."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import pages


@require_GET
@needs("challenges.view")
def board(request: ZoneRequest) -> HttpResponse:
    """The board of challenges."""
    return render(request, "challenges/board.html", pages.board_context(request))
