"""What a person may do with a chain, with an office, a part or a department of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains import actions, reads
from liantu.chains.models import Chain, ChainAppointment, ChainDepartment, ChainEnterpriseRole, Dated, NodeEvidence
from liantu.ui.act_forms import ActForm, Day, Person
from liantu.ui.acts import Act, Acts

WRITTEN = _("It is written down.")


class DaysForm(ActForm):
    """From which day until which day something holds; both may be open."""

    starts_on = Day(label=_("From"), required=False)
    ends_on = Day(label=_("Until"), required=False)


class AppointForm(DaysForm):
    """Who takes which office; without a name the person's own is written."""

    thing: Chain
    office = forms.ChoiceField(label=_("Office"), choices=ChainAppointment.Office.choices)
    printed_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    person = Person(label=_("User"), required=False)
    title = forms.CharField(label=pgettext_lazy("appointment", "Title"), max_length=80, required=False)
    speaks_for = forms.ModelChoiceField(
        ChainEnterpriseRole.objects.all(), label=_("Speaks for"), required=False, empty_label=_("only for a liaison")
    )
    field_order = ("office", "printed_name", "person", "title", "speaks_for", "starts_on", "ends_on")

    def rows_speaks_for(self) -> QuerySet[ChainEnterpriseRole]:
        """The leader enterprises of the chain."""
        return reads.leaders_of(self.thing)


class EnterpriseForm(DaysForm):
    """Which enterprise has which part."""

    kind = forms.ChoiceField(label=_("Part"), choices=ChainEnterpriseRole.Kind.choices)
    printed_name = forms.CharField(label=_("Enterprise"), max_length=255)
    field_order = ("kind", "printed_name", "starts_on", "ends_on")


class DepartmentForm(ActForm):
    """Which department leads the work on the chain."""

    printed_name = forms.CharField(label=_("Name"), max_length=80)
    starts_on = Day(label=_("From"), required=False)


