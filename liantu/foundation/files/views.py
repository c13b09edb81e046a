"""Handing files out: HTTP only."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from liantu.foundation.accounts.abilities import needs
from liantu.foundation.files import reads


@require_GET
@needs("files.view")
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A stored file, always as a download and never run by the browser."""
    stored = get_object_or_404(reads.files_of(request.user, request.zone), pk=pk)
    try:
        content = stored.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
