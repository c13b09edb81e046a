"""Name-plates of register releases, and files on their way to becoming one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.engine import Release, open_release
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.models import Job, JobState
from liantu.people.models import User, Zone, ZonedModel, ZonedQuerySet
from liantu.sources.intake import lay_out


class RegisterReleaseQuerySet(ZonedQuerySet["RegisterRelease"]):
    """Releases: those of the person's zones, and those another zone shares with everybody."""

    def visible_to(self, user: Any) -> RegisterReleaseQuerySet:
        """Own and shared releases; nothing for a stranger."""
        if not isinstance(user, User) or not user.is_authenticated or not user.zone_ids():
            return self.none()
        return self.filter(Q(zone__in=user.zone_ids()) | Q(shared=True))


class RegisterRelease(ZonedModel):
    """One immutable register: where it comes from, of which day, how many rows, how good."""

    class State(models.TextChoices):
        """Whether it can be used."""

        READY = "ready", _("Ready")
        DROPPED = "dropped", _("Dropped")

    release_id = models.CharField(_("release"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    as_of_on = models.DateField(_("as of"), null=True, blank=True)
    rows = models.BigIntegerField(_("enterprises"), default=0)
    refused_rows = models.BigIntegerField(_("rows refused"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READY)
    manifest = models.JSONField(default=dict)
    quality = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared with all zones"), default=False)
    is_current = models.BooleanField(_("in use"), default=False)
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    built_at = models.DateTimeField(_("built at"), default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = RegisterReleaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("register release")
        verbose_name_plural = _("register releases")
        ordering = ["-built_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["zone"], condition=Q(is_current=True), name="one_current_register_per_zone")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the release."""
        return reverse("sources:release", args=[self.release_id])

    @property
    def folder(self) -> Path:
        """Where the release lies."""
        return Path(settings.REGISTERS_DIR) / self.release_id

    def open(self) -> Release:
        """The engine's release, mapped once per process. Raises ReleaseError when the folder is gone or broken."""
        return open_release(self.folder)


class RegisterImport(ZonedModel):
    """Files on their way to a release: uploaded, looked at, then built by a job."""

    class State(models.TextChoices):
        """How far it came."""

        PREVIEW = "preview", _("To be confirmed")
        BUILDING = "building", _("Being built")
        DONE = "done", _("Done")
        ABANDONED = "abandoned", _("Abandoned")

    title = models.CharField(_("title"), max_length=120)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    as_of_on = models.DateField(_("as of"), null=True, blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    server_paths = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    found = models.JSONField(default=dict, blank=True)
    planned_id = models.CharField(max_length=80, blank=True)
    appends_to = models.ForeignKey(RegisterRelease, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    release = models.ForeignKey(
        RegisterRelease, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("started at"), default=timezone.now)

    class Meta:
        verbose_name = _("register import")
        verbose_name_plural = _("register imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return reverse("sources:import", args=[self.pk])

    @property
    def folder(self) -> Path:
        """Where its uploaded files are laid out under their own names."""
        return Path(settings.HOME) / "intake" / str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person: not confirmed yet, or its building failed or was stopped."""
        ended = self.job is not None and self.job.state in (JobState.FAILED, JobState.CANCELLED)
        return self.state == self.State.PREVIEW or (self.state == self.State.BUILDING and ended)

    def paths(self) -> list[Path]:
        """Where the files stand: uploaded ones under their own names, then those an operator named on the server."""
        uploaded = lay_out(self.folder, [(stored.name, stored.local_path) for stored in self.files.order_by("pk")])
        return [*uploaded, *(Path(text) for text in self.server_paths)]


class PersonalDataPolicy(models.Model):
    """Which personal columns a zone keeps from registers, and on what ground; none unless written here."""

    zone = models.OneToOneField(Zone, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=list)
    ground = models.TextField(_("legal ground"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("personal data policy")
        verbose_name_plural = _("personal data policies")

    def __str__(self) -> str:
        return f"{self.zone}: {', '.join(self.fields) or '—'}"
