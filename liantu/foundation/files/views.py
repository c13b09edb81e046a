"""Handing files out: HTTP only."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from liantu.foundation.files import reads, tables
from liantu.foundation.files.responses import file_response
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest


@require_GET
@needs("files.view")
def files(request: ZoneRequest) -> HttpResponse:
    """The zone's files."""
    return tables.FILES.respond(request)


@require_GET
@needs("files.view")
def download(request: ZoneRequest, pk: int) -> FileResponse:
    """A stored file, always as a download and never run by the browser."""
    return file_response(get_object_or_404(reads.files_of(request.user, request.zone), pk=pk), by=request.user)
