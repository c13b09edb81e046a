"""Which records may be the same enterprise: by credit code, by name, by former name — and why, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liantu.lib.chinese_text import branch_of, company_name_key, company_name_stem, former_names
from liantu.lib.credit_code import is_valid_code, normalise_code

ReasonCode = Literal[
    "same_code",
    "same_name",
    "former_name",
    "same_stem",
    "same_city",
    "same_province",
    "other_code",
    "other_place",
    "branch_of_parent",
    "other_branch",
]
# What each reason adds to the score (points of 100). The house's own values: a shared valid code proves identity, a
# name alone does not (register names are unique only within one registration authority), two different valid codes
# nearly disprove it.
POINTS: dict[ReasonCode, int] = {
    "same_code": 95,
    "same_name": 70,
    "former_name": 60,
    "same_stem": 35,
    "same_city": 15,
    "same_province": 5,
    "other_code": -55,
    "other_place": -20,
    "branch_of_parent": -60,
    "other_branch": -60,
}
OFFER_FROM = 40
MOST_IN_A_BLOCK = 50
"""A key shared by more records than this says nothing (商行, 贸易); the block is passed over, its size is told."""


@dataclass(frozen=True)
class Identity:
    """What tells an enterprise apart. ``other_names``: former and short ones, not the present one."""

    key: int
    credit_code: str
    name: str
    other_names: tuple[str, ...] = ()
    province: str = ""
    city: str = ""


@dataclass(frozen=True)
class Reason:
    """One argument for (points above 0) or against two records being one; ``detail`` is the value both or each have."""

    code: ReasonCode
    points: int
    detail: str = ""


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one, the smaller key first; ``score`` 0…100 is the sum of the reasons, cut."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


def compare(first: Identity, second: Identity) -> Candidate:
    """How likely two records are one enterprise, with every reason; the order of the two does not matter."""
    if second.key < first.key:
        first, second = second, first
    reasons = [*_codes(first, second), *_names(first, second), *_places(first, second)]
    score = max(0, min(100, sum(reason.points for reason in reasons)))
    return Candidate(first.key, second.key, score, tuple(reasons))


def blocks_of(record: Identity) -> set[str]:
    """Texts of which two records must share one to be compared: a code, a name key, a former name or a stem."""
    blocks = {f"code {code}" for code in [normalise_code(record.credit_code)] if code}
    for name in _all_names(record):
        for kind, text in (("name", company_name_key(name)), ("stem", company_name_stem(name))):
            if text:
                blocks.add(f"{kind} {text}")
    return blocks


def _all_names(record: Identity) -> tuple[str, ...]:
    return (record.name, *record.other_names, *former_names(record.name))


def _reason(code: ReasonCode, detail: str = "") -> Reason:
    return Reason(code, POINTS[code], detail)


def _codes(first: Identity, second: Identity) -> list[Reason]:
    one, other = normalise_code(first.credit_code), normalise_code(second.credit_code)
    if one and one == other:
        return [_reason("same_code", one)]
    if one and other and is_valid_code(one) and is_valid_code(other):
        return [_reason("other_code", f"{one} / {other}")]
    return []


def _names(first: Identity, second: Identity) -> list[Reason]:
    one, other = company_name_key(first.name), company_name_key(second.name)
    if one and one == other:
        return [_reason("same_name", first.name)]
    mine = {company_name_key(name): name for name in _all_names(first)}
    theirs = {company_name_key(name): name for name in _all_names(second)}
    if shared := sorted(key for key in mine if key and key in theirs):
        return [_reason("former_name", mine[shared[0]])]
    branches = branch_of(first.name), branch_of(second.name)
    if branches[0] is not None or branches[1] is not None:
        parents = [company_name_key(branch.parent) if branch else "" for branch in branches]
        if parents[0] and parents[0] == parents[1]:
            return [_reason("same_stem", first.name), _reason("other_branch", second.name)]
        if parents[0] == other or parents[1] == one:
            return [_reason("same_stem", first.name), _reason("branch_of_parent", second.name)]
    if company_name_stem(first.name) == company_name_stem(second.name):
        return [_reason("same_stem", company_name_stem(first.name))]
    return []


def _places(first: Identity, second: Identity) -> list[Reason]:
    if first.city and first.city == second.city:
        return [_reason("same_city", first.city)]
    if first.province and first.province == second.province:
        return [_reason("same_province", first.province)]
    if first.province and second.province:
        return [_reason("other_place", f"{first.province} / {second.province}")]
    return []