class DescribeForm(ActForm):
    """What the chain is called in English, what is told of it, where it stands among the others."""

    thing: Chain
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    introduction = forms.CharField(
        label=_("Introduction"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    order = forms.IntegerField(label=_("Place in the order"), min_value=0, max_value=9999)

    def first_name_en(self) -> str:
        """As it is."""
        return self.thing.name_en

    def first_introduction(self) -> str:
        """As it is."""
        return self.thing.introduction

    def first_order(self) -> int:
        """As it is."""
        return self.thing.order


class CorrectForm(DaysForm):
    """Name and days as they should have been written."""

    thing: Any
    printed_name = forms.CharField(label=_("Name"), max_length=255)
    field_order = ("printed_name", "title", "starts_on", "ends_on")

    def first_printed_name(self) -> str:
        """As it is."""
        return str(self.thing.name if isinstance(self.thing, ChainDepartment) else self.thing.printed_name)

    def first_starts_on(self) -> date | None:
        """As it is."""
        found: date | None = self.thing.starts_on
        return found

    def first_ends_on(self) -> date | None:
        """As it is."""
        found: date | None = self.thing.ends_on
        return found


class CorrectOfficeForm(CorrectForm):
    """Name, title and days as they should have been written."""

    title = forms.CharField(label=pgettext_lazy("appointment", "Title"), max_length=80, required=False)

    def first_title(self) -> str:
        """As it is."""
        return str(self.thing.title)


class EndForm(ActForm):
    """The last day."""

    on = Day(label=_("Last day"), today=True)


class SpeaksForForm(ActForm):
    """Which leader enterprise a liaison speaks for; none: she sees no list."""

    thing: ChainAppointment
    leader = forms.ModelChoiceField(
        ChainEnterpriseRole.objects.all(), label=_("Speaks for"), required=False, empty_label="—"
    )

    def rows_leader(self) -> QuerySet[ChainEnterpriseRole]:
        """The leader enterprises of her chain."""
        return reads.leaders_of(self.thing.chain)

    def first_leader(self) -> int | None:
        """As it is."""
        return self.thing.speaks_for_id


class WithdrawForm(ActForm):
    """Why a piece of evidence is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


def _people_page(chain: Chain) -> str:
    return reverse("chains:people", args=[chain.code])


def _has_no_end(thing: Dated, _user: object) -> bool:
    return thing.ends_on is None


def _is_liaison(thing: ChainAppointment, _user: object) -> bool:
    return thing.office == ChainAppointment.Office.LIAISON


def _held(correct: type[CorrectForm]) -> tuple[Act, ...]:
    """What can be done with whatever holds from a day until a day."""
    corrected = _("It is corrected; the old values stay in the audit log.")
    return (
        Act(
            "correct",
            title=_("Correct"),
            do=actions.change_dated,
            ability="chains.appoint",
            form=correct,
            seen=True,
            icon="edit",
            tone="small",
            done=corrected,
        ),
        Act(
            "end",
            title=_("End"),
            do=actions.end_dated,
            ability="chains.appoint",
            form=EndForm,
            seen=True,
            fits=_has_no_end,
            tone="small",
            done=WRITTEN,
        ),
    )


def _leading(
    verb: str, title: Any, do: Any, form: type[ActForm], *, ability: str = "chains.appoint", seen: tuple[str, ...] = ()
) -> Act:
    """An act of the page of who leads the chain."""
    return Act(verb, title=title, do=do, ability=ability, form=form, tone="main", done=WRITTEN, seen=seen)


ACTS = Acts(
    "chains",
    model=Chain,
    find=reads.chain_by_key_or_404,
    home=_people_page,
    acts=(
        Act(
            "judge",
            title=_("Judge now"),
            do=actions.judge_again,
            ability="chains.view",
            icon="refresh",
            leads_to=lambda chain, _made: chain.get_absolute_url(),
            done=_("It is judged by what is known now; on a large register that takes a moment."),
        ),
        _leading("appoint", _("Appoint somebody"), actions.appoint, AppointForm),
        _leading("name_enterprise", _("Name an enterprise of the chain"), actions.name_enterprise, EnterpriseForm),
        _leading("name_department", _("Name the lead department"), actions.name_department, DepartmentForm),
        _leading(
            "describe",
            _("Describe the chain"),
            actions.describe_chain,
            DescribeForm,
            ability="chains.edit_template",
            seen=("name_en", "introduction", "order"),
        ),
    ),
)
OFFICES = Acts(
    "chains",
    model=ChainAppointment,
    find=reads.appointment_or_404,
    acts=(
        *_held(CorrectOfficeForm),
        Act(
            "tie",
            title=_("Say whom she speaks for"),
            do=actions.tie_liaison,
            ability="chains.appoint",
            form=SpeaksForForm,
            seen=True,
            fits=_is_liaison,
            tone="small",
            done=WRITTEN,
        ),
    ),
    at="offices/<int:pk>/act/",
    prefix="office_",
)
PARTS = Acts(
    "chains",
    model=ChainEnterpriseRole,
    find=reads.part_or_404,
    acts=_held(CorrectForm),
    at="enterprises/<int:pk>/act/",
    prefix="part_",
)
DEPARTMENTS = Acts(
    "chains",
    model=ChainDepartment,
    find=reads.department_or_404,
    acts=_held(CorrectForm),
    at="departments/<int:pk>/act/",
    prefix="department_",
)
EVIDENCE = Acts(
    "chains",
    model=NodeEvidence,
    find=reads.evidence_or_404,
    acts=(
        Act(
            "withdraw",
            title=_("Take it back"),
            do=actions.withdraw_evidence,
            ability="documents.review",
            form=WithdrawForm,
            seen=True,
            tone="small",
            done=_("It is taken back; the log keeps it."),
        ),
    ),
    at="evidence/<int:pk>/act/",
    prefix="evidence_",
)
EVERY: tuple[Acts[Any], ...] = (ACTS, OFFICES, PARTS, DEPARTMENTS, EVIDENCE)
