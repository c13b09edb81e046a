"""Which sector of an input–output table is an industry of GB/T 4754 in? Dated data, its holes told, never filled.

A link of a chain names industry codes of two to four digits; the table knows sectors. The longest code that begins the
one asked for decides. Method page: docs/methods/linkages.md, "From a link to a sector".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liantu.lib.problems import Problem

DIVISIONS: tuple[str, ...] = tuple(f"{number:02d}" for number in range(1, 98))  # GB/T 4754-2017: 01–97, none missing


@dataclass(frozen=True)
class Concordance:
    """Industry code → sector code, with the name of the list it comes from."""

    name: str
    sector_by_code: Mapping[str, str]

    def sector_of(self, industry: str) -> str | None:
        """The sector of an industry code by its longest known beginning of at least two digits; None when none is."""
        for length in range(len(industry), 1, -1):
            sector = self.sector_by_code.get(industry[:length])
            if sector is not None:
                return sector
        return None

    def shares_of(self, industries: Sequence[str]) -> tuple[dict[str, float], tuple[str, ...]]:
        """(sector → share, codes without a sector): every known code counts the same; shares sum to 1 or are empty."""
        found = [self.sector_of(code) for code in industries]
        lost = tuple(code for code, sector in zip(industries, found, strict=True) if sector is None)
        known = [sector for sector in found if sector is not None]
        return {sector: known.count(sector) / len(known) for sector in dict.fromkeys(known)}, lost


def shipped_concordance(entries: Sequence[Mapping[str, Any]], sectors: Sequence[str], year: int) -> Concordance | None:
    """The shipped concordance whose sectors are exactly ``sectors``, newest that had begun in ``year``; else None."""
    fitting = [entry for entry in entries if set(entry["sectors"]) == set(sectors) and entry["from"].year <= year]
    if not fitting:
        return None
    newest = max(fitting, key=lambda entry: date.fromisoformat(str(entry["from"])))
    return Concordance(
        str(newest["name"]), {code: sector for sector, codes in newest["sectors"].items() for code in codes}
    )


def read_concordance(
    rows: Sequence[tuple[int, Sequence[str]]], sectors: Sequence[str], *, name: str, source: str
) -> tuple[Concordance, tuple[Problem, ...]]:
    """A zone's own concordance from rows (sector code, industry codes) with what is odd about it.

    Rows that say nothing usable are told with their place and left out: sectors the table has not, codes that are no
    codes, a code under two sectors (the first stands). Divisions nobody names and sectors without industries are told.
    """
    found: dict[str, str] = {}
    told: list[Problem] = []
    for number, row in rows:
        where = f"{source}:{number}"
        sector = row[0].strip() if row else ""
        if sector not in sectors:
            told.append(
                Problem("unknown_sector", "The table has no sector %(code)s.", where=where, params={"code": sector})
            )
            continue
        for code in _codes_in(row[1] if len(row) > 1 else ""):
            if not (code.isdigit() and code.isascii() and 2 <= len(code) <= 4 and code[:2] in DIVISIONS):
                told.append(
                    Problem(
                        "no_industry",
                        "“%(code)s” is no industry code of GB/T 4754.",
                        where=where,
                        fix="Codes have two to four digits, such as 31 or 3140.",
                        params={"code": code},
                    )
                )
            elif found.setdefault(code, sector) != sector:
                told.append(
                    Problem(
                        "code_in_two_sectors",
                        "The industry %(code)s stands under two sectors; the first counts.",
                        where=where,
                        params={"code": code},
                    )
                )
    return Concordance(name, found), (*told, *holes_of(Concordance(name, found), sectors, source=source))


def holes_of(concordance: Concordance, sectors: Sequence[str], *, source: str) -> tuple[Problem, ...]:
    """What a concordance leaves open: divisions in no sector, sectors without an industry."""
    named = {code[:2] for code in concordance.sector_by_code}
    missing = [division for division in DIVISIONS if division not in named]
    empty = [sector for sector in sectors if sector not in set(concordance.sector_by_code.values())]
    told = []
    if missing:
        told.append(
            Problem(
                "divisions_open",
                "No sector holds the divisions %(codes)s.",
                where=source,
                fix="Links of these industries have no pull until they are named.",
                params={"codes": "、".join(missing)},
            )
        )
    if empty:
        told.append(
            Problem(
                "sectors_open",
                "These sectors hold no industry: %(codes)s.",
                where=source,
                params={"codes": "、".join(empty)},
            )
        )
    return tuple(told)


def _codes_in(text: str) -> list[str]:
    for mark in "、，；;,/ \n":
        text = text.replace(mark, " ")
    return text.split()
