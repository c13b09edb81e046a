"""Versions of the rules a zone writes itself, and the steps they took."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.models import Flowing, StepRow
from liantu.foundation.versions.slots import rule_kind


class RuleVersion(Flowing):
    """One version of one of the zone's own rules, as YAML text. Once published it never changes again."""

    class State(models.TextChoices):
        """Where the version stands."""

        DRAFT = "draft", pgettext_lazy("rule version", "Draft")
        PUBLISHED = "published", pgettext_lazy("rule version", "Published")
        RETIRED = "retired", pgettext_lazy("rule version", "Replaced")
        DROPPED = "dropped", pgettext_lazy("rule version", "Dropped")

    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField(_("text of the rule"))
    content_hash = models.CharField(_("checksum of the text"), max_length=64)
    note = models.CharField(_("what changes, and why"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, db_index=True)
    in_force_on = models.DateField(_("in force from"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind", "number"], name="one_rule_version_per_number"),
            models.UniqueConstraint(
                fields=["zone", "kind"], condition=Q(state="published"), name="one_published_version_per_rule"
            ),
        ]

    def __str__(self) -> str:
        kind = rule_kind.get(self.kind)
        name = kind.name if kind is not None else self.kind
        return gettext("%(name)s, version %(number)s") % {"name": name, "number": self.number}

    def get_absolute_url(self) -> str:
        """The page of the version."""
        return reverse("versions:detail", args=[self.pk])


class VersionStep(StepRow):
    """One step of a version, waiting or made."""

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        verbose_name = _("step of a version")
        verbose_name_plural = _("steps of versions")
        ordering = ["id"]
