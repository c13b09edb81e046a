"""What is known of leads: whose they are, how their clock stands, who else talks to the same enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.enterprises.reads import survivor_of, with_code
from liantu.lib.chinese_text import company_name_key
from liantu.lib.clocks import Calendar
from liantu.lib.credit_code import normalise_code
from liantu.lib.dated import Dated
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.projects.leads.models import Lead, LeadDispute, LeadQuerySet
from liantu.projects.models import Project
from liantu.projects.rules.lead_clock import Claim, ClockRule, Hand, LeadDays, collisions, hands_of
from liantu.prospects.standpoint import group_of

LEAD_CLOCK = Dated("lead_clock.yaml", ClockRule)
USUAL_OF, USUAL_LEAST = 50, 5  # so many amounts say what is usual, and so many are too few


def leads_of(user: User, zone: Zone | None) -> LeadQuerySet:
    """The zone's leads the person may see."""
    rows: LeadQuerySet = Lead.objects.visible_to(user)
    return rows.filter(zone=zone).select_related("chain", "owner", "registered_by", "project", "zone")


def lead_or_404(request: ZoneRequest, pk: int) -> Lead:
    """A lead the person may see."""
    return get_object_or_404(leads_of(request.user, request.zone), pk=pk)


def claim_or_404(request: ZoneRequest, pk: int) -> LeadDispute:
    """A claim on a lead the person may see."""
    rows = LeadDispute.objects.filter(lead__in=leads_of(request.user, request.zone))
    return get_object_or_404(rows.select_related("lead", "zone", "claimed_by", "decided_by"), pk=pk)


def may_extend(lead: Lead, user: User) -> bool:
    """Whether the person may ask for more protection: from outside only whoever registered the lead."""
    return not is_outside(user, lead.zone) or lead.registered_by_id == user.pk


def is_outside(user: User, zone: Zone) -> bool:
    """Whether the person holds outside roles only: sees her own leads and learns no names of others."""
    return bool(user.roles_in(zone)) and zone.pk not in user.zones_inside()


def usual_amount(zone: Zone) -> Decimal | None:
    """What a lead of the zone usually means to invest: the middle of the last amounts; None while there are few."""
    rows = Lead.objects.filter(zone=zone, amount_wan_yuan__gt=0).order_by("-registered_at")
    amounts = [one for one in rows.values_list("amount_wan_yuan", flat=True)[:USUAL_OF] if one is not None]
    return median(amounts) if len(amounts) >= USUAL_LEAST else None


def clock_rule(day: date) -> ClockRule:
    """The numbers of the clock in force on a day."""
    return LEAD_CLOCK.on(day)


def days_of(lead: Lead) -> LeadDays:
    """The lead as the rules of the clock see it."""
    return LeadDays(
        timezone.localdate(lead.registered_at),
        lead.responded_on,
        lead.screened_on,
        lead.fed_back_on,
        lead.reported_on,
        lead.closed_on,
        lead.asks_outside,
    )


def hands(lead: Lead, calendar: Calendar, *, today: date) -> tuple[Hand, ...]:
    """The hands of a lead's clock today."""
    return hands_of(days_of(lead), clock_rule(timezone.localdate(lead.registered_at)), today=today, calendar=calendar)


def next_hand(hands: Iterable[Hand]) -> Hand | None:
    """The hand that is due first of those not done."""
    return min((hand for hand in hands if hand.done_on is None), key=lambda hand: hand.due_on, default=None)


@dataclass(frozen=True)
class Recognised:
    """Who an enterprise is: ours, when it is known, and the keys it is compared by."""

    firm: Enterprise | None
    name: str
    credit_code: str
    name_key: str
    group_key: str


