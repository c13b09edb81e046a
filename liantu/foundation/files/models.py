"""Stored files, and the paper a room keeps as evidence (abstract)."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.lib.checklist import Paper as ListedPaper
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


class Paper(ZonedModel):
    """A piece of evidence of a row: a stored file or a reference, tagged with what it stands for.

    Another person than its bringer verifies it; taken back it stays readable but stands for nothing. The writes are
    ``paper_actions``; the room's table names the row it belongs to.
    """

    title = models.CharField(_("title"), max_length=160)
    tags: Any = models.JSONField(_("stands for"), default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=300, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, blank=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought at"), default=timezone.now)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["-brought_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | ~models.Q(reference=""),
                name="%(class)s_is_a_file_or_a_reference",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True)
                | models.Q(brought_by__isnull=True)
                | ~models.Q(verified_by=models.F("brought_by")),
                name="%(class)s_not_verified_by_its_bringer",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def listed(self) -> ListedPaper:
        """The paper as a checklist sees it."""
        return ListedPaper(
            tuple(self.tags),
            self.verified_by_id is not None,
            self.withdrawn_at is not None,
            self.title,
            self.withdrawn_reason,
        )
