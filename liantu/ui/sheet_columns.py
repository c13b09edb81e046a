"""Which column of a person's sheet is which field: the header row found, names, synonyms, units, content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from liantu.lib.credit_code import why_invalid
from liantu.lib.reference_files import reference_path

HEADER_WITHIN = 25
_UNIT = re.compile(
    r"[(\[【（]\s*(?:单位[:：]?)?\s*([^()\[\]【】（）]{1,10})[)\]】）]|[/／]\s*(亿元|万元|元|亩|平方米|公顷)$|,?单位[:：](\S{1,6})$"
)
_NOISE = re.compile(r"[\s*＊:：、.。_\-—·]+")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
UNITS = ("亿元", "万元", "千元", "元", "亿", "万", "亩", "平方米", "平米", "㎡", "m2", "公顷", "%", "千伏安", "kva")


@dataclass(frozen=True)
class Match:
    """The field of a column, the unit its header names, and how it was found: name, synonym, content, remembered."""

    field: str
    unit: str
    by: str


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Field → what offices call it (``reference/sheet_columns.yaml``)."""
    loaded = yaml.safe_load(reference_path("sheet_columns.yaml").read_text("utf-8"))
    return {field: tuple(map(plain, names)) for field, names in loaded["columns"].items()}


@cache
def _totals() -> frozenset[str]:
    loaded = yaml.safe_load(reference_path("sheet_columns.yaml").read_text("utf-8"))
    return frozenset(plain(word) for word in loaded["totals"])


@cache
def _signs() -> tuple[str, ...]:
    return tuple(yaml.safe_load(reference_path("sheet_columns.yaml").read_text("utf-8"))["signs"])


def plain(header: str) -> str:
    """A header without blanks, signs and its unit, in small half-width letters."""
    even = unicodedata.normalize("NFKC", header).strip().lower()
    return _NOISE.sub("", _UNIT.sub("", even))


def unit_of(header: str) -> str:
    """The unit a header names in brackets (投资额（亿元） → 亿元); '' when it names none we know."""
    found = _UNIT.search(unicodedata.normalize("NFKC", header).strip().lower())
    text = next((part for part in found.groups() if part), "").strip() if found else ""
    return next((unit for unit in UNITS if text.endswith(unit)), "")


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row only sums others up: its first filled cell says so."""
    first = next((cell for cell in cells if cell.strip()), "")
    return plain(first) in _totals()


def is_signature(cells: Sequence[str]) -> bool:
    """Whether a row only signs or explains the sheet: 审核人：甲 │ 填表人：乙; every filled cell is of that kind."""
    filled = [unicodedata.normalize("NFKC", cell).strip() for cell in cells if cell.strip()]
    return bool(filled) and all(":" in cell for cell in filled) and filled[0].startswith(_signs())


def header_row(rows: Sequence[Sequence[str]], fields: Sequence[str], labels: Sequence[str]) -> int:
    """The number of the row with the column names: of the first rows the one that names most fields, else the first."""
    names = _names(fields, labels)
    best, best_count = 0, 0
    for number, cells in enumerate(rows[:HEADER_WITHIN]):
        count = len({names[plain(cell)] for cell in cells if plain(cell) in names})
        if count > best_count:
            best, best_count = number, count
    return best


def _names(fields: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    """Everything a column may be called → field; exact labels before synonyms, the first field before the later."""
    names: dict[str, str] = {}
    for field, label in zip(fields, labels, strict=True):
        names.setdefault(plain(label), field)
    for field in fields:
        names.setdefault(plain(field), field)
    for field in fields:
        for word in synonyms().get(field, ()):
            names.setdefault(word, field)
    return names


def match_columns(
    headers: Sequence[str],
    fields: Sequence[str],
    labels: Sequence[str],
    sample: Sequence[Sequence[str]],
    remembered: Mapping[str, str] | None = None,
) -> dict[int, Match]:
    """Column → field. What a person chose for the same headers before comes first, then names, synonyms, content.

    A field is given to one column only; a column that fits nothing is left out.
    """
    found: dict[int, Match] = {}
    if remembered:
        for place, field in remembered.items():
            if field in fields and int(place) < len(headers):
                found[int(place)] = Match(field, unit_of(headers[int(place)]), "remembered")
        return found
    exact = {plain(label): field for field, label in zip(fields, labels, strict=True)} | {
        plain(one): one for one in fields
    }
    taken: set[str] = set()
    for by, names in (("name", exact), ("synonym", _names(fields, labels))):
        for index, header in enumerate(headers):
            named = names.get(plain(header)) if plain(header) else None
            if index not in found and named is not None and named not in taken:
                found[index] = Match(named, unit_of(header), by)
                taken.add(named)
    for index in range(len(headers)):
        field = _by_content([row[index] for row in sample if index < len(row)]) if index not in found else ""
        if field and field in fields and field not in taken:
            found[index] = Match(field, "", "content")
            taken.add(field)
    return found


def _by_content(cells: Sequence[str]) -> str:
    """What a column without a known name must be: credit codes or telephones; '' for everything else."""
    filled = [cell.strip() for cell in cells if cell.strip()][:60]
    if len(filled) < 3:
        return ""
    if sum(1 for cell in filled if len(cell) == 18 and not why_invalid(cell)) >= 0.8 * len(filled):
        return "credit_code"
    return "contact_phone" if sum(1 for cell in filled if _PHONE.fullmatch(cell)) >= 0.8 * len(filled) else ""
