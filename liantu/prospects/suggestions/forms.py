"""What people write in a suggestion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.chains.purchases.reads import leaders_of
from liantu.lib.whole_numbers import whole_number
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.models import Suggestion
from liantu.ui.choices import offer_choices


class SuggestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One suggestion: link and enterprise first, how and why then, the contact last.

    ``revision``: of a returned one, as the person saw it.
    """

    leader = forms.ChoiceField(label=_("Leader enterprise"))
    link = forms.ChoiceField(label=_("Link"))

    class Meta:
        model = Suggestion
        fields = (
            "action",
            "firm_name",
            "firm_credit_code",
            "ground",
            "reason",
            "mode",
            "purchase_wan_yuan",
            "priority",
            "contact_name",
            "contact_phone",
        )

    field_order = ("leader", "link", "action", "firm_name", "firm_credit_code", "ground", "reason", "mode")

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = request.zone
        self.leaders = {str(one.pk): one for one in leaders_of(request.user, zone)}
        leaders = [(key, f"{one.printed_name} {one.chain.label}") for key, one in self.leaders.items()]
        offer_choices(self, "leader", leaders)
        offer_choices(self, "link", reads.link_choices(request.user, zone))
        if self.instance.pk:  # who suggested it stays; the telephone is shown only where the look is logged
            self.fields["revision"] = forms.IntegerField(
                required=False, min_value=1, widget=forms.HiddenInput, initial=self.instance.revision
            )
            self.fields["leader"].disabled = True
            self.initial["contact_phone"] = ""
            self.fields["contact_phone"].help_text = _("Left empty, the number on file stays.")

    def clean(self) -> dict[str, Any]:
        """The link must be of the leader's own chain."""
        found = super().clean() or {}
        leader = self.leaders.get(found.get("leader", ""))
        chain, _slash, node = found.get("link", "").partition("/")
        if leader is not None and chain and leader.chain.code != chain:
            self.add_error("link", _("This link belongs to another chain than the leader."))
        found["node_code"] = node
        return found


def prefilled(request: ZoneRequest) -> dict[str, str]:
    """What another page already knows: chain, link, and the enterprise by name or by its row of a register."""
    data = request.GET
    chain, node = data.get("chain", ""), data.get("node", "")
    name, code = data.get("name", "")[:200], data.get("credit_code", "")[:18]
    row = whole_number(data.get("row"))
    if row is not None:
        found = reads.register_firm(request.user, request.zone, data.get("release", ""), row)
        name, code = (found.name, found.credit_code) if found is not None else (name, code)
    return {"link": f"{chain}/{node}" if chain and node else "", "firm_name": name, "firm_credit_code": code}
