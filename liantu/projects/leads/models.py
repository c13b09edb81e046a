"""Leads with their clock and their protection, disputes about who came first, and public forms."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.models import Chain
from liantu.chains.purchases.models import leaders_spoken_for
from liantu.enterprises.models import Enterprise
from liantu.foundation.flows.models import Flowing, StepRow
from liantu.people.models import ZonedModel, ZonedQuerySet
from liantu.projects.models import Project
from liantu.prospects.suggestions.models import Suggestion
from liantu.ui.search_keys import Spelt

PERSON: Any = settings.AUTH_USER_MODEL


class LeadQuerySet(ZonedQuerySet["Lead"]):
    """Leads; outsiders see those they registered, a liaison also those that came of her leader's suggestions."""

    def visible_to(self, user: Any) -> LeadQuerySet:
        """The rows of the person's zones; only one's own for somebody who holds no office inside."""
        rows = super().visible_to(user)
        if user.is_authenticated:
            mine = Q(registered_by=user) | Q(suggestion__leader__in=leaders_spoken_for(user))
            rows = rows.filter(Q(zone__in=user.zones_inside()) | mine)
        return rows  # type: ignore[return-value]


class Lead(Spelt, Flowing):
    """One lead: which enterprise, who brought it when, what was done about it, and until when it is protected."""

    class State(models.TextChoices):
        """Where it stands."""

        REGISTERED = "registered", pgettext_lazy("lead", "Registered")
        RESPONDED = "responded", pgettext_lazy("lead", "Answered")
        FOLLOWED = "followed", pgettext_lazy("lead", "Followed")
        PROJECT = "project", pgettext_lazy("lead", "Became a project")
        PASSED_ON = "passed_on", pgettext_lazy("lead", "Passed on")
        CLOSED = "closed", pgettext_lazy("lead", "Closed")

    OPEN = (State.REGISTERED, State.RESPONDED, State.FOLLOWED)
    spelt_from = ("firm_name", "number", "holder", "credit_code")

    number = models.CharField(_("lead no."), max_length=20)
    firm_name = models.CharField(_("enterprise"), max_length=200)
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True)
    firm = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name_key = models.CharField(max_length=200, db_index=True)
    group_key = models.CharField(max_length=120, blank=True, db_index=True)
    content = models.TextField(_("what they want to do"), blank=True, validators=[MaxLengthValidator(2000)])
    amount_wan_yuan = models.DecimalField(
        _("intended investment (10k yuan)"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("chain")
    )
    node_code = models.CharField(max_length=80, blank=True)
    origin_province = models.CharField(_("province of the investor"), max_length=40, blank=True)
    origin_city = models.CharField(_("city of the investor"), max_length=40, blank=True)
    channel = models.CharField(_("channel"), max_length=24, choices=Project.Channel.choices)
    holder = models.CharField(_("registered for"), max_length=120)
    introducer = models.CharField(_("introduced by"), max_length=120, blank=True)
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    contact_title = models.CharField(_("title as printed"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact's telephone"), max_length=30, blank=True)
    came_from = models.CharField(_("comes from"), max_length=200, blank=True)
    came_from_url = models.CharField(max_length=300, blank=True)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    asks_outside = models.BooleanField(_("an outside body must be asked"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REGISTERED)
    owner = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    responded_on = models.DateField(_("answered on"), null=True, blank=True)
    screened_on = models.DateField(_("screened on"), null=True, blank=True)
    fed_back_on = models.DateField(_("fed back on"), null=True, blank=True)
    reported_on = models.DateField(_("last report"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    next_due_on = models.DateField(_("next due"), null=True, blank=True, db_index=True)
    protected_until_on = models.DateField(_("protected until"))
    extended_times = models.PositiveSmallIntegerField(default=0)
    flags: Any = models.JSONField(default=list, blank=True)
    credit: Any = models.JSONField(default=list, blank=True)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="lead")
    registered_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("registered by")
    )
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)

    objects = LeadQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = pgettext_lazy("lead", "lead")
        verbose_name_plural = _("leads")
        ordering = ["-registered_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="one_lead_per_number")]
        indexes = [models.Index(fields=["zone", "state"], name="leads_by_state")]

    def __str__(self) -> str:
        return self.firm_name

    def get_absolute_url(self) -> str:
        """The page of the lead."""
        return reverse("leads:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in self.OPEN


class LeadStep(StepRow):
    """One line of a lead's record: who did what when."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("step of a lead")
        verbose_name_plural = _("steps of leads")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.on}"


class LeadDispute(Flowing):
    """Two claim the same enterprise: who was first, what was decided, how the credit is split."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("dispute", "To be decided")
        KEPT = "kept", pgettext_lazy("dispute", "Stays with the first")
        PASSED = "passed", pgettext_lazy("dispute", "Passes to the claimant")
        SHARED = "shared", pgettext_lazy("dispute", "Shared")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="disputes")
    claimant = models.CharField(_("claimant"), max_length=120)
    claim = models.CharField(_("ground of the claim"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    share = models.DecimalField(_("claimant's share"), max_digits=4, decimal_places=2, null=True, blank=True)
    claimed_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dispute about a lead")
        verbose_name_plural = _("disputes about leads")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(state="open"), name="one_open_dispute_per_lead")
        ]

    def __str__(self) -> str:
        return self.claimant

    def get_absolute_url(self) -> str:
        """The page of the lead it is about."""
        return self.lead.get_absolute_url()


class DisputeStep(StepRow):
    """How a dispute was decided: who, when, why."""

    dispute = models.ForeignKey(LeadDispute, on_delete=models.CASCADE, related_name="steps")

    class Meta(StepRow.Meta):
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("steps of disputes")


def new_token() -> str:
    """The secret part of a public form's address."""
    return secrets.token_urlsafe(18)


class LeadForm(ZonedModel):
    """A public address at which people without an account hand leads in, for one channel and holder."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    title = models.CharField(_("title"), max_length=80)
    channel = models.CharField(_("channel"), max_length=24, choices=Project.Channel.choices)
    holder = models.CharField(_("registered for"), max_length=120)
    is_open = models.BooleanField(_("open"), default=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("public lead form")
        verbose_name_plural = _("public lead forms")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class FormEntry(models.Model):
    """That something was handed in from an address, kept as a hash for a day to slow floods down."""

    form = models.ForeignKey(LeadForm, on_delete=models.CASCADE, related_name="entries")
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)
