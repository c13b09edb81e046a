"""Pages of the files room."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.foundation.files import actions, reads
from liantu.foundation.files.forms import DeleteForm
from liantu.foundation.files.models import StoredFile
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import iso_text
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import FormPage


def file_or_404(request: ZoneRequest, pk: int) -> StoredFile:
    """A file of the zone the person may see."""
    return get_object_or_404(reads.files_of(request.user, request.zone), pk=pk)


def _about(_request: ZoneRequest, stored: StoredFile) -> dict[str, Any]:
    """Which file it is."""
    facts = (stored.name, filesizeformat(stored.size_bytes), iso_text(in_local_time(stored.stored_at)))
    return {"subtitle": "  ".join(facts)}


def _delete(request: ZoneRequest, stored: StoredFile, form: DeleteForm) -> str:
    actions.delete_file(stored, by=request.user, reason=form.cleaned_data["reason"])
    return "files:list"


DELETE = FormPage(
    ability="files.delete",
    title=_("Delete a file"),
    find=file_or_404,
    form=lambda _request, _stored, data, _files: DeleteForm(data),
    do=_delete,
    submit=_("Delete"),
    tone="bad",
    done=_("The file is deleted."),
    shared=_about,
    crumbs=lambda _stored: ((_("Stored files"), reverse("files:list")),),
    cancel=lambda _stored: reverse("files:list"),
)
