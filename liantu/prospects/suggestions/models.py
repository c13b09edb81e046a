"""Suggestions of the chain leaders: whom to invite for which link, why, and what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain, ChainEnterpriseRole
from liantu.chains.purchases.models import leaders_spoken_for
from liantu.enterprises.models import Enterprise
from liantu.foundation.flows.models import Flowing, StepRow
from liantu.lib.credit_code import normalise_code, why_invalid
from liantu.people.models import ZonedQuerySet

PERSON: Any = settings.AUTH_USER_MODEL


class SuggestionQuerySet(ZonedQuerySet["Suggestion"]):
    """Suggestions; an external person sees those of the leaders she speaks for."""

    def visible_to(self, user: Any) -> SuggestionQuerySet:
        """The rows of the person's zones; of one's own enterprise only for a liaison who holds no office inside."""
        rows = super().visible_to(user)
        if user.is_authenticated:
            own = models.Q(leader__in=leaders_spoken_for(user))
            rows = rows.filter(models.Q(zone__in=user.zones_inside()) | own)
        return rows  # type: ignore[return-value]


class Suggestion(Flowing):
    """One line of a suggestion list (招商建议清单)."""

    class Action(models.TextChoices):
        """What filling the link would do to the chain."""

        FILL = "gap_fill", pgettext_lazy("chain action", "Fill (补链)")
        STRENGTHEN = "strengthen", pgettext_lazy("chain action", "Strengthen (强链)")
        EXTEND = "extend", pgettext_lazy("chain action", "Extend (延链)")
        BUILD = "build", pgettext_lazy("chain action", "Build (建链)")

    class Ground(models.TextChoices):
        """Why it is suggested."""

        DEMAND = "present_demand", _("Present demand")
        TRANSFORMATION = "transformation", _("Transformation and upgrading")

    class Mode(models.TextChoices):
        """How the two could work together."""

        EQUITY = "equity_investment", pgettext_lazy("cooperation", "Investment")
        JOINT = "joint_venture", pgettext_lazy("cooperation", "Joint venture")
        ORDER = "purchase_order", pgettext_lazy("cooperation", "Orders")
        TECHNOLOGY = "technology", pgettext_lazy("cooperation", "Technology")
        RELOCATION = "relocation", pgettext_lazy("cooperation", "Relocation")

    class Priority(models.TextChoices):
        """How urgent the leader finds it."""

        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    class State(models.TextChoices):
        """Where it stands; the steps between are in ``rules/flow.py``."""

        SUBMITTED = "submitted", pgettext_lazy("suggestion", "Submitted")
        RETURNED = "returned", pgettext_lazy("suggestion", "Returned")
        ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
        ASSIGNED = "assigned", pgettext_lazy("suggestion", "Assigned")
        CONVERTED = "converted", pgettext_lazy("suggestion", "Became a lead")
        CLOSED = "closed", pgettext_lazy("suggestion", "Closed")
        DECLINED = "declined", pgettext_lazy("suggestion", "Declined")

    period = models.CharField(_("period"), max_length=8)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="suggestions", verbose_name=_("chain"))
    leader = models.ForeignKey(
        ChainEnterpriseRole, on_delete=models.PROTECT, related_name="suggestions", verbose_name=_("leader enterprise")
    )
    node_code = models.CharField(_("link"), max_length=80)
    node_name = models.CharField(max_length=80, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    firm_name = models.CharField(_("enterprise to invite"), max_length=200)
    firm_credit_code = models.CharField(_("its credit code"), max_length=18, blank=True)
    firm = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(_("ground"), max_length=16, choices=Ground.choices)
    reason = models.TextField(_("reason"), blank=True)
    mode = models.CharField(_("mode of cooperation"), max_length=20, choices=Mode.choices)
    purchase_wan_yuan = models.DecimalField(
        _("yearly purchase (10k yuan)"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    contact_name = models.CharField(_("contact held"), max_length=60, blank=True)
    contact_phone = models.CharField(_("contact's telephone"), max_length=30, blank=True)
    priority = models.CharField(_("priority"), max_length=1, choices=Priority.choices, default=Priority.B)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUBMITTED, db_index=True)
    assignee = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("followed by")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    lead_reference = models.CharField(_("lead it became"), max_length=80, blank=True)
    submitted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)

    objects = SuggestionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-submitted_at", "-id"]
        indexes = [models.Index(fields=["zone", "state", "due_on"], name="suggestions_by_state")]

    def __str__(self) -> str:
        return self.firm_name

    def get_absolute_url(self) -> str:
        """The suggestion's page."""
        return reverse("suggestions:detail", args=[self.pk])

    def clean(self) -> None:
        """A credit code that does not check, and an amount below zero, are told by field."""
        faults = {}
        if self.firm_credit_code:
            self.firm_credit_code = normalise_code(self.firm_credit_code)
            if why_invalid(self.firm_credit_code) is not None:
                faults["firm_credit_code"] = gettext("This is no valid credit code.")
        if self.purchase_wan_yuan is not None and self.purchase_wan_yuan < 0:
            faults["purchase_wan_yuan"] = gettext("It cannot be below zero.")
        if faults:
            raise ValidationError(faults)


class SuggestionStep(StepRow):
    """One step a suggestion took: who, when, from where to where, with which words."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="steps")

    class Meta(StepRow.Meta):
        verbose_name = _("step of a suggestion")
        verbose_name_plural = _("steps of suggestions")
