"""What a person may do with an engagement, an agreement, a contact; the steps of an agreement come from its flow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.acts import ReasonedStepForm, StepForm, acts_of
from liantu.outreach import actions, reads
from liantu.outreach.duty_kinds import NEXT_STEP, REPORT
from liantu.outreach.models import Agreement, Contact, ContactMerge, Engagement
from liantu.people.models import User
from liantu.ui.act_forms import ActForm, Day, Person, Row
from liantu.ui.acts import Act, Acts, Fit


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


class OwedForm(ActForm):
    """What is to be done, by whom and by when."""

    text = forms.CharField(label=_("What is to be done"), max_length=200)
    owner = Person(inside=True, label=_("Who sees to it"))
    due = Day(label=_("Due"))


class NextStepForm(OwedForm):
    """The next step; whoever writes it sees to it unless somebody else is named."""

    due = Day(label=_("By (left empty: by the rule)"), required=False)

    def first_owner(self) -> int:
        """Whoever writes it."""
        return int(self.user.pk)


class ObligationForm(OwedForm):
    """What a party owes under an agreement, and who watches over it."""

    text = forms.CharField(label=_("What is owed"), max_length=300)
    party = forms.CharField(label=_("Who owes it"), max_length=120)
    owner = Person(inside=True, label=_("Watched by"), required=False)
    due = Day(label=_("Due"), required=False)


class FinishForm(ActForm):
    """Which next step or report, and what came of it."""

    duty = Row(Duty.objects.all())
    note = forms.CharField(label=_("What came of it"), max_length=3000, widget=forms.Textarea(attrs={"rows": 2}))

    def rows_duty(self) -> Any:
        """What follows from this engagement."""
        return reads.duties_about(self.thing).filter(kind__in=(NEXT_STEP.code, REPORT.code))


class MergeForm(ActForm):
    """The row that goes into this one."""

    other = Row(Contact.objects.all())


class PartForm(ActForm):
    """Which merge is undone."""

    merge = Row(ContactMerge.objects.all())

    def rows_merge(self) -> Any:
        """The merges into this contact."""
        return ContactMerge.objects.filter(survivor=self.thing)


def _is_open(duty: Duty, _user: User) -> Fit:
    return duty.state == Duty.State.OPEN


def _has_chain(one: Engagement, _user: User) -> Fit:
    return one.chain_id is not None


def _is_made(merge: ContactMerge, _user: User) -> Fit:
    return merge.undone_at is None


_STEPS = acts_of(
    actions.AGREEMENTS,
    room="outreach",
    find=reads.agreement_or_404,
    given={"sign": SignForm, "extend": ExtendForm},
    tones={"review": "main", "sign": "main", "end": "bad"},
    prefix="agreement_",
    at="agreement/<int:pk>/act/",
)
AGREEMENT_ACTS = Acts(
    "outreach",
    Agreement,
    reads.agreement_or_404,
    (
        *_STEPS.acts,
        Act("oblige", _("Write down what is owed"), actions.give_obligation, "outreach.keep", ObligationForm),
    ),
    at=_STEPS.at,
    prefix=_STEPS.prefix,
)
ENGAGEMENT_ACTS = Acts(
    "outreach",
    Engagement,
    reads.engagement_or_404,
    (
        Act("next_step", _("Agree the next step"), actions.give_next_step, "outreach.log", NextStepForm),
        Act("finish", _("It is done"), actions.finish, "outreach.log", FinishForm, fits=_is_open, about="duty"),
        Act(
            "task",
            _("Give a task: instructed or advised"),
            actions.give_task,
            "work.edit",
            OwedForm,
            fits=_has_chain,
            done=_("The task is given; its owner is told."),
        ),
    ),
)


def _parted(contact: Contact, made: ContactMerge) -> str:
    """Where this merge is undone."""
    return f"{CONTACT_ACTS.url(CONTACT_ACTS.by_verb['part'], contact)}?merge={made.pk}"


CONTACT_ACTS = Acts(
    "outreach",
    Contact,
    reads.any_contact_or_404,
    (
        Act(
            "merge",
            _("One person: keep the first"),
            actions.merge_contacts,
            "outreach.merge",
            MergeForm,
            icon="merge",
            undo=_parted,
        ),
        Act(
            "part",
            _("Undo"),
            actions.undo_merge,
            "outreach.merge",
            PartForm,
            fits=_is_made,
            about="merge",
            icon="undo",
            leads_to=lambda _contact, _made: reverse("outreach:same"),
        ),
    ),
    at="contacts/<int:pk>/act/",
    prefix="contact_",
)
