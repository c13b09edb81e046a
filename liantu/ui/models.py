"""What the frame remembers for a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A name for search, filters and order of one list: one person's, in one zone; seen by the zone when shared."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    path = models.CharField(max_length=300)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(_("shared with the zone"), default=False, db_default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "zone", "list_name", "name"], name="one_saved_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address that shows the list this way."""
        return f"{self.path}?{self.query}" if self.query else self.path


class Pin(models.Model):
    """The one page a person put at her side in a zone, beside those of her roles; ``page``: the name of its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("pinned page")
        verbose_name_plural = _("pinned pages")
        constraints = [models.UniqueConstraint(fields=["user", "zone"], name="one_pin_per_person_and_zone")]

    def __str__(self) -> str:
        return self.page


class ImportState(models.TextChoices):
    """Where an import of a one-declaration table stands."""

    PREVIEW = "preview", _("Preview")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class ImportBatch(models.Model):
    """One sheet brought into a one-declaration table: what it held, what it changed, and how to take it back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey("accounts.Zone", on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW)
    headers = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def rows_in(self, state: str) -> list[dict[str, Any]]:
        """The rows that are new, changed, same or bad."""
        return [row for row in self.rows if row["state"] == state]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, same and bad."""
        return {state: len(self.rows_in(state)) for state in ("new", "changed", "same", "bad")}


class SentForm(models.Model):
    """A form that was sent: who sent what under which token, as one hash, and where it led ('' while it is at work).

    ``process``: the file that the process at work holds. ``content``: what a program sent under its key, as a hash;
    ``status`` and ``answer``: what it was answered.
    """

    key = models.CharField(max_length=64, primary_key=True)
    place = models.CharField(max_length=500, blank=True)
    process = models.CharField(max_length=40, blank=True)
    content = models.CharField(max_length=64, blank=True, default="", db_default="")
    status = models.PositiveSmallIntegerField(default=0, db_default=0)
    answer = models.TextField(blank=True, default="", db_default="")
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return self.key[:12]
