"""Every read of statistical tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.shortcuts import get_object_or_404

from liantu.lib.reference_files import reference_path
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.sources.statistics.models import RegionalSizes, SectorConcordance, StatisticTable
from liantu.sources.statistics.rules.concordance import Concordance, shipped_concordance


def tables_of(user: User, zone: Zone | None) -> ZonedQuerySet[StatisticTable]:
    """The tables of the zone, without their numbers."""
    rows: ZonedQuerySet[StatisticTable] = StatisticTable.objects.visible_to(user).filter(zone=zone)
    return rows.defer("numbers")


def table_or_404(request: ZoneRequest, pk: int) -> StatisticTable:
    """A table of the zone the person may see, or Http404."""
    rows = StatisticTable.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class Basis:
    """What pull is reckoned on: the table in use without its numbers, the concordance in force, the region's sizes.

    ``key``: changes whenever one of them does.
    """

    table: StatisticTable
    concordance: Concordance | None
    sizes: RegionalSizes | None
    key: str


def basis_of(zone: Zone, day: date) -> Basis | None:
    """What the zone's pull is reckoned on at ``day``; None without a table in use."""
    table = StatisticTable.objects.filter(zone=zone, is_current=True).defer("numbers").first()
    if table is None:
        return None
    own = SectorConcordance.objects.filter(table=table, valid_from__lte=day).first()
    sizes = RegionalSizes.objects.filter(table=table).first()
    key = f"{table.sha256}:{own.pk if own else 0}:{sizes.pk if sizes else 0}"
    return Basis(table, own.concordance() if own else _shipped(table), sizes, key)


def concordance_on(table: StatisticTable, day: date) -> Concordance | None:
    """The concordance of a table in force at ``day``: the zone's own, else the shipped one; None when neither fits."""
    own = SectorConcordance.objects.filter(table=table, valid_from__lte=day).first()
    return own.concordance() if own is not None else _shipped(table)


def _shipped(table: StatisticTable) -> Concordance | None:
    return shipped_concordance(shipped_concordances(), [code for code, _name in table.sectors], table.year)


@lru_cache(maxsize=1)
def shipped_concordances() -> Sequence[Any]:
    """The concordances that ship with the program."""
    found: list[Any] = yaml.safe_load(reference_path("industries/io_concordance.yaml").read_text("utf-8"))
    return found
