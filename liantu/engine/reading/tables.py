"""What every kind of file is turned into: tables of text cells, read chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from liantu.engine.reading.fields import FieldMapping
from liantu.lib.chinese_dates import read_date
from liantu.lib.credit_code import CodeFault, why_invalid
from liantu.lib.regions import find_province

_CODE_LIKE = (None, CodeFault.CHECK, CodeFault.OLD_NUMBER)


class ShapeRule:
    """Whether a record with too few or too many cells has them in their columns, told by cells that prove it."""

    def __init__(self, mapping: FieldMapping) -> None:
        columns = mapping.columns
        self._code, self._date, self._province = (
            columns.get(name) for name in ("credit_code", "registered_on", "province")
        )
        self._scope = columns.get("business_scope")
        free = [columns[name] for name in ("capital_text", "business_scope") if name in columns]
        self._behind_free_text = self._province is not None and self._province > max(free, default=-1)

    def short_fits(self, cells: Sequence[str]) -> bool:
        """The code cell holds a code, or the date cell a date: only cells at the end are missing."""
        if self._code is not None and self._code < len(cells) and why_invalid(cells[self._code]) in _CODE_LIKE:
            return True
        return self._date is not None and self._date < len(cells) and read_date(cells[self._date]).on is not None

    def joined_scope(self, cells: Sequence[str], width: int, delimiter: str) -> list[str] | None:
        """The record when separators inside an unquoted scope cut it into several cells, else None.

        Proof is a code or date in its cell before the scope and a province in its cell behind it (or nothing behind).
        Text that begins like the rest of a cut number (1,000 …) is no scope.
        """
        extra, scope = len(cells) - width, self._scope
        if scope is None or extra <= 0 or not self.short_fits(cells[:scope]) or cells[scope][:1].isdigit():
            return None
        joined = [*cells[:scope], delimiter.join(cells[scope : scope + extra + 1]), *cells[scope + extra + 1 :]]
        if scope == width - 1 or (self._behind_free_text and find_province(joined[self._province or 0]) is not None):
            return joined
        return None

    def long_fits(self, cells: Sequence[str]) -> bool:
        """The province, standing behind capital and scope, is one: no separator inside those shifted the cells."""
        return self._behind_free_text and find_province(cells[self._province or 0]) is not None


@dataclass(frozen=True)
class BrokenRecord:
    """A record that is no row of the table: its line, its cells as found, and the code of what is wrong."""

    line: int
    cells: tuple[str, ...]
    code: str


@dataclass
class RawChunk:
    """Some rows of a table: one string array per column (no nulls), the line of each row, and what could not be a row.

    ``notes``: (line, code) of rows that were mended while reading (an unclosed quote, cells missing at the end).
    """

    columns: list[pa.Array]
    lines: np.ndarray[Any, np.dtype[np.int64]]
    broken: list[BrokenRecord] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    bytes_read: int = 0
    controls: int = 0

    def cells(self, row: int) -> tuple[str, ...]:
        """Every original cell of one row."""
        return tuple(column[row].as_py() for column in self.columns)

    def first(self, rows: int) -> RawChunk:
        """The first rows alone."""
        return RawChunk([column.slice(0, rows) for column in self.columns], self.lines[:rows])


class RawTable(Protocol):
    """One table of a file: a delimited text, a sheet of a workbook, a Parquet file."""

    label: str
    sheet: str

    def sample(self, records: int) -> list[list[str]]:
        """The first records as text cells, header included."""
        ...

    def chunks(self, header_rows: int, width: int, shape: ShapeRule) -> Iterator[RawChunk]:
        """The rows below the header, ``width`` cells each."""
        ...


def chunk_of(rows: Sequence[tuple[int, Sequence[str]]], width: int) -> RawChunk:
    """A chunk of (line, cells) rows that all have ``width`` cells."""
    columns: list[pa.Array] = [pa.array([cells[place] for _, cells in rows], pa.string()) for place in range(width)]
    return RawChunk(columns, np.array([line for line, _ in rows], dtype=np.int64))


def fit_width(
    cells: Sequence[str], width: int, shape: ShapeRule, delimiter: str = ","
) -> tuple[Sequence[str] | None, str]:
    """The record as exactly ``width`` cells and '' or a note, or None and what is wrong with its shape.

    Empty cells behind the last column are dropped and missing ones added only when ``shape`` proves the others right.
    """
    if len(cells) == width:
        return cells, ""
    if len(cells) > width:
        if not any(cell.strip() for cell in cells[width:]) and shape.long_fits(cells):
            return cells[:width], ""
        joined = shape.joined_scope(cells, width, delimiter)
        return (joined, "scope-joined") if joined is not None else (None, "too-many-cells")
    if shape.short_fits(cells):
        return [*cells, *[""] * (width - len(cells))], "cells-added"
    return None, "too-few-cells"
