"""What a person may do with a suggestion: the steps of its flow, and what comes with each."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.acts import StepForm, acts_of
from liantu.people.reads import people_who_may
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.actions import SUGGESTIONS, follows
from liantu.ui.act_forms import Day


class AssignForm(StepForm):
    """Who follows it, by when."""

    assignee = forms.TypedChoiceField(label=_("Followed by"), coerce=int)
    due_on = Day(label=_("Due"))

    def choices_assignee(self) -> list[tuple[object, str]]:
        """People with an office inside the zone who may follow one."""
        people = people_who_may("suggestions.follow", self.zone)
        return [("", "—"), *((one.pk, f"{one.label} {one.office}".strip()) for one in people)]


class ConvertForm(StepForm):
    """The lead it became."""

    lead_reference = forms.CharField(label=_("Lead it became"), max_length=80)


ACTS = acts_of(
    SUGGESTIONS,
    room="suggestions",
    find=reads.suggestion_or_404,
    given={"assign": AssignForm, "convert": ConvertForm},
    tones={"accept": "main", "assign": "main", "convert": "main", "decline": "bad"},
    also={"convert": follows, "close": follows},
    but=("resubmit",),  # with the corrected fields, on a page of its own
)
