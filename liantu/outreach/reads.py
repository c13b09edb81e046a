"""What is known of outreach: who was where with whom, what is due, who keeps what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.enterprises.reads import enterprises_for, survivor_of
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.foundation.likeness.reads import alike
from liantu.lib.chinese_text import company_name_key
from liantu.lib.dated import Dated, DatedRule, Days
from liantu.lib.whole_numbers import whole_number
from liantu.lib.written_days import FuzzyDay, near
from liantu.outreach.doubles import CONTACTS
from liantu.outreach.duty_kinds import NEXT_STEP, OBLIGATION
from liantu.outreach.models import Agreement, Contact, Engagement, Met, PromotionForce, Stop
from liantu.outreach.rules.agreements import Facts
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest


class OutreachRule(DatedRule):
    """The numbers of outreach; ``reference/outreach_rules.yaml``."""

    same_firm_within_days: Days
    first_follow_up_workdays: Days
    report_within_days: Days
    force_remind_days: Days


OUTREACH_RULES = Dated("outreach_rules.yaml", OutreachRule)


def rules_on(day: date) -> OutreachRule:
    """The numbers of outreach in force on a day. Raises ValueError when none has begun."""
    return OUTREACH_RULES.on(day)


def engagements_of(user: User, zone: Zone | None) -> ZonedQuerySet[Engagement]:
    """The zone's engagements, each with its next step (``next_step``, ``next_on``: the first one open)."""
    rows: ZonedQuerySet[Engagement] = Engagement.objects.visible_to(user)
    steps = Duty.objects.of_kind(NEXT_STEP).filter(
        zone=zone, state=Duty.State.OPEN, about_type=Engagement._meta.label_lower, about_id=OuterRef("pk")
    )
    found = rows.filter(zone=zone).select_related("chain", "owner", "zone")
    return found.annotate(  # type: ignore[return-value]
        next_step=Coalesce(Subquery(steps.values("text")[:1]), Value("")), next_on=Subquery(steps.values("due_on")[:1])
    )


def contacts_of(user: User, zone: Zone | None) -> ZonedQuerySet[Contact]:
    """The zone's contacts that are not merged into others, with how often each was met."""
    rows: ZonedQuerySet[Contact] = Contact.objects.visible_to(user)
    found = rows.filter(zone=zone, merged_into__isnull=True).select_related("firm")
    return found.annotate(met=Count("meetings"))  # type: ignore[return-value]


def agreements_of(user: User, zone: Zone | None) -> ZonedQuerySet[Agreement]:
    """The zone's agreements with who keeps them."""
    rows: ZonedQuerySet[Agreement] = Agreement.objects.visible_to(user)
    return rows.filter(zone=zone).select_related("keeper", "zone")


def facts_of(agreement: Agreement) -> Facts:
    """An agreement as the rules of its flow see it."""
    return Facts(agreement.state, agreement.keeper_id, agreement.signed_on, agreement.starts_on, agreement.ends_on)


def engagement_or_404(request: ZoneRequest, pk: int) -> Engagement:
    """An engagement of the zone, or Http404."""
    return get_object_or_404(engagements_of(request.user, request.zone), pk=pk)


def any_contact_or_404(request: ZoneRequest, pk: int) -> Contact:
    """A contact of the zone, merged into another or not, or Http404."""
    return get_object_or_404(Contact.objects.visible_to(request.user).filter(zone=request.zone), pk=pk)


def contact_or_404(request: ZoneRequest, pk: int) -> Contact:
    """A contact of the zone that is not merged into another, or Http404."""
    return get_object_or_404(contacts_of(request.user, request.zone), pk=pk)


def agreement_or_404(request: ZoneRequest, pk: int) -> Agreement:
    """An agreement of the zone, or Http404."""
    return get_object_or_404(agreements_of(request.user, request.zone), pk=pk)


def firm_on_file(user: User, zone: Zone | None, key: str | None) -> Enterprise | None:
    """The zone's enterprise that an address names by its key, when this person may see it."""
    number = whole_number(key)
    if number is None or zone is None:
        return None
    found: Enterprise | None = enterprises_for(user, zone).filter(pk=number).first()
    return found


def visits_to_firm(user: User, zone: Zone | None, firms: Collection[int], names: Collection[str]) -> Any:
    """The zone's engagements at an enterprise, newest first: by its rows, or by its name where it has none."""
    keys = {company_name_key(name) for name in names} - {""}
    at_it = Q(stops__firm__in=firms) | Q(stops__name_key__in=keys)
    return engagements_of(user, zone).filter(at_it).distinct().order_by("-on", "-id")


