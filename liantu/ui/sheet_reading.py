"""A person's sheet as rows of text: CSV in UTF-8 or GB18030, Excel of either age. Every sheet is hostile until read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from liantu.lib.problems import Problem, ProblemsError

BYTES_MOST = 10 * 1024 * 1024
UNPACKED_MOST = 200 * 1024 * 1024
ROWS_MOST = 5_000
COLUMNS_MOST = 100

Table = tuple[list[str], list[tuple[int, list[str]]]]
FindHeader = Callable[[list[list[str]]], int]
LOOKED_AT = 25


def read_sheet(name: str, content: bytes, find_header: FindHeader | None = None) -> Table:
    """(headers, [(row number in the sheet, cells)]) of the first sheet; empty rows are left out.

    ``find_header`` says which of the first rows holds the column names (what stands above it is a title); without it
    the first row does. Cells merged down a column hold their text in every row.

    Raises ProblemsError when the file is too large, not a sheet, has no header row, or a header stands twice.
    """
    return _table(_lines(name, content), find_header)


def read_rows(name: str, content: bytes, *, rows_most: int = 2_000, cells_most: int = 1_000) -> list[list[str]]:
    """All rows of the first sheet as text, header included, for wide tables of numbers.

    Raises ProblemsError when the file is too large, not a sheet, or has more rows or columns than it may.
    """
    rows = []
    for row in _lines(name, content):
        rows.append(row)
        if len(rows) > rows_most or len(row) > cells_most:
            _refuse(
                "sheet-wide",
                "The table has more than %(rows)d rows or %(cells)d columns.",
                "Bring the table alone.",
                rows=rows_most,
                cells=cells_most,
            )
    return rows


def _lines(name: str, content: bytes) -> Iterable[list[str]]:
    """The rows of a file of any kind that is a sheet."""
    if len(content) > BYTES_MOST:
        _refuse("sheet-size", "The file is larger than %(most)s MB.", "Split it.", most=BYTES_MOST // 1024**2)
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in {"xlsx", "xls", "xlsm", "ods"}:
        lines = _excel_rows(content)
    elif ending in {"csv", "txt", "tsv"}:
        lines = csv_rows(content, "\t" if ending == "tsv" else "")
    else:
        _refuse("sheet-kind", "“%(name)s” is not a sheet.", "Bring an .xlsx or .csv file.", name=name[:80])
    return lines


def _refuse(code: str, message: str, fix: str, **params: Any) -> Any:
    raise ProblemsError([Problem(code, message, fix=fix, params=params)])


def _excel_rows(content: bytes) -> Iterable[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_MOST:
                    _refuse("sheet-bomb", "The file unpacks to more than %(most)s MB.", "Split it.", most=200)
        except zipfile.BadZipFile:
            _refuse("sheet-broken", "The file is damaged.", "Open it in Excel, save it again and try once more.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        _fill_merged(rows, sheet.merged_cell_ranges or [])
    except (CalamineError, IndexError, OSError, ValueError):
        _refuse("sheet-broken", "The file is damaged.", "Open it in Excel, save it again and try once more.")
    return ([cell_text(cell) for cell in row] for row in rows)


def _fill_merged(rows: list[list[Any]], ranges: list[Any]) -> None:
    """Write the text of cells merged down a column into every row of it; merged headings across stay where they are."""
    for (top, left), (bottom, _right) in ranges[:20_000]:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[number]) and rows[number][left] in ("", None):
                rows[number][left] = rows[top][left]


def csv_rows(content: bytes, delimiter: str = "") -> Iterable[list[str]]:
    """The rows of a text file in UTF-8 or GB18030; the sign between cells is guessed. Raises ProblemsError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        _refuse("sheet-encoding", "The text is neither UTF-8 nor GB18030.", "Save it as CSV UTF-8 and try again.")
    text = text.replace("\x00", "")
    first = text.split("\n", 1)[0]
    sign = delimiter or max(",;\t", key=first.count)
    return ([cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign))


def cell_text(cell: Any) -> str:
    """A cell as the text a person would type: whole numbers without a point, days as 2026-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:2] in {"=", "+", "-", "@"} else text


def _table(lines: Iterable[list[str]], find_header: FindHeader | None) -> Table:
    headers: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    numbered: Iterator[tuple[int, list[str]]] = ((number, cells) for number, cells in enumerate(lines, 1) if any(cells))
    if find_header is not None:
        first = [one for one, _turn in zip(numbered, range(LOOKED_AT), strict=False)]
        above = find_header([cells for _number, cells in first]) if first else 0
        numbered = chain(first[above:], numbered)
    for number, cells in numbered:
        if not headers:
            headers = [cell.lstrip("'").strip() for cell in cells][:COLUMNS_MOST]
            continue
        rows.append((number, [cell_text(cell) for cell in cells[: len(headers)]]))
        if len(rows) > ROWS_MOST:
            _refuse("sheet-rows", "The sheet has more than %(most)s rows.", "Split it.", most=ROWS_MOST)
    if not headers:
        _refuse("sheet-empty", "The sheet is empty.", "Put the column names into the first row.")
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        _refuse("sheet-twice", "These columns stand twice: %(names)s.", "Keep one of each.", names="、".join(twice))
    return headers, rows
