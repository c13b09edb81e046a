"""Reading a value a person typed for an enterprise: which fields there are and what they accept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from liantu.lib.chinese_dates import read_date
from liantu.lib.chinese_text import one_line, strip_controls
from liantu.lib.credit_code import normalise_code, why_invalid
from liantu.lib.money import read_money
from liantu.lib.problems import Problem

CORRECTABLE: Mapping[str, int] = {
    "name": 200,
    "credit_code": 18,
    "province": 40,
    "city": 40,
    "enterprise_type": 80,
    "capital_wan_yuan": 40,
    "capital_currency": 3,
    "registered_on": 40,
    "business_scope": 20_000,
    "register_status": 40,
}
"""Field → most characters a person may type."""


def read_value(field: str, text: str) -> tuple[Any, Problem | None]:
    """(clean value, problem or None): an empty text empties a field other than the name."""
    most = CORRECTABLE.get(field)
    if most is None:
        return None, Problem(
            "not_correctable", "%(field)s cannot be corrected here.", where=field[:40], params={"field": field[:40]}
        )
    clean = strip_controls(text).strip() if field == "business_scope" else one_line(text)
    if len(clean) > most and field != "credit_code":
        return None, Problem(
            "too_long",
            "The text has %(length)s characters; %(most)s fit.",
            where=field,
            params={"length": len(clean), "most": most},
        )
    if field == "credit_code":
        return _code(clean)
    if field == "capital_wan_yuan":
        return _capital(clean)
    if field == "registered_on":
        return _day(clean)
    if field == "capital_currency":
        return _currency(clean)
    return clean, None


def _code(text: str) -> tuple[str, Problem | None]:
    code = normalise_code(text)
    if code and why_invalid(code) is not None:
        return "", Problem(
            "bad_code",
            "%(code)s is no valid credit code.",
            where="credit_code",
            fix="Compare all 18 characters with the business licence; I, O, S, V and Z do not occur.",
            params={"code": code[:40]},
        )
    return code, None


def _capital(text: str) -> tuple[Decimal | None, Problem | None]:
    if not text:
        return None, None
    amount = read_money(text).amount_wan
    if amount is None or amount < 0 or amount >= Decimal(10) ** 13:
        return None, Problem(
            "bad_capital",
            "%(text)s cannot be read as an amount.",
            where="capital_wan_yuan",
            fix="Write it in 10k yuan, such as 500, or with its unit, such as 3.2亿元.",
            params={"text": text},
        )
    return Decimal(amount).quantize(Decimal("0.0001")), None


def _day(text: str) -> tuple[date | None, Problem | None]:
    if not text:
        return None, None
    on = read_date(text).on
    if on is None:
        return None, Problem(
            "bad_day",
            "%(day)s is not a day.",
            where="registered_on",
            fix="Write it as 2026-03-05.",
            params={"day": text},
        )
    return on, None


def _currency(text: str) -> tuple[str, Problem | None]:
    code = text.upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        return "", Problem(
            "bad_currency",
            "%(text)s is no currency code.",
            where="capital_currency",
            fix="Write CNY, USD, HKD …",
            params={"text": text},
        )
    return code, None
