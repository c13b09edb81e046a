"""A due day as people write it: a day, or so many working days from today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

DAYS_MOST = 750
_AHEAD = re.compile(r"^\+?\s*(\d{1,3})\s*(?:个)?\s*(?:workdays?|working days?|工作日)(?:内|之内)?$", re.IGNORECASE)


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
    found = _AHEAD.match(words)
    days = int(found[1]) if found else 0
    return WorkdaysAhead(days) if 0 < days <= DAYS_MOST else None
