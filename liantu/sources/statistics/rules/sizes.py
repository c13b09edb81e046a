"""How large is each sector in the region and in the nation? Read from a sheet; the same measure on both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liantu.lib.problems import Problem, ProblemsError


@dataclass(frozen=True)
class SectorSizes:
    """Sector code → size in the region and in the nation, both in one measure (output, persons, enterprises …)."""

    region: Mapping[str, float]
    nation: Mapping[str, float]
    warnings: tuple[Problem, ...] = ()


def read_sizes(
    rows: Sequence[tuple[int, Sequence[str]]], sectors: Sequence[str], *, output: Mapping[str, float], source: str
) -> SectorSizes:
    """Sizes from rows (sector code, region, nation); a nation left empty is the table's own ``output``.

    Sectors without a row count as absent from the region and are told. Raises ProblemsError with every fault at once:
    unknown or double sectors, what is no number, negative sizes, a region larger than its nation, nothing at all.
    """
    region: dict[str, float] = {}
    nation: dict[str, float] = {}
    faults: list[Problem] = []
    for number, row in rows:
        where = f"{source}:{number}"
        code = row[0].strip() if row else ""
        if code not in sectors or code in region:
            message = (
                "The table has no sector %(code)s." if code not in sectors else "The sector %(code)s stands twice."
            )
            faults.append(Problem("bad_sector", message, where=where, params={"code": code}))
            continue
        here, whole = _number(row, 1, where, faults), _number(row, 2, where, faults, empty=output[code])
        if here is None or whole is None:
            continue
        if here > whole:
            faults.append(
                Problem(
                    "region_larger",
                    "The region is larger than the nation in %(code)s.",
                    where=where,
                    fix="Both sides are of one measure and one unit.",
                    params={"code": code},
                )
            )
        region[code], nation[code] = here, whole
    if not faults and not sum(region.values()):
        faults.append(Problem("no_sizes", "No sector of the region has a size.", where=source))
    if faults:
        raise ProblemsError(faults)
    missing = [code for code in sectors if code not in region]
    told: tuple[Problem, ...] = ()
    if missing:
        told = (
            Problem(
                "sectors_absent",
                "Without a row, so taken as absent from the region: %(codes)s.",
                where=source,
                params={"codes": "、".join(missing)},
            ),
        )
    return SectorSizes(
        {code: region.get(code, 0.0) for code in sectors},
        {code: nation.get(code, output[code]) for code in sectors},
        told,
    )


def _number(
    row: Sequence[str], at: int, where: str, faults: list[Problem], *, empty: float | None = None
) -> float | None:
    text = row[at].strip().replace(",", "") if len(row) > at else ""
    if not text and empty is not None:
        return empty
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not 0 <= number < float("inf"):
        faults.append(
            Problem(
                "bad_size", "“%(text)s” is no size: a number not below zero.", where=where, params={"text": text[:40]}
            )
        )
        return None
    return number
