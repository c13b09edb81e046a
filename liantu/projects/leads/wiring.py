"""What leads put elsewhere: buttons that open one, clocks that run, an enterprise's leads, what came of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import FOUND_FIRM, FOUND_FIRMS, FoundFirm
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE, enterprise_happened
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.lib.chinese_text import company_name_key
from liantu.outreach.slots import MET_FIRM, MetFirm
from liantu.projects.leads import fact_uses, jobs, metrics, today
from liantu.projects.leads.models import Lead
from liantu.projects.leads.reads import leads_of
from liantu.projects.slots import week_line
from liantu.prospects.slots import Touch, in_touch, target_outcome
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.slots import SUGGESTION_PAGE
from liantu.sources.documents.slots import fact_use
from liantu.ui.pages import Happening
from liantu.ui.search_keys import found_by
from liantu.ui.wiring import Button, NavItem, Need, New, Panel, Search, SearchHit, Seen, Todos, Wiring


def _row_of(_seen: Seen, firm: FoundFirm) -> Mapping[str, object]:
    """What the form of a new lead is told of an enterprise found in a link."""
    known = {"chain": firm.chain_code, "node": firm.node_code, "release": firm.release_id, "row": firm.enterprise_id}
    return known | ({"why": firm.reason} if firm.reason else {})


def _met(_seen: Seen, firm: MetFirm) -> Mapping[str, object]:
    """What the form of a new lead is told of an enterprise that was met."""
    return {"name": firm.name, "from": firm.address}


def _lead_of(seen: Seen, suggestion: Suggestion) -> Lead | None:
    return leads_of(seen.user, seen.zone).filter(suggestion=suggestion).first()


def _its_lead(seen: Seen, suggestion: Suggestion) -> Sequence[object] | None:
    """The lead a suggestion became."""
    lead = _lead_of(seen, suggestion)
    return None if lead is None else (lead.pk,)


def _may_become_lead(seen: Seen, suggestion: Suggestion) -> Sequence[object] | None:
    """A suggestion that was taken up and is no lead yet."""
    is_open = suggestion.state in ("accepted", "assigned") and _lead_of(seen, suggestion) is None
    return () if is_open else None


def _number_of(seen: Seen, suggestion: Suggestion) -> str:
    lead = _lead_of(seen, suggestion)
    return "" if lead is None else lead.number


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was met: a lead on it was answered."""
    keys = {company_name_key(name): code or name for code, name in targets}
    rows = Lead.objects.filter(zone=zone, name_key__in=list(keys), responded_on__isnull=False).order_by("-responded_on")
    return {keys[one.name_key]: {"met": f"{one.responded_on}"} for one in rows}


def _touches(seen: Seen, targets: Sequence[tuple[str, str]]) -> dict[str, list[Touch]]:
    """The open leads on enterprises, as far as this person sees them."""
    if not seen.may("leads.view"):
        return {}
    keys = {company_name_key(name): code or name for code, name in targets}
    found: dict[str, list[Touch]] = {}
    for one in leads_of(seen.user, seen.zone).filter(name_key__in=list(keys), state__in=Lead.OPEN):
        who = one.owner.label if one.owner is not None else one.holder
        words = gettext("%(who)s follows it") if one.owner is not None else gettext("lead of %(who)s")
        found.setdefault(keys[one.name_key], []).append(Touch(words % {"who": who}, one.get_absolute_url(), weight=2))
    return found


