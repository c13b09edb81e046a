"""What every kind of file is turned into: tables of text cells, read chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

AcceptShort = Callable[[Sequence[str]], bool]
"""Whether a record with too few cells is still certain enough to be read with the missing cells empty."""


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

    def chunks(self, header_rows: int, width: int, accept_short: AcceptShort) -> Iterator[RawChunk]:
        """The rows below the header, ``width`` cells each."""
        ...


def chunk_of(rows: Sequence[tuple[int, Sequence[str]]], width: int) -> RawChunk:
    """A chunk of (line, cells) rows that all have ``width`` cells."""
    columns: list[pa.Array] = [pa.array([cells[place] for _, cells in rows], pa.string()) for place in range(width)]
    return RawChunk(columns, np.array([line for line, _ in rows], dtype=np.int64))


def fit_width(cells: Sequence[str], width: int, accept_short: AcceptShort) -> tuple[Sequence[str] | None, str]:
    """The record as exactly ``width`` cells and '' or a note, or None and what is wrong with its shape.

    Empty cells behind the last column are dropped; missing ones are added only when ``accept_short`` is sure.
    """
    if len(cells) == width:
        return cells, ""
    if len(cells) > width:
        if any(cell.strip() for cell in cells[width:]):
            return None, "too-many-cells"
        return cells[:width], ""
    if accept_short(cells):
        return [*cells, *[""] * (width - len(cells))], "cells-added"
    return None, "too-few-cells"
