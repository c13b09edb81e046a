"""Cells as people write them in the spelling of a form: amounts with units, areas, numerals, days."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from liantu.lib.chinese_dates import read_date
from liantu.lib.money import read_chinese_number, read_money

_IN_YUAN = {
    "亿元": Decimal(10**8),
    "亿": Decimal(10**8),
    "万元": Decimal(10**4),
    "万": Decimal(10**4),
    "千元": Decimal(1000),
    "元": Decimal(1),
}
_IN_MU = {
    "亩": Decimal(1),
    "公顷": Decimal(15),
    "平方米": Decimal(3) / 2000,
    "平米": Decimal(3) / 2000,
    "㎡": Decimal(3) / 2000,
    "m2": Decimal(3) / 2000,
}
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_AREA = re.compile(r"([-+]?[\d.]+)(万)?(亩|公顷|平方米|平米|㎡|m2)")
_HEDGE = re.compile(r"^(?:约|大约|近|超|超过|不少于|预计|计划|暂定)|(?:余|左右|以上|上下)$")
EMPTY = frozenset(("", "-", "--", "—", "/", "无", "暂无", "待定", "不详", "n/a", "na", "null"))


def day_text(cell: str) -> str:
    """A day as 2026-03-05 when the cell names one; else the cell as it is, so that the form says what is wrong."""
    found = read_date(cell)
    return found.on.isoformat() if found.on is not None else ("" if cell.strip().lower() in EMPTY else cell)


def number_text(field: str, cell: str, unit: str) -> str:
    """A number as the form reads it. 万元 for ``_wan_yuan`` (header or cell may say 亿元 or 元), 亩 for ``_mu``.

    Hedges (约, 余, 以上) are left off, Chinese numerals read; a cell that is no number stays as it is.
    """
    even = unicodedata.normalize("NFKC", cell).strip()
    if even.lower() in EMPTY:
        return ""
    clean = _HEDGE.sub("", even)
    if field.endswith("_wan_yuan"):
        money = read_money(clean, default_unit=_IN_YUAN.get(unit, Decimal(10**4)))
        if money.amount_wan is None or money.currency not in ("", "CNY"):
            return cell
        return _plain(money.amount_wan)
    if field.endswith("_mu") and (area := _area(clean, unit)) is not None:
        return _plain(area)
    if match := _NUMBER.fullmatch(clean.removesuffix("%").removesuffix(unit) if unit else clean.removesuffix("%")):
        return match[0].replace(",", "")
    spelled = read_chinese_number(clean) if re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿点]+", clean) else None
    return _plain(spelled) if spelled is not None else cell


def _area(text: str, unit: str) -> Decimal | None:
    if match := _AREA.fullmatch(text.replace(",", "")):
        return Decimal(match[1]) * (10_000 if match[2] else 1) * _IN_MU[match[3]]
    bare = _NUMBER.fullmatch(text)
    return Decimal(bare[0].replace(",", "")) * _IN_MU.get(unit, Decimal(1)) if bare else None


def _plain(value: Decimal) -> str:
    """Without exponent and trailing zeros, at most four places."""
    rounded = value.quantize(Decimal("0.0001"))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