def recognise(zone: Zone, name: str, credit_code: str = "") -> Recognised:
    """The enterprise meant by a name (present, former, alias) or a credit code. At most three queries."""
    code = normalise_code(credit_code)
    firm = with_code(zone, code) if code else None
    key = company_name_key(name)
    if firm is None and key:
        row = Enterprise.objects.filter(zone=zone, normalised_name=key, merged_into__isnull=True).first()
        same = EnterpriseName.objects.filter(enterprise__zone=zone, normalised_name=key).select_related("enterprise")
        alias = same.first() if row is None else None
        firm = row or (alias.enterprise if alias is not None else None)
    firm = survivor_of(firm) if firm is not None else None
    shown = name.strip() or (firm.name if firm is not None else "")
    return Recognised(
        firm,
        shown,
        code or (firm.credit_code if firm is not None else ""),
        company_name_key(firm.name if firm is not None else shown),
        group_of(firm.name if firm is not None else shown),
    )


@dataclass(frozen=True)
class Talker:
    """Somebody who already talks to the enterprise or its group: an open lead with its protection, or a project."""

    label: str
    holder: str
    url: str
    since_on: date
    protected_until_on: date | None
    is_same: bool


def who_talks(
    zone: Zone, found: Recognised, *, holder: str, person: int, today: date, but: int | None = None
) -> list[Talker]:
    """Open leads of others that are protected, and running projects, on the same enterprise or its group.

    ``holder`` and ``person`` (who registers; 0 at a public form) together are one side: two people of one name are
    two. Protected leads on the same enterprise come first. Two queries.
    """
    same = Q(name_key=found.name_key)
    if found.credit_code:
        same |= Q(credit_code=found.credit_code)
    wanted = same | (Q(group_key=found.group_key) if found.group_key else Q(pk__in=()))
    rows = list(Lead.objects.filter(wanted, zone=zone, state__in=Lead.OPEN).exclude(pk=but or 0))
    identity = {one.pk: is_same_firm(one, found) for one in rows}
    claims = [
        Claim(
            one.pk,
            _side(one.holder, one.registered_by_id or 0),
            "same" if identity[one.pk] else f"{one.pk}",
            one.group_key,
            timezone.localdate(one.registered_at),
            one.protected_until_on,
        )
        for one in rows
    ]
    against = collisions("same", found.group_key, _side(holder, person), claims, today=today)
    standing = {claim.key: claim for claim in against}
    talkers = [
        Talker(
            one.firm_name,
            one.holder,
            one.get_absolute_url(),
            standing[one.pk].registered_on,
            one.protected_until_on,
            identity[one.pk],
        )
        for one in rows
        if one.pk in standing
    ]
    investor = Q(investor_name=found.name)
    if found.firm is not None:
        investor |= Q(investor=found.firm) | Q(company=found.firm)
    projects = Project.objects.filter(investor, zone=zone, merged_into__isnull=True, health="normal")
    talkers += [
        Talker(
            one.name,
            one.owner.label if one.owner else "",
            one.get_absolute_url(),
            timezone.localdate(one.created_at),
            None,
            True,
        )
        for one in projects.select_related("owner")[:5]
    ]
    return sorted(talkers, key=lambda one: (not one.is_same, one.since_on))


def _side(holder: str, person: int) -> str:
    return f"{person}|{holder}"


def is_same_firm(lead: Lead, found: Recognised) -> bool:
    """Whether a lead is about the recognised enterprise."""
    return lead.name_key == found.name_key or bool(found.credit_code and lead.credit_code == found.credit_code)


def open_disputes(zone: Zone) -> int:
    """How many disputes wait for a decision."""
    return LeadDispute.objects.filter(zone=zone, state=LeadDispute.State.OPEN).count()


def due_leads(rows: LeadQuerySet, *, today: date, within_days: int = 0) -> Sequence[Lead]:
    """Open leads whose next hand is due by then, the latest first."""
    until = today + timedelta(days=within_days)
    return list(rows.filter(state__in=Lead.OPEN, next_due_on__lte=until).order_by("next_due_on"))
