"""Provinces and cities of China as registers write them, brought to one short name (GB/T 2260 codes)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from liantu.lib.reference_files import reference_path

_CITY_ENDINGS = ("地区", "市", "盟")
_PLACE_ENDINGS = ("市", "区", "县", "州", "盟", "旗")
_PREFECTURE = re.compile(
    r"(.{2,4}?)(?:(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|哈尼|傣|白|景颇|傈僳|回|蒙古|哈萨克|柯尔克孜)族?)+自治州$"
)
_EMPTY = {"", "N/A", "NA", "NULL", "NONE", "NAN", "-", "--", "/", "无", "不详", "未知", "暂无"}


@dataclass(frozen=True)
class Province:
    """One of the 34 first-level divisions: two-digit code, short name (江苏), full name, one-character sign."""

    code: str
    short: str
    name: str
    abbreviation: str
    english: str
    kind: str


@cache
def provinces() -> tuple[Province, ...]:
    """All 34 first-level divisions in the order of their codes (``reference/regions/provinces.csv``)."""
    with reference_path("regions", "provinces.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(Province(**row) for row in csv.DictReader(lines))


@cache
def _province_by_spelling() -> dict[str, Province]:
    spellings: dict[str, Province] = {}
    for province in provinces():
        for spelling in (
            province.short,
            province.name,
            province.abbreviation,
            province.code,
            province.code + "0000",
            province.english.upper(),
            province.short + "省",
            province.short + "市",
            province.short + "自治区",
        ):
            spellings[spelling] = province
    return spellings


def find_province(text: str) -> Province | None:
    """The province that the text names: 江苏, 江苏省, 苏, 32, 320000, 320500 or the start of a longer place name.

    None when the text is empty or names none. Never fails.
    """
    clean = _clean(text)
    if not clean:
        return None
    found = _province_by_spelling().get(clean.upper())
    if found is not None:
        return found
    if re.fullmatch(r"\d{4}|\d{6}|\d{9}|\d{12}", clean):
        return _province_by_spelling().get(clean[:2])
    clean = clean.removeprefix("中国").removeprefix("中华人民共和国")
    return next((province for province in provinces() if clean.startswith(province.short)), None)


def normalise_province(text: str) -> str:
    """The short name of the province in the text (江苏), or the empty text when it names none."""
    province = find_province(text)
    return province.short if province else ""


def normalise_city(text: str) -> str:
    """The city in the text without province before it and 市/地区/盟/自治州 after it: 江苏省苏州市 → 苏州.

    Division codes and missing marks become the empty text; other texts are kept as they stand.
    """
    clean = _clean(text)
    if not clean or clean.isdigit():
        return ""
    province, rest = _split_province(clean)
    if province is not None and rest in {"", "市辖区", "县"}:
        return province.short if province.kind in {"municipality", "special"} else ""
    if match := _PREFECTURE.match(rest):
        return match[1]
    for ending in _CITY_ENDINGS:
        if rest.endswith(ending) and len(rest) - len(ending) >= 2:
            return rest.removesuffix(ending)
    return rest


def _split_province(clean: str) -> tuple[Province | None, str]:
    """The province standing before a place and the place; (None, text) when the text starts with a city.

    吉林市 is a city of 吉林, 海南藏族自治州 lies in 青海: a province's short name counts only before a full place name.
    """
    for province in provinces():
        if not clean.startswith(province.short):
            continue
        for spelling in (province.name, province.short + "省", province.short + "自治区"):
            if clean.startswith(spelling):
                return province, clean.removeprefix(spelling)
        rest = clean.removeprefix(province.short)
        if province.kind in {"municipality", "special"}:
            return province, rest.removeprefix("市").removeprefix("特别行政区")
        if len(rest) >= 3 and rest.endswith(_PLACE_ENDINGS) and "族" not in rest:
            return province, rest
    return None, clean


def province_of_city(text: str) -> str:
    """The short name of the province when the city text contains it (江苏省苏州市 → 江苏); empty otherwise.

    A bare city name (朝阳) can lie in several provinces, so nothing is guessed from it.
    """
    clean = _clean(text)
    if re.fullmatch(r"\d{4}|\d{6}|\d{9}|\d{12}", clean):
        return normalise_province(clean)
    province, _ = _split_province(clean)
    return province.short if province else ""


def province_of_code(code: str) -> str:
    """The short name of the province whose office issued a credit code (characters 3–4); empty when unknown.

    Codes registered at the national office (division 100000) name no province.
    """
    province = _province_by_spelling().get(code[2:4]) if len(code) == 18 else None
    return province.short if province else ""


def _clean(text: str) -> str:
    clean = re.sub(r"[\s\u3000]+", "", unicodedata.normalize("NFKC", text))
    return "" if clean.upper() in _EMPTY else clean
