"""Input–output tables as values: read from the layouts of NBS, OECD and ONS, every fault located, nothing silently
mended.

A layout is known by its header row: NBS by ``DescriptionInChinese``, OECD by the row ``OUTPUT``, ONS by the row
``Total output``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liantu.lib.problems import Problem, ProblemsError

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
BALANCE_MOST = 1e-3  # a column may fail to balance by so much of its output before it is told
MOST_SECTORS = 500


@dataclass(frozen=True)
class Sector:
    """A sector of the table."""

    code: str
    name: str


@dataclass(frozen=True)
class InputOutputTable:
    """A table of n sectors in one unit of money.

    ``flows`` (n, n): all intermediate use; ``domestic`` (n, n): of home production only, None where the table does not
    tell it (competitive imports); ``final_use``, ``value_added``, ``output`` (n,). ``warnings``: what a reader
    should know.
    """

    layout: str
    sectors: tuple[Sector, ...]
    flows: Matrix
    domestic: Matrix | None
    value_added: Vector
    output: Vector
    warnings: tuple[Problem, ...] = ()

    @property
    def kind(self) -> str:
        """``noncompetitive`` when domestic and imported use stand apart."""
        return "competitive" if self.domestic is None else "noncompetitive"


def read_table(rows: Sequence[Sequence[str]], *, source: str = "table") -> InputOutputTable:
    """The table in the rows of a sheet, header first. Raises ProblemsError with every fault."""
    if not rows or not rows[0]:
        raise ProblemsError([Problem("empty_table", "The table is empty.", where=source)])
    header = [cell.strip() for cell in rows[0]]
    first = {cell.strip() for row in rows[1:] for cell in row[:3]}
    if "DescriptionInChinese" in header:
        return _read_nbs(header, rows[1:], source)
    if "OUTPUT" in first and "Code" in header:
        return _read_oecd(header, rows[1:], source)
    if "Total output" in first:
        return _read_ons(header, rows[1:], source)
    raise ProblemsError(
        [
            Problem(
                "unknown_layout",
                "This layout of input–output tables is not known.",
                where=source,
                fix="Known are the layouts of NBS, OECD and ONS; see the method page.",
            )
        ]
    )


def _read_nbs(header: list[str], rows: Sequence[Sequence[str]], source: str) -> InputOutputTable:
    code_at, name_at = header.index("Code"), header.index("DescriptionInChinese")
    origin_at = header.index("Origin") if "Origin" in header else None
    codes = [cell for cell in header if cell.isdigit()]
    columns = [header.index(code) for code in codes]

    def rows_of(origin: str) -> dict[str, Sequence[str]]:
        return {
            row[code_at].strip(): row
            for row in rows
            if len(row) > code_at and (origin_at is None or row[origin_at].strip() == origin)
        }

    reader = _Reader(codes, columns, source)
    if origin_at is None:
        whole = rows_of("")
        flows, domestic = reader.block(whole), None
        totals = whole
    else:
        home, imports, totals = rows_of("Domestic"), rows_of("Imports"), rows_of("TOT")
        domestic = reader.block(home)
        flows = domestic + reader.block(imports)
        whole = home
    output, value_added = reader.line(totals, "TI"), reader.line(totals, "TVA")
    names = [whole[code][name_at].strip() if code in whole else "" for code in codes]
    return reader.table("nbs", names, flows, domestic, value_added, output)


def _read_oecd(header: list[str], rows: Sequence[Sequence[str]], source: str) -> InputOutputTable:
    code_at = header.index("Code")
    codes = [cell for cell in header if cell.isdigit()]
    by_code = {row[code_at].strip(): row for row in rows if len(row) > code_at}
    reader = _Reader(codes, [header.index(code) for code in codes], source)
    names = [by_code[code][code_at + 1].strip() if code in by_code else "" for code in codes]
    flows = reader.block(by_code)
    return reader.table("oecd", names, flows, None, reader.line(by_code, "VALU"), reader.line(by_code, "OUTPUT"))


def _read_ons(header: list[str], rows: Sequence[Sequence[str]], source: str) -> InputOutputTable:
    by_code = {row[0].strip(): row for row in rows if row}
    codes = [code for code in header[1:] if code and code in by_code]
    reader = _Reader(codes, [header.index(code) for code in codes], source)
    flows = reader.block(by_code)
    output = reader.line(by_code, "Total output")
    return reader.table("ons", codes, flows, flows, output - flows.sum(axis=0), output)


class _Reader:
    """Takes numbers out of rows and remembers every fault with its place."""

    def __init__(self, codes: Sequence[str], columns: Sequence[int], source: str) -> None:
        self.codes, self.columns, self.source = list(codes), list(columns), source
        self.problems: list[Problem] = []
        if not codes:
            self.problems.append(Problem("no_sectors", "No column of a sector was found.", where=source))
        if len(codes) > MOST_SECTORS:
            self.problems.append(Problem("too_many_sectors", "The table has too many sectors.", where=source))
        for code in sorted({code for code in codes if self.codes.count(code) > 1}):
            text = {"code": code}
            self.problems.append(
                Problem("sector_twice", "The sector %(code)s stands twice.", where=source, params=text)
            )

    def block(self, rows: dict[str, Sequence[str]]) -> Matrix:
        """The square of the sectors."""
        return np.array([self.line(rows, code) for code in self.codes]).reshape(len(self.codes), len(self.codes))

    def line(self, rows: dict[str, Sequence[str]], code: str) -> Vector:
        """The numbers of one row; a missing row is a fault."""
        row = rows.get(code)
        if row is None:
            told = {"code": code}
            self.problems.append(Problem("no_row", "The row %(code)s is missing.", where=self.source, params=told))
            return np.zeros(len(self.columns))
        return np.array([self._number(row, column, code) for column in self.columns])

    def _number(self, row: Sequence[str], column: int, code: str) -> float:
        text = row[column].strip().replace(",", "") if column < len(row) else ""
        try:
            value = float(text) if text else 0.0
        except ValueError:
            value = float("nan")
        if not np.isfinite(value):
            self.problems.append(
                Problem(
                    "not_numeric",
                    "“%(text)s” is no number.",
                    where=f"{self.source} · {code} × {column + 1}",
                    params={"text": text[:30]},
                )
            )
            return 0.0
        return value

    def table(
        self,
        layout: str,
        names: Sequence[str],
        flows: Matrix,
        domestic: Matrix | None,
        value_added: Vector,
        output: Vector,
    ) -> InputOutputTable:
        """The table, or every fault found."""
        if self.problems:
            told = self.problems[:50]
            raise ProblemsError(told)
        sectors = tuple(Sector(code, name or code) for code, name in zip(self.codes, names, strict=True))
        warnings = check_table(sectors, flows, value_added, output, source=self.source)
        return InputOutputTable(layout, sectors, flows, domestic, value_added, output, tuple(warnings))


def check_table(
    sectors: Sequence[Sector], flows: Matrix, value_added: Vector, output: Vector, *, source: str
) -> list[Problem]:
    """What a reader should know of a table: columns that do not balance, negative inputs, sectors without output."""
    found: list[Problem] = []
    gaps = np.abs(flows.sum(axis=0) + value_added - output) / np.maximum(np.abs(output), 1.0)
    found += [
        _told("unbalanced", "%(sector)s does not balance by %(gap).1f %%.", sectors[at], source, float(gaps[at]) * 100)
        for at in np.flatnonzero(gaps > BALANCE_MOST).tolist()
    ]
    found += [
        _told("negative_input", "%(sector)s has negative inputs.", sectors[at], source)
        for at in np.flatnonzero((flows < 0).any(axis=0)).tolist()
    ]
    found += [
        _told("no_output", "%(sector)s has no output and takes no part in shares.", sectors[at], source)
        for at in np.flatnonzero(output <= 0).tolist()
    ]
    return found


def _told(code: str, message: str, sector: Sector, source: str, gap: float = 0.0) -> Problem:
    return Problem(code, message, where=f"{source} · {sector.code}", params={"sector": sector.name, "gap": gap})
