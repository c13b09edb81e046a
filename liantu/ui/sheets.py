"""Sheets for people: workbooks and cells that no spreadsheet program will run as a formula."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
CELL_LIMIT = 32_767
ROWS_OF_A_SHEET = 1_048_575
"""What a sheet holds below its headings; more rows go on in the next one."""

Table = tuple[Sequence[Any], Iterable[Sequence[Any]]]


def safe_cell(value: Any) -> Any:
    """``value`` for a CSV cell: numbers and dates as they are, text that could start a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    text = _CONTROL.sub("", str(value))[:CELL_LIMIT]
    return "'" + text if text.lstrip(" ").startswith(_DANGEROUS) else text


def write_workbook(sheets: Mapping[str, Table]) -> bytes:
    """An XLSX file with one sheet per entry: name → (headers, rows). Text is always text; the first row stays in view.

    The same sheets give the same bytes.
    """
    buffer = io.BytesIO()
    _write_book(buffer, ((name, *table) for name, table in sheets.items()), {"in_memory": True})
    return buffer.getvalue()


def write_workbook_file(path: Path, sheets: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]]) -> None:
    """An XLSX file with these sheets (name, headers, rows), row by row, however many they are.

    What is laid down on the way stands beside ``path``. Raises OSError when it cannot be written.
    """
    try:
        _write_book(str(path), sheets, {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True})
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _write_book(
    target: Any, sheets: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]], options: Mapping[str, Any]
) -> None:
    text_stays = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {**text_stays, **options})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001  # a fixed moment keeps the bytes equal
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"num_format": "@"}),
    }
    used: set[str] = set()
    for name, headers, rows in sheets:
        for part in _parts(rows):
            _write_table(book.add_worksheet(_sheet_name(name, used)), headers, part, formats)
    book.close()


def _parts(rows: Iterable[Sequence[Any]]) -> Iterator[Iterable[Sequence[Any]]]:
    """The rows in parts that fit a sheet; at least one. Each part is read whole before the next."""
    left = iter(rows)
    yield islice(left, ROWS_OF_A_SHEET)
    for first in left:
        yield chain((first,), islice(left, ROWS_OF_A_SHEET - 1))


def _write_table(sheet: Any, headers: Sequence[Any], rows: Iterable[Sequence[Any]], formats: Mapping[str, Any]) -> None:
    widths = [_display_width(str(header)) for header in headers]
    for column, header in enumerate(headers):
        sheet.write_string(0, column, _clean(header), formats["head"])
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, last, column, value, formats)
            if last <= 200 and column < len(widths):
                widths[column] = max(widths[column], _display_width(str(value)) if value is not None else 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, 8), 60))
    sheet.freeze_panes(1, 0)
    if headers:
        sheet.autofilter(0, 0, max(last, 1), len(headers) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        number = float(value)
        if math.isfinite(number) and abs(number) < 10**15:
            sheet.write_number(row, column, number)
        else:
            sheet.write_string(row, column, str(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        _write_day(sheet, row, column, value, formats)
    else:
        sheet.write_string(row, column, _clean(value), formats["text"])


def _write_day(sheet: Any, row: int, column: int, value: date, formats: Mapping[str, Any]) -> None:
    """Spreadsheets know no day before 1900."""
    if value.year < 1900:
        sheet.write_string(row, column, value.isoformat(), formats["text"])
    else:
        sheet.write_datetime(row, column, value, formats["date"])


def _clean(value: Any) -> str:
    return _CONTROL.sub("", str(value))[:CELL_LIMIT]


def _display_width(text: str) -> int:
    """Chinese characters take two columns."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _sheet_name(name: str, used: set[str]) -> str:
    """A name a spreadsheet accepts: at most 31 characters, none forbidden, not used before."""
    base = _SHEET_NAME.sub(" ", str(name)).strip()[:31] or "Sheet"
    candidate, number = base, 2
    while candidate.lower() in used:
        suffix = f" {number}"
        candidate, number = base[: 31 - len(suffix)] + suffix, number + 1
    used.add(candidate.lower())
    return candidate
