"""Name-plates of product-list releases."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.models import Job
from liantu.people.models import ZonedModel


def new_release_id() -> str:
    """A name for a folder that no other release has had, also not in a database restored since."""
    return f"lists-{secrets.token_hex(8)}"


class ProductRelease(ZonedModel):
    """One immutable set of product lists: where it comes from, of which day, what was found and left out."""

    class State(models.TextChoices):
        """Whether it can be used."""

        BUILDING = "building", _("Being built")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    release_id = models.CharField(_("release"), max_length=40, unique=True, default=new_release_id)
    title = models.CharField(_("title"), max_length=120)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    as_of_on = models.DateField(_("as of"))
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.BUILDING)
    manifest: Any = models.JSONField(default=dict)
    problems: Any = models.JSONField(default=list)
    in_register: Any = models.JSONField(default=dict)
    lines = models.PositiveIntegerField(_("product lines"), default=0)
    owners = models.PositiveIntegerField(_("enterprises"), default=0)
    is_current = models.BooleanField(_("in use"), default=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"), default=timezone.now)

    class Meta:
        verbose_name = _("product list")
        verbose_name_plural = _("product lists")
        ordering = ["-brought_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["zone"], condition=Q(is_current=True), name="one_product_list_in_use")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the lists."""
        return reverse("products:detail", args=[self.pk])

    @property
    def folder(self) -> Path:
        """Where the release lies."""
        return Path(settings.HOME) / "products" / self.release_id
