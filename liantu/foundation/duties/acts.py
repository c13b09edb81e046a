"""What a person may do with a duty: the steps of its flow, and what comes with each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties import reads
from liantu.foundation.duties.actions import DUTIES
from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.acts import ReasonedStepForm, acts_of
from liantu.people.models import User


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class OutcomeForm(ReasonedStepForm):
    """What came of it."""

    note = _words(_("What came of it"))


class ConfirmForm(ReasonedStepForm):
    """What was found; for an enterprise's word the name of who gave it."""

    thing: Duty
    note = _words(_("What came of it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.thing.confirm == Duty.Confirm.FIRM:
            self.fields["note"].label = _("Who confirmed it at the enterprise")
            self.fields["note"].help_text = _("Name and office are enough.")


class WhyForm(ReasonedStepForm):
    """Why it goes another way."""

    note = _words(_("Reason"))


class HandForm(ReasonedStepForm):
    """Who takes it over."""

    thing: Duty
    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"))
    note = _words(_("Word"), required=False)

    def rows_to(self) -> Any:
        """The people of the zone but who has it."""
        people = {person.pk for person in reads.people_of(self.thing.zone)}
        return User.objects.filter(pk__in=people - {self.thing.owner_id})


ACTS = acts_of(
    DUTIES,
    room="duties",
    find=reads.duty_or_404,
    given={"finish": OutcomeForm, "confirm": ConfirmForm, "reopen": WhyForm, "drop": WhyForm, "hand": HandForm},
    tones={"finish": "main", "confirm": "main"},
    opens=("finish", "confirm"),
    also={"confirm": lambda duty, _user: bool(duty.confirm), "drop": lambda duty, _user: duty.declared.may_drop},
)
