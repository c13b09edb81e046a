"""What would a link set in motion in the region if its product were bought here? Method: docs/methods/linkages.md.

The national table's home production, cut down to the region by FLQ; the region's sectors from sizes the zone brought,
else from the industry codes of the register. What is missing is said, and nothing is reckoned in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.chains.rules.judgement import LinkPull, PullBasis
from liantu.chains.rules.pull import PurchasePull, as_strong_as_nation, pull_of_purchase
from liantu.chains.rules.regional_table import DEFAULT_DELTA, DELTA_RANGE, regionalise, simple_quotients, size_factor
from liantu.chains.rules.template import Node
from liantu.engine import Release
from liantu.engine.places import industry_totals
from liantu.lib.linkages import leontief_inverse, technical_coefficients
from liantu.people.models import Zone
from liantu.sources.statistics.models import StatisticTable
from liantu.sources.statistics.reads import Basis, basis_of
from liantu.sources.statistics.rules.concordance import Concordance

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
CODED_LEAST = 0.5  # sizes come from the register only when this share of its enterprises has an industry code
SECTORS_SHOWN = 6


@dataclass(frozen=True)
class _Region:
    """The table of the region at the usual δ and at both ends of its range."""

    national: Matrix
    quotients: Vector
    tables: tuple[tuple[float, Matrix, Matrix], ...]  # (size factor, coefficients, inverse)
    most_others: float
    share: float


def pulls_of(zone: Zone, release: Release, nodes: Sequence[Node], day: date) -> tuple[PullBasis, dict[str, LinkPull]]:
    """The pull of every link that has a sector, by code, with what it is reckoned on.

    Nothing without a table in use (``no_table``), with one that holds imports within (``imports_within``: what is set
    in motion abroad is no pull), or without a concordance for its sectors (``no_concordance``).
    """
    basis = basis_of(zone, day)
    if basis is None:
        return PullBasis("no_table"), {}
    table = basis.table
    told = PullBasis("", title=table.title, year=table.year, url=table.get_absolute_url())
    if table.kind != StatisticTable.Kind.NONCOMPETITIVE:
        return replace(told, missing="imports_within"), {}
    if basis.concordance is None:
        return replace(told, missing="no_concordance"), {}
    here, nation, region, measure = _sizes(basis, zone, release)
    found = _region(basis.table.pk, basis.key, here, nation)
    codes = [code for code, _name in table.sectors]
    names = [name for _code, name in table.sectors]
    pulls = {
        node.code: _link_pull(node, found, basis.concordance, codes, names, is_region=bool(here)) for node in nodes
    }
    known = {code: one for code, one in pulls.items() if one is not None}
    whole = replace(told, concordance=basis.concordance.name, region=region, measure=measure, region_share=found.share)
    return whole, known


def _sizes(basis: Basis, zone: Zone, release: Release) -> tuple[tuple[float, ...], tuple[float, ...], str, str]:
    """(here, nation, region, measure): sizes of the sectors; empty when nothing tells them."""
    codes = [code for code, _name in basis.table.sectors]
    if basis.sizes is not None:
        kept = basis.sizes
        return (
            tuple(float(kept.here[code]) for code in codes),
            tuple(float(kept.nation[code]) for code in codes),
            kept.region,
            f"{kept.measure} {kept.year}",
        )
    totals = _register_totals(release, zone.home_province)
    whole = sum(nation for _here, nation in totals.values())
    if basis.concordance is None or not whole or totals.get("", (0, 0))[1] > whole * (1 - CODED_LEAST):
        return (), (), "", ""
    here, nation = dict.fromkeys(codes, 0.0), dict.fromkeys(codes, 0.0)
    for industry, (inside, everywhere) in totals.items():
        sector = basis.concordance.sector_of(industry)
        if sector in here:
            here[sector] += inside
            nation[sector] += everywhere
    if not sum(here.values()):
        return (), (), "", ""
    return tuple(here.values()), tuple(nation.values()), zone.home_province, "register"


@lru_cache(maxsize=8)
def _register_totals(release: Release, province: str) -> dict[str, tuple[int, int]]:
    return industry_totals(release, province)


@lru_cache(maxsize=4)
def _region(table_pk: int, key: str, here: tuple[float, ...], nation: tuple[float, ...]) -> _Region:
    """The region's table; ``key`` stands for the table's content. Without sizes the nation's own home production."""
    table = StatisticTable.objects.get(pk=table_pk).table()
    assert table.domestic is not None  # pulls_of refuses tables with imports within
    national = technical_coefficients(table.domestic, table.output)
    if not here:
        inverse = leontief_inverse(national)
        return _Region(national, np.ones(len(national)), ((1.0, national, inverse),), 1.0, 1.0)
    inside, whole = np.array(here), np.array(nation)
    quotients = simple_quotients(inside, whole)
    share = min(float(inside.sum() / whole.sum()), 1.0)
    tables = []
    for delta in (DEFAULT_DELTA, *DELTA_RANGE):
        made = regionalise(national, inside, whole, method="FLQ", delta=delta).coefficients
        tables.append((size_factor(share, delta), made, leontief_inverse(made)))
    first = tables[0][2]
    return _Region(national, quotients, tuple(tables), float((first.sum(axis=0) - np.diag(first)).max()) or 1.0, share)


def _link_pull(
    node: Node,
    region: _Region,
    concordance: Concordance,
    codes: Sequence[str],
    names: Sequence[str],
    *,
    is_region: bool,
) -> LinkPull | None:
    """The pull of one link; None when none of its industry codes has a sector."""
    shares, lost = concordance.shares_of(node.gbt4754)
    if not shares:
        return None
    at = {codes.index(sector): share for sector, share in shares.items()}
    found = [_unit_pull(region, table, at, is_region=is_region) for table in region.tables]
    middle, totals = found[0], [one.total for one in found]
    order = np.argsort(-middle.by_sector, kind="stable")[:SECTORS_SHOWN]
    return LinkPull(
        middle.total,
        middle.own,
        middle.others,
        min(totals),
        max(totals),
        min(middle.others / region.most_others, 1.0) if is_region else None,
        tuple((names[sector], share) for sector, share in at.items()),
        tuple((names[sector], float(middle.by_sector[sector])) for sector in order),
        lost,
    )


def _unit_pull(
    region: _Region, table: tuple[float, Matrix, Matrix], shares: dict[int, float], *, is_region: bool
) -> PurchasePull:
    factor, coefficients, inverse = table
    columns: dict[int, Any] = {
        sector: as_strong_as_nation(region.national, region.quotients, sector, factor=factor)
        if is_region
        else coefficients[:, sector]
        for sector in shares
    }
    return pull_of_purchase(inverse, coefficients, columns, shares)
