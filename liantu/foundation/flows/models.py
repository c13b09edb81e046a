"""What moves and its history (abstract), sign-offs and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.people.models import ZonedModel


class Revised(ZonedModel):
    """A row whose every change counts up: of two people who saw the same revision the second is told."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Flowing(Revised):
    """A thing that moves from state to state by the steps of a declared flow."""

    state = models.CharField(_("state"), max_length=20, db_index=True)

    class Meta:
        abstract = True


class StepRow(ZonedModel):
    """One step of a thing, made or waiting: who, when, from where to where, with which words, who agreed.

    A room's own table names the thing that moved; nothing is taken out of it.
    """

    class State(models.TextChoices):
        """Where the step itself stands."""

        PROPOSED = "proposed", pgettext_lazy("step", "Waits for a second person")
        MADE = "made", pgettext_lazy("step", "Made")
        REFUSED = "refused", pgettext_lazy("step", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("step", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("step", "Not decided in time")

    verb = models.CharField(max_length=60, blank=True)
    from_state = models.CharField(_("from"), max_length=40, blank=True)
    to_state = models.CharField(_("to"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    given = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    taken_at = models.DateTimeField(_("when"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.MADE)
    consent = models.OneToOneField("signoff.SignOff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def asked(self) -> SignOff:
        """The question put to the second person. Raises ValueError for a step that never waited."""
        if self.consent is None:
            raise ValueError("a step that was made at once asked nobody")
        return self.consent


class SignOffState(models.TextChoices):
    """Where a sign-off stands."""

    OPEN = "open", _("open")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class SignOff(ZonedModel):
    """A question put to several people about one thing: may this count?"""

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(max_length=500, blank=True)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(_("on what"), max_length=255, blank=True)
    steps = models.JSONField(_("steps"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    ability = models.CharField(max_length=60, default="signoff.decide")  # what the people asked must be allowed to do
    asks = models.TextField(blank=True, default="", db_default="")  # who can decide a step that waits now
    expires_on = models.DateField(_("decide until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=SignOffState.choices, default=SignOffState.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "target_type", "target_id"],
                condition=models.Q(state="open"),
                name="one_open_signoff_per_target",
            )
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="signoff_by_target")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("signoff:detail", args=[self.pk])


class SignOffDecision(models.Model):
    """What one person said to one step, and why. Never changed."""

    signoff = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField(_("step"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    verdict = models.CharField(
        _("decision"), max_length=10, choices=[("agreed", _("agreed")), ("refused", _("refused"))]
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["signoff", "position"], name="one_decision_per_step"),
            models.UniqueConstraint(fields=["signoff", "person"], name="one_step_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.signoff} · {self.get_verdict_display()}"
