"""How numbers, money and dates are written for a reader; pure, the language is an argument."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
    """An amount given in 10,000 currency units: 万元 and 亿元, or CNY with K, M or B in English."""
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
    for limit, letter in ((Decimal(100_000), "B"), (Decimal(100), "M")):
        if abs(amount) >= limit:
            return f"{currency or 'CNY'} {_short(amount / limit)} {letter}"
    return f"{currency or 'CNY'} {_short(amount * 10)} K"


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


def iso_text(value: Any) -> str:
    """A day or moment for a dense table: 2026-03-05 or 2026-03-05 14:30."""
    if is_missing(value):
        return NOTHING
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
