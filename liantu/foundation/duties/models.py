"""Duties: what somebody owes by a day, what it is about, and how it ended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.duties.slots import DutyKind, kind_of
from liantu.foundation.flows.models import Revised, StepRow
from liantu.people.models import ZonedQuerySet

PERSON = settings.AUTH_USER_MODEL


def _belongs_to(label: str, key: int) -> models.Q:
    """About a row, or given by it."""
    return models.Q(about_type=label, about_id=key) | models.Q(origin_type=label, origin_id=key)


class DutyQuerySet(ZonedQuerySet["Duty"]):
    """Duties of a zone."""

    def about(self, *things: models.Model) -> DutyQuerySet:
        """The duties about any of these rows, or given by one of them (a meeting, a round)."""
        found = models.Q(pk__in=())
        for thing in things:
            found |= _belongs_to(thing._meta.label_lower, thing.pk)
        return self.filter(found)

    def about_row(self, label: str, key: int) -> DutyQuerySet:
        """The duties about the row of this type and number, or given by it."""
        return self.filter(_belongs_to(label, key))

    def of_kind(self, kind: DutyKind) -> DutyQuerySet:
        """The duties of one kind."""
        return self.filter(kind=kind.code)

    def whole(self) -> DutyQuerySet:
        """With the people a page names."""
        return self.select_related("owner", "given_by", "zone")


class Duty(Revised):
    """Something a person or an office owes by a day.

    ``about``: the row it belongs to (a project, a chain), with its words and address; ``origin``: the row it was given
    by (a meeting, a round, an agreement). ``former``: the row it was before, so that old links still lead here.
    """

    class State(models.TextChoices):
        """Where it stands; the steps are in ``rules/flow.py``."""

        OPEN = "open", pgettext_lazy("duty", "Open")
        DONE = "done", pgettext_lazy("duty", "Done")
        CONFIRMED = "confirmed", pgettext_lazy("duty", "Confirmed")
        DROPPED = "dropped", pgettext_lazy("duty", "Given up")

    class Confirm(models.TextChoices):
        """Who says that it is really done."""

        NOBODY = "", pgettext_lazy("confirmed by", "nobody")
        GIVER = "giver", pgettext_lazy("confirmed by", "whoever gave it")
        FIRM = "firm", pgettext_lazy("confirmed by", "the enterprise, by name")

    kind = models.CharField(_("kind"), max_length=40)
    topic = models.CharField(_("subject"), max_length=24, blank=True)
    text = models.CharField(pgettext_lazy("duty", "what is owed"), max_length=300)
    owner = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    office = models.CharField(pgettext_lazy("duty", "office"), max_length=120, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    confirm = models.CharField(
        _("confirmed by"), max_length=8, choices=Confirm.choices, default=Confirm.NOBODY, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closing_note = models.CharField(_("what came of it"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    confirmed_by_name = models.CharField(_("confirmed by (name)"), max_length=120, blank=True)
    confirmed_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_on = models.DateField(pgettext_lazy("duty", "closed on"), null=True, blank=True)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    about_label = models.CharField(pgettext_lazy("duty", "about"), max_length=200, blank=True)
    about_url = models.CharField(max_length=300, blank=True)
    origin_type = models.CharField(max_length=80, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_label = models.CharField(pgettext_lazy("duty", "given at"), max_length=200, blank=True)
    origin_url = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    former = models.CharField(max_length=60, blank=True)

    objects = DutyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = pgettext_lazy("duty", "duty")
        verbose_name_plural = _("duties")
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        indexes = [
            models.Index(fields=["zone", "owner", "state"], name="duties_of_a_person"),
            models.Index(fields=["zone", "state", "due_on"], name="duties_by_day"),
            models.Index(fields=["about_type", "about_id"], name="duties_about_a_row"),
            models.Index(fields=["origin_type", "origin_id"], name="duties_given_by_a_row"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["former"], condition=~models.Q(former=""), name="one_duty_per_former_row")
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The duty's page."""
        return reverse("duties:detail", args=[self.pk])

    @property
    def declared(self) -> DutyKind:
        """What the room says of its kind."""
        return kind_of(self.kind)

    @property
    def state_name(self) -> Any:
        """The state in the words of its kind."""
        return self.declared.state_words.get(self.state) or self.get_state_display()

    @property
    def owner_label(self) -> str:
        """Who owes it, in words: the person, else the office."""
        return self.owner.label if self.owner is not None else self.office

    @property
    def topic_name(self) -> Any:
        """The subject in words; empty without one."""
        return dict(self.declared.topics).get(self.topic, self.topic)


class DutyStep(StepRow):
    """One step of a duty: who took it, when, with which words."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        verbose_name = pgettext_lazy("duty", "step of a duty")
        verbose_name_plural = pgettext_lazy("duty", "steps of duties")
        ordering = ["id"]
