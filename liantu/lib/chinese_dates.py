"""Dates as Chinese registers and spreadsheets write them, read without guessing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class DateFault(StrEnum):
    """Why a text is not a date."""

    MISSING = "missing"
    ZERO = "zero"
    """0000-00-00: a database's way of saying there is none."""
    IMPOSSIBLE = "impossible"
    """A day that no calendar has (2001-02-30)."""
    INCOMPLETE = "incomplete"
    """Only a year, or a year and a month."""
    AMBIGUOUS = "ambiguous"
    """Month and day could be exchanged (03/04/1998)."""
    RANGE = "range"
    """Before 1800 or after the latest day allowed."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ReadDate:
    """The day that a text names, or why it names none."""

    on: dt.date | None
    fault: DateFault | None = None


EARLIEST_ON = dt.date(1800, 1, 1)
LATEST_ON = dt.date(2199, 12, 31)
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_EXCEL_SERIALS = range(7306, 73051)  # 1920-01-01 … 2099-12-31 in Excel's 1900 system
_MISSING = {"", "N/A", "NA", "NULL", "NONE", "NAN", "NAT", "-", "--", "/", "无", "不详", "未知", "暂无", "0", r"\N"}
_TIME = r"(?:[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?\s*(?:Z|[AP]M|[+-]\d{2}:?\d{2}|CST)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*([-/.,、年_ ])\s*(\d{{1,2}})\s*[-/.,、月_ ]\s*(\d{{1,2}})\s*[日号]?{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?(?:\.0)?")
_YEAR_MONTH = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(\d{1,2})?\s*月?|年度?)?")
_DAY_NAME_YEAR = re.compile(rf"(\d{{1,2}})[-\s./]*([A-Z]{{3,9}})[-\s./,]*(\d{{4}}|\d{{2}}){_TIME}")
_NAME_DAY_YEAR = re.compile(rf"([A-Z]{{3,9}})[-\s./]*(\d{{1,2}})(?:ST|ND|RD|TH)?[,\s]+(\d{{4}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SHORT_YEAR = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]")
_REPUBLIC = re.compile(r"民国(\d{1,3})年(\d{1,2})月(\d{1,2})日")
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")
_CHINESE = re.compile(
    r"([〇零○0一二三四五六七八九]{4})年([十一二三四五六七八九元正]{1,3})月初?([十一二三四五六七八九廿]{1,3})[日号]?"
)
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: number for name, number in zip(_MONTH_NAMES, range(1, 13), strict=True)}
_DIGITS = {sign: value for value, signs in enumerate(("〇零○0", "一元正", *"二三四五六七八九")) for sign in signs}


def read_date(text: str, *, latest_on: dt.date = LATEST_ON) -> ReadDate:
    """The day that ``text`` names. Never fails: what cannot be read comes back with a fault.

    Read are 1998-03-02, 1998/3/2, 1998.3.2, 19980302, 1998年3月2日, 一九九八年三月二日, Excel serial numbers
    (35856), any of them with a time behind, 02-MAR-98, Mar 2, 1998, 民国87年3月2日, and 3/13/1998 when only
    one reading is possible. Two-digit years: 50–99 are 19xx, 00–49 are 20xx. Day and month are never swapped by guess.
    """
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" '\"\t").upper()
    if clean in _MISSING:
        return ReadDate(None, DateFault.MISSING)
    if re.fullmatch(rf"0{{4}}\D*0{{1,2}}\D*0{{1,2}}\D?{_TIME}", clean):
        return ReadDate(None, DateFault.ZERO)
    parts = _parts(clean)
    if isinstance(parts, DateFault):
        return ReadDate(None, parts)
    try:
        on = dt.date(*parts)
    except (ValueError, OverflowError):
        return ReadDate(None, DateFault.IMPOSSIBLE)
    return ReadDate(on) if EARLIEST_ON <= on <= latest_on else ReadDate(None, DateFault.RANGE)


def _parts(clean: str) -> tuple[int, int, int] | DateFault:
    """Year, month, day as written (not yet checked against the calendar)."""
    if match := _YEAR_FIRST.fullmatch(clean):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(clean):
        return int(match[1]), int(match[2]), int(match[3])
    for reader in (_western, _chinese, _serial):
        parts = reader(clean)
        if parts is not None:
            return parts
    return DateFault.INCOMPLETE if _YEAR_MONTH.fullmatch(clean) else DateFault.UNKNOWN


def _western(clean: str) -> tuple[int, int, int] | DateFault | None:
    if match := _DAY_NAME_YEAR.fullmatch(clean):
        month = _MONTHS.get(match[2][:3])
        return (_full_year(match[3]), month, int(match[1])) if month else None
    if match := _NAME_DAY_YEAR.fullmatch(clean):
        month = _MONTHS.get(match[1][:3])
        return (int(match[3]), month, int(match[2])) if month else None
    if match := _YEAR_LAST.fullmatch(clean):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12:
            return year, second, first
        if second > 12 or first == second:
            return year, first, second
        return DateFault.AMBIGUOUS
    return None


def _chinese(clean: str) -> tuple[int, int, int] | None:
    if match := _REPUBLIC.fullmatch(clean):
        return 1911 + int(match[1]), int(match[2]), int(match[3])
    if match := _SHORT_YEAR.fullmatch(clean):
        return _full_year(match[1]), int(match[2]), int(match[3])
    if match := _CHINESE.fullmatch(clean):
        year = int("".join(str(_DIGITS[sign]) for sign in match[1]))
        return year, _small_number(match[2]), _small_number(match[3])
    return None


def _serial(clean: str) -> tuple[int, int, int] | None:
    match = _SERIAL.fullmatch(clean)
    # Four digits from 1800 to 2199 are a year, not a day of 1904–1906.
    if not match or int(match[1]) not in _EXCEL_SERIALS:
        return None
    on = _EXCEL_DAY_ZERO + dt.timedelta(days=int(match[1]))
    return on.year, on.month, on.day


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 50 else 2000)


def _small_number(text: str) -> int:
    """一 … 三十一, 廿三; 0 when it is no number (then no calendar has the day)."""
    tens, sign, ones = text.replace("廿", "二十").rpartition("十")
    if not sign:
        return _DIGITS.get(text, 0) if len(text) == 1 else 0
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
