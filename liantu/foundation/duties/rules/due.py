"""A due day as people write it: a day, or so many working days from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.lib.written_days import read_workdays_ahead


@dataclass(frozen=True)
class WorkdaysAhead:
    """So many working days from the day it is given."""

    days: int


def read_due(text: str) -> date | WorkdaysAhead | None:
    """The day in a text (2026-03-05), or working days ahead (5 workdays, 5个工作日); None when it is neither."""
    words = text.strip()
    try:
        return date.fromisoformat(words)
    except ValueError:
        pass
    days = read_workdays_ahead(words)
    return None if days is None else WorkdaysAhead(days)
