"""Sheets of strangers as rows of text: CSV in UTF-8 or GB18030, workbooks of any age, several of them in an archive."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import IO, Any

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.bounds import MB

WORKBOOKS = frozenset(("xlsx", "xls", "xlsm", "xlsb", "ods"))
TEXTS = frozenset(("csv", "tsv", "txt"))
CELLS_MOST = 8_000_000
"""Cells between the first and the farthest filled one: a native parser lays them all out."""
FIELD_MOST = 1_000_000
COLUMNS_MOST = 16_384
MEMBERS_MOST = 20_000
"""Files packed into one workbook; a workbook of a thousand sheets has about that many."""
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,100}?(/?)>(<[vif])?')
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})(\d{1,7})"')
_BLOCK = 1 * MB
_RESAVE = "Open it in Excel, save it again and try once more."


def sheet_rows(
    file: IO[bytes], *, name: str, rows_most: int, columns_most: int, unpacked_most: int
) -> list[list[str] | int]:
    """The rows of the first sheet as text, at most ``rows_most`` + 1 filled ones (one more tells that there were more).

    A number stands for so many empty rows. Rows end with their last filled cell and have at most ``columns_most`` + 1.
    Cells merged down a column hold their text in every row. Raises ProblemsError when it is no sheet.
    """
    kind = ending(name)
    if kind in WORKBOOKS:
        rows = next(tables_of(file, name, unpacked_most))[1]
    elif kind in TEXTS:
        rows = text_rows(file.read(), name, "\t" if kind == "tsv" else "")
    else:
        raise ProblemsError(
            [_problem("sheet-kind", "“%(name)s” is not a sheet.", name, "Bring an .xlsx or .csv file.")]
        )
    return _kept(rows, rows_most, columns_most)


def workbook_sheets(
    file: IO[bytes], *, name: str, sheets_most: int, rows_most: int, columns_most: int, unpacked_most: int
) -> dict[str, list[list[str] | int]]:
    """The rows of each sheet of a workbook by its name, at most so many of each. Raises ProblemsError."""
    tables = islice(tables_of(file, name, unpacked_most, every=True), sheets_most)
    return {title: _kept(islice(rows, rows_most), rows_most, columns_most) for title, rows in tables}


def _kept(rows: Iterator[list[str]], rows_most: int, columns_most: int) -> list[list[str] | int]:
    """The rows up to the last filled one; what is empty between them only counted: a far cell costs nothing."""
    found: list[list[str] | int] = []
    filled = empty = 0
    for row in rows:
        if not any(row):
            empty += 1
            continue
        if empty:
            found.append(empty)
            empty = 0
        while row and not row[-1]:
            row.pop()
        found.append(row[: columns_most + 1])
        filled += 1
        if filled > rows_most:
            break
    return found


def tables_of(
    file: IO[bytes], name: str, unpacked_most: int, *, every: bool = False
) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """(name, rows as text) of the first sheet of a workbook, or of every one."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    data = io.BytesIO(file.read())
    if data.read(2) == b"PK":
        check_archive(data, name, unpacked_most)
    data.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(data)
        for title in book.sheet_names if every else book.sheet_names[:1]:
            sheet = book.get_sheet_by_name(title)
            rows = _filled_merged(sheet.iter_rows(), sheet.merged_cell_ranges or [])
            yield title, (_row_text(row) for row in rows)
    except PasswordError:
        raise ProblemsError(
            [_problem("sheet-locked", "The file is locked with a password.", name, "Save it without one.")]
        ) from None
    except (CalamineError, IndexError, OSError, ValueError):
        raise ProblemsError([_damaged(name)]) from None


def check_archive(file: IO[bytes], name: str, unpacked_most: int, cells_most: int = CELLS_MOST) -> None:
    """Refuse a workbook that unpacks to far more than it may, or whose filled cells lie too far apart."""
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > MEMBERS_MOST:
                raise ProblemsError([_damaged(name)])
            if sum(entry.file_size for entry in archive.infolist()) > unpacked_most:
                told = {"most": unpacked_most // MB}
                text = "The file unpacks to more than %(most)s MB."
                raise ProblemsError([_problem("sheet-bomb", text, name, "Split it.", **told)])
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as sheet:
                        check_extent(sheet, name, cells_most)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError):
        raise ProblemsError([_damaged(name)]) from None


