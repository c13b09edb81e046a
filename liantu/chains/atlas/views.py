"""Pages of the atlas: HTTP only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.chains import pages
from liantu.chains import reads as chain_reads
from liantu.chains.atlas import actions, reads
from liantu.chains.atlas.models import AtlasText
from liantu.chains.atlas.sheets import workbook_of
from liantu.chains.models import Chain
from liantu.chains.standing import standing_of
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui.exports import export_response


def _chain(request: ZoneRequest, code: str) -> Chain:
    """The chain of the current zone, or 404."""
    rows = Chain.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone").prefetch_related("enterprise_roles"), code=code)


def _context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """The atlas with the drawn map."""
    day = timezone.localdate()
    standing = standing_of(chain, day=day)
    template = chain_reads.template_of(standing.version) if standing.version else None
    states = {link.code: (link.counts.city, link.presence["city"]) for link in standing.links}
    picture = pages.picture_of(template, states, chain_code=chain.code) if template else None
    return {
        "title": _("Atlas: %(chain)s") % {"chain": chain.label},
        "chain": chain,
        "standing": standing,
        "day": day,
        "crumbs": [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url()), (_("Atlas"), "")],
        "atlas": reads.atlas_of(chain, standing, user=request.user, day=day),
        "picture": picture,
        "kinds": AtlasText.Kind.choices,
        "may_write": may(request.user, "chains.edit_template", request.zone),
        "may_export": may(request.user, "chains.export", request.zone),
    }


@require_GET
@needs("chains.view")
def atlas(request: ZoneRequest, code: str) -> HttpResponse:
    """The four maps and five lists of a chain, to read and to print."""
    return render(request, "atlas/atlas.html", _context(request, _chain(request, code)))


@require_POST
@needs("chains.edit_template")
def write(request: ZoneRequest, code: str) -> HttpResponse:
    """Write a part of the atlas."""
    chain, data = _chain(request, code), request.POST
    try:
        actions.write_text(
            chain, data.get("kind", ""), data.get("text", ""), by=request.user, source=data.get("source", "")
        )
        messages.success(request, _("Written."))
    except ProblemsError as error:
        return render(
            request, "atlas/atlas.html", _context(request, chain) | {"problem_list": error.problems}, status=422
        )
    return redirect("atlas:atlas", code)


@require_GET
@needs("chains.export")
def export(request: ZoneRequest, code: str) -> HttpResponse:
    """The lists of the atlas as a workbook, one sheet each."""
    chain = _chain(request, code)
    found = _context(request, chain)["atlas"]
    return export_response(request, workbook_of(chain, found))
