"""What a person may do with a lead and with a claim on one: the steps of their flows, and what comes with each."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.acts import ReasonedStepForm, StepForm, acts_of
from liantu.projects.leads import reads
from liantu.projects.leads.actions import CHANGEABLE, DISPUTES, LEADS, change_lead
from liantu.projects.leads.models import Lead
from liantu.ui.act_forms import Person, Share
from liantu.ui.field_edits import value_act


class AnswerForm(StepForm):
    """Who answers: whoever is asked, unless another officer is named."""

    owner = Person(may="leads.work", label=_("Who answers"))

    def first_owner(self) -> int:
        """Whoever looks."""
        return int(self.user.pk)


class PassOnForm(ReasonedStepForm):
    """Who takes it, and which part of the credit goes along."""

    taker = forms.CharField(label=_("Who takes it"), max_length=120)
    part = Share(label=_("Part of the credit that goes along (percent)"), initial=50, max_digits=3, decimal_places=0)


class ExtendForm(ReasonedStepForm):
    """How much longer it is protected."""

    days = forms.IntegerField(label=_("Days"), initial=30)


class ShareForm(ReasonedStepForm):
    """Which share the claimant gets."""

    share = Share(label=_("Claimant's share (percent)"), max_digits=3, decimal_places=0)


def _to_project(_lead: Lead, made: Lead) -> str:
    return made.project.get_absolute_url() if made.project is not None else made.get_absolute_url()


ACTS = acts_of(
    LEADS,
    room="leads",
    find=reads.lead_or_404,
    given={"respond": AnswerForm, "pass_on": PassOnForm, "extend": ExtendForm},
    tones={"respond": "main", "to_project": "main"},
    opens=("respond",),
    leads_to={"to_project": _to_project},
    also={"extend": reads.may_extend},
    beside=(value_act(Lead, CHANGEABLE, change_lead, "leads.work"),),
)
CLAIM_ACTS = acts_of(
    DISPUTES,
    room="leads",
    find=reads.claim_or_404,
    given={"shared": ShareForm},
    prefix="claim_",
    at="claims/<int:pk>/act/",
)
