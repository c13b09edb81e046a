"""Pages of product lists: HTTP only."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.products import pages, reads
from liantu.sources.products.building import DROPPED
from liantu.ui.actions import log_export


@require_GET
@needs("sources.view")
def release_list(request: ZoneRequest) -> HttpResponse:
    """All product lists."""
    return pages.LIST.respond(request)


@require_GET
@needs("sources.export")
def dropped(request: ZoneRequest, pk: int) -> FileResponse:
    """Every row left out, with its reason."""
    one = reads.release_or_404(request, pk)
    if not (one.folder / DROPPED).is_file():
        raise Http404
    log_export(request.user, request.zone, "products.dropped", "csv.gz", one.manifest["counts"]["dropped"])
    name = f"product-lists-{pk}-left-out.csv.gz"
    return FileResponse((one.folder / DROPPED).open("rb"), as_attachment=True, filename=name)
