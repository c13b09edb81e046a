"""What outreach puts elsewhere: navigation, search, what is due, visits on an enterprise's page, what was met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from liantu.chains.slots import FOUND_FIRM, FoundFirm
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE, enterprise_happened
from liantu.foundation.duties.slots import duty_kind
from liantu.foundation.likeness.slots import likeness
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.lib.chinese_text import company_name_key
from liantu.outreach import fact_uses, jobs, metrics, reads, today
from liantu.outreach.doubles import CONTACTS
from liantu.outreach.duty_kinds import NEXT_STEP, OBLIGATION, REPORT
from liantu.outreach.models import Contact, Engagement, Stop
from liantu.outreach.slots import MET_FIRM
from liantu.prospects.slots import Touch, in_touch, target_outcome
from liantu.sources.documents.slots import fact_use
from liantu.ui.pages import Happening
from liantu.ui.search_keys import found_by
from liantu.ui.wiring import (
    Button,
    NavGroup,
    NavItem,
    New,
    PageTab,
    Panel,
    Search,
    SearchHit,
    Seen,
    Suggest,
    Suggested,
    Todos,
    Wiring,
)


def _row_of(_seen: Seen, firm: FoundFirm) -> Mapping[str, object]:
    """What the form of a visit is told of the enterprise."""
    return {"chain": firm.chain_code, "release": firm.release_id, "row": firm.enterprise_id}


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was met."""
    keys = {company_name_key(name): code or name for code, name in targets}
    stops = Stop.objects.filter(zone=zone, name_key__in=list(keys)).select_related("engagement")
    return {keys[stop.name_key]: {"met": f"{stop.engagement.on}"} for stop in stops.order_by("-engagement__on")}


def _touches(seen: Seen, targets: Sequence[tuple[str, str]]) -> dict[str, list[Touch]]:
    """How often enterprises were met, with the last time."""
    if not seen.may("outreach.view"):
        return {}
    keys = {company_name_key(name): code or name for code, name in targets}
    visible = reads.engagements_of(seen.user, seen.zone)
    stops = Stop.objects.filter(zone=seen.zone, name_key__in=list(keys), engagement__in=visible)
    met: dict[str, list[Stop]] = {}
    for stop in stops.select_related("engagement").order_by("-engagement__on"):
        met.setdefault(keys[stop.name_key], []).append(stop)
    return {
        key: [
            Touch(
                ngettext("met once", "met %(n)s times", len(found)) % {"n": len(found)},
                found[0].engagement.get_absolute_url(),
                "ok",
            )
        ]
        for key, found in met.items()
    }


