"""A person's sheet as rows of text: CSV in UTF-8 or GB18030, Excel of either age. Every sheet is hostile until read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.sheets import filled_up, rows_of_sheet

BYTES_MOST = 10 * 1024 * 1024
ROWS_MOST = 5_000
COLUMNS_MOST = 100

Table = tuple[list[str], list[tuple[int, list[str]]]]
FindHeader = Callable[[list[list[str]]], int]
LOOKED_AT = 25


def read_sheet(name: str, content: bytes, find_header: FindHeader | None = None) -> Table:
    """(headers, [(row number in the sheet, cells)]) of the first sheet; empty rows are left out.

    ``find_header`` says which of the first rows holds the column names (what stands above it is a title); without it
    the first row does. Cells merged down a column hold their text in every row.

    Raises ProblemsError when the file is too large or too wide, not a sheet, has no header row, or a header stands
    twice.
    """
    return _table(_lines(name, content, ROWS_MOST + LOOKED_AT, COLUMNS_MOST), find_header)


def read_rows(name: str, content: bytes, *, rows_most: int = 2_000, cells_most: int = 1_000) -> list[list[str]]:
    """All rows of the first sheet as text, header included, for wide tables of numbers.

    Raises ProblemsError when the file is too large, not a sheet, or has more rows or columns than it may.
    """
    rows = _lines(name, content, rows_most, cells_most)
    if len(rows) > rows_most or any(len(row) > cells_most for row in rows):
        _refuse(
            "sheet-wide",
            "The table has more than %(rows)d rows or %(cells)d columns.",
            "Bring the table alone.",
            rows=rows_most,
            cells=cells_most,
        )
    widest = max(rows, key=len, default=[])
    return [filled_up(row, widest) for row in rows]


def _lines(name: str, content: bytes, rows_most: int, columns_most: int) -> list[list[str]]:
    """The rows of a file of any kind that is a sheet, at most one more than ``rows_most``."""
    if len(content) > BYTES_MOST:
        _refuse("sheet-size", "The file is larger than %(most)s MB.", "Split it.", most=BYTES_MOST // 1024**2)
    return rows_of_sheet(name, content, rows_most=rows_most, columns_most=columns_most)


def _refuse(code: str, message: str, fix: str, **params: Any) -> Any:
    raise ProblemsError([Problem(code, message, fix=fix, params=params)])


def _table(lines: Iterable[list[str]], find_header: FindHeader | None) -> Table:
    headers: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    numbered: Iterator[tuple[int, list[str]]] = ((number, cells) for number, cells in enumerate(lines, 1) if any(cells))
    if find_header is not None:
        first = list(islice(numbered, LOOKED_AT))
        above = find_header([cells for _number, cells in first]) if first else 0
        numbered = chain(first[above:], numbered)
    for number, cells in numbered:
        if len(cells) > COLUMNS_MOST:
            fix = "Delete the columns nobody needs, also what stands far to the right, and bring it again."
            _refuse("sheet-columns", "The sheet has more than %(most)s columns.", fix, most=COLUMNS_MOST)
        if not headers:
            headers = [cell.lstrip("'").strip() for cell in cells]
            continue
        rows.append((number, filled_up(cells, headers)[: len(headers)]))
        if len(rows) > ROWS_MOST:
            _refuse("sheet-rows", "The sheet has more than %(most)s rows.", "Split it.", most=ROWS_MOST)
    if not headers:
        _refuse("sheet-empty", "The sheet is empty.", "Put the column names into the first row.")
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        _refuse("sheet-twice", "These columns stand twice: %(names)s.", "Keep one of each.", names="、".join(twice))
    return headers, rows
