"""Excel and OpenDocument workbooks through calamine: each sheet a table of text cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, ReadingError, SourceFile
from liantu.engine.reading.tables import RawChunk, ShapeRule, chunk_of
from liantu.lib.chinese_text import strip_controls
from liantu.lib.problems import Problem

_ROWS_A_CHUNK = 20_000
_LARGEST_EXACT = 10**15


class SheetTable:
    """One sheet of a workbook as a table."""

    def __init__(self, label: str, sheet: Any, workbook_bytes: int, bytes_share: float) -> None:
        self.label, self.sheet, self._sheet = label, str(sheet.name), sheet
        self._bytes = int(workbook_bytes * bytes_share)

    @property
    def height(self) -> int:
        """Rows from the first to the last with anything in them."""
        return int(self._sheet.height)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        for number, row in enumerate(self._sheet.iter_rows(), 1):
            yield number, [cell_text(cell) for cell in row]

    def sample(self, records: int) -> list[list[str]]:
        """The first records as cells, header included."""
        found: list[list[str]] = []
        for _, row in self._rows():
            if len(found) >= records:
                break
            found.append(row)
        return found

    def chunks(self, header_rows: int, width: int, shape: ShapeRule) -> Iterator[RawChunk]:
        """The rows below the header, 20,000 at a time."""
        rows: list[tuple[int, Sequence[str]]] = []
        total, done = max(self.height, 1), 0
        for place, (number, cells) in enumerate(self._rows()):
            if place < header_rows or not any(cells):
                continue
            rows.append((number, (cells + [""] * width)[:width]))
            if len(rows) == _ROWS_A_CHUNK:
                chunk = chunk_of(rows, width)
                share = self._bytes * (place + 1) // total
                chunk.bytes_read, done = share - done, share
                yield chunk
                rows = []
        chunk = chunk_of(rows, width) if rows else RawChunk(chunk_of([], width).columns, np.zeros(0, dtype=np.int64))
        chunk.bytes_read = self._bytes - done
        yield chunk


def open_sheets(source: SourceFile, *, limits: Limits = DEFAULT_LIMITS) -> list[SheetTable]:
    """The visible, non-empty sheets of a workbook: hidden ones hold lists for menus and old copies.

    Raises ReadingError when it is damaged, protected or of no known kind."""
    import python_calamine

    try:
        with source.seekable(limits) as place:
            workbook = python_calamine.load_workbook(place)
            shown = python_calamine.SheetVisibleEnum.Visible
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == shown]
            sheets = [workbook.get_sheet_by_name(name) for name in names or workbook.sheet_names]
    except python_calamine.PasswordError as error:
        raise ReadingError(
            [
                Problem(
                    "workbook-password",
                    "The workbook is protected by a password.",
                    source.label,
                    "Save it without a password and bring it again.",
                )
            ]
        ) from error
    except ReadingError:
        raise
    except Exception as error:  # calamine raises its own and many standard classes on damaged files
        raise ReadingError(
            [
                Problem(
                    "workbook-damaged",
                    "The workbook cannot be read (%(detail)s).",
                    source.label,
                    "Open it in Excel or WPS, save it as .xlsx, and bring that file.",
                    {"detail": str(error)[:200]},
                )
            ]
        ) from error
    filled = [sheet for sheet in sheets if sheet.height]
    total = sum(sheet.height for sheet in filled) or 1
    return [SheetTable(source.label, sheet, source.size_bytes, sheet.height / total) for sheet in filled]


def cell_text(cell: object) -> str:
    """A cell as the text a person sees: 1000.0 → 1000, dates in ISO form; control characters gone.

    Whole numbers of 16 digits and more were rounded by the spreadsheet; they come in scientific form, which says so.
    """
    if isinstance(cell, str):
        return strip_controls(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        if isinstance(cell, float) and not cell.is_integer():
            return repr(cell)
        return f"{cell:.14E}" if abs(cell) >= _LARGEST_EXACT else str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)
