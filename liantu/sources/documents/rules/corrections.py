"""A fact as a person writes it anew: each field keeps its kind, and a number stays a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from liantu.lib.money import read_money
from liantu.lib.problems import Problem, ProblemsError
from liantu.reader.facts import Amount, Day, Fact, Outcome, Stage
from liantu.reader.schema import number_of

TEXT_MOST = 300
UNITS = {
    "total_investment": "万元",
    "annual_output": "万元",
    "annual_tax": "万元",
    "land_area": "亩",
    "floor_area": "平方米",
}
# what a text does not say is empty; the kind a field has once it is written
_KINDS: dict[str, type] = {"stage": Stage, "date": Day, "outcome": Outcome, **dict.fromkeys(UNITS, Amount)}
SURE, FAIRLY_SURE = 0.85, 0.7
"""How sure the reader must be that a fact may be accepted with others at once, and that it needs no closer look."""
NOT_WRITTEN = ("text", "people", "hosts")
"""Fields that follow from the document and that nobody writes anew."""


@dataclass(frozen=True)
class Written:
    """A field that may be written anew: its name, its value, and what the box of the form holds."""

    name: str
    value: Any
    box: str


def written_fields(fact: Fact) -> list[Written]:
    """The fields of a fact that a person may write anew, in their order."""
    found = []
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name not in NOT_WRITTEN and not (isinstance(value, tuple) and not all(map(_is_text, value))):
            found.append(Written(field.name, value, _box(value)))
    return found


def corrected(fact: Fact, given: Mapping[str, str]) -> Fact:
    """The fact with the fields in ``given`` (name → text, lists joined by 、) written anew; other names are passed by.

    Raises ProblemsError when nothing is changed, a number is none, or a text is too long.
    """
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    for one in written_fields(fact):
        text = given.get(one.name)
        if not isinstance(text, str) or text.strip() == one.box:
            continue
        if len(text.strip()) > TEXT_MOST:
            params = {"length": len(text.strip()), "most": TEXT_MOST}
            problems.append(
                Problem("too_long", "The text has %(length)s characters; %(most)s fit.", where=one.name, params=params)
            )
            continue
        try:
            value = _written(one, text.strip())
        except ValueError:
            problems.append(
                Problem(
                    "fact_not_a_number",
                    "“%(text)s” is no number.",
                    where=one.name,
                    fix="Write digits only, in the unit shown.",
                    params={"text": text.strip()[:40]},
                )
            )
            continue
        if value != one.value:
            changes[one.name] = value
    if problems:
        raise ProblemsError(problems)
    if not changes:
        raise ProblemsError([Problem("nothing_corrected", "Nothing was changed. Accept it, or write what is right.")])
    return replace(fact, **changes)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _box(value: object) -> str:
    match value:
        case tuple():
            return "、".join(value)
        case Day():
            return value.text if "X" in value.iso else value.iso
        case Stage():
            return value.code
        case Amount():
            return _plain(value.value)
        case Outcome():
            return value.text
        case Decimal():
            return _plain(value)
    return "" if value is None else str(value)


def _written(one: Written, text: str) -> Any:
    """The field's new value. Raises ValueError for a number that is none."""
    kind = _KINDS.get(one.name, type(one.value))
    if kind is tuple:
        return tuple(item.strip() for item in text.replace("；", "、").split("、") if item.strip())
    if kind is Day:
        return Day(one.value.text if one.value is not None and "X" not in text else text, text)
    if kind is Stage:
        return replace(one.value, code=text) if one.value is not None else Stage(text)
    if kind is Outcome:
        return replace(one.value, text=text) if one.value is not None else Outcome(is_signed=False, text=text)
    if kind is Amount:
        return _amount(one, text)
    if kind is Decimal or (one.name == "value" and one.value is None):
        return _number(text)
    return text


def _amount(one: Written, text: str) -> Amount | None:
    if not text:
        return None
    unit, currency = UNITS[one.name], "CNY"
    if one.value is not None:
        unit, currency = one.value.unit, one.value.currency
    value = _sum_in_wan_yuan(text) if unit == "万元" and text.endswith("元") else _number(text)
    # what is shown is what the person wrote, no longer what the paper said
    return Amount(f"{_plain(value)}{unit}", value, unit, currency if unit == "万元" else "")


def _sum_in_wan_yuan(text: str) -> Decimal:
    """A sum with its unit, as the page shows it and a person copies it: 5.6亿元 is 56000."""
    found = read_money(text)
    if found.amount_wan is None or found.currency != "CNY":
        raise ValueError(text)
    return found.amount_wan


def _number(text: str) -> Decimal:
    value = number_of(text)
    if value is None:
        raise ValueError(text)
    return value
