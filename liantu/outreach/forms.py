"""What people send about outreach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.reads import chains_of
from liantu.lib.whole_numbers import whole_number
from liantu.outreach.actions import FIELDS, FILES_MOST, PersonGiven, StopGiven
from liantu.outreach.models import Agreement, Contact, Engagement, Stop
from liantu.outreach.reads import contacts_of_firm, firm_on_file
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions.reads import register_firm
from liantu.ui.act_forms import Day, When
from liantu.ui.choices import Pills, offer_rows
from liantu.ui.file_fields import ManyFiles
from liantu.ui.suggesting import SuggestInput
from liantu.ui.written_fields import TODAY, YESTERDAY, Chips

AGREEMENT_FIELDS = (
    "kind", "title", "parties", "scope", "signed_on", "starts_on", "ends_on", "remind_days", "clauses", "state",
    "keeper",
)  # fmt: skip
HEARD = "claims"
WHEN: Chips = (TODAY, YESTERDAY, _("Last Friday"))
FILE_KINDS = ("jpg", "jpeg", "png", "pdf", "docx", "xlsx")
# What the page of a visit asks at once; the rest waits under a line.
FIRST = ("kind", "outcome", HEARD, "next_step", "next_on")


class EngagementForm(forms.ModelForm):  # type: ignore[type-arg]
    """An engagement as it is corrected: the day as exactly as it is known, the revision that was seen."""

    when = When(label=pgettext_lazy("visit", "Which day"), chips=WHEN)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("when",)

    class Meta:
        model = Engagement
        fields = FIELDS
        widgets = {**{name: forms.Textarea(attrs={"rows": 2}) for name in ("topics", "claims", "asks", "conclusion")}}

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "chain", chains_of(request.user, request.zone))
        self.fields["title"].required = False


class FirstStop(SuggestInput):
    """The first of the stops a visit had: the others stand under a line, by the same name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What stands in the first line."""
        found = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name)]
        return found[0] if found else None


class LogForm(EngagementForm):
    """An engagement as it is logged, with what comes next; further stops and people the page asks in its own way."""

    stop = forms.CharField(
        label=pgettext_lazy("visit", "Who was met"), max_length=200, required=False, widget=FirstStop("firm", new=True)
    )
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_on = Day(label=_("By when"), required=False, help_text=_("Left empty: by the rule."), toward="future")

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["files"] = ManyFiles(
            label=_("Photos and cards"), kinds=FILE_KINDS, most=FILES_MOST, photos=True, required=False
        )
        self.fields["outcome"].widget = Pills(choices=Engagement.Outcome.choices)
        self.fields["outcome"].label = pgettext_lazy("visit", "How it went")
        self.fields["stop"].is_asked = True  # type: ignore[attr-defined]  # a title will do instead
        self.fields[HEARD].label = pgettext_lazy("visit", "What was heard")

    def clean(self) -> dict[str, Any]:
        """A visit is to somebody, or has a title."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        named = stops_in(self.data) if isinstance(self.data, QueryDict) else []
        if not named and not found.get("title"):
            self.add_error("stop", _("Enter the enterprise or place"))
        return found

    def rest(self) -> list[Any]:
        """What is folded away."""
        return [self[name] for name in FIELDS if name not in FIRST]

    def rest_is_open(self) -> bool:
        """Whether something folded away is refused."""
        return any(one.errors for one in self.rest())


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


def people_at(request: ZoneRequest) -> list[PersonGiven]:
    """Whom the zone knows at the enterprise on file that another page named: the most met, without the telephone."""
    assert isinstance(request.user, User)
    firm = firm_on_file(request.user, request.zone, request.GET.get("firm"))
    if firm is None or not may(request.user, "outreach.contacts", request.zone):
        return []
    known = contacts_of_firm(request.user, request.zone, [firm.pk], [firm.name])[:1]
    return [PersonGiven(one.name, one.title, one.organisation or firm.name) for one in known]


def prefilled(request: ZoneRequest) -> dict[str, Any]:
    """What another page already knows: the enterprise on file, by name or row of a register, and the chain."""
    data, zone = request.GET, request.zone
    assert isinstance(request.user, User)
    name, row = data.get("name", "")[:200], whole_number(data.get("row"))
    found = register_firm(request.user, zone, data.get("release", ""), row) if row is not None else None
    place = "" if found is None else f"{found.province}{found.city if found.city != found.province else ''}"
    chain = chains_of(request.user, zone).filter(code=data.get("chain", "")).first() if data.get("chain") else None
    known = {"firm": found.name if found is not None else name, "place": place}
    if (firm := firm_on_file(request.user, zone, data.get("firm"))) is not None:
        known = {"firm": firm.name, "place": f"{firm.province}{firm.city if firm.city != firm.province else ''}"}
    return known | {"chain": chain.pk if chain is not None else None, "kind": "outbound_trip"}
