"""The steps of a flow as acts: a room with a flow declares the forms, the table of steps gives the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.actions import decide, take, withdraw
from liantu.foundation.flows.declared import RowFlow, RowT
from liantu.foundation.flows.models import SignOff, SignOffState
from liantu.foundation.flows.reads import Possible, page_of, possible, signoff_or_404
from liantu.lib.flow import FactsT, Flow, Given, Step
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.ui.act_forms import ActForm
from liantu.ui.acts import Act, Acts, Fit, always
from liantu.ui.problems import words_of

MOVED_ON = _("Done; those concerned are told.")


class StepForm(ActForm):
    """What comes with a step that asks for nothing: the revision that was seen."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class ReasonedStepForm(StepForm):
    """A step that says why."""

    note = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = self.fields.pop("note")  # words come last, whatever else a step asks for


class AgreeForm(ActForm):
    """A word that may stay empty."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


class RefuseForm(ActForm):
    """Why not."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


def _decides(signoff: SignOff, user: User) -> Fit:
    """Whether a step waits for this person; why none does, where somebody else's does."""
    page = page_of(signoff, user, today=timezone.localdate())
    if page.my_step is not None and page.may_decide:
        return True
    if page.state != SignOffState.OPEN or page.may_withdraw or page.why_not is None:
        return False
    return words_of(page.why_not).at_field


def _withdraws(signoff: SignOff, user: User) -> bool:
    page = page_of(signoff, user, today=timezone.localdate())
    return page.state == SignOffState.OPEN and page.may_withdraw


SIGNOFF_ACTS: Acts[SignOff] = Acts(
    "signoff",
    SignOff,
    signoff_or_404,
    (
        Act(
            "agree",
            _("Agree"),
            partial(decide, verdict="agreed"),
            "signoff.view",  # what it is about may ask for another ability; the action does
            AgreeForm,
            fits=_decides,
            tone="main",
            done=_("Your decision is kept."),
            open=True,
        ),
        Act(
            "refuse",
            _("Refuse"),
            partial(decide, verdict="refused"),
            "signoff.view",
            RefuseForm,
            fits=lambda signoff, user: _decides(signoff, user) is True,
            tone="bad",
            done=_("Your decision is kept."),
        ),
        Act(
            "withdraw",
            _("Withdraw the request"),
            withdraw,
            "signoff.view",
            AgreeForm,
            fits=_withdraws,
            done=_("The request is withdrawn."),
        ),
    ),
)


def acts_of(
    flow: RowFlow[RowT, FactsT],
    *,
    room: str,
    find: Callable[[ZoneRequest, int], RowT],
    given: Mapping[str, type[StepForm]] | None = None,
    tones: Mapping[str, str] | None = None,
    opens: Collection[str] = (),
    leads_to: Mapping[str, Callable[[Any, Any], str]] | None = None,
    also: Mapping[str, Callable[[Any, Any], Fit]] | None = None,
    but: Collection[str] = (),
    beside: Sequence[Act] = (),
    prefix: str = "",
    at: str = "<int:pk>/act/",
) -> Acts[RowT]:
    """The acts of a flow's steps. ``given``: the form of a verb that needs more than words; ``tones``: the buttons'.

    A step shows when the person can take it now; one that only the thing's own state holds back says why. ``opens``:
    verbs whose form is not folded; ``leads_to``: where a verb leads (``Act.leads_to``); ``also``: what must hold of
    row and person besides, where a check of the flow needs the database; ``but``: verbs with a page of their own;
    ``beside``: acts that are no steps.
    """
    own, looks, ways, more = given or {}, tones or {}, leads_to or {}, also or {}
    if not isinstance(flow.table, Flow) or callable(flow.names):
        raise TypeError(f"{flow.name}: a flow that changes with the row declares its acts itself")
    made = [
        Act(
            step.verb,
            flow.names[step.verb],
            partial(_take, flow, step.verb),
            step.ability,
            own.get(step.verb) or (ReasonedStepForm if step.reason else StepForm),
            fits=partial(_fits, flow, step, more.get(step.verb, always)),
            tone=looks.get(step.verb, ""),
            done=MOVED_ON,
            open=step.verb in opens,
            leads_to=ways.get(step.verb),
        )
        for step in flow.table.steps
        if step.verb not in but
    ]
    return Acts(room, flow.model, find, [*made, *beside], prefix=prefix, at=at)


def _take(flow: RowFlow[RowT, FactsT], verb: str, row: RowT, *, by: User, **values: Any) -> RowT:
    """Take the step with what the form read."""
    revision, note = values.pop("revision", None), str(values.pop("note", "") or "")
    return take(row, flow, verb, Given(values=values, note=note, revision=revision), by=by)


def _fits(
    flow: RowFlow[RowT, FactsT], step: Step[FactsT], also: Callable[[Any, Any], Fit], row: RowT, user: User
) -> Fit:
    """Whether the step shows; in words when nothing but what the thing still lacks holds this person back."""
    if also(row, user) is not True:
        return False
    seen = steps_seen(flow, row, user)
    if seen.has(step.verb):
        return True
    why = seen.why_not.get(step.verb)
    if why is None:
        return False
    lacking = flow.flow(row).lacks(step.verb, flow.facts(row), today=timezone.localdate())
    return " ".join(words_of(one).message for one in why) if all(one in lacking for one in why) else False


def steps_seen(flow: RowFlow[RowT, FactsT], row: RowT, user: User) -> Possible[FactsT]:
    """What this person can do with the row, asked once for all the acts that one page draws."""
    key = (flow.name, user.pk, row.revision, flow.state(row))
    kept: dict[object, Possible[FactsT]] = row.__dict__.setdefault("_possible_steps", {})
    if key not in kept:
        kept[key] = possible(row, flow, user)
    return kept[key]
