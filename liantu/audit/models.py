"""The audit log."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from liantu.people.models import Zone, ZonedQuerySet


class LogClosedError(Exception):
    """Somebody tried to change or delete what was written: the log only grows."""


class AppendOnlyQuerySet(ZonedQuerySet["AuditEntry"]):
    """Entries are added one by one by ``actions.record`` and never touched again."""

    def update(self, **_values: Any) -> NoReturn:
        """Refused."""
        raise LogClosedError("entries of the audit log are never changed")

    def delete(self) -> NoReturn:
        """Refused."""
        raise LogClosedError("entries of the audit log are never deleted")


class AuditHead(models.Model):
    """The end of a zone's chain: locked while an entry is added, so that two writers never take one place."""

    zone = models.OneToOneField(Zone, on_delete=models.CASCADE, null=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        # a database tells NULLs apart: the head of what belongs to no zone is one as well
        constraints = [models.UniqueConstraint(Coalesce("zone", 0), name="audit_one_head")]

    def __str__(self) -> str:
        return f"{self.zone_id}:{self.sequence}"


class AuditEntry(models.Model):
    """One act. Never changed, never deleted.

    ``actor_label`` and ``actor_name``: log-in and name of who did it, as they were; ``actor_key`` her number then. The
    hash covers them; ``actor`` only links to the person of today. ``seal``: kind and key of the hash, empty for entries
    of before there were keys.
    """

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("zone"))
    sequence = models.BigIntegerField(_("number"))
    verb = models.CharField(_("act"), max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(_("who"), max_length=120)
    actor_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    actor_key = models.BigIntegerField(null=True)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    target_label = models.CharField(_("on what"), max_length=255, blank=True)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField(_("when"), db_index=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=12, blank=True, default="", db_default="")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(Coalesce("zone", 0), "sequence", name="audit_sequence_once")]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_by_target"),
            models.Index(fields=["zone", "sequence"], name="audit_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry. Raises LogClosedError for one that is already written."""
        if not self._state.adding:
            raise LogClosedError("entries of the audit log are never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused."""
        raise LogClosedError("entries of the audit log are never deleted")
