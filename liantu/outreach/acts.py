"""What a person may do in outreach: the steps of an agreement."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.acts import ReasonedStepForm, StepForm, acts_of
from liantu.outreach import reads
from liantu.outreach.actions import AGREEMENTS
from liantu.outreach.models import Agreement
from liantu.ui.act_forms import Day


class SignForm(StepForm):
    """The day it was signed, and from when until when it holds."""

    thing: Agreement
    signed_on = Day(label=_("Signed on"))
    starts_on = Day(label=_("In force from (left empty: from its signing)"), required=False)
    ends_on = Day(label=_("Until"), required=False)

    def first_signed_on(self) -> date | None:
        """The day that is known already."""
        return self.thing.signed_on

    def first_starts_on(self) -> date | None:
        """The day that is known already."""
        return self.thing.starts_on

    def first_ends_on(self) -> date | None:
        """The day that is known already."""
        return self.thing.ends_on


class ExtendForm(ReasonedStepForm):
    """The new end, and by which paper."""

    ends_on = Day(label=_("New end"))


AGREEMENT_ACTS = acts_of(
    AGREEMENTS,
    room="outreach",
    find=reads.agreement_or_404,
    given={"sign": SignForm, "extend": ExtendForm},
    tones={"review": "main", "sign": "main", "end": "bad"},
    prefix="agreement_",
    at="agreements/<int:pk>/act/",
)
