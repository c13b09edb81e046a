"""Every read of suggestion lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.shortcuts import get_object_or_404

from liantu.chains.models import Chain, ChainAppointment, ChainEnterpriseRole
from liantu.chains.purchases.reads import leaders_of, nodes_of
from liantu.enterprises.models import Enterprise
from liantu.enterprises.reads import survivor_of, with_code
from liantu.lib.dated import Dated
from liantu.lib.problems import Problem
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.prospects.suggestions.models import Suggestion, SuggestionQuerySet
from liantu.prospects.suggestions.rules.flow import OPEN
from liantu.prospects.suggestions.rules.periods import Period, PeriodRule, period_before, period_of
from liantu.sources.reads import releases_for

PERIODS = Dated("suggestion_periods.yaml", PeriodRule)


def period_on(day: date) -> Period:
    """The period ``day`` lies in."""
    return period_of(day, PERIODS.on(day))


def suggestions_of(user: User, zone: Zone | None) -> SuggestionQuerySet:
    """The suggestions of the zone this person may see."""
    rows: SuggestionQuerySet = Suggestion.objects.visible_to(user).filter(zone=zone)
    return rows


def suggestion_or_404(request: ZoneRequest, pk: int) -> Suggestion:
    """The suggestion of the current zone that this person may see. Raises Http404."""
    rows = suggestions_of(request.user, request.zone)
    return get_object_or_404(rows.select_related("chain", "leader", "assignee", "submitted_by", "zone", "firm"), pk=pk)


def known_firm(zone: Zone, name: str, credit_code: str) -> Enterprise | None:
    """The enterprise the zone knows under this code or exact name, else None."""
    if credit_code:
        found = with_code(zone, credit_code)
        if found is not None:
            return survivor_of(found)
    same = Enterprise.objects.filter(zone=zone, name=name.strip(), merged_into__isnull=True).first()
    return same


def concerns(suggestion: Suggestion) -> list[Problem]:
    """What a chief should know before accepting: already in the zone, suggested by others, no such link.

    Nothing here forbids the suggestion by itself.
    """
    found: list[Problem] = []
    if suggestion.firm is not None and suggestion.firm.in_zone:
        found.append(Problem("already_here", "This enterprise is in the zone already.", where="firm_name"))
    same = Q(firm_name=suggestion.firm_name)
    if suggestion.firm_credit_code:
        same |= Q(firm_credit_code=suggestion.firm_credit_code)
    others = Suggestion.objects.filter(same, zone=suggestion.zone_id, state__in=OPEN).exclude(pk=suggestion.pk)
    found += [
        Problem(
            "suggested_already",
            "%(leader)s suggested this enterprise too (%(period)s).",
            where="firm_name",
            params={"leader": other.leader.printed_name, "period": other.period},
        )
        for other in others.select_related("leader")[:5]
    ]
    return found


@dataclass(frozen=True)
class ListDue:
    """A leader whose list of a period is missing, and since when it is late."""

    leader: ChainEnterpriseRole
    period: Period


def lists_missing(zone: Zone, *, today: date, leaders: Sequence[ChainEnterpriseRole] | None = None) -> list[ListDue]:
    """The leaders without a single suggestion for the last full period whose day has passed. Two queries."""
    rule = PERIODS.on(today)
    before = period_before(period_of(today, rule), rule)
    if today <= before.due_on:
        return []
    if leaders is None:
        rows = ChainEnterpriseRole.objects.filter(zone=zone, kind=ChainEnterpriseRole.Kind.LEADER)
        leaders = [role for role in rows.select_related("chain") if role.holds_on(today)]
    handed = set(Suggestion.objects.filter(zone=zone, period=before.code).values_list("leader_id", flat=True))
    return [ListDue(leader, before) for leader in leaders if leader.pk not in handed]


def chiefs_of(chain: Chain, today: date) -> list[User]:
    """The people who decide on suggestions for a chain: its chiefs with an account."""
    rows = ChainAppointment.objects.filter(chain=chain, office=ChainAppointment.Office.CHIEF, person__isnull=False)
    return [row.person for row in rows.select_related("person") if row.holds_on(today) and row.person]


def liaisons_of(leader: ChainEnterpriseRole, today: date) -> list[User]:
    """The people who speak for a leader enterprise: its liaisons with an account."""
    rows = leader.liaisons.filter(person__isnull=False).select_related("person")
    return [row.person for row in rows if row.holds_on(today) and row.person]


def link_choices(user: User, zone: Zone) -> list[tuple[str, str]]:
    """The links of the chains this person may file for: (chain code/link code, chain · link)."""
    chains = {leader.chain_id: leader.chain for leader in leaders_of(user, zone)}
    return [
        (f"{chain.code}/{node.code}", f"{chain.label} {node.name}")
        for chain in chains.values()
        for node in nodes_of(chain)
    ]


class RegisterFirm(NamedTuple):
    """What a register says of an enterprise that a form begins with."""

    name: str
    credit_code: str
    province: str = ""
    city: str = ""


def register_firm(user: User, zone: Zone, release_id: str, row: int) -> RegisterFirm | None:
    """A row of one of the zone's registers, or None when there is no such row."""
    release = releases_for(user, zone).filter(release_id=release_id).first()
    found = release.open().enterprise(row) if release is not None else None
    if found is None:
        return None
    return RegisterFirm(*(str(found[name] or "") for name in ("name", "credit_code", "province", "city")))