def _visits(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """Who was at the enterprise, or received it."""
    return {"engagements": _at(seen, enterprise)[:50]}


def _at(seen: Seen, enterprise: Enterprise) -> Any:
    """The engagements at an enterprise as far as this person may see them."""
    return reads.visits_to_firm(seen.user, seen.zone, [enterprise.pk], [enterprise.name])


def _visit_count(seen: Seen, enterprise: Enterprise) -> int:
    return int(_at(seen, enterprise).count())


def _contacts(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """Whom to call at the enterprise, the most met first."""
    rows = reads.contacts_of_firm(seen.user, seen.zone, [enterprise.pk], [enterprise.name])[:8]
    return {"contacts": [(one, reads.covered(one.phone)) for one in rows]} if rows else None


def _happened(seen: Seen, enterprise: Enterprise) -> Iterable[Happening]:
    """The visits and talks, for who may see them."""
    for one in _at(seen, enterprise)[:20] if seen.may("outreach.view") else ():
        who = one.owner.label if one.owner is not None else ""
        yield Happening(one.on, who, one.title, kind=f"visit{one.pk}", url=one.get_absolute_url(), group="visit")


def _firm(_seen: Seen, enterprise: Enterprise) -> Mapping[str, object]:
    """What the form of a visit is told of an enterprise on file."""
    return {"firm": enterprise.pk}


def _found_engagements(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Engagements by title, place, pinyin of them, or enterprise visited."""
    rows = reads.engagements_of(seen.user, seen.zone)
    found = found_by(rows, text, limit)
    if not found:
        stops = Stop.objects.filter(zone=seen.zone, name__icontains=text).values("engagement")
        found = list(rows.filter(pk__in=stops)[:limit])
    kind, met = _("Visit or talk"), _met_firms(found, text)
    return [
        SearchHit(kind, row.title, f"{row.on}", row.get_absolute_url(), row, met.get(row.pk, ""), "visit")
        for row in found
    ]


def _met_firms(engagements: Sequence[Engagement], text: str) -> dict[int, str]:
    """Engagement → the enterprise met there that the text names; the one met, where there is one alone."""
    stops: dict[int, list[str]] = {}
    asked = Stop.objects.filter(engagement__in=[one.pk for one in engagements], kind=Stop.Kind.FIRM)
    for pk, name in asked.values_list("engagement", "name"):
        stops.setdefault(pk, []).append(name)
    named = {pk: next((name for name in names if text in name), "") for pk, names in stops.items()}
    return {pk: name or (stops[pk][0] if len(stops[pk]) == 1 else "") for pk, name in named.items()}


def _met(seen: Seen, text: str, limit: int) -> list[Suggested]:
    """Contacts for fields that take the name of one, those met last for none; title and organisation come along."""
    rows = reads.contacts_of(seen.user, seen.zone)
    found = found_by(rows, text, limit) if text else rows.order_by("-kept_at")[:limit]
    return [
        Suggested(row.name, row.title, row.organisation, {"met_title": row.title, "met_organisation": row.organisation})
        for row in found
    ]


def _found_contacts(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Contacts by name, organisation, or pinyin of them."""
    kind = pgettext_lazy("person", "Contact")
    return [
        SearchHit(kind, row.name, row.organisation, row.get_absolute_url(), row, row.organisation, "user")
        for row in found_by(reads.contacts_of(seen.user, seen.zone), text, limit)
    ]


ON_THE_ROAD = ("zone_leadership", "chain_chief", "promotion_officer")
WIRING = Wiring(
    room="outreach",
    groups=(NavGroup("outreach", _("Visits and talks"), 40, "visit", pgettext_lazy("phone", "Visits")),),
    nav=(
        NavItem("outreach", pgettext_lazy("tab", "Records"), "outreach:list", "visit", "outreach.view", order=34),
        NavItem("outreach", pgettext_lazy("tab", "Calendar"), "outreach:month", "calendar", "outreach.view", order=35),
        NavItem("outreach", _("Contacts"), "outreach:contacts", "users", "outreach.contacts", order=36),
        NavItem("outreach", _("Promotion forces"), "outreach:promotionforce_list", "flag", "outreach.view", order=37),
        NavItem("outreach", _("Agreements"), "outreach:agreement_list", "file", "outreach.view", order=38),
    ),
    new=(
        New("visit", pgettext_lazy("begin", "Log a visit"), "outreach:log", "visit", "outreach.log", 10, "name"),
        New(
            "contact", pgettext_lazy("begin", "Add a contact"), "outreach:contact_new", "user", "outreach.contacts", 80
        ),
    ),
    pages=(MET_FIRM,),
    panels=(
        Panel(
            "outreach",
            ENTERPRISE_PAGE,
            _("Visits and talks"),
            "outreach/_panel.html",
            _visits,
            "outreach.view",
            tab="visits",
        ),
        Panel(
            "contacts",
            ENTERPRISE_PAGE,
            _("Contacts"),
            "outreach/_firm_contacts.html",
            _contacts,
            "outreach.contacts",
            place="side",
        ),
        Panel(
            "agenda",
            TODAY_PAGE,
            pgettext_lazy("day", "Today's meetings"),
            "outreach/_agenda.html",
            today.agenda,
            "outreach.view",
            order=10,
            roles=ON_THE_ROAD,
            place="side",
            more=(_("Calendar"), "outreach:month"),
        ),
    ),
    tabs=(PageTab("visits", ENTERPRISE_PAGE, pgettext_lazy("tab", "Visits"), "outreach.view", _visit_count, order=10),),
    buttons=(
        Button(
            "log",
            ENTERPRISE_PAGE,
            pgettext_lazy("visit", "Log the visit"),
            "outreach:log",
            query=_firm,
            icon="calendar",
            ability="outreach.log",
            order=10,
        ),
        Button(
            "log",
            TODAY_PAGE,
            _("Log a visit"),
            "outreach:log",
            icon="calendar",
            ability="outreach.log",
            order=10,
            roles=ON_THE_ROAD,
        ),
        Button(
            "log",
            FOUND_FIRM,
            _("Log a visit"),
            "outreach:log",
            query=_row_of,
            icon="calendar",
            ability="outreach.log",
            order=60,
        ),
    ),
    metrics=(metrics.OWED,),
    needs=(metrics.NEED,),
    todos=(
        Todos("outreach", today.ending, "outreach.view"),
        Todos("agreements", today.to_review, "outreach.keep", icon="signoff"),
    ),
    search=(
        Search("engagements", _found_engagements, "outreach.view", 32, Engagement, firms=True),
        Search("contacts", _found_contacts, "outreach.contacts", 33, Contact, firms=True),
    ),
    suggests=(Suggest("contact", _met, "outreach.contacts"),),
    sentences={
        "outreach.logged": _("logged it"),
        "outreach.changed": _("corrected it"),
        "outreach.finished": _("finished what was due"),
        "outreach.contact_kept": _("kept the contact"),
        "outreach.phone_shown": _("looked at the telephone"),
        "outreach.contacts_merged": _("merged a contact into this one"),
        "outreach.contacts_parted": _("undid a merge of contacts"),
        "outreach.agreement.added": _("kept the agreement"),
        "outreach.agreement.changed": _("corrected the agreement"),
        "outreach.agreement.deleted": _("took the agreement away"),
        "outreach.agreement_moved": _("moved the agreement on"),
        "outreach.feed_made": _("made a calendar address"),
    },
    jobs=(jobs.remind,),
    answers=(
        target_outcome.entry("outreach", _outcomes),
        in_touch.entry("outreach", _touches),
        likeness.entry(CONTACTS.code, CONTACTS),
        enterprise_happened.entry("outreach", _happened),
        *moves("outreach.stop", "firm"),
        *moves("outreach.contact", "firm"),
        fact_use.entry("visit", fact_uses.VisitUse(), order=30),
        fact_use.entry("agreement", fact_uses.AgreementUse(), order=31),
        *(duty_kind.entry(kind.code, kind) for kind in (NEXT_STEP, REPORT, OBLIGATION)),
    ),
)
