"""Up to four things side by side: the best of a line stands bold, what is the same can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from liantu.people.requests import ZoneRequest
from liantu.ui.lists.columns import Cell, Column

MOST = 4


@dataclass(frozen=True)
class Compared(Column):
    """One line of a comparison: a column of a list, and whether ``high`` or ``low`` is the better of its values."""

    better: str = ""


@dataclass(frozen=True)
class ComparedLine:
    """A line as it is drawn: each cell with whether it is the best, and whether all are the same."""

    column: Compared
    cells: tuple[tuple[Cell, bool], ...]
    is_same: bool


def lines_of(things: Sequence[Any], columns: Sequence[Compared]) -> list[ComparedLine]:
    """Every line; of equal best values none stands out."""
    found = []
    for column in columns:
        cells = [column.cell(thing) for thing in things]
        known = [cell.raw for cell in cells if cell.raw is not None]
        is_same = len({cell.text for cell in cells}) == 1
        best = {"high": max, "low": min}[column.better](known) if column.better and known and not is_same else None
        drawn = tuple((cell, best is not None and cell.raw == best) for cell in cells)
        found.append(ComparedLine(column, drawn, is_same))
    return found


def compare_page(
    request: ZoneRequest,
    things: Sequence[Any],
    columns: Sequence[Compared],
    *,
    name: Callable[[Any], str],
    href: Callable[[Any], str],
    context: dict[str, Any],
) -> HttpResponse:
    """The page of a comparison; ``?only=1`` leaves out the lines that are the same."""
    shown, only = list(things)[:MOST], request.GET.get("only") == "1"
    lines = lines_of(shown, columns)
    data = request.GET.copy()
    data["only"] = "" if only else "1"
    told = {
        "heads": [(name(one), href(one)) for one in shown],
        "lines": [line for line in lines if not (only and line.is_same)],
        "same": sum(line.is_same for line in lines),
        "only": only,
        "other": f"?{data.urlencode()}",
    }
    return render(request, "ui/pages/compare.html", {**told, **context})
