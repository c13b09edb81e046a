"""What people send about leads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain
from liantu.chains.purchases.reads import nodes_of
from liantu.chains.reads import chains_of, link_name
from liantu.lib.whole_numbers import whole_number
from liantu.outreach.reads import contacts_of_firm, firm_on_file
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import reads
from liantu.projects.leads.models import Lead
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.reads import register_firm, suggestions_of
from liantu.ui.choices import Pills, offer_rows
from liantu.ui.suggesting import SuggestInput

SHORT = ("firm_name", "credit_code", "channel", "content", "amount_wan_yuan", "contact_name", "contact_phone")
CHANNEL_OF_ROLE = {
    "chain_leader_liaison": "chain_leader",
    "ambassador": "ambassador",
    "third_party_agency": "third_party_agency",
    "chamber_of_commerce": "chamber",
}


class LeadIntake(forms.ModelForm):  # type: ignore[type-arg]
    """A lead in under a minute: who, through whom, what; the rest may follow."""

    claim = forms.CharField(
        label=_("Ground of the claim"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when the enterprise is registered for somebody else and you were first."),
    )

    class Meta:
        model = Lead
        fields = (
            *SHORT[:4],
            "amount_wan_yuan",
            "chain",
            "contact_name",
            "contact_title",
            "contact_phone",
            "introducer",
            "origin_province",
            "origin_city",
            "asks_outside",
        )
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "firm_name": SuggestInput("firm", new=True),
            "channel": Pills,
        }

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = request.zone
        offer_rows(self, "chain", chains_of(request.user, zone))
        if reads.is_outside(request.user, zone):
            role = min(request.user.roles_in(zone))
            self.fields["channel"].initial = CHANNEL_OF_ROLE.get(role, "referral")
            self.fields["channel"].widget = forms.HiddenInput()
            del self.fields["asks_outside"]
        self.zone = zone

    def kin_amount_wan_yuan(self) -> Decimal | None:
        """What leads of the zone usually mean to invest."""
        return reads.usual_amount(self.zone)


class PublicLead(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody without an account may say."""

    class Meta:
        model = Lead
        fields = (
            "firm_name",
            "credit_code",
            "content",
            "amount_wan_yuan",
            "introducer",
            "contact_name",
            "contact_title",
            "contact_phone",
        )
        widgets = {"content": forms.Textarea(attrs={"rows": 3})}


def prefilled(request: ZoneRequest) -> dict[str, Any]:
    """What another page already knows: enterprise by name or by its row of a register, chain, link, suggestion."""
    data, user, zone = request.GET, request.user, request.zone
    assert isinstance(user, User)
    name, code = data.get("name", "")[:200], data.get("credit_code", "")[:18]
    found: dict[str, Any] = {}
    row, suggestion = whole_number(data.get("row")), whole_number(data.get("suggestion"))
    chain = chains_of(user, zone).filter(code=data.get("chain", "")).first() if data.get("chain") else None
    node = data.get("node", "")[:80]
    if (firm := firm_on_file(user, zone, data.get("firm"))) is not None:
        name, code, found = firm.name, firm.credit_code, {"origin_province": firm.province, "origin_city": firm.city}
        known = contacts_of_firm(user, zone, [firm.pk], [firm.name]) if may(user, "outreach.contacts", zone) else []
        found |= {"contact_name": known[0].name, "contact_title": known[0].title} if known else {}
    if row is not None:
        found = target(user, zone, data.get("release", ""), row, chain, node) | {"content": data.get("why", "")[:500]}
        name, code = found.pop("firm_name", name), found.pop("credit_code", code)
    if suggestion is not None:
        one = suggestions_of(user, zone).filter(pk=suggestion).select_related("chain", "leader").first()
        if isinstance(one, Suggestion):
            name, code = one.firm_name, one.firm_credit_code
            found = {
                "chain": one.chain_id,
                "node_code": one.node_code,
                "channel": "chain_leader",
                "content": one.reason,
                "introducer": one.leader.printed_name,
                "came_from": f"{_('Suggestion list')} {one.period}",
                "came_from_url": one.get_absolute_url(),
                "contact_name": one.contact_name,
                "suggestion": one,
            }
    if data.get("from", "").startswith("/outreach/"):
        found = {"came_from": str(_("Visit or talk")), "came_from_url": data["from"][:300], "channel": "self_contact"}
    if chain is not None:
        found |= {"chain": chain.pk, "node_code": node}
    return {"firm_name": name, "credit_code": code, **found}


def target(user: User, zone: Zone, release_id: str, row: int, chain: Chain | None, node_code: str) -> dict[str, Any]:
    """What a register and the target list of a link tell of an enterprise: all that a lead on it can begin with."""
    firm = register_firm(user, zone, release_id, row)
    found: dict[str, Any] = {"came_from": str(_("Target list")), "channel": "self_contact"}
    if firm is not None:
        found |= {"firm_name": firm.name, "credit_code": firm.credit_code}
        found |= {"origin_province": firm.province, "origin_city": firm.city}
    if chain is not None and any(one.code == node_code for one in nodes_of(chain)):
        found |= {
            "came_from": f"{_('Target list')} {link_name(chain, node_code)}",
            "came_from_url": f"{reverse('prospects:node', args=[chain.code, node_code])}?sel={row}",
        }
    return found
