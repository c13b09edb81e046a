"""A person's sheet as rows of text, opened in the bounded process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from liantu.parsers.bounded import parse

UNPACKED_MOST = 200 * 1024 * 1024


def rows_of_sheet(
    name: str, source: bytes | IO[bytes], *, rows_most: int, columns_most: int = 1_000
) -> list[list[str]]:
    """The rows of the first sheet of a CSV or workbook, at most ``rows_most`` + 1 filled ones of ``columns_most`` + 1.

    Rows end with their last filled cell. Raises ProblemsError.
    """
    asked = {"rows_most": rows_most, "columns_most": columns_most, "unpacked_most": UNPACKED_MOST}
    return _spread(parse("sheet_rows", source, where=name, options={"name": name[-200:], **asked}))


def sheets_of_workbook(
    name: str, source: bytes | IO[bytes], *, sheets_most: int, rows_most: int, columns_most: int = 200
) -> dict[str, list[list[str]]]:
    """The rows of every sheet of a workbook by its name, at most so many, as wide as the first.

    Raises ProblemsError.
    """
    asked = {"rows_most": rows_most, "columns_most": columns_most, "unpacked_most": UNPACKED_MOST}
    options = {"name": name[-200:], "sheets_most": sheets_most, **asked}
    found = parse("workbook_sheets", source, where=name, options=options)
    return {title: [filled_up(row, rows[0]) for row in rows] for title, rows in _all_spread(found)}


def filled_up(row: list[str], like: list[str]) -> list[str]:
    """A row as wide as another at least: what is behind its last filled cell is empty."""
    return row + [""] * (len(like) - len(row))


def _all_spread(found: dict[str, list[list[str] | int]]) -> Iterator[tuple[str, list[list[str]]]]:
    return ((title, _spread(rows)) for title, rows in found.items())


def _spread(found: list[list[str] | int]) -> list[list[str]]:
    """Rows in their places: a number stands for so many empty ones, which are one and the same."""
    rows: list[list[str]] = []
    for row in found:
        if isinstance(row, int):
            rows.extend([_EMPTY] * row)
        else:
            rows.append(row)
    return rows


_EMPTY: list[str] = []
