"""What people send about outreach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liantu.chains.reads import chains_of
from liantu.lib.whole_numbers import whole_number
from liantu.outreach.actions import FIELDS, PersonGiven, StopGiven
from liantu.outreach.models import Agreement, Contact, Engagement, Stop
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions.reads import register_firm
from liantu.ui.act_forms import Day
from liantu.ui.choices import offer_rows

DATE = {"type": "date"}
AGREEMENT_FIELDS = (
    "kind", "title", "parties", "scope", "signed_on", "starts_on", "ends_on", "remind_days", "clauses", "state",
    "keeper",
)  # fmt: skip
FIRST = ("kind", "title", "outcome", "next_step", "next_on")


class EngagementForm(forms.ModelForm):  # type: ignore[type-arg]
    """An engagement as it is corrected: the day as exactly as it is known, the revision that was seen."""

    when = forms.CharField(
        label=_("When"),
        max_length=30,
        help_text=_("2026-03-05, 3月5日, 2026年3月, 近日: as exactly as it is known"),
        widget=forms.TextInput({"class": "watched"}),
    )
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("when",)

    class Meta:
        model = Engagement
        fields = FIELDS
        widgets = {
            "until_on": forms.DateInput(DATE, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("topics", "claims", "asks", "conclusion")},
        }

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "chain", chains_of(request.user, request.zone))
        self.fields["title"].required = False


class LogForm(EngagementForm):
    """An engagement as it is logged, with what comes next; stops and people the page asks in its own way."""

    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_on = Day(label=_("By (left empty: by the rule)"), required=False)

    def first(self) -> list[Any]:
        """The few fields a phone shows first."""
        return [self[name] for name in FIRST]

    def rest(self) -> list[Any]:
        """The others, folded away."""
        return [self[name] for name in FIELDS if name not in FIRST]


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agreement kept or corrected. Where it stands is asked once; later it moves by its steps."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Agreement
        fields = (*AGREEMENT_FIELDS, "revision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        assert isinstance(state, forms.TypedChoiceField)
        if self.instance.pk is not None:
            state.choices = [(self.instance.state, self.instance.get_state_display())]
            state.error_messages["invalid_choice"] = _("An agreement moves by its steps, on its own page.")


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contact; the telephone on file is never shown in it."""

    class Meta:
        model = Contact
        fields = ("name", "title", "organisation", "phone", "email", "note", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = ""


def stops_in(data: QueryDict) -> list[StopGiven]:
    """The stops of the form in their order; empty lines are left out."""
    kinds, findings = data.getlist("stop_kind"), data.getlist("finding")
    return [
        StopGiven(name, kinds[at] if at < len(kinds) else Stop.Kind.FIRM, findings[at] if at < len(findings) else "")
        for at, name in enumerate(data.getlist("stop"))
        if name.strip()
    ]


def people_in(data: QueryDict) -> list[PersonGiven]:
    """The people met of the form; empty lines are left out."""
    columns = [data.getlist(name) for name in ("met_name", "met_title", "met_organisation", "met_phone")]
    rows = [[column[at] if at < len(column) else "" for column in columns] for at in range(len(columns[0]))]
    return [PersonGiven(*row) for row in rows if any(cell.strip() for cell in row)]


def prefilled(request: ZoneRequest) -> dict[str, Any]:
    """What another page already knows: the enterprise by name or row of a register, and the chain."""
    data, zone = request.GET, request.zone
    assert isinstance(request.user, User)
    name, row = data.get("name", "")[:200], whole_number(data.get("row"))
    if row is not None:
        name = (register_firm(request.user, zone, data.get("release", ""), row) or (name, ""))[0]
    chain = chains_of(request.user, zone).filter(code=data.get("chain", "")).first() if data.get("chain") else None
    return {"firm": name, "chain": chain.pk if chain is not None else None, "kind": "outbound_trip"}
