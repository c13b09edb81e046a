"""What the pages of leads show."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.foundation.calendar.reads import calendar_of, year_missing
from liantu.foundation.flows.reads import history_of, possible
from liantu.lib.forwarded import sender_address
from liantu.people.abilities import may
from liantu.people.reads import people_who_may
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import reads
from liantu.projects.leads.actions import LEADS
from liantu.projects.leads.models import Lead, LeadDispute
from liantu.projects.models import Project
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import rows_behind

TONES = {
    "registered": "warn", "responded": "info", "followed": "info", "project": "ok", "passed_on": "muted",
    "closed": "muted",
}  # fmt: skip
HAND_TONES = {"green": "info", "yellow": "warn", "red": "bad", "done": "ok"}
HANDS = {
    "respond": pgettext_lazy("clock", "Answer: name an officer"),
    "screen": pgettext_lazy("clock", "First judgement"),
    "feed_back": pgettext_lazy("clock", "Feed back to whoever brought it"),
    "report": pgettext_lazy("clock", "Report"),
}
# What the form of a step asks for, in the order in which the page offers the steps.
ASKS: dict[str, tuple[str, ...]] = {
    "respond": ("owner",),
    "follow": (),
    "to_project": (),
    "feed_back": ("note",),
    "report": ("note",),
    "pass_on": ("taker", "part", "note"),
    "extend": ("days", "note"),
    "drop": ("note",),
    "close": ("note",),
}
VERBS = {
    "register": pgettext_lazy("lead record", "registered"),
    "dispute": pgettext_lazy("lead record", "claimed"),
    "dispute_kept": pgettext_lazy("lead record", "claim decided: stays"),
    "dispute_passed": pgettext_lazy("lead record", "claim decided: passes"),
    "dispute_shared": pgettext_lazy("lead record", "claim decided: shared"),
    "respond": pgettext_lazy("lead record", "answered"),
    "follow": pgettext_lazy("lead record", "follows it"),
    "to_project": pgettext_lazy("lead record", "opened a project"),
    "feed_back": pgettext_lazy("lead record", "fed back"),
    "report": pgettext_lazy("lead record", "reported"),
    "pass_on": pgettext_lazy("lead record", "passed it on"),
    "extend": pgettext_lazy("lead record", "extended"),
    "drop": pgettext_lazy("lead record", "left it"),
    "close": pgettext_lazy("lead record", "closed it"),
}


def _due_tone(lead: Lead) -> str:
    if lead.next_due_on is None:
        return "muted"
    left = (lead.next_due_on - timezone.localdate()).days
    return "bad" if left < 0 else "warn" if left == 0 else "info"


def _listed(request: ZoneRequest) -> Any:
    """The leads the person may see; exactly those of a metric that is named; ``from``: of one visit or fact."""
    named = rows_behind(request, "leads:list")
    rows = named if named is not None else reads.leads_of(request.user, request.zone)
    origin = request.GET.get("from", "")
    return rows.filter(came_from_url=origin) if origin else rows


LIST = ListPage(
    name="leads",
    queryset_fn=_listed,
    columns=(
        Column("firm_name", gettext_lazy("Enterprise"), sort="firm_name", primary=True),
        Column("number", gettext_lazy("Lead no."), sort="number", kind="code"),
        Column(
            "state",
            gettext_lazy("State"),
            value="get_state_display",
            sort="state",
            kind="badge",
            tone=lambda row: TONES[row.state],
        ),
        Column("next_due_on", gettext_lazy("Next due"), sort="next_due_on", kind="badge", tone=_due_tone),
        Column("holder", gettext_lazy("Registered for"), sort="holder"),
        Column("channel", gettext_lazy("Channel"), value="get_channel_display", sort="channel"),
        Column(
            "chain", gettext_lazy("Chain"), value=lambda row: row.chain.label if row.chain else "", sort="chain__name"
        ),
        Column("amount_wan_yuan", gettext_lazy("Intended (10k yuan)"), sort="amount_wan_yuan", kind="money"),
        Column("owner", gettext_lazy("Officer"), value=lambda row: row.owner.label if row.owner else ""),
        Column("protected_until_on", gettext_lazy("Protected until"), sort="protected_until_on", kind="date"),
        Column("registered_at", gettext_lazy("Registered"), sort="registered_at", kind="datetime"),
    ),
    search_fields=("firm_name", "credit_code", "number", "holder", "content"),
    filters=(
        Filter("state", gettext_lazy("State"), choices=Lead.State.choices),
        Filter("channel", gettext_lazy("Channel"), choices=Project.Channel.choices),
    ),
    default_sort="-registered_at",
    ability="leads.view",
    export_ability="leads.export",
    title=gettext_lazy("Leads"),
    subtitle=gettext_lazy("Whoever registers first is protected; whoever is asked answers by the clock."),
    row_href=lambda row: row.get_absolute_url(),
)


FORM_COLUMNS = (
    Column("title", gettext_lazy("Title"), sort="title", primary=True),
    Column("channel", gettext_lazy("Channel"), value="get_channel_display", sort="channel"),
    Column("holder", gettext_lazy("Registered for"), sort="holder"),
    Column("is_open", gettext_lazy("Open"), kind="bool", sort="is_open"),
    Column(
        "address",
        gettext_lazy("Address to hand out"),
        kind="code",
        value=lambda row: reverse("leads:public", args=[row.token]),
    ),
)


def lead_or_404(request: ZoneRequest, pk: int) -> Lead:
    """A lead the person may see."""
    return get_object_or_404(reads.leads_of(request.user, request.zone), pk=pk)


def detail_context(request: ZoneRequest, lead: Lead) -> dict[str, Any]:
    """One lead: its clock, who else talks, the steps this person may take, disputes, record."""
    user, zone, today = request.user, request.zone, timezone.localdate()
    outside = reads.is_outside(user, zone)
    now = possible(lead, LEADS, user)
    steps = [
        {"verb": verb, "name": LEADS.step_name(lead, verb), "asks": asks}
        for verb, asks in ASKS.items()
        if now.has(verb)
    ]
    found = reads.recognise(zone, lead.firm_name, lead.credit_code)
    return {
        "title": lead.firm_name,
        "crumbs": [(_("Leads"), reverse("leads:list")), (lead.firm_name, "")],
        "one": lead,
        "tone": TONES[lead.state],
        "hands": [
            {
                "name": HANDS[hand.code],
                "hand": hand,
                "tone": HAND_TONES[hand.light],
                "late": -hand.days_left,
                "was_late": hand.done_on is not None and hand.done_on > hand.due_on,
            }
            for hand in reads.hands(lead, calendar_of(zone).provisional(), today=today)
        ],
        "year_missing": year_missing(zone, today),
        "steps": steps,
        "officers": people_who_may("leads.work", zone) if any(step["verb"] == "respond" for step in steps) else [],
        "talkers": []
        if outside
        else reads.who_talks(
            zone, found, holder=lead.holder, person=lead.registered_by_id or 0, today=today, but=lead.pk
        ),
        "flags": [] if outside else lead.flags,
        "record": [(VERBS.get(step.verb, step.verb), step) for step in lead.steps.select_related("taken_by")],
        "disputes": lead.disputes.select_related("claimed_by", "decided_by"),
        "may_decide": may(user, "leads.decide", zone),
        "decisions": LeadDispute.State.choices[1:],
        "credit": [(holder, float(share)) for holder, share in lead.credit],
        "may_see_phone": may(user, "leads.work", zone) or lead.registered_by_id == user.pk,
        "history": [] if outside else history_of(lead, LEADS),
        "outside": outside,
        "today": today,
    }


def check_context(request: ZoneRequest) -> dict[str, Any]:
    """Who the enterprise being typed is, and who already talks to it (from outside: only that somebody does)."""
    user, zone = request.user, request.zone
    name, code = request.GET.get("firm_name", "").strip()[:200], request.GET.get("credit_code", "").strip()[:18]
    if len(name) < 4 and not code:
        return {"found": None, "talkers": []}
    found = reads.recognise(zone, name, code)
    holder = user.label
    talkers = reads.who_talks(zone, found, holder=holder, person=user.pk or 0, today=timezone.localdate())
    return {"found": found, "talkers": talkers, "outside": reads.is_outside(user, zone)}


def known_of(start: dict[str, Any]) -> dict[str, Any]:
    """What the page before the form knew and the form does not ask."""
    return {name: start[name] for name in ("node_code", "came_from", "came_from_url", "suggestion") if start.get(name)}


def sender_of(request: ZoneRequest) -> str:
    """The address a request came from, through as many proxies as the operator named."""
    meta = request.META
    return sender_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), proxies=settings.PROXIES)
