"""Open challenges of a chain, the claims on them, and every step they took."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain, ChainEnterpriseRole
from liantu.foundation.files.models import StoredFile
from liantu.foundation.flows.models import Flowing, StepRow
from liantu.people.models import ZonedModel, ZonedQuerySet
from liantu.prospects.challenges.rules.flow import PUBLIC

PERSON: Any = settings.AUTH_USER_MODEL


class ChallengeQuerySet(ZonedQuerySet["Challenge"]):
    """Challenges; external people see what the board shows."""

    def visible_to(self, user: Any) -> ChallengeQuerySet:
        """The rows of the person's zones; drafts and withdrawn ones only for people with an office inside."""
        rows = super().visible_to(user)
        if user.is_authenticated:
            rows = rows.filter(models.Q(zone__in=user.zones_inside()) | models.Q(state__in=PUBLIC))
        return rows  # type: ignore[return-value]


class Challenge(Flowing):
    """A task of the chain that its enterprises may claim."""

    class State(models.TextChoices):
        """Where it stands; the steps between are in ``rules/flow.py``."""

        DRAFTED = "drafted", pgettext_lazy("challenge", "Drafted")
        POSTED = "posted", pgettext_lazy("challenge", "Posted")
        CLAIMED = "claimed", pgettext_lazy("challenge", "Claimed")
        AWARDED = "awarded", pgettext_lazy("challenge", "Awarded")
        IN_DELIVERY = "in_delivery", pgettext_lazy("challenge", "In delivery")
        REVIEWED = "reviewed", pgettext_lazy("challenge", "Reviewed")
        REWARDED = "rewarded", pgettext_lazy("challenge", "Rewarded")
        FAILED = "failed", pgettext_lazy("challenge", "Failed")
        WITHDRAWN = "withdrawn", pgettext_lazy("challenge", "Withdrawn")

    title = models.CharField(_("title"), max_length=120)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="challenges", verbose_name=_("chain"))
    node_code = models.CharField(_("link"), max_length=80, blank=True)
    target = models.TextField(_("what shall be reached"))
    measure = models.CharField(_("measure"), max_length=120, blank=True)
    deadline_on = models.DateField(_("deadline for claims"))
    deliver_by_on = models.DateField(_("to be delivered by"), null=True, blank=True)
    conditions = models.TextField(_("conditions of a claim"))
    reward = models.CharField(_("reward"), max_length=200, blank=True)
    reviewers = models.ManyToManyField(PERSON, related_name="+", verbose_name=_("reviewers"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFTED, db_index=True)
    passed = models.BooleanField(null=True, blank=True)
    posted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    posted_at = models.DateTimeField(_("drafted at"), default=timezone.now)

    objects = ChallengeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("open challenge")
        verbose_name_plural = _("open challenges")
        ordering = ["-posted_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The challenge's page."""
        return reverse("challenges:detail", args=[self.pk])


class Claim(ZonedModel):
    """Somebody's claim on a challenge, for an enterprise of the chain."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(ChainEnterpriseRole, on_delete=models.PROTECT, null=True, related_name="+")
    plan = models.TextField(_("plan"))
    is_awarded = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(_("claimed at"), default=timezone.now)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "claimant"], name="one_claim_a_person"),
            models.UniqueConstraint(
                fields=["challenge"], condition=models.Q(is_awarded=True), name="one_awarded_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} · {self.challenge}"

    @property
    def label(self) -> str:
        """The enterprise it is for, or who claims."""
        return self.enterprise.printed_name if self.enterprise is not None else self.claimant.label


class ChallengeStep(StepRow):
    """One step: who, when, what was said, and the evidence brought with it."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="steps")
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(StepRow.Meta):
        verbose_name = _("step of a challenge")
        verbose_name_plural = _("steps of challenges")
