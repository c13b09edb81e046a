"""Pages of the data sources: HTTP only."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources import actions, pages, reads, wording


@require_GET
@needs("sources.view")
def index(request: ZoneRequest) -> HttpResponse:
    """All registers, and imports that wait."""
    return pages.RELEASES.respond(request, pages.index_context(request))


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def append(request: ZoneRequest, release_id: str) -> HttpResponse:
    """Take files whose rows are added to a register of the zone."""
    return pages.NEW.respond(request, get_object_or_404(reads.own_releases(request), release_id=release_id))


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def import_page(request: ZoneRequest, pk: int) -> HttpResponse:
    """What was found in the files, kept and confirmed; later: how far the building is."""
    started = reads.import_or_404(request, pk)
    if started.release is not None:
        return redirect(started.release)
    if started.is_open or request.method == "POST":
        return pages.IMPORT.respond(request, started)
    return pages.BUILDING.respond(request, started)


@require_GET
@needs("sources.view")
def release(request: ZoneRequest, release_id: str) -> HttpResponse:
    """Counts, quality, coverage; ``?check=1`` compares every checksum."""
    page = reads.release_page(reads.release_or_404(request, release_id), check=bool(request.GET.get("check")))
    return pages.RELEASE.respond(request, page)


@require_GET
@needs("sources.export")
def download(request: ZoneRequest, release_id: str, name: str) -> FileResponse:
    """A receipt of rows or the quality report."""
    row = get_object_or_404(reads.own_releases(request), release_id=release_id)
    path = row.folder / name
    if name not in wording.RECEIPTS or not path.is_file():
        raise Http404
    actions.note_download(row, name, by=request.user)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.release_id}-{name}")


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def policy(request: ZoneRequest) -> HttpResponse:
    """Which personal columns are kept."""
    return pages.POLICY.respond(request, reads.policy_row(request.zone))
