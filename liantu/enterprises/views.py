"""Pages of the enterprises room: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.enterprises import actions, enterprise_page, pages, reads
from liantu.enterprises.models import EnterpriseImport
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import releases_for
from liantu.ui.problems import refusing


def _release(request: ZoneRequest, release_id: str) -> RegisterRelease:
    """A ready release the zone may read, or 404."""
    rows = releases_for(request.user, request.zone).filter(state=RegisterRelease.State.READY)
    return get_object_or_404(rows, release_id=release_id)


@require_GET
@needs("enterprises.view")
def index(request: ZoneRequest) -> HttpResponse:
    """The zone's enterprises; with a search text also the register's."""
    return pages.ENTERPRISES.respond(request, pages.index_context(request))


@require_GET
@needs("enterprises.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One enterprise; a merged one leads to its survivor."""
    enterprise = reads.enterprise_or_404(request, pk)
    if enterprise.merged_into is not None:
        return redirect(reads.survivor_of(enterprise))
    return enterprise_page.DETAIL.respond(request, enterprise)


@require_GET
@needs("enterprises.view")
def register_row(request: ZoneRequest, release_id: str, enterprise_id: int) -> HttpResponse:
    """A row of the register nobody needs to have touched."""
    page = reads.register_row_page(_release(request, release_id), enterprise_id, zone=request.zone)
    if page is None:
        raise Http404
    return enterprise_page.REGISTER_ROW.respond(request, page)


@require_POST
@needs("enterprises.edit")
@refusing("enterprises:register_row")
def take_in(request: ZoneRequest, release_id: str, enterprise_id: int) -> HttpResponse:
    """Take a row of the register into the zone's enterprises, and go on to what it was taken in for."""
    release = _release(request, release_id)
    enterprise = actions.touch_from_register(release, enterprise_id, by=request.user, zone=request.zone)
    messages.success(request, _("Taken in."))
    return redirect(enterprise_page.where_to(request, enterprise))


@require_GET
@needs("enterprises.view")
def duplicates(request: ZoneRequest) -> HttpResponse:
    """Pairs that may be one."""
    return render(request, "enterprises/duplicates.html", pages.duplicates_context(request))


@require_POST
@needs("enterprises.merge")
def apart(request: ZoneRequest, first: int, second: int) -> HttpResponse:
    """Two that look alike and are not one."""
    actions.keep_apart(*reads.pair_or_404(request, first, second), by=request.user)
    return redirect("enterprises:duplicates")


@require_http_methods(["GET", "POST"])
@needs("enterprises.edit")
def import_page(request: ZoneRequest, pk: int) -> HttpResponse:
    """What the sheet would do, kept and applied; later: what it did."""
    started = reads.import_or_404(request, pk)
    if started.state == EnterpriseImport.State.PREVIEW or request.method == "POST":
        return pages.IMPORT.respond(request, started)
    return pages.RECEIPT.respond(request, started)
