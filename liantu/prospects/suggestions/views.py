"""Pages of suggestion lists: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.flows.actions import take
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import actions, forms, pages, reads


@require_GET
@needs("suggestions.view")
def suggestion_list(request: ZoneRequest) -> HttpResponse:
    """All suggestions this person may see; above them whose list is late."""
    late = reads.lists_missing(request.zone, today=timezone.localdate())
    return pages.LIST.respond(request, {"late": late}, template="suggestions/list.html")


@require_http_methods(["GET", "POST"])
@needs("suggestions.file")
def new(request: ZoneRequest) -> HttpResponse:
    """File a suggestion."""
    form = forms.SuggestionForm(request, request.POST or None, initial=forms.prefilled(request))
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            leader = form.leaders[form.cleaned_data["leader"]]
            made = actions.file_suggestion(leader, form.cleaned_data, by=request.user)
            messages.success(request, _("Filed; the chain's chief is told."))
            return redirect(made)
        except ProblemsError as error:
            problems = error.problems
    context = {"title": _("New suggestion"), "form": form, "problem_list": problems}
    return render(request, "suggestions/form.html", context, status=422 if problems or form.errors else 200)


@require_GET
@needs("suggestions.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One suggestion."""
    context = pages.detail_context(request, pages.suggestion_or_404(request, pk))
    return render(request, "suggestions/detail.html", context)


@require_POST
@needs("suggestions.view")
def step(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a step; the act itself asks for its own ability."""
    suggestion = pages.suggestion_or_404(request, pk)
    verb, given = forms.given_in(request.POST)
    try:
        take(suggestion, actions.SUGGESTIONS, verb, given, by=request.user)
    except ProblemsError as error:
        context = pages.detail_context(request, suggestion) | {"problem_list": error.problems}
        return render(request, "suggestions/detail.html", context, status=422)
    messages.success(request, _("Done; those concerned are told."))
    return redirect(suggestion)


@require_http_methods(["GET", "POST"])
@needs("suggestions.file")
def change(request: ZoneRequest, pk: int) -> HttpResponse:
    """Correct a returned suggestion and hand it in again."""
    one = pages.suggestion_or_404(request, pk)
    initial = {"leader": str(one.leader_id), "link": f"{one.chain.code}/{one.node_code}"}
    form = forms.SuggestionForm(request, request.POST or None, instance=one, initial=initial)
    problems: Sequence[Problem] = ()
    revision = forms.revision_in(request.POST) or one.revision
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_suggestion(one, form.cleaned_data, by=request.user, revision=revision)
            messages.success(request, _("Handed in again."))
            return redirect(one)
        except ProblemsError as error:
            problems = error.problems
    context = {"title": one.firm_name, "form": form, "problem_list": problems, "revision": revision}
    return render(request, "suggestions/form.html", context, status=422 if problems or form.errors else 200)


@require_POST
@needs("suggestions.file")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the contact's telephone; the look is logged."""
    one = pages.suggestion_or_404(request, pk)
    context = pages.detail_context(request, one) | {"phone": actions.reveal_phone(one, by=request.user)}
    return render(request, "suggestions/detail.html", context)
