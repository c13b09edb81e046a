"""Pages of the zone's own rules: HTTP only."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from liantu.foundation.versions import pages, reads
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("versions.view")
def versions(request: ZoneRequest) -> HttpResponse:
    """Every version of every rule, and the rules there are."""
    return pages.LIST.respond(request, {"kinds": reads.kinds_of(request.user, request.zone)})


@require_GET
@needs("versions.view")
def kind(request: ZoneRequest, rule: str) -> HttpResponse:
    """One rule: what holds today, and its versions."""
    found = pages.kind_or_404(request, rule)
    return pages.RULE.respond(request, pages.RulePage(request, found, timezone.localdate()))


@require_http_methods(["GET", "POST"])
@needs("versions.keep")
def new(request: ZoneRequest, rule: str) -> HttpResponse:
    """Draft a version."""
    return pages.DRAFT.respond(request, pages.new_draft(request, rule))


@require_http_methods(["GET", "POST"])
@needs("versions.keep")
def change(request: ZoneRequest, pk: int) -> HttpResponse:
    """Change one's own draft."""
    return pages.DRAFT.respond(request, pages.changed_draft(request, pk))
