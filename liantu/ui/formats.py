"""How numbers, money and dates are written for a reader; pure, the language is an argument."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liantu.lib.written_days import FuzzyDay

NOTHING = "—"
_CURRENCIES_ZH = {
    "CNY": "元",
    "USD": "美元",
    "HKD": "港元",
    "EUR": "欧元",
    "JPY": "日元",
    "GBP": "英镑",
    "TWD": "新台币",
}
_CLOSE = {True: {-1: "昨天", 0: "今天", 1: "明天"}, False: {-1: "yesterday", 0: "today", 1: "tomorrow"}}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_missing(value: Any) -> bool:
    """Whether there is nothing to show: None, "" or a float that is not a number."""
    return value is None or value == "" or (isinstance(value, float) and value != value)


def count_text(value: Any) -> str:
    """A whole or decimal number with thousands separators; "—" for nothing, the text itself when not a number."""
    if is_missing(value):
        return NOTHING
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number:z,.2f}".rstrip("0").rstrip(".")


def money_text(wan_yuan: Any, *, currency: str = "CNY", language: str = "zh-hans") -> str:
    """An amount given in 10,000 currency units: 9,999 万元, then 1.2 亿元; "CNY 120 million" in English.

    At most two decimals, fewer the larger the number: what is rounded here stands in full where the amount is kept.
    """
    if is_missing(wan_yuan):
        return NOTHING
    try:
        amount = Decimal(str(wan_yuan))
    except ArithmeticError:
        return str(wan_yuan)
    if language.startswith("zh"):
        unit = _CURRENCIES_ZH.get(currency or "CNY", f" {currency}")
        if abs(amount) >= 10_000:
            return f"{_short(amount / 10_000)} 亿{unit}"
        return f"{_short(amount)} 万{unit}"
    return f"{currency or 'CNY'} {in_english(amount)}"


def wan_text(amount_wan: Any, *, language: str = "zh-hans") -> str:
    """An amount in 10,000 of a currency nobody knows: 9,999 万, then 1.2 亿, never 元."""
    if is_missing(amount_wan):
        return NOTHING
    amount = Decimal(str(amount_wan))
    if not language.startswith("zh"):
        return in_english(amount)
    return f"{_short(amount / 10_000)} 亿" if abs(amount) >= 10_000 else f"{_short(amount)} 万"


def money_parts(wan_yuan: Any, *, language: str = "zh-hans") -> tuple[str, str]:
    """An amount as the number that stands large on a tile, and the unit beside it."""
    text = money_text(wan_yuan, language=language)
    if language.startswith("en") and " " in text:
        currency, number, *scale = text.split(" ")
        return number, " ".join([*scale, currency])
    number, _space, unit = text.partition(" ")
    return number, unit


def in_english(ten_thousands: Decimal) -> str:
    """A number of 万 as English counts: 138.1 million, 2 billion, 500,000."""
    for limit, word in ((Decimal(100_000), "billion"), (Decimal(100), "million")):
        if abs(ten_thousands) >= limit:
            return f"{_short(ten_thousands / limit)} {word}"
    return _short(round(ten_thousands, 2) * 10_000)  # the same hundredth of a 万 as in Chinese


def _short(amount: Decimal) -> str:
    """At most two decimals, none on large numbers."""
    digits = 0 if abs(amount) >= 1000 else 1 if abs(amount) >= 100 else 2
    text = f"{amount:z,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def date_text(value: Any, *, language: str = "zh-hans") -> str:
    """A day in words: 2026年3月5日, or 5 Mar 2026."""
    if is_missing(value):
        return NOTHING
    if not isinstance(value, date):
        return str(value)
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def near_text(value: Any, *, today: date, language: str = "zh-hans") -> str:
    """A day or moment as people say it on ``today``: 昨天, 今天 16:00, 11月26日, and the year only when it is another.

    A moment comes in the reader's own time; its hour stands only where the day is today, yesterday or tomorrow.
    """
    if is_missing(value):
        return NOTHING
    if not isinstance(value, date):
        return str(value)
    day = value.date() if isinstance(value, datetime) else value
    is_chinese = language.startswith("zh")
    close = _CLOSE[is_chinese].get((day - today).days)
    if close is None:
        if day.year != today.year:
            return date_text(day, language=language)
        return f"{day.month}月{day.day}日" if is_chinese else f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{close} {value:%H:%M}" if isinstance(value, datetime) else close


def cell_day_text(value: Any, *, today: date) -> str:
    """A day in a list: 11-26, with its year when it is another; machine-readable exports keep ``iso_text``."""
    if is_missing(value) or not isinstance(value, date):
        return NOTHING if is_missing(value) else str(value)
    return f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"


def weekday_text(value: date, *, language: str = "zh-hans") -> str:
    """The day of the week: 周四, or Thu."""
    return f"周{'一二三四五六日'[value.weekday()]}" if language.startswith("zh") else _WEEKDAYS[value.weekday()]


def day_told(day: FuzzyDay, *, language: str = "zh-hans") -> str:
    """A day as exactly as it is known: 2026年3月5日 周四, 2026年3月; several days from first to last."""
    is_zh, on = language.startswith("zh"), date_text(day.on, language=language)
    if day.until is not None:
        until = date_text(day.until, language=language)
        return f"{on}至{until}" if is_zh else f"{on} to {until}"
    if day.precision == "about":
        return f"{on}前后" if is_zh else f"about {on}"
    if day.precision == "month":
        return f"{day.on.year}年{day.on.month}月" if is_zh else f"{_MONTHS[day.on.month - 1]} {day.on.year}"
    if day.precision == "year":
        return f"{day.on.year}年" if is_zh else f"{day.on.year}"
    return f"{on} {weekday_text(day.on, language=language)}"


def money_in_full(wan_yuan: Decimal, *, language: str = "zh-hans") -> str:
    """A sum to be checked by eye, nothing rounded: 12,000 万元; CNY 120,000,000 in English."""
    if language.startswith("zh"):
        return f"{_exact(wan_yuan)} 万元"
    return f"CNY {_exact(wan_yuan * 10_000)}"


def _exact(amount: Decimal) -> str:
    text = f"{amount:z,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def iso_text(value: Any) -> str:
    """A day or moment for a dense table: 2026-03-05 or 2026-03-05 14:30."""
    if is_missing(value):
        return NOTHING
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
