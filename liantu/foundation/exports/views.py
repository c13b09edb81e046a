"""One's own long lists: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.exports import actions, pages, reads
from liantu.foundation.exports.models import ExportedList
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
from liantu.ui.exports import MEDIA_TYPES
from liantu.ui.problems import refusing


def _mine(request: ZoneRequest, pk: int) -> ExportedList:
    """One of the person's own lists in the current zone, or 404."""
    return get_object_or_404(reads.exports_of(request.user, request.zone), pk=pk)


@require_GET
@needs("exports.view")
def exports(request: ZoneRequest) -> HttpResponse:
    """What I asked for, under way and written."""
    return pages.EXPORTS.respond(request)


@require_GET
@needs("exports.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One list; with htmx only its progress, so that the page can watch it."""
    asked = _mine(request, pk)
    if not asks_part(request):
        return pages.DETAIL.respond(request, asked)
    response = render(request, "exports/_progress.html", pages.progress_of(asked))
    if not asked.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs("exports.view")
def cancel(request: ZoneRequest, pk: int) -> HttpResponse:
    """Stop the writing."""
    asked = _mine(request, pk)
    actions.cancel(asked, by=request.user)
    messages.success(request, _("The job is asked to stop."))
    return redirect("exports:detail", asked.pk)


@require_POST
@needs("exports.view")
@refusing("exports:detail")
def discard(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take the file away before its time."""
    actions.discard(_mine(request, pk), by=request.user)
    messages.success(request, _("The file is deleted."))
    return redirect("exports:list")


@require_GET
@needs("exports.view")
def fetch(request: ZoneRequest, pk: int) -> FileResponse:
    """The file, for whoever asked for it and still may."""
    asked = _mine(request, pk)
    actions.require_all(asked, request.user)
    try:
        content = asked.local_path.open("rb")
    except OSError as error:
        raise Http404(_("The file is not there any more; export the list anew.")) from error
    actions.note_fetched(asked, by=request.user)
    kind = MEDIA_TYPES[asked.file_format]
    answer = FileResponse(content, as_attachment=True, filename=asked.file_name, content_type=kind)
    answer["Cache-Control"] = "no-store"
    return answer
