"""What people write of meetings, rounds, tasks and progress."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain
from liantu.chains.reads import chains_of
from liantu.foundation.duties.forms import OwedForm
from liantu.outreach.work.models import WorkPoint
from liantu.ui.act_forms import ActForm, Amount, Day, Lines, LinesForm


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}))


def _answer(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 1}))


class MeetingForm(LinesForm):
    """A meeting, and the tasks it gave."""

    held_on = Day(label=_("Held on"), today=True)
    title = forms.CharField(label=_("About"), max_length=120)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    attendees = _text(_("Present"), 2)
    notes = _text(_("Notes"), 5)
    decisions = _text(_("Decisions"), 3)

    lines = {"tasks": Lines(OwedForm)}


class TaskForm(OwedForm):
    """A task by itself, and the chain it belongs to."""

    chain = forms.ModelChoiceField(Chain.objects.all(), label=_("Chain"), empty_label=None)
    field_order = ("text", "owner", "due_on", "chain")

    def rows_chain(self) -> Any:
        """The chains of the zone."""
        return chains_of(self.user, self.zone)


class StopForm(ActForm):
    """One stop of a round: where, and the five questions."""

    place = forms.CharField(label=_("Enterprise or place"), max_length=200)
    progress = _answer(_("Progress of the project"))
    strength = _answer(_("Strength of the enterprise"))
    annual_output = _answer(_("Annual output"))
    core_technology = _answer(_("Core technology"))
    difficulties = _answer(_("Difficulties"))


class InspectionForm(LinesForm):
    """A chief's round: its stops, and the instructions given."""

    held_on = Day(label=_("Held on"), today=True)
    title = forms.CharField(label=_("About"), max_length=120)
    led_by = forms.CharField(label=_("Led by"), max_length=80, required=False)

    lines = {"stops": Lines(StopForm), "tasks": Lines(OwedForm)}


class ProgressForm(ActForm):
    """How far a work point has come; the number only where there is one to reach."""

    text = forms.CharField(label=_("Progress"), max_length=500)
    reached = Amount(label=_("Reached"), max_digits=14, decimal_places=2, required=False)

    def __init__(self, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        point: WorkPoint = self.thing
        if point.target is None:
            del self.fields["reached"]
        elif point.unit:
            self.fields["reached"].label = f"{self.fields['reached'].label} ({point.unit})"
