"""Are two projects one? Candidates by investor, name, amount and place; a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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


def blocks_of(project: ProjectKey) -> list[str]:
    """Texts of which two projects must share one to be compared: investor, company, name."""
    keys = {"i": company_name_key(project.investor), "c": project.credit_code, "n": project.name.strip()}
    return [f"{kind}:{text}" for kind, text in keys.items() if text]


def judge_pair(first: ProjectKey, second: ProjectKey) -> Pair:
    """How likely two projects are one, and the grounds; below LEAST_SCORE they are two."""
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