def _leads(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """The leads on an enterprise."""
    rows = leads_of(seen.user, seen.zone).filter(firm=enterprise)[:20]
    return {"leads": rows, "today": timezone.localdate()} if rows else None


def _happened(seen: Seen, enterprise: Enterprise) -> Iterable[Happening]:
    """The leads on an enterprise as they were registered, as far as this person sees them."""
    for one in leads_of(seen.user, seen.zone).filter(firm=enterprise)[:20] if seen.may("leads.view") else ():
        words = gettext("registered the lead %(number)s") % {"number": one.number}
        yield Happening(one.registered_at, one.holder, words, kind=f"lead{one.pk}", url=one.get_absolute_url())


def _firm(_seen: Seen, enterprise: Enterprise) -> Mapping[str, object]:
    """What the form of a lead is told of an enterprise on file."""
    return {"firm": enterprise.pk}


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Leads by enterprise, number, holder, or pinyin of them; outsiders find their own."""
    return [
        SearchHit(_("Lead"), row.firm_name, row.number, row.get_absolute_url(), row, row.firm_name, "inbox")
        for row in found_by(leads_of(seen.user, seen.zone), text, limit)
    ]


OUTSIDE = ("ambassador", "third_party_agency", "chamber_of_commerce", "chain_leader_liaison")
WIRING = Wiring(
    room="leads",
    nav=(NavItem("projects", _("Leads"), "leads:list", "inbox", "leads.view", order=42, code="leads"),),
    new=(New("lead", pgettext_lazy("begin", "Register a lead"), "leads:new", "inbox", "leads.register", 20, "name"),),
    panels=(
        Panel("leads", ENTERPRISE_PAGE, _("Leads"), "leads/_panel.html", _leads, "leads.view"),
        Panel(
            "leads",
            TODAY_PAGE,
            _("My leads"),
            "leads/_today.html",
            today.own_leads,
            "leads.register",
            order=40,
            roles=OUTSIDE,
            more=(_("All leads"), "leads:list"),
        ),
    ),
    buttons=(
        Button(
            "lead",
            ENTERPRISE_PAGE,
            _("Register lead"),
            "leads:new",
            query=_firm,
            icon="inbox",
            ability="leads.register",
            order=20,
        ),
        Button(
            "register",
            TODAY_PAGE,
            _("Register lead"),
            "leads:new",
            ability="leads.register",
            order=20,
            roles=("chain_chief", "promotion_officer", *OUTSIDE),
        ),
        Button("open", FOUND_FIRM, _("Open a lead"), "leads:new", query=_row_of, ability="leads.register", order=50),
        Button(
            "open",
            FOUND_FIRMS,
            _("Register leads"),
            "leads:found",
            query=lambda _seen, link: {"chain": link.chain.code, "node": link.code},
            method="post",
            ability="leads.register",
        ),
        Button("open", MET_FIRM, _("Open a lead"), "leads:new", query=_met, ability="leads.register"),
        Button("its_lead", SUGGESTION_PAGE, _number_of, "leads:detail", _its_lead, icon="inbox", ability="leads.view"),
        Button(
            "open",
            SUGGESTION_PAGE,
            _("Open a lead"),
            "leads:new",
            _may_become_lead,
            query=lambda _seen, suggestion: {"suggestion": suggestion.pk},
            ability="leads.work",
        ),
    ),
    needs=(Need(metrics.MINE, late=metrics.overdue),),
    todos=(Todos("leads", today.waiting, "leads.view", icon="phone"),),
    metrics=metrics.ALL,
    search=(Search("leads", _found, "leads.view", 31, Lead, firms=True),),
    sentences={
        "leads.registered": _("registered the lead"),
        "leads.changed": _("corrected the lead"),
        "leads.discarded": _("took away a lead registered by mistake"),
        "leads.moved": _("took a step on the lead"),
        "leads.disputed": _("claimed the lead"),
        "leads.dispute_decided": _("decided a claim on the lead"),
        "leads.phone_shown": _("looked at the contact's telephone"),
    },
    jobs=(jobs.remind,),
    answers=(
        week_line.entry("leads", today.of_the_week),
        target_outcome.entry("leads", _outcomes),
        in_touch.entry("leads", _touches),
        enterprise_happened.entry("leads", _happened),
        *moves("leads.lead", "firm"),
        fact_use.entry("lead", fact_uses.LeadUse(), order=40),
    ),
)
