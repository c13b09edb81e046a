"""Every read of statistical tables."""

from __future__ import annotations

from liantu.foundation.accounts.models import User, Zone, ZonedQuerySet
from liantu.sources.statistics.models import StatisticTable


def tables_of(user: User, zone: Zone | None) -> ZonedQuerySet[StatisticTable]:
    """The tables of the zone, without their numbers."""
    rows: ZonedQuerySet[StatisticTable] = StatisticTable.objects.visible_to(user).filter(zone=zone)
    return rows.defer("numbers")


def current_table(zone: Zone) -> StatisticTable | None:
    """The table in use, or None."""
    return StatisticTable.objects.filter(zone=zone, is_current=True).first()
