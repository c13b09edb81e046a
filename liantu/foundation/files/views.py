"""Handing files out: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liantu.foundation.files import actions, reads, tables
from liantu.foundation.files.responses import file_response
from liantu.lib.problems import ProblemsError
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


@require_http_methods(["GET", "POST"])
@needs("files.delete")
def delete(request: ZoneRequest, pk: int) -> HttpResponse:
    """Delete a file, with the reason."""
    stored = get_object_or_404(reads.files_of(request.user, request.zone), pk=pk)
    context = {"title": _("Delete a file"), "stored": stored, "crumbs": [(_("Stored files"), reverse("files:list"))]}
    if request.method == "POST":
        try:
            actions.delete_file(stored, by=request.user, reason=request.POST.get("reason", ""))
        except ProblemsError as refused:
            return render(request, "files/delete.html", context | {"refused": refused.problems}, status=422)
        messages.success(request, _("The file is deleted."))
        return redirect("files:list")
    return render(request, "files/delete.html", context)
