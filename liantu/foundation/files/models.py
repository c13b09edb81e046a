"""Stored files."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.people.models import ZonedModel


class StoredFile(ZonedModel):
    """One file: its name as given, size, checksum, checked type and place under the data folder."""

    name = models.CharField(_("name"), max_length=255)
    purpose = models.CharField(_("purpose"), max_length=40)
    size_bytes = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    path = models.CharField(max_length=300)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    stored_at = models.DateTimeField(_("stored at"), default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def local_path(self) -> Path:
        """Where the bytes lie."""
        return Path(settings.MEDIA_ROOT) / self.path

    def open(self) -> IO[bytes]:
        """The bytes. Raises FileNotFoundError when they are gone."""
        return self.local_path.open("rb")
