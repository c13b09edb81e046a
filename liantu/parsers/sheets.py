"""A person's sheet as rows of text, opened in the bounded process."""

from __future__ import annotations

from typing import IO

from liantu.parsers.bounded import parse

UNPACKED_MOST = 200 * 1024 * 1024


def rows_of_sheet(name: str, source: bytes | IO[bytes], *, rows_most: int) -> list[list[str]]:
    """The rows of the first sheet of a CSV or workbook, at most ``rows_most`` + 1. Raises ProblemsError."""
    options = {"name": name[-200:], "rows_most": rows_most, "unpacked_most": UNPACKED_MOST}
    found: list[list[str]] = parse("sheet_rows", source, where=name, options=options)
    return found


def sheets_of_workbook(
    name: str, source: bytes | IO[bytes], *, sheets_most: int, rows_most: int
) -> dict[str, list[list[str]]]:
    """The rows of every sheet of a workbook by its name, at most so many. Raises ProblemsError."""
    options = {"name": name[-200:], "sheets_most": sheets_most, "rows_most": rows_most, "unpacked_most": UNPACKED_MOST}
    found: dict[str, list[list[str]]] = parse("workbook_sheets", source, where=name, options=options)
    return found
