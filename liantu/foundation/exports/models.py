"""A long list on its way out of the house: who asked for it, from which address, and the file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.jobs.models import Job
from liantu.people.models import ZonedModel

FOLDER = "exports"
KEPT = timedelta(days=7)
"""Long enough for a weekend and a holiday in between; a list of a week ago is asked for anew."""


class ExportedList(ZonedModel):
    """One long list of one person. Its address is asked again when the work runs; ``abilities`` guard the file."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    title = models.CharField(_("list"), max_length=200)
    list_name = models.CharField(max_length=150)
    address = models.TextField()
    file_format = models.CharField(_("format"), max_length=8)
    file_name = models.CharField(_("file"), max_length=200)
    language = models.CharField(max_length=10)
    abilities: Any = models.JSONField(default=list)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    rows_asked = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("written at"), null=True, blank=True)
    rows = models.BigIntegerField(_("rows"), null=True, blank=True)
    size_bytes = models.BigIntegerField(_("size"), null=True, blank=True)

    class Meta:
        verbose_name = _("exported list")
        verbose_name_plural = _("exported lists")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def kept_until_at(self) -> datetime:
        """When the nightly work may take it away."""
        return (self.made_at or self.asked_at) + KEPT

    @property
    def local_path(self) -> Path:
        """Where the file lies, or will; whatever a row out of a strange backup says, in the folder of exports."""
        return exports_folder() / f"{self.pk}.{'xlsx' if self.file_format == 'xlsx' else 'csv'}"

    @property
    def is_there(self) -> bool:
        """Whether the file can be fetched."""
        return self.made_at is not None and self.local_path.is_file()

    @property
    def is_under_way(self) -> bool:
        """Whether work on it waits or runs."""
        return self.made_at is None and self.job is not None and not self.job.is_over


def exports_folder() -> Path:
    """The folder of the files; hidden folders in it are lists being written."""
    return Path(settings.HOME) / FOLDER
