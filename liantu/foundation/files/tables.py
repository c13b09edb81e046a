"""The list of stored files."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.foundation.files import reads
from liantu.foundation.files.rules.kinds import MEDIA_TYPES
from liantu.ui.lists import Column, Filter, ListPage

_KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}


def _size(stored: Any) -> str:
    """The size in a unit that reads well."""
    return str(filesizeformat(stored.size_bytes))


FILES = ListPage(
    "files",
    lambda request: reads.files_of(request.user, request.zone),
    [
        Column(
            "name",
            _("Name"),
            sort="name",
            primary=True,
            wide=True,
            href=lambda stored: reverse("files:download", args=[stored.pk]),
        ),
        Column("media_type", _("File type"), value=lambda stored: _KINDS.get(stored.media_type, stored.media_type)),
        Column("size_bytes", _("Size"), value=_size, sort="size_bytes"),
        Column("stored_by", _("Stored by")),
        Column("stored_at", _("Stored at"), sort="stored_at", kind="datetime"),
        Column("sha256", _("Checksum"), value=lambda stored: stored.sha256[:12], kind="code"),
        Column("delete", "", value=lambda _stored: "×", template="files/_delete.html", exported=False),
    ],
    search_fields=["name", "sha256"],
    filters=[Filter("type", _("File type"), choices=list(_KINDS.items()), apply="media_type")],
    default_sort="-stored_at",
    ability="files.view",
    title=_("Stored files"),
    empty_title=_("No files yet"),
    empty_text=_("Files taken in with a register or a list are kept here, with their checksums."),
)
