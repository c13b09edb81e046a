"""Pages of the chains room: HTTP only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liantu.chains import link_page, pages, reads, tables
from liantu.chains.leadership import forces_of
from liantu.engine import ReleaseError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.wiring import Seen


def tells_unreadable_register(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A register that is gone or broken is told on the page, with what to do; it is no fault of the program."""

    @wraps(view)
    def told(request: ZoneRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ReleaseError as error:
            context = {"title": _("The register cannot be read"), "register_problems": error.problems}
            return render(request, "chains/register_unreadable.html", context, status=503)

    return told


@require_GET
@needs("chains.view")
def index(request: ZoneRequest) -> HttpResponse:
    """All chains of the zone."""
    forces = forces_of(Seen(request.user, request.zone), timezone.localdate())
    return render(request, "chains/index.html", {**pages.index_context(request), "forces": forces})


@require_GET
@needs("chains.view")
@tells_unreadable_register
def detail(request: ZoneRequest, code: str) -> HttpResponse:
    """A chain's map."""
    return render(request, "chains/detail.html", pages.detail_context(request, reads.chain_or_404(request, code)))


@require_GET
@needs("chains.view")
@tells_unreadable_register
def table(request: ZoneRequest, code: str) -> HttpResponse:
    """The links of a chain as a list that can be sorted and taken out."""
    chain = reads.chain_or_404(request, code)
    crumbs = [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url()), (_("As a table"), "")]
    return tables.links_table(request, chain).respond(request, {"crumbs": crumbs})


@require_GET
@needs("chains.view")
@tells_unreadable_register
def node(request: ZoneRequest, code: str, node_code: str) -> HttpResponse:
    """One link."""
    return link_page.PAGE.respond(request, link_page.link_or_404(request, code, node_code))


@require_GET
@needs("chains.view")
@tells_unreadable_register
def first(request: ZoneRequest, code: str, node_code: str) -> HttpResponse:
    """Why a link stands where it does among what to do first."""
    context = pages.why_context(request, reads.chain_or_404(request, code), node_code)
    return render(request, "chains/_first_why.html", context)


@require_GET
@needs("chains.edit_template")
@tells_unreadable_register
def node_preview(request: ZoneRequest, code: str, node_code: str) -> HttpResponse:
    """What other words would find, before anything is saved."""
    context = pages.preview_context(request, reads.chain_or_404(request, code), node_code)
    return render(request, "chains/_preview.html", context)