def check_extent(sheet: IO[bytes], name: str, cells_most: int = CELLS_MOST) -> None:
    """Refuse a worksheet whose filled cells lie so far apart that laying it out takes gigabytes.

    The declared extent is looked at first. Where it is large the filled cells are looked for: offices format whole
    columns, and an extent that only formats is harmless.
    """
    head = sheet.read(_BLOCK)
    declared = _DIMENSION.search(head[:4096])
    if declared is not None and _columns(declared[1]) * int(declared[2]) <= cells_most:
        return
    column, row, far = 0, 0, b""
    rest = head
    while rest:
        for cell in _CELL.finditer(rest):
            if cell[3] or not cell[4]:
                continue
            if _columns(cell[1]) > column or int(cell[2]) > row:
                far = cell[1] + cell[2]
            column, row = max(column, _columns(cell[1])), max(row, int(cell[2]))
        if column * row > cells_most:
            text = "Something stands in cell %(cell)s, far from the table; the sheet would be %(cells)d million cells."
            fix = "Delete what stands there (Ctrl End shows it), save the file and bring it again."
            told = {"cell": far.decode(), "cells": column * row // 1_000_000}
            raise ProblemsError([_problem("sheet-far-cell", text, name, fix, **told)])
        more = sheet.read(_BLOCK)
        rest = rest[-200:] + more if more else b""


def _columns(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _filled_merged(rows: Iterator[list[Any]], ranges: list[Any]) -> Iterator[list[Any]]:
    """The rows with the text of cells merged down a column in each of them; headings merged across stay as they are.

    One range a column is open at a time: a sheet with a million overlapping ranges costs what its rows cost.
    """
    ahead = sorted((top, left, bottom) for (top, left), (bottom, _right) in ranges if bottom > top)
    place, open_ranges = 0, dict[int, tuple[int, Any]]()
    for number, row in enumerate(rows):
        for left, (bottom, text) in list(open_ranges.items()):
            if left < len(row) and row[left] in ("", None):
                row[left] = text
            if number >= bottom:
                del open_ranges[left]
        while place < len(ahead) and ahead[place][0] <= number:
            _top, left, bottom = ahead[place]
            if left < len(row) and row[left] not in ("", None):
                open_ranges[left] = (bottom, row[left])
            place += 1
        yield row


def _row_text(row: list[Any]) -> list[str]:
    """A row as text; an empty one at once."""
    return [] if row.count("") == len(row) else [cell_text(cell) for cell in row]


def text_rows(content: bytes, name: str, delimiter: str = "") -> Iterator[list[str]]:
    """The rows of a text file in UTF-8, GB18030 or marked UTF-16; the sign between cells is guessed.

    Raises ProblemsError.
    """
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text, fix = "The text is neither UTF-8 nor GB18030.", "Save it as CSV UTF-8 and try again."
        raise ProblemsError([_problem("sheet-encoding", text, name, fix)])
    text = text.replace("\x00", "")
    first = text.split("\n", 1)[0]
    sign = delimiter or max(",;\t", key=first.count)
    csv.field_size_limit(FIELD_MOST)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            if len(row) > COLUMNS_MOST:
                text, told = "A row has more than %(most)d cells.", {"most": COLUMNS_MOST}
                raise ProblemsError([_problem("sheet-columns", text, name, "Bring the table alone.", **told)])
            yield [cell.strip() for cell in row]
    except csv.Error:
        text, fix = "A cell of the file does not end: a quotation mark is open.", 'Look for a single " in it.'
        raise ProblemsError([_problem("sheet-open-cell", text, name, fix)]) from None


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


def ending(name: str) -> str:
    """The ending of a file's name, in small letters."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _damaged(name: str) -> Problem:
    return _problem("sheet-broken", "The file is damaged.", name, _RESAVE)


def _problem(code: str, text: str, name: str, fix: str, **told: Any) -> Problem:
    return Problem(code, text, fix=fix, params={"name": name[:80], **told})
