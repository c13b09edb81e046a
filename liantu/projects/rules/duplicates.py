"""Are two projects one? Candidates by investor, name, amount and place; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from liantu.lib.chinese_text import company_name_key

LEAST_SCORE = 0.6
GROUP_MOST = 60  # projects sharing a key beyond which the key says nothing


@dataclass(frozen=True)
class ProjectKey:
    """What is compared of a project."""

    key: int
    name: str
    investor: str
    credit_code: str
    amount_wan_yuan: Decimal | None
    node_code: str


@dataclass(frozen=True)
class Pair:
    """Two projects that may be one: score 0–1 and the grounds that made it."""

    first: int
    second: int
    score: float
    grounds: tuple[str, ...]


def duplicate_pairs(projects: Iterable[ProjectKey]) -> list[Pair]:
    """Pairs that share investor, company or name and reach LEAST_SCORE, the likeliest first."""
    rows = {one.key: one for one in projects}
    groups: dict[str, list[int]] = defaultdict(list)
    for one in rows.values():
        for key in (f"i:{company_name_key(one.investor)}", f"c:{one.credit_code}", f"n:{one.name.strip()}"):
            if len(key) > 2:
                groups[key].append(one.key)
    pairs = {
        (min(a, b), max(a, b))
        for members in groups.values()
        if len(members) <= GROUP_MOST
        for a, b in combinations(members, 2)
    }
    found = [_judge(rows[a], rows[b]) for a, b in pairs]
    likely = [one for one in found if one.score >= LEAST_SCORE]
    return sorted(likely, key=lambda one: (-one.score, one.first, one.second))


def _judge(first: ProjectKey, second: ProjectKey) -> Pair:
    same_investor = company_name_key(first.investor) == company_name_key(second.investor)
    tests = {
        "company": (0.7, bool(first.credit_code) and first.credit_code == second.credit_code),
        "investor": (0.4, bool(first.investor) and same_investor),
        "name": (0.4, first.name.strip() == second.name.strip()),
        "amount": (0.2, _near(first.amount_wan_yuan, second.amount_wan_yuan)),
        "node": (0.2, bool(first.node_code) and first.node_code == second.node_code),
    }
    grounds = tuple(name for name, (_weight, holds) in tests.items() if holds)
    return Pair(first.key, second.key, min(1.0, sum(tests[name][0] for name in grounds)), grounds)


def _near(first: Decimal | None, second: Decimal | None) -> bool:
    """Within five percent of each other."""
    return bool(first and second and abs(first - second) <= max(first, second) * Decimal("0.05"))
