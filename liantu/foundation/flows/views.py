"""Pages of sign-offs: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.audit.reads import history_of
from liantu.foundation.flows import actions, reads, tables
from liantu.foundation.flows.models import SignOff
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.people.rules.abilities import ROLES

ROLE_NAMES = {role.code: role.name for role in ROLES}


def _signoff(request: ZoneRequest, pk: int) -> SignOff:
    """The sign-off of the current zone, or 404."""
    return get_object_or_404(
        reads.signoffs_of(request.user, request.zone).select_related("zone", "requested_by"), pk=pk
    )


def _page(request: ZoneRequest, signoff: SignOff, **more: object) -> HttpResponse:
    """The page of one sign-off."""
    page = reads.page_of(signoff, request.user, today=timezone.localdate(), role_names=ROLE_NAMES)
    context = {"title": signoff.title, "page": page, "tone": tables.TONES[page.state], "history": history_of(signoff)}
    return render(request, "signoff/detail.html", context | more, status=422 if more else 200)


@require_GET
@needs("signoff.view")
def signoffs(request: ZoneRequest) -> HttpResponse:
    """All sign-offs of the zone."""
    return tables.SIGNOFFS.respond(request)


@require_GET
@needs("signoff.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """Who must agree, who has, and the place to decide."""
    return _page(request, _signoff(request, pk))


@require_POST
@needs("signoff.view")
def decide(request: ZoneRequest, pk: int) -> HttpResponse:
    """Agree or refuse; the act itself asks for the ability the sign-off names."""
    signoff, reason = _signoff(request, pk), request.POST.get("reason", "")
    try:
        actions.decide(signoff, request.POST.get("verdict", ""), by=request.user, reason=reason)
    except ProblemsError as refused:
        return _page(request, _signoff(request, pk), problems=refused.problems, reason=reason)
    messages.success(request, _("Your decision is kept."))
    return redirect("signoff:detail", pk)


@require_POST
@needs("signoff.view")
def withdraw(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take back one's own request."""
    try:
        actions.withdraw(_signoff(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    except ProblemsError as refused:
        return _page(request, _signoff(request, pk), problems=refused.problems)
    messages.success(request, _("The request is withdrawn."))
    return redirect("signoff:detail", pk)
