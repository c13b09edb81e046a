"""Days as people write them: a day, about a day, some days, a month, a year. What is not said is never invented.

The one grammar of days that are typed: 昨天, 3月5日, 3.5, 上周五, 3月5日至7日, 2026年3月, 近日. Full dates are
read by ``chinese_dates``; here stands what is said from the day of writing.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from liantu.lib.chinese_dates import read_date
from liantu.lib.money import read_chinese_number

Precision = Literal["day", "about", "month", "year"]
Toward = Literal["past", "future", "near"]
ABOUT_DAYS = 7
TEXT_MOST = 40
_RECENT = {"近日": 10, "日前": 10, "近期": 30, "最近": 15}
_DAYS_OFF = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2, "前日": -2, "大前天": -3,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEKS_OFF = {
    "上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2,
}  # fmt: skip
_MONTHS_OFF = {"上个月": -1, "上月": -1, "本月": 0, "这个月": 0, "当月": 0, "下个月": 1, "下月": 1}
_YEARS_OFF = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_WEEKDAYS = {
    sign: number for number, signs in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for sign in signs
}
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"(上上|上|本|这|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_ENGLISH_WEEKDAY = re.compile(rf"(last|this|next)?({'|'.join(_NAMES)}|{'|'.join(name[:3] for name in _NAMES)})")
_WEEK = re.compile(r"(上上|上|本|这|下下|下)个?(?:周|星期|礼拜)")
_AWAY = re.compile(r"([0-9]{1,3})(?:天|日)(?:之?(前|后))")
_NUMBER = r"[0-9]{1,2}|[一二三四五六七八九十廿]{1,3}"
_YEAR = r"(?:([0-9]{4})[-/.年]|(前年|去年|今年|本年|明年|后年))"
_DAY = re.compile(rf"{_YEAR}?({_NUMBER})[-/.月]({_NUMBER})[日号]?")
_MONTH = re.compile(rf"{_YEAR}?({_NUMBER})(月?)份?(?:底|末|初|[上中下]旬)?")
_YEAR_END = re.compile(r"(前年|去年|今年|本年|明年|后年|([0-9]{4})年)?(?:年?底|年末)")
_ONLY_YEAR = re.compile(r"([0-9]{4})年?")
_ABOUT = re.compile(r"左右|前后|大约|约")
_RANGE = re.compile(r"(.{1,20}?)(?:至|到|~|—{1,2}|–|(?<=[日号])-)(.{1,20})")
_ONLY_DAY = re.compile(rf"({_NUMBER})[日号]?")
_YEARS = range(1980, 2101)
WORKDAYS_MOST = 750
_WORKDAYS = re.compile(r"\+?\s*([0-9]{1,3})\s*个?\s*(?:workdays?|working days?|工作日)(?:之?[内后])?", re.IGNORECASE)


@dataclass(frozen=True)
class FuzzyDay:
    """``on`` is the best single day; ``precision`` says how far to trust it. ``until``: the last of several days."""

    on: date
    precision: Precision = "day"
    until: date | None = None

    @property
    def is_one_day(self) -> bool:
        """Whether exactly one day is meant."""
        return self.precision == "day" and self.until is None

    def span(self) -> tuple[date, date]:
        """The first and the last day it may have been."""
        if self.precision == "day":
            return self.on, self.until or self.on
        if self.precision == "about":
            return self.on - timedelta(days=ABOUT_DAYS), self.on + timedelta(days=ABOUT_DAYS)
        if self.precision == "month":
            last = calendar.monthrange(self.on.year, self.on.month)[1]
            return self.on.replace(day=1), self.on.replace(day=last)
        return date(self.on.year, 1, 1), date(self.on.year, 12, 31)


def read_fuzzy_day(text: str, *, today: date, toward: Toward = "past") -> FuzzyDay | None:
    """A day as written; None when it does not read.

    ``toward``: where a day without its year is looked for: the last such day up to ``today``, the next from it on,
    or the nearer of the two.
    """
    clean = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[: TEXT_MOST + 1])).lower()
    if not clean or len(clean) > TEXT_MOST:
        return None
    about = bool(_ABOUT.search(clean))
    clean = _ABOUT.sub("", clean)
    if clean in _RECENT:
        return FuzzyDay(today - timedelta(days=_RECENT[clean] // 2), "about")
    if found := _RANGE.fullmatch(clean):
        return _several(found[1], found[2], today, toward)
    on = _said_from(clean, today, toward) or _written_day(clean, today, toward)
    if on is not None:
        return FuzzyDay(on, "about" if about else "day")
    return _loose(clean, today, toward)


def read_workdays_ahead(text: str) -> int | None:
    """So many working days from the day of writing (5个工作日, 5 workdays); None when it says something else."""
    found = _WORKDAYS.fullmatch(text.strip())
    days = int(found[1]) if found else 0
    return days if 0 < days <= WORKDAYS_MOST else None


def _said_from(clean: str, today: date, toward: Toward) -> date | None:
    """A day said from today: 昨天, 上周五, 3天后."""
    if clean in _DAYS_OFF:
        return today + timedelta(days=_DAYS_OFF[clean])
    if found := _AWAY.fullmatch(clean):
        return today + timedelta(days=int(found[1]) * (-1 if found[2] == "前" else 1))
    if found := _WEEKDAY.fullmatch(clean):
        return _weekday(found[1], _WEEKDAYS[found[2]], today, toward)
    if found := _ENGLISH_WEEKDAY.fullmatch(clean):
        number = next(number for number, name in enumerate(_NAMES) if name.startswith(found[2]))
        return _weekday(found[1], number, today, toward)
    return None


def _weekday(which: str | None, number: int, today: date, toward: Toward) -> date:
    """That day of the week said, weeks beginning on Monday; without a week where ``toward`` looks, else in this one."""
    monday = today - timedelta(days=today.weekday())
    on = monday + timedelta(days=number, weeks=_WEEKS_OFF[which] if which else 0)
    if which is None and toward == "past" and on > today:
        return on - timedelta(weeks=1)
    if which is None and toward == "future" and on < today:
        return on + timedelta(weeks=1)
    return on


def _written_day(clean: str, today: date, toward: Toward) -> date | None:
    """A day with month and day, its year written or not; None for everything else."""
    if found := _DAY.fullmatch(clean):
        year = _year(found[1], found[2], today)
        return _placed(year, _small(found[3]), _small(found[4]), today, toward)
    if re.match(r"[0-9]{8}|.*[a-z]|[〇零○一二三四五六七八九]{4}年", clean):
        on = read_date(clean).on
        return on if on is not None and on.year in _YEARS else None
    return None


def _placed(year: int | None, month: int, day: int, today: date, toward: Toward) -> date | None:
    """The day in its year; without one in the year where ``toward`` looks."""
    if year is not None:
        return _real(year, month, day) if year in _YEARS else None
    days = [on for step in (-1, 0, 1) if (on := _real(today.year + step, month, day)) is not None]
    if toward == "past":
        return max((on for on in days if on <= today), default=None)
    if toward == "future":
        return min((on for on in days if on >= today), default=None)
    return min(days, key=lambda on: abs((on - today).days), default=None)


def _loose(clean: str, today: date, toward: Toward) -> FuzzyDay | None:
    """A week, a month or a year; nothing in it is closer known."""
    if found := _WEEK.fullmatch(clean):
        monday = today - timedelta(days=today.weekday())
        return FuzzyDay(monday + timedelta(days=3, weeks=_WEEKS_OFF[found[1]]), "about")
    if clean in _MONTHS_OFF:
        whole = today.year * 12 + today.month - 1 + _MONTHS_OFF[clean]
        return FuzzyDay(date(whole // 12, whole % 12 + 1, 15), "month")
    if clean in _YEARS_OFF:
        return FuzzyDay(date(today.year + _YEARS_OFF[clean], 7, 1), "year")
    if (found := _MONTH.fullmatch(clean)) and (found[1] or found[4]) and 1 <= (month := _small(found[3])) <= 12:
        year = _year(found[1], found[2], today)
        on = _placed(year, month, 15, today.replace(day=15), toward)
        return FuzzyDay(on, "month") if on is not None else None
    if found := _YEAR_END.fullmatch(clean):
        year = _year(found[2], None if found[2] else found[1], today) or today.year
        return FuzzyDay(date(year, 12, 15), "month") if year in _YEARS else None
    found = _ONLY_YEAR.fullmatch(clean)
    return FuzzyDay(date(int(found[1]), 7, 1), "year") if found and int(found[1]) in _YEARS else None


def _several(first: str, last: str, today: date, toward: Toward) -> FuzzyDay | None:
    """From one day to another: what the second leaves out it takes from the first."""
    start = _said_from(first, today, toward) or _written_day(first, today, toward)
    if start is None:
        return None
    if found := _ONLY_DAY.fullmatch(last):
        end = _real(start.year, start.month, _small(found[1]))
    else:
        end = _said_from(last, today, toward) or _written_day(last, start, "future")
    return FuzzyDay(start, "day", end) if end is not None and end > start else None


def _year(written: str | None, said: str | None, today: date) -> int | None:
    if written:
        return int(written)
    return today.year + _YEARS_OFF[said] if said else None


def _small(text: str) -> int:
    """A number of a month or day; 0, which no calendar has, when it is none."""
    if text.isascii():
        return int(text)
    number = read_chinese_number(text.replace("廿", "二十"))
    return int(number) if number is not None else 0


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def written(day: FuzzyDay) -> str:
    """The day as a person would write it; ``read_fuzzy_day`` reads the same day back."""
    exact = day.on.isoformat()
    if day.until is not None:
        return f"{exact}至{day.until.isoformat()}"
    ways = {"day": exact, "about": f"{exact}左右", "month": exact[:7], "year": f"{exact[:4]}年"}
    return ways[day.precision]


def near(first: FuzzyDay, second: FuzzyDay, *, days: int) -> bool:
    """Whether the two may lie within ``days`` of each other."""
    (start, end), (other_start, other_end) = first.span(), second.span()
    return start - timedelta(days=days) <= other_end and other_start <= end + timedelta(days=days)
