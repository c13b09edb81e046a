"""Workbooks of a whole register: their sheets written out as lines, for the engine to read without a native parser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import IO, Any

from liantu.lib.chinese_text import strip_controls
from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.inside.sheets import check_archive

_LARGEST_EXACT = 10**15
_LOOKED_AT = 200
"""Rows written even when empty: the place of a header is counted in them."""
CELLS_MOST = 120_000_000
"""A full sheet of a register with over a hundred columns."""


def workbook_spool(file: IO[bytes], *, out: IO[bytes], name: str, unpacked_most: int) -> list[dict[str, Any]]:
    """Write the filled rows of the visible sheets as lines of JSON ``[number, cells…]``.

    Returns for each sheet with anything in it: ``name``, ``height``, and ``start`` and ``end`` of its lines in bytes.
    Hidden sheets hold lists for menus and old copies; they are read when no other is there. Raises ProblemsError.
    """
    import python_calamine

    if file.read(2) == b"PK":
        file.seek(0)
        check_archive(file, name, unpacked_most, CELLS_MOST)
    file.seek(0)
    found, at = [], 0
    try:
        workbook = python_calamine.load_workbook(file)
        shown = python_calamine.SheetVisibleEnum.Visible
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == shown]
        for title in names or workbook.sheet_names:
            sheet, start = workbook.get_sheet_by_name(title), at
            for line in _lines(sheet):
                at += out.write(line)
            if sheet.height:
                found.append({"name": title, "height": int(sheet.height), "start": start, "end": at})
        out.flush()
    except python_calamine.PasswordError:
        text, fix = "The workbook is protected by a password.", "Save it without a password and bring it again."
        raise ProblemsError([Problem("workbook-password", text, name, fix)]) from None
    except (ProblemsError, MemoryError, OSError):
        raise
    except Exception as error:  # calamine raises its own and many standard classes on damaged files
        text, fix = (
            "The workbook cannot be read (%(detail)s).",
            "Open it in Excel or WPS, save it as .xlsx, and bring that file.",
        )
        raise ProblemsError([Problem("workbook-damaged", text, name, fix, {"detail": str(error)[:200]})]) from None
    return found


def _lines(sheet: Any) -> Iterator[bytes]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [cell_text(cell) for cell in row]
        if number <= _LOOKED_AT or any(cells):
            yield json.dumps([number, *cells], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


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
