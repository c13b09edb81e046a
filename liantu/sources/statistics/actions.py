"""Every write of statistical tables."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import numpy as np
from django.db import transaction

from liantu.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources.slots import tell_basis_changed
from liantu.sources.statistics.models import RegionalSizes, SectorConcordance, StatisticTable
from liantu.sources.statistics.rules.concordance import read_concordance
from liantu.sources.statistics.rules.sizes import read_sizes
from liantu.sources.statistics.rules.tables import read_table
from liantu.ui.sheet_reading import read_rows


def bring_table(
    zone: Zone,
    name: str,
    content: bytes,
    *,
    by: User,
    title: str,
    year: int,
    source: str,
    unit: str = "万元",
    licence: str = "",
) -> StatisticTable:
    """Read a table from a CSV or Excel file and keep it; the first one of a zone is taken into use.

    What is odd (a column that does not balance, negative inputs, a sector without output) is kept as warnings. Raises
    NotAllowed; ProblemsError with every fault, also when the same table is here already.
    """
    require(by, "statistics.import", zone)
    problems = []
    for where, text in (("title", title), ("source", source)):
        if not text.strip():
            problems.append(Problem("no_title_or_source", "Title and source are needed.", where=where))
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
            zone=zone,
            title=title.strip()[:120],
            year=year,
            unit=unit.strip()[:40],
            source=source.strip()[:200],
            licence=licence.strip()[:200],
            layout=table.layout,
            kind=table.kind,
            sha256=digest,
            sectors=[[sector.code, sector.name] for sector in table.sectors],
            numbers=packed.getvalue(),
            warnings=[asdict(warning) for warning in table.warnings],
            brought_by=by,
            is_current=not StatisticTable.objects.filter(zone=zone, is_current=True).exists(),
        )
        record("statistics.table_brought", by=by, zone=zone, target=made, after={"sha256": digest, "year": year})
        if made.is_current:
            tell_basis_changed(zone)
    return made


def use_table(table: StatisticTable, *, by: User) -> None:
    """Take a table into use instead of the one before. Raises NotAllowed."""
    require(by, "statistics.import", table.zone)
    with transaction.atomic():
        StatisticTable.objects.filter(zone=table.zone, is_current=True).update(is_current=False)
        StatisticTable.objects.filter(pk=table.pk).update(is_current=True)
        record("statistics.table_used", by=by, zone=table.zone, target=table)
        tell_basis_changed(table.zone)


def bring_concordance(
    table: StatisticTable, name: str, content: bytes, *, by: User, source: str, valid_from: date
) -> SectorConcordance:
    """Keep the zone's own list of the industries in each sector: columns sector code, industry codes.

    Its holes are kept as warnings. Raises NotAllowed; ProblemsError when the file is no sheet or names no industry.
    """
    require(by, "statistics.import", table.zone)
    if not source.strip():
        raise ProblemsError([Problem("no_source", "The source is needed.", where="source")])
    rows = _body(name, content)
    found, told = read_concordance(rows, [code for code, _name in table.sectors], name=source, source=name)
    if not found.sector_by_code:
        nothing = Problem("empty_concordance", "No row names a sector and its industries.", where=name)
        raise ProblemsError([nothing, *told])
    with transaction.atomic():
        made = SectorConcordance.objects.create(
            zone=table.zone,
            table=table,
            valid_from=valid_from,
            source=source.strip()[:200],
            codes=dict(found.sector_by_code),
            warnings=[asdict(one) for one in told],
            brought_by=by,
        )
        record("statistics.concordance_brought", by=by, zone=table.zone, target=table, after={"source": made.source})
        tell_basis_changed(table.zone)
    return made


def bring_sizes(
    table: StatisticTable, name: str, content: bytes, *, by: User, region: str, year: int, measure: str, source: str
) -> RegionalSizes:
    """Keep how large the sectors are in a region and the nation: columns sector code, region, nation.

    Raises NotAllowed; ProblemsError with every fault.
    """
    require(by, "statistics.import", table.zone)
    problems = [
        Problem("missing", "Region, measure and source are needed.", where=field)
        for field, text in (("region", region), ("measure", measure), ("source", source))
        if not text.strip()
    ]
    if not 1900 <= year <= 2100:
        problems.append(Problem("bad_year", "The year lies between 1900 and 2100.", where="year"))
    if problems:
        raise ProblemsError(problems)
    full = StatisticTable.objects.get(pk=table.pk).table()
    output = {sector.code: float(full.output[at]) for at, sector in enumerate(full.sectors)}
    sizes = read_sizes(_body(name, content), list(output), output=output, source=name)
    with transaction.atomic():
        made = RegionalSizes.objects.create(
            zone=table.zone,
            table=table,
            region=region.strip()[:40],
            year=year,
            measure=measure.strip()[:60],
            source=source.strip()[:200],
            here=dict(sizes.region),
            nation=dict(sizes.nation),
            warnings=[asdict(one) for one in sizes.warnings],
            brought_by=by,
        )
        record("statistics.sizes_brought", by=by, zone=table.zone, target=table, after={"region": made.region})
        tell_basis_changed(table.zone)
    return made


def _body(name: str, content: bytes) -> list[tuple[int, Sequence[str]]]:
    """The rows below the header with their numbers in the sheet; empty ones left out."""
    rows = read_rows(name, content)
    return [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
