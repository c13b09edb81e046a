"""Amounts of registered capital as registers write them: number, unit, currency — exact and never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

WAN = Decimal(10_000)
_LARGEST_WAN = Decimal(10) ** 10  # 100 万亿元: beyond any capital; a cell above it holds something else


class MoneyFault(StrEnum):
    """Why a text is not an amount."""

    MISSING = "missing"
    NO_NUMBER = "no-number"
    NEGATIVE = "negative"
    TOO_LARGE = "too-large"
    CURRENCY = "currency"
    """The amount is clear but its currency is not one we know."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Money:
    """``amount_wan`` is in 万 (ten thousands) of ``currency`` (ISO 4217); both empty when ``fault`` says why.

    ``assumed_unit`` is true when the text had a bare number and the unit came from the header or the default.
    """

    amount_wan: Decimal | None
    currency: str = ""
    fault: MoneyFault | None = None
    assumed_unit: bool = False


_MISSING = {
    "",
    "N/A",
    "NA",
    "NULL",
    "NONE",
    "NAN",
    "-",
    "--",
    "—",
    "/",
    "无",
    "不详",
    "未知",
    "暂无",
    "未公示",
    "***",
    r"\N",
}
# fmt: off
# Longest spelling first: 人民币 before 币, 港币 before 元.
_CURRENCIES: tuple[tuple[str, str], ...] = tuple(
    sorted(
        {
            "人民币": "CNY", "RMB": "CNY", "CNY": "CNY", "¥": "CNY", "￥": "CNY", "人民幣": "CNY",
            "美元": "USD", "美金": "USD", "USD": "USD", "US$": "USD", "$": "USD", "美圆": "USD",
            "港元": "HKD", "港币": "HKD", "香港元": "HKD", "港幣": "HKD", "HKD": "HKD", "HK$": "HKD", "香港币": "HKD",
            "日元": "JPY", "日圆": "JPY", "日币": "JPY", "JPY": "JPY", "欧元": "EUR", "EUR": "EUR", "€": "EUR",
            "英镑": "GBP", "GBP": "GBP", "£": "GBP", "德国马克": "DEM", "德国马": "DEM", "马克": "DEM", "DEM": "DEM",
            "法国法郎": "FRF", "FRF": "FRF", "瑞士法郎": "CHF", "CHF": "CHF",
            "新加坡元": "SGD", "新元": "SGD", "SGD": "SGD", "新加坡币": "SGD",
            "澳大利亚元": "AUD", "澳元": "AUD", "AUD": "AUD", "加拿大元": "CAD", "加元": "CAD", "CAD": "CAD",
            "新台币": "TWD", "台币": "TWD", "TWD": "TWD", "NTD": "TWD", "澳门元": "MOP", "澳门币": "MOP", "MOP": "MOP",
            "丹麦克朗": "DKK", "丹麦克郎": "DKK", "DKK": "DKK", "瑞典克朗": "SEK", "瑞典克郎": "SEK", "SEK": "SEK",
            "挪威克朗": "NOK", "挪威克郎": "NOK", "NOK": "NOK", "韩元": "KRW", "韩圆": "KRW", "KRW": "KRW",
            "意大利里拉": "ITL", "ITL": "ITL", "荷兰盾": "NLG", "NLG": "NLG", "比利时法郎": "BEF", "BEF": "BEF",
            "奥地利先令": "ATS", "ATS": "ATS", "泰铢": "THB", "THB": "THB", "马来西亚林吉特": "MYR", "林吉特": "MYR",
            "MYR": "MYR", "新西兰元": "NZD", "NZD": "NZD", "卢布": "RUB", "RUB": "RUB", "印度卢比": "INR", "INR": "INR",
            "菲律宾比索": "PHP", "PHP": "PHP", "印尼盾": "IDR", "IDR": "IDR", "西班牙比塞塔": "ESP", "芬兰马克": "FIM",
        }.items(),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
)
# fmt: on
_CODE_OF_SPELLING = dict(_CURRENCIES)
_CURRENCY = re.compile("|".join(re.escape(spelling) for spelling, _ in _CURRENCIES))
# What registers put into a currency column that is no ISO code.
_CURRENCY_NUMBERS = {"156": "CNY", "840": "USD", "344": "HKD", "392": "JPY", "978": "EUR", "826": "GBP", "702": "SGD"}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:E[+-]?\d{1,3})?")
# A currency's own unit (5000美元, 80马克) or its sign before the number (￥500,000): no 万 is left out there.
_IN_YUAN = re.compile(r"元|港币|美金|英镑|马克|法郎|克朗|^(?:¥|￥|RMB|CNY|US\$|HK\$|\$|€|£|人民币)[\d.,]+$")
_PLAIN = re.compile(r"((?:\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.\d{1,12})?)[(（]?万(?:元)?(人民币)?元?[)）]?", re.ASCII)
_CHINESE_NUMBER = re.compile(r"[零〇○一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟俩点万亿萬億]+")
_CHINESE_VALUE = {
    sign: value
    for value, signs in enumerate(("零〇○", "一壹", "二两贰俩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_UNITS = {
    "": None,
    "元": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "仟": Decimal(1000),
    "万": WAN,
    "十万": WAN * 10,
    "百万": WAN * 100,
    "佰万": WAN * 100,
    "千万": WAN * 1000,
    "仟万": WAN * 1000,
    "亿": WAN * WAN,
    "万万": WAN * WAN,
    "十亿": WAN * WAN * 10,
    "百亿": WAN * WAN * 100,
    "千亿": WAN**2 * 1000,
    "万亿": WAN**3,
}


def read_currency(text: str) -> str:
    """The ISO 4217 code that a currency text names (人民币, USD, 156), or the empty text."""
    clean = unicodedata.normalize("NFKC", text).strip().upper()
    if clean in _CURRENCY_NUMBERS:
        return _CURRENCY_NUMBERS[clean]
    match = _CURRENCY.search(clean)
    return _CODE_OF_SPELLING[match[0]] if match else ""


def read_money(text: str, *, default_unit: Decimal = WAN, default_currency: str = "CNY") -> Money:
    """The amount in a capital cell: ``1,000(万元人民币)`` → 1000 万 CNY. Never fails.

    ``default_unit`` (元 per unit) holds for a bare number: 10,000 when the column's header says 万元 or nothing
    (registers publish capital in 万元), 1 when it says 元.
    """
    if plain := _PLAIN.fullmatch(text):  # nine of ten cells of a register; the same answer as the long way
        amount = Decimal(plain[1].replace(",", ""))
        return Money(amount, "CNY" if plain[2] else default_currency)
    return _read_patiently(text, default_unit, default_currency)


def _read_patiently(text: str, default_unit: Decimal, default_currency: str) -> Money:
    clean = unicodedata.normalize("NFKC", text).upper()
    clean = clean.replace("萬", "万").replace("億", "亿").replace("圓", "元").replace("圆", "元")
    clean = re.sub(r"[\s'\"]+", "", clean)
    if clean in _MISSING:
        return Money(None, fault=MoneyFault.MISSING)
    currency, rest = _take_currency(clean)
    rest = re.sub(r"[()\[\]{}【】:]|整$|正$|^注册资本|^注册资金|^计|^约|折合?", "", rest).removesuffix("整")
    number, unit_text = _split_number(rest)
    if number is None:
        return Money(None, fault=MoneyFault.NO_NUMBER if not re.search(r"\d", rest) else MoneyFault.UNKNOWN)
    in_yuan = "元" in unit_text or bool(_IN_YUAN.search(clean))
    unit_text = re.sub(r"[元币整]", "", unit_text) or ("元" if in_yuan else "")
    if unit_text not in _UNITS:
        return Money(None, fault=MoneyFault.CURRENCY if _looks_foreign(unit_text) else MoneyFault.UNKNOWN)
    unit = _UNITS[unit_text]
    amount = number * (default_unit if unit is None else unit) / WAN
    if amount < 0:
        return Money(None, fault=MoneyFault.NEGATIVE)
    if amount > _LARGEST_WAN:
        return Money(None, fault=MoneyFault.TOO_LARGE)
    return Money(amount, currency or default_currency, assumed_unit=unit is None)


def _looks_foreign(unit_text: str) -> bool:
    return bool(re.fullmatch(r"(?:[万亿千百十]{0,2})[^\d万亿千百十.,]{1,8}", unit_text))


def _take_currency(clean: str) -> tuple[str, str]:
    """The currency and the text without it; a 元 that belongs to the currency's name goes with it."""
    match = _CURRENCY.search(clean)
    if match is None:
        return "", clean
    code = _CODE_OF_SPELLING[match[0]]
    rest = clean.replace(match[0], "")
    again = _CURRENCY.search(rest)
    return code, rest.replace(again[0], "") if again and _CODE_OF_SPELLING[again[0]] == code else rest


def _split_number(rest: str) -> tuple[Decimal | None, str]:
    """The leading number and what stands behind it; None when there is no number."""
    match = _NUMBER.match(rest)
    if match and re.search(r"\d", match[0]):
        try:
            return Decimal(match[0].replace(",", "")), rest[match.end() :]
        except InvalidOperation:
            return None, rest
    spelled = _CHINESE_NUMBER.match(rest)
    if spelled and any(sign in _CHINESE_VALUE for sign in spelled[0]):
        return read_chinese_number(spelled[0]), rest[spelled.end() :] or "元"
    return None, rest


_SPELLED_MOST = 60
"""Signs of a number anybody spells."""


def read_chinese_number(text: str) -> Decimal | None:
    """The number spelled with Chinese numerals (壹佰万, 一百零五点五万, 两千三); None when it is none.

    Everything in the text counts, 万 and 亿 included: 壹佰万 is 1,000,000.
    """
    if len(text) > _SPELLED_MOST:
        return None
    head, fraction = text.replace("萬", "万").replace("億", "亿"), ""
    for large, step in (("亿", WAN * WAN), ("万", WAN)):
        before, sign, after = head.rpartition(large)
        if sign:
            left = read_chinese_number(before) if before else Decimal(1)
            right = read_chinese_number(after) if after else Decimal(0)
            return None if left is None or right is None else left * step + right
    if "点" in head:
        head, _, fraction = head.partition("点")
        if not fraction or any(sign not in _CHINESE_VALUE for sign in fraction):
            return None
    total, last_step = 0, 0
    pending: int | None = None
    for sign in head:
        if sign in _STEPS:
            if pending is None and total:
                return None
            last_step = _STEPS[sign]
            total += (1 if pending is None else pending) * last_step
            pending = None
        elif sign not in _CHINESE_VALUE:
            return None
        elif pending in (None, 0):
            pending = _CHINESE_VALUE[sign]
            last_step = 0 if pending == 0 else last_step
        else:
            return None
    # 两千三 is 2300: a last digit directly after 百 or more counts for the next lower step.
    total += (pending or 0) * (last_step // 10 if last_step >= 100 else 1)
    return Decimal(f"{total}.{''.join(str(_CHINESE_VALUE[sign]) for sign in fraction)}" if fraction else total)
