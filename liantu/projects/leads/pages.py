"""What the pages of leads show: the list, one lead, the form of a new one and the public form, all declared."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from liantu.chains.reads import chains_of, link_name
from liantu.foundation.calendar.reads import calendar_of, year_missing
from liantu.lib.forwarded import sender_address
from liantu.lib.problems import ProblemsError
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import actions, forms, reads
from liantu.projects.leads.acts import ACTS
from liantu.projects.leads.models import Lead, LeadDispute, LeadForm
from liantu.projects.models import Project
from liantu.ui.field_edits import edits
from liantu.ui.formats import iso_text
from liantu.ui.lists import Batch, Column, Filter, ListPage, late, mine, new_this_week
from liantu.ui.lists.columns import in_local_time
from liantu.ui.metrics import rows_behind
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Happening, Head, Link, Part, Step, TimelineCard
from liantu.ui.pages.aside import side_of
from liantu.ui.problems import words_of

TONES = {
    "registered": "warn", "responded": "info", "followed": "info", "project": "ok", "passed_on": "muted",
    "closed": "muted",
}  # fmt: skip
HAND_TONES = {"green": "info", "yellow": "warn", "red": "bad", "done": "ok"}
FOUND_MOST = 50
# What the page before the form knew and the form does not ask.
KNOWN_BEFORE = ("node_code", "came_from", "came_from_url", "suggestion")
HANDS = {
    "respond": pgettext_lazy("clock", "Answer: name an officer"),
    "screen": pgettext_lazy("clock", "First judgement"),
    "feed_back": pgettext_lazy("clock", "Feed back to whoever brought it"),
    "report": pgettext_lazy("clock", "Report"),
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


def _links(request: ZoneRequest) -> list[Link]:
    """Public forms, the sheet, a new lead: what of it this person may."""
    found = (
        ("leads.forms", Link(gettext_lazy("Public forms"), reverse("leads:leadform_list"), "link")),
        ("leads.work", Link(gettext_lazy("Sheet"), reverse("leads:lead_list"), "upload")),
        ("leads.register", Link(pgettext_lazy("verb", "Register lead"), reverse("leads:new"), "plus", main=True)),
    )
    return [link for ability, link in found if may(request.user, ability, request.zone)]


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


def _crumbs(_lead: Lead | None) -> list[tuple[str, str]]:
    return [(_("Leads"), reverse("leads:list"))]


# -- one lead --------------------------------------------------------------------------------------------------


def _line(lead: Lead) -> list[str]:
    told = {"holder": lead.holder, "at": iso_text(in_local_time(lead.registered_at))}
    return [lead.number, _("registered for %(holder)s on %(at)s") % told]


def _to_the_project(_request: ZoneRequest, lead: Lead) -> list[Link]:
    if lead.project is None:
        return []
    return [Link(gettext_lazy("The project"), lead.project.get_absolute_url(), "briefcase", main=True)]


def _shared(request: ZoneRequest, lead: Lead) -> dict[str, Any]:
    is_mine = lead.registered_by_id == request.user.pk
    return {
        "outside": reads.is_outside(request.user, request.zone),
        "may_see_phone": is_mine or may(request.user, "leads.work", request.zone),
    }


def _notes(request: ZoneRequest, lead: Lead) -> dict[str, Any] | None:
    """What to know first: days nobody announced, and who talked to the enterprise when it was registered."""
    missing = year_missing(request.zone, timezone.localdate())
    flags = [] if reads.is_outside(request.user, request.zone) else lead.flags
    return {"year_missing": missing, "flags": flags} if missing or flags else None


def _clock(request: ZoneRequest, lead: Lead) -> dict[str, Any]:
    """The hands of the clock, and whose the lead is."""
    calendar = calendar_of(request.zone).provisional()
    return {
        "hands": [
            {
                "name": HANDS[hand.code],
                "hand": hand,
                "tone": HAND_TONES[hand.light],
                "late": -hand.days_left,
                "was_late": hand.done_on is not None and hand.done_on > hand.due_on,
            }
            for hand in reads.hands(lead, calendar, today=timezone.localdate())
        ],
        "credit": [(holder, float(share)) for holder, share in lead.credit],
    }


def _talkers(request: ZoneRequest, lead: Lead) -> dict[str, Any] | None:
    """Who else talks to the enterprise or its group; from outside nobody learns it."""
    zone = request.zone
    if reads.is_outside(request.user, zone):
        return None
    found = reads.recognise(zone, lead.firm_name, lead.credit_code)
    person, today = lead.registered_by_id or 0, timezone.localdate()
    talkers = reads.who_talks(zone, found, holder=lead.holder, person=person, today=today, but=lead.pk)
    return {"talkers": talkers} if talkers else None


def _claims(_request: ZoneRequest, lead: Lead) -> dict[str, Any] | None:
    """Who else claims the lead."""
    claims = list(lead.disputes.select_related("zone", "claimed_by", "decided_by"))
    return {"claims": claims} if claims else None


def _record(request: ZoneRequest, lead: Lead) -> list[Happening]:
    """Who did what when, the latest first; from outside nobody learns who claims it."""
    covers = reads.is_outside(request.user, request.zone)
    told = []
    for step in lead.steps.select_related("taken_by"):
        hides = covers and step.verb == "dispute" and step.taken_by_id != request.user.pk
        who = "" if hides or step.taken_by is None else step.taken_by.label
        what = str(VERBS.get(step.verb, step.verb))
        told.append(Happening(step.taken_at, who, what, "" if hides else step.note, step.verb))
    return told


def _chain_and_link(lead: Lead) -> str | None:
    """The chain and the link by their names."""
    return f"{lead.chain.label} {link_name(lead.chain, lead.node_code)}".strip() if lead.chain else None


DETAIL = DetailPage(
    ability="leads.view",
    find=reads.lead_or_404,
    head=Head(
        badges=lambda lead: [(lead.get_state_display(), TONES[lead.state])],
        line=_line,
        links=_to_the_project,
        crumbs=_crumbs,
        method="lead-clock",
    ),
    shared=_shared,
    acts=ACTS,
    cards=(
        Card(code="notes", template="leads/_notes.html", fill=_notes, place="wide", bare=True),
        Card(code="clock", title=gettext_lazy("The clock"), template="leads/_clock.html", fill=_clock),
        FactsCard(
            code="lead",
            title=gettext_lazy("The lead"),
            facts=(
                Fact(
                    "firm_name",
                    gettext_lazy("Enterprise"),
                    href=lambda lead: lead.firm.get_absolute_url() if lead.firm else "",
                ),
                Fact("credit_code", gettext_lazy("Credit code"), kind="code", optional=True),
                Fact("content", gettext_lazy("What they want to do"), kind="lines", edit=edits(ACTS, "content")),
                Fact(
                    "amount_wan_yuan",
                    gettext_lazy("Intended investment"),
                    kind="money",
                    edit=edits(ACTS, "amount_wan_yuan"),
                ),
                Fact(
                    "chain",
                    gettext_lazy("Chain"),
                    value=_chain_and_link,
                    href=lambda lead: lead.chain.get_absolute_url() if lead.chain else "",
                ),
                Fact("channel", gettext_lazy("Channel"), value="get_channel_display"),
                Fact("introducer", gettext_lazy("Introduced by"), optional=True, edit=edits(ACTS, "introducer")),
                Fact(
                    "came_from",
                    pgettext_lazy("origin", "Comes from"),
                    href=lambda lead: lead.came_from_url,
                    optional=True,
                ),
                Fact("contact_name", gettext_lazy("Contact"), template="leads/_contact.html"),
                Fact("owner", gettext_lazy("Officer"), value=lambda lead: lead.owner.label if lead.owner else None),
            ),
        ),
        Card(code="talkers", title=gettext_lazy("Who else talks to it"), template="leads/_talkers.html", fill=_talkers),
        Card(
            code="claims",
            title=pgettext_lazy("lead", "Claims"),
            template="leads/_claims.html",
            fill=_claims,
            place="side",
        ),
        TimelineCard(_record, code="record", title=gettext_lazy("Record"), most=0, place="side"),
    ),
)


# -- the list -------------------------------------------------------------------------------------------------


def _chain_choices(request: ZoneRequest) -> list[tuple[str, str]]:
    return [(chain.code, chain.label) for chain in chains_of(request.user, request.zone)]


LIST = ListPage(
    name="leads",
    queryset_fn=_listed,
    columns=(
        Column(
            "firm_name", gettext_lazy("Enterprise"), sort="firm_name", primary=True,
            second=lambda row: (row.number, row.holder),
        ),
        Column(
            "state", gettext_lazy("State"), value="get_state_display", sort="state", kind="badge",
            tone=lambda row: TONES[row.state],
        ),
        Column("next_due_on", gettext_lazy("Next due"), sort="next_due_on", kind="due", tone=_due_tone),
        Column("amount_wan_yuan", gettext_lazy("Intended investment"), sort="amount_wan_yuan", kind="money"),
        Column(
            "chain", gettext_lazy("Chain"), value=lambda row: row.chain.label if row.chain else "", sort="chain__name"
        ),
        Column("owner", gettext_lazy("Officer"), value=lambda row: row.owner.label if row.owner else "", kind="person"),
        Column("channel", gettext_lazy("Channel"), value="get_channel_display", sort="channel", folds=True),
        Column("protected_until_on", gettext_lazy("Protected until"), sort="protected_until_on", kind="date",
               folds=True, phone="hide"),
        Column("registered_at", gettext_lazy("Registered"), sort="registered_at", kind="when", folds=True,
               phone="hide"),
        Column("number", gettext_lazy("Lead no."), sort="number", counted=True, kind="code", shown=False),
        Column("holder", gettext_lazy("Registered for"), sort="holder", shown=False),
    ),
    search_fields=("firm_name", "credit_code", "number", "holder", "content"),
    filters=(
        Filter("state", gettext_lazy("State"), choices=Lead.State.choices),
        Filter("channel", gettext_lazy("Channel"), choices=Project.Channel.choices),
        Filter("chain", gettext_lazy("Chain"), choices=_chain_choices, apply="chain__code"),
    ),
    default_sort="-registered_at",
    ability="leads.view",
    export_ability="leads.export",
    title=gettext_lazy("Leads"),
    subtitle=gettext_lazy("Whoever registers first is protected; whoever is asked answers by the clock."),
    row_href=lambda row: row.get_absolute_url(),
    links=_links,
    views=(
        mine(),
        late(lambda rows, today: rows.filter(state__in=Lead.OPEN, next_due_on__lt=today)),
        new_this_week("registered_at"),
    ),
    sums=((gettext_lazy("Intended investment"), Sum("amount_wan_yuan"), "money"),),
    side=side_of(DETAIL, "notes", "clock", "lead", "talkers"),
    batch=Batch(lambda: ACTS, ("respond",)),
    density="two",
)  # fmt: skip


# -- forms -----------------------------------------------------------------------------------------------------


def _register(request: ZoneRequest, _thing: None, form: forms.LeadIntake) -> Lead | str:
    """The lead; the list where a claim was made on one that this person may not see."""
    values = {name: form.initial[name] for name in KNOWN_BEFORE if form.initial.get(name)} | form.cleaned_data
    made = actions.register_lead(request.zone, values, by=request.user, claim=form.cleaned_data["claim"])
    is_claim = made.disputes.filter(claimed_by=request.user, state=LeadDispute.State.OPEN).exists()
    if not is_claim:
        return made
    is_seen = reads.leads_of(request.user, request.zone).filter(pk=made.pk).exists()
    return made.get_absolute_url() if is_seen else reverse("leads:list")


def register_found(request: ZoneRequest) -> None:
    """A lead on every enterprise that was ticked in the list of a link; each refusal is told with its name."""
    data, user, zone = request.POST, request.user, request.zone
    chain = chains_of(user, zone).filter(code=request.GET.get("chain", "")).first()
    node, release, made = request.GET.get("node", "")[:80], data.get("release", ""), 0
    for row in list(dict.fromkeys(whole_number(one) for one in data.getlist("row")))[:FOUND_MOST]:
        if row is None:
            continue
        values = forms.target(user, zone, release, row, chain, node) | {"chain": chain, "node_code": node}
        try:
            actions.register_lead(zone, values | {"content": values["came_from"]}, by=user)
            made += 1
        except ProblemsError as error:
            messages.warning(request, f"{values.get('firm_name', row)}：{words_of(error.problems[0]).message}")
    if made:
        messages.success(request, ngettext("%(n)s lead registered.", "%(n)s leads registered.", made) % {"n": made})
    else:
        messages.warning(request, _("No lead was registered."))


def _registered(target: Lead | str) -> str:
    if isinstance(target, Lead):
        return _("Registered %(number)s.") % {"number": target.number}
    return _("Your claim is written down; leadership decides.")


NEW = FormPage(
    ability="leads.register",
    title=pgettext_lazy("verb", "Register lead"),
    subtitle=gettext_lazy("Name, channel and one sentence are enough; the time of registration counts"),
    method="lead-clock",
    submit=pgettext_lazy("verb", "Register lead"),
    form=lambda request, _thing, data, _files: forms.LeadIntake(request, data, initial=forms.prefilled(request)),
    do=_register,
    done=_registered,
    crumbs=_crumbs,
    cancel=lambda _lead: reverse("leads:list"),
    steps=(
        Step(
            "who",
            gettext_lazy("Enterprise"),
            (
                Part((("firm_name", "credit_code"),), below="leads/_check_place.html"),
                Part(("channel", "introducer", ("origin_province", "origin_city"))),
                Part(("claim",), title=gettext_lazy("Ground of the claim"), folded=True),
            ),
        ),
        Step(
            "what", pgettext_lazy("lead", "Intent"), (Part(("content", ("amount_wan_yuan", "chain"), "asks_outside")),)
        ),
        Step("contact", gettext_lazy("Contact"), (Part((("contact_name", "contact_title"), "contact_phone")),)),
    ),
)


def _hand_in(request: ZoneRequest, form_of: LeadForm, form: forms.PublicLead) -> str:
    """Hand a lead in. ``website`` is a trap that people do not see: who fills it in is thanked like everybody."""
    trap = request.POST.get("website", "")
    actions.hand_in(form_of, form.cleaned_data, address=sender_of(request), trap=trap)
    return f"{reverse('leads:public', args=[form_of.token])}?done=1"


PUBLIC = FormPage(
    title=lambda form_of: form_of.title,
    subtitle=lambda form_of: form_of.zone.name,
    submit=gettext_lazy("Hand in"),
    form=lambda _request, _thing, data, _files: forms.PublicLead(data),
    do=_hand_in,
    shared=lambda request, _form_of: {"is_done": "done" in request.GET},
    template="leads/public.html",
    above="leads/_trap.html",
    parts=(
        Part((("firm_name", "credit_code"), "content", ("amount_wan_yuan", "introducer"))),
        Part(
            (("contact_name", "contact_title"), "contact_phone"),
            title=gettext_lazy("Contact"),
            help=gettext_lazy(
                "What you write is read by the promotion office of the zone only, and used to answer you."
            ),
        ),
    ),
)


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


def sender_of(request: ZoneRequest) -> str:
    """The address a request came from, through as many proxies as the operator named."""
    meta = request.META
    return sender_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), proxies=settings.PROXIES)
