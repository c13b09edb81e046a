"""Days as people know them: a day, about a day, a month, a year. First-class, so that nobody has to invent one."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "about", "month", "year"]
_RECENT = {"近日": 10, "日前": 10, "近期": 30, "最近": 15}
ABOUT_DAYS = 7


@dataclass(frozen=True)
class FuzzyDay:
    """``on`` is the best single day; ``precision`` says how far to trust it."""

    on: date
    precision: Precision = "day"

    def span(self) -> tuple[date, date]:
        """The first and the last day it may have been."""
        if self.precision == "day":
            return self.on, self.on
        if self.precision == "about":
            return self.on - timedelta(days=ABOUT_DAYS), self.on + timedelta(days=ABOUT_DAYS)
        if self.precision == "month":
            last = calendar.monthrange(self.on.year, self.on.month)[1]
            return self.on.replace(day=1), self.on.replace(day=last)
        return date(self.on.year, 1, 1), date(self.on.year, 12, 31)


def read_fuzzy_day(text: str, *, today: date) -> FuzzyDay | None:
    """A day as written: 2026-03-05, 2026年3月5日, 3月5日, 2026-03, 2026年3月, 3月, 2026年, 近日, 3月5日左右.

    Without a year the last such day up to ``today`` is meant. None when it does not read.
    """
    clean = re.sub(r"\s+", "", text)
    about = bool(re.search(r"左右|前后|约|大约", clean))
    clean = re.sub(r"左右|前后|大约|约", "", clean)
    if clean in _RECENT:
        return FuzzyDay(today - timedelta(days=_RECENT[clean] // 2), "about")
    found = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", clean)
    if found:
        return _day(found[1], int(found[2]), int(found[3]), about, today)
    found = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})月?", clean)
    if found and (found[1] or clean.endswith("月")) and 1 <= int(found[2]) <= 12:
        month = int(found[2])
        year = int(found[1]) if found[1] else today.year - (month > today.month)
        return FuzzyDay(date(year, month, 15), "month") if 1980 <= year <= 2100 else None
    found = re.fullmatch(r"(\d{4})年?", clean)
    return FuzzyDay(date(int(found[1]), 7, 1), "year") if found and 1980 <= int(found[1]) <= 2100 else None


def _day(year: str | None, month: int, day: int, about: bool, today: date) -> FuzzyDay | None:
    try:
        if year is not None:
            found = date(int(year), month, day)
        else:
            found = date(today.year, month, day)
            if found > today:
                found = date(today.year - 1, month, day)
    except ValueError:
        return None
    return FuzzyDay(found, "about" if about else "day")


def written(day: FuzzyDay) -> str:
    """The day as a person would write it; ``read_fuzzy_day`` reads the same day back."""
    exact = day.on.isoformat()
    ways = {"day": exact, "about": f"{exact}左右", "month": exact[:7], "year": f"{exact[:4]}年"}
    return ways[day.precision]


def near(first: FuzzyDay, second: FuzzyDay, *, days: int) -> bool:
    """Whether the two may lie within ``days`` of each other."""
    (start, end), (other_start, other_end) = first.span(), second.span()
    return start - timedelta(days=days) <= other_end and other_start <= end + timedelta(days=days)
