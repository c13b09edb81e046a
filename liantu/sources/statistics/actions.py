"""Every write of statistical tables."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict

import numpy as np
from django.db import transaction

from liantu.foundation.accounts.abilities import require
from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.statistics.models import StatisticTable
from liantu.sources.statistics.rules.tables import read_table
from liantu.ui.sheet_reading import read_rows


def bring_table(
    zone: Zone, name: str, content: bytes, *, by: User, title: str, year: int, source: str, unit: str = "万元",
    licence: str = "",
) -> StatisticTable:  # fmt: skip
    """Read a table from a CSV or Excel file and keep it; the first one of a zone is taken into use.

    What is odd (a column that does not balance, negative inputs, a sector without output) is kept as warnings. Raises
    NotAllowed; ProblemsError with every fault, also when the same table is here already.
    """
    require(by, "statistics.import", zone)
    problems = []
    if not title.strip() or not source.strip():
        problems.append(Problem("no_title_or_source", "Title and source are needed.", where="title"))
    if not 1900 <= year <= 2100:
        problems.append(Problem("bad_year", "The year lies between 1900 and 2100.", where="year"))
    if problems:
        raise ProblemsError(problems)
    digest = hashlib.sha256(content).hexdigest()
    here = StatisticTable.objects.filter(zone=zone, sha256=digest).first()
    if here is not None:
        told = {"title": str(here)}
        problems.append(Problem("table_here", "This table is here already: %(title)s.", where="file", params=told))
        raise ProblemsError(problems)
    table = read_table(read_rows(name, content), source=name)
    arrays = {"flows": table.flows, "value_added": table.value_added, "output": table.output}
    if table.domestic is not None:
        arrays["domestic"] = table.domestic
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    with transaction.atomic():
        made = StatisticTable.objects.create(
            zone=zone, title=title.strip()[:120], year=year, unit=unit.strip()[:40], source=source.strip()[:200],
            licence=licence.strip()[:200], layout=table.layout, kind=table.kind, sha256=digest,
            sectors=[[sector.code, sector.name] for sector in table.sectors], numbers=packed.getvalue(),
            warnings=[asdict(warning) for warning in table.warnings], brought_by=by,
            is_current=not StatisticTable.objects.filter(zone=zone, is_current=True).exists(),
        )  # fmt: skip
        record("statistics.table_brought", by=by, zone=zone, target=made, after={"sha256": digest, "year": year})
    return made


def use_table(table: StatisticTable, *, by: User) -> None:
    """Take a table into use instead of the one before. Raises NotAllowed."""
    require(by, "statistics.import", table.zone)
    with transaction.atomic():
        StatisticTable.objects.filter(zone=table.zone, is_current=True).update(is_current=False)
        StatisticTable.objects.filter(pk=table.pk).update(is_current=True)
        record("statistics.table_used", by=by, zone=table.zone, target=table)