def contacts_of_firm(user: User, zone: Zone | None, firms: Collection[int], names: Collection[str]) -> Any:
    """The zone's contacts at an enterprise, the most met first; also those met there who said no organisation."""
    keys = {company_name_key(name) for name in names} - {""}
    visits = Stop.objects.filter(Q(firm__in=firms) | Q(name_key__in=keys)).values("engagement")
    met = Met.objects.filter(engagement__in=visits, contact__organisation="").values("contact")
    at_it = Q(firm__in=firms) | Q(organisation__in={name for name in names if name}) | Q(pk__in=met)
    found: Any = contacts_of(user, zone).filter(at_it)
    return found.order_by("-met", "name")


def covered(phone: str) -> str:
    """A telephone with its middle covered."""
    clean = phone.strip()
    return f"{clean[:3]}{'•' * max(len(clean) - 5, 2)}{clean[-2:]}" if len(clean) > 6 else "•" * len(clean)


def firm_named(zone: Zone, name: str) -> Enterprise | None:
    """The zone's enterprise of this present or former name. At most two queries."""
    key = company_name_key(name)
    if not key:
        return None
    row = Enterprise.objects.filter(zone=zone, normalised_name=key, merged_into__isnull=True).first()
    if row is None:
        alias = EnterpriseName.objects.filter(enterprise__zone=zone, normalised_name=key).select_related("enterprise")
        found = alias.first()
        row = survivor_of(found.enterprise) if found is not None else None
    return row


@dataclass(frozen=True)
class OtherVisit:
    """Somebody else who is or was at the same enterprise about the same time."""

    engagement: Engagement
    firm: str


def others_at(zone: Zone, names: Sequence[str], when: FuzzyDay, *, office: str, but: int = 0) -> list[OtherVisit]:
    """Engagements of other offices at one of the enterprises within the days of the rule. One query."""
    keys = {company_name_key(name): name for name in names if name.strip()}
    days = OUTREACH_RULES.on_or_first(when.on).same_firm_within_days
    start, end = when.span()
    reach = timedelta(days=days + 370)
    stops = (
        Stop.objects.filter(zone=zone, name_key__in=list(keys), engagement__on__range=(start - reach, end + reach))
        .exclude(engagement_id=but)
        .select_related("engagement", "engagement__owner")
    )
    found = {
        stop.engagement_id: OtherVisit(stop.engagement, stop.name)
        for stop in stops
        if stop.engagement.office != office and near(when, stop.engagement.when, days=days)
    }
    return sorted(found.values(), key=lambda one: one.engagement.on)


def in_month(rows: ZonedQuerySet[Engagement], year: int, month: int) -> list[Engagement]:
    """The engagements of a month, those known by month alone included."""
    first = date(year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    within = Q(on__range=(first, last)) | Q(until_on__gte=first, on__lte=last)
    return list(rows.filter(within).exclude(precision=Engagement.Precision.YEAR).order_by("on", "id"))


def duties_about(thing: Engagement | Agreement) -> DutyQuerySet:
    """What follows from an engagement or is owed under an agreement, the nearest first, with its owners. One query."""
    return Duty.objects.about(thing).whole()


def counted_over(zone: Zone, duties: Iterable[Duty], today: date) -> int | None:
    """The year nobody announced that lies before the day of an open duty: a day counted into it may still move."""
    days = [one.due_on for one in duties if one.state == Duty.State.OPEN and one.due_on is not None]
    return calendar_of(zone).missing_year(max(days), after_on=today) if days and max(days) >= today else None


def owed_until(zone: Zone, day: date) -> DutyQuerySet:
    """What is owed under agreements by then and still open, the nearest first, with who watches over it. One query."""
    rows = Duty.objects.of_kind(OBLIGATION).filter(zone=zone, state=Duty.State.OPEN, due_on__lte=day)
    return rows.select_related("owner")


def ending_agreements(zone: Zone, *, today: date) -> list[Agreement]:
    """Agreements in force whose end is near by their own reminder."""
    rows = Agreement.objects.filter(zone=zone, state=Agreement.State.IN_FORCE, ends_on__isnull=False)
    near_end = timedelta(days=1)
    return [
        one for one in rows.order_by("ends_on") if one.ends_on and one.ends_on <= today + near_end * one.remind_days
    ]


def ending_forces(zone: Zone, *, today: date) -> list[PromotionForce]:
    """Forces in office whose term or review is near."""
    until = today + timedelta(days=rules_on(today).force_remind_days)
    rows = PromotionForce.objects.filter(zone=zone, state=PromotionForce.State.APPOINTED)
    return list(rows.filter(Q(ends_on__lte=until) | Q(review_on__lte=until)).order_by("ends_on"))


def same_people(zone: Zone, *, most: int = 50) -> list[tuple[Contact, Contact]]:
    """Contacts that may be one person: the same name at the same organisation or telephone."""
    pairs, _total = alike(CONTACTS, zone, most=most)
    rows = Contact.objects.in_bulk({key for pair in pairs for key in (pair.first, pair.second)})
    return [(rows[pair.first], rows[pair.second]) for pair in pairs]
