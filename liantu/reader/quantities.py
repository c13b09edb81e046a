"""Numbers with units in running text: money, areas, counts, shares; the shortest span with number and unit."""

from __future__ import annotations

import re
from decimal import Decimal

from liantu.lib.money import read_chinese_number
from liantu.reader.found import Amount, Count, Mark

# Lengths are bounded and no number begins inside another: a line of digits alone must not be tried from each of them.
_DIGITS = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?)"
_SPELLED = r"[零〇一二两三四五六七八九十百千半]{1,9}(?:点[零一二三四五六七八九]{1,9})?"
_MULTIPLES = r"万亿|百亿|千亿|十亿|亿|千万|百万|十万|万|千|百"
_CURRENCIES = {
    "美元": "USD", "美金": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD", "日元": "JPY", "英镑": "GBP",
    "人民币": "CNY", "元人民币": "CNY", "新加坡元": "SGD", "新元": "SGD", "韩元": "KRW", "元": "CNY",
}  # fmt: skip
_MONEY = re.compile(
    rf"(?P<number>{_DIGITS}|"
    rf"{_SPELLED})(?P<hedge>[多余来几])?(?P<multiple>{_MULTIPLES})?[多余]?(?P<currency>美元|"
    rf"美金|欧元|港元|港币|日元|英镑|新加坡元|新元|韩元|元人民币|元(?!/|旦|首|素))"
)
_STEP = {
    "": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "十万": Decimal(10**5),
    "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8), "十亿": Decimal(10**9),
    "百亿": Decimal(10**10), "千亿": Decimal(10**11), "万亿": Decimal(10**12),
}  # fmt: skip
_WAN = Decimal(10_000)
# Land in 亩, floor in 平方米; what the unit leaves open (平方米 of land, 公顷) the words around decide.
_AREA = re.compile(
    rf"(?P<number>{_DIGITS}|{_SPELLED})[多余]?(?P<multiple>万|千|百)?[多余]?(?P<unit>亩|"
    rf"公顷|平方公里|平方千米|平方米|平米|平方|㎡|m²|m2)(?![/每])"
)
_AREA_IN = {
    "亩": ("land", Decimal(1)),
    "公顷": ("land", Decimal(15)),
    "平方公里": ("land", Decimal(1500)),
    "平方千米": ("land", Decimal(1500)),
}
_MU_SQUARE_METRES = Decimal(2000) / Decimal(3)
_LAND_WORDS = re.compile(r"(?:占地|用地|土地|总面积|规划面积|征地|供地|宗地)[^，。；、]{0,8}$")
_FLOOR_WORDS = re.compile(r"(?:建筑面积|总建筑|厂房|建设|新建|仓库|楼|用房|建筑)[^，。；、]{0,10}$")
_COUNT = re.compile(
    rf"(?P<number>{_DIGITS}|{_SPELLED})(?P<hedge>[多余])?(?P<multiple>万|"
    rf"亿)?[多余]?(?P<unit>个|家|项|件|户|宗|批次|批|人次|次|场|座|条|栋|幢|笔)"
)
_SHARE = re.compile(rf"(?:(?P<number>{_DIGITS})(?P<unit>%|个百分点)|百分之(?P<spelled>{_SPELLED}))")
_CAPACITY = re.compile(
    rf"(?:年产能?)?(?:{_DIGITS})(?:万|亿|千)?(?:吨/年|GWh级?|MWh级?|GW|MW|kW|千瓦时|兆瓦时|"
    rf"吉瓦时|千瓦|兆瓦|吉瓦|吨|台套|台|套|辆|件|片|颗|米|平方米/年|立方米)"
    rf"(?:/(?:{_DIGITS})(?:万|亿)?(?:MWh|GWh|千瓦时|兆瓦时|吉瓦时))?(?:/年)?"
)


def read_number(text: str) -> Decimal | None:
    """Digits with thousands commas, or Chinese numerals (两, 二十, 半); None when it is neither."""
    if text[:1].isdigit():
        return Decimal(text.replace(",", ""))
    return Decimal("0.5") if text == "半" else read_chinese_number(text)


def money_in(text: str) -> list[Amount]:
    """The sums of money of a text in 万 of their currency: 12亿元, 1700余亿元, 三千万美元, 5000元."""
    found = []
    for match in _MONEY.finditer(text):
        number = read_number(match["number"])
        if number is None or not (match["multiple"] or match["number"][0].isdigit()):
            continue
        currency = _CURRENCIES[match["currency"]]
        if match["currency"] == "元" and re.match(r"人民币", text[match.end() : match.end() + 3]):
            currency = "CNY"
        value = number * _STEP[match["multiple"] or ""] / _WAN
        unit = {"CNY": "万元", "USD": "万美元", "EUR": "万欧元", "HKD": "万港元"}.get(currency, "万" + currency)
        found.append(Amount(value, unit, currency, Mark(match.start(), match.end(), "amount"), "money"))
    return found


def areas_in(text: str) -> list[Amount]:
    """The areas of a text: land in 亩, floors in 平方米 (1 公顷 = 15 亩; 1 亩 = 2000/3 平方米)."""
    found = []
    for match in _AREA.finditer(text):
        number = read_number(match["number"])
        if number is None:
            continue
        value = number * _STEP[match["multiple"] or ""]
        mark = Mark(match.start(), match.end(), "area")
        before = text[max(0, match.start() - 14) : match.start()]
        if match["unit"] in _AREA_IN:
            kind, factor = _AREA_IN[match["unit"]]
            found.append(Amount((value * factor).normalize(), "亩", "", mark, kind))
        elif _LAND_WORDS.search(before) and not re.search(r"建筑[^，]*$", before):
            found.append(Amount(round(value / _MU_SQUARE_METRES, 4).normalize(), "亩", "", mark, "land"))
        else:
            found.append(Amount(value, "平方米", "", mark, "floor"))
    return found


def counts_in(text: str) -> list[Count]:
    """Numbers with a counting word: 4个, 51个, 两家, 15人次."""
    found = []
    for match in _COUNT.finditer(text):
        number = read_number(match["number"])
        if number is None or text[match.start() - 1 : match.start()] in tuple("第每.百") or _is_other_word(text, match):
            continue
        value = number * _STEP[match["multiple"] or ""]
        found.append(Count(value, match["unit"], Mark(match.start(), match.end(), "count")))
    return found


def _is_other_word(text: str, match: re.Match[str]) -> bool:
    """一个月, 三个方面, 一批优质项目, 一家人: words that count no things of ours."""
    after = text[match.end() : match.end() + 3]
    if after.startswith(
        (
            "月",
            "方面",
            "小时",
            "百分点",
            "五年",
            "世纪",
            "阶段",
            "星期",
            "工作日",
            "季度",
            "国家",
            "地区",
            "省",
            "市",
            "州",
            "县",
            "区",
            "字",
        )
    ):
        return True
    return match["number"] in ("一", "几") or (match["number"] == "百" and match["unit"] == "家")


def shares_in(text: str) -> list[Count]:
    """Percentages: 90%, 14.04%, 百分之九十."""
    found = []
    for match in _SHARE.finditer(text):
        number = read_number(match["number"] or match["spelled"])
        if number is not None:
            unit = match["unit"] or "%"
            found.append(Count(number, unit, Mark(match.start(), match.end(), "share")))
    return found


def capacities_in(text: str) -> list[Mark]:
    """Capacities as texts: 6MW, 20万千瓦/40万千瓦时, 年产15万吨."""
    return [Mark(match.start(), match.end(), "capacity", 0.7) for match in _CAPACITY.finditer(text)]
