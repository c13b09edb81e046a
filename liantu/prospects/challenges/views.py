"""Pages of open challenges: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.flows.actions import take
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import actions, pages
from liantu.prospects.challenges.actions import CHALLENGES


@require_GET
@needs("challenges.view")
def board(request: ZoneRequest) -> HttpResponse:
    """The board of challenges."""
    return render(request, "challenges/board.html", pages.board_context(request))


@require_http_methods(["GET", "POST"])
@needs("challenges.post")
def new(request: ZoneRequest) -> HttpResponse:
    """Draft a challenge."""
    form = pages.ChallengeForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = actions.draft_challenge(values["chain"], values, list(values["reviewers"]), by=request.user)
        messages.success(request, _("Drafted; post it when it is ready."))
        return redirect(made)
    context = {"title": _("New challenge"), "form": form}
    return render(request, "challenges/form.html", context, status=422 if form.errors else 200)


@require_GET
@needs("challenges.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One challenge."""
    context = pages.detail_context(request, pages.challenge_or_404(request, pk))
    return render(request, "challenges/detail.html", context)


@require_POST
@needs("challenges.view")
def step(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a step; the act itself asks for its own ability."""
    one = pages.challenge_or_404(request, pk)
    verb, given = pages.given_in(request)
    try:
        take(one, CHALLENGES, verb, given, by=request.user)
    except ProblemsError as error:
        context = pages.detail_context(request, one) | {"problem_list": error.problems}
        return render(request, "challenges/detail.html", context, status=422)
    messages.success(request, _("Done; those concerned are told."))
    return redirect(one)
