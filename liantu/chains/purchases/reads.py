"""Every read of purchase lists: demand by link, local supporting rates, what is still to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from liantu.chains import reads as chain_reads
from liantu.chains.models import Chain, ChainEnterpriseRole
from liantu.chains.purchases.models import PurchaseLine, PurchaseQuerySet, leaders_spoken_for
from liantu.chains.purchases.rules.local_rate import Bought, LocalRate, RateOfYear, local_rate, rates_by_leader
from liantu.chains.rules.template import Node
from liantu.chains.slots import NodeDemand
from liantu.people.abilities import may
from liantu.people.models import User, Zone


def lines_of(user: User, zone: Zone | None) -> PurchaseQuerySet:
    """The purchase lines of the zone this person may see."""
    rows: PurchaseQuerySet = PurchaseLine.objects.visible_to(user).filter(zone=zone)
    return rows


def leaders_of(user: User, zone: Zone | None) -> list[ChainEnterpriseRole]:
    """The leaders this person may file for, as ``leaders_to_choose`` has them."""
    return list(leaders_to_choose(user, zone))


def leaders_to_choose(user: User, zone: Zone | None) -> QuerySet[ChainEnterpriseRole]:
    """The leaders this person may file for: those she speaks for, all of the zone for people inside."""
    rows = ChainEnterpriseRole.objects.visible_to(user).filter(zone=zone, kind=ChainEnterpriseRole.Kind.LEADER)
    rows = rows.select_related("chain").order_by("chain__order", "printed_name", "id")
    if not may(user, "prospects.view", zone):
        rows = rows.filter(pk__in=leaders_spoken_for(user))
    return rows


def nodes_of(chain: Chain) -> tuple[Node, ...]:
    """The links of the chain's template in force."""
    version = chain_reads.published_version(chain)
    return chain_reads.template_of(version).nodes if version is not None else ()


def as_bought(lines: Iterable[PurchaseLine]) -> list[Bought]:
    """Lines as the rules see them."""
    return [
        Bought(
            line.pk,
            line.leader.printed_name,
            line.year,
            line.node_code,
            line.amount_wan_yuan,
            line.supplier_province,
            line.supplier_city,
            line.needed_by_on,
            line.leader_id,
        )
        for line in lines
    ]


def demand_by_link(zone: Zone, chain_code: str) -> dict[str, NodeDemand]:
    """What the leaders of a chain buy of each link, each in its own newest year on file; lines without a link are
    left out.

    One query.
    """
    rows = PurchaseLine.objects.filter(zone=zone, leader__chain__code=chain_code).exclude(node_code="")
    lines = as_bought(rows.select_related("leader"))
    if not lines:
        return {}
    newest: dict[int, int] = {}
    for line in lines:
        newest[line.leader_key] = max(line.year, newest.get(line.leader_key, 0))
    year = max(newest.values())
    groups: dict[str, list[Bought]] = {}
    for line in lines:
        if line.year == newest[line.leader_key]:
            groups.setdefault(line.node_code, []).append(line)
    return {code: _demand(code, rows, zone, year) for code, rows in sorted(groups.items())}


def _demand(code: str, lines: list[Bought], zone: Zone, year: int) -> NodeDemand:
    rate = local_rate(lines, province=zone.home_province, city=zone.home_city)
    days = [line.needed_by_on for line in lines if line.needed_by_on is not None]
    return NodeDemand(
        code,
        rate.total_wan_yuan,
        rate.province_wan_yuan,
        rate.city_wan_yuan,
        len(lines),
        len({line.leader_key for line in lines}),
        date(year, 12, 31),
        min(days, default=None),
        f"{reverse('purchases:purchaseline_list')}?q={code}",
    )


@dataclass(frozen=True)
class RatePage:
    """Local supporting rates by leader and year, by chain and of all together in the newest year, and what is still
    to be checked.
    """

    rates: tuple[RateOfYear, ...]
    chains: tuple[tuple[Chain, LocalRate], ...]
    year: int | None
    whole: LocalRate | None
    without_link: int
    without_place: int
    unit_assumed: int


def rate_page(user: User, zone: Zone) -> RatePage:
    """The page of rates. One query."""
    lines = list(lines_of(user, zone).select_related("leader__chain"))
    bought = as_bought(lines)
    year = max((line.year for line in bought), default=None)
    home: Mapping[str, Any] = {"province": zone.home_province, "city": zone.home_city}
    newest = [line for line in bought if line.year == year]
    by_chain: dict[int, tuple[Chain, list[Bought]]] = {}
    for line, one in zip(lines, bought, strict=True):
        if one.year == year:
            by_chain.setdefault(line.leader.chain_id, (line.leader.chain, []))[1].append(one)
    chains = sorted(by_chain.values(), key=lambda pair: (pair[0].order, pair[0].code))
    return RatePage(
        rates_by_leader(bought, **home),
        tuple((chain, local_rate(rows, **home)) for chain, rows in chains),
        year,
        local_rate(newest, **home) if newest else None,
        sum(not line.node_code for line in lines),
        sum(not line.supplier_province for line in lines),
        sum(line.unit_assumed for line in lines),
    )


def lines_of_link(user: User, zone: Zone, chain_code: str, node_code: str) -> list[PurchaseLine]:
    """The lines of one link this person may see, the largest first."""
    rows = lines_of(user, zone).filter(leader__chain__code=chain_code, node_code=node_code)
    return list(rows.select_related("leader").order_by("-year", "-amount_wan_yuan", "id")[:50])
