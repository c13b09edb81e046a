"""A zone with its people, and a small rule it may write itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pydantic import Field

from liantu.foundation.versions.slots import RuleKind, rule_kind
from liantu.lib.dated import RuleModel, parse_yaml, typed
from liantu.lib.problems import Problem
from liantu.people.models import Membership, User, Zone

SHIPPED = "most_days: 5\nwords: [一, 二]\n"


class Small(RuleModel):
    """A rule of two lines."""

    most_days: int = Field(ge=1, le=30)
    words: tuple[str, ...] = ()


def _not_seven(_zone: Zone, rule: Small) -> list[Problem]:
    return [Problem("seven", "Not seven.", where="rule · most_days")] if rule.most_days == 7 else []


KIND = RuleKind(
    "small",
    "小规则",
    read=lambda text: typed(Small, parse_yaml(text, source="rule"), source="rule"),
    shipped=lambda _day: SHIPPED,
    view="versions.view",
    keep="projects.plan",
    second=("zone_administrator", "zone_leadership"),
    template="versions/_text.html",
    check=_not_seven,
    shown=lambda rule: {"text": f"最多 {rule.most_days} 天"},
)


@dataclass
class World:
    """What the tests stand in."""

    zone: Zone
    admin: User
    other: User
    boss: User
    officer: User


def people_of_a_zone() -> World:
    """A new zone with its people."""
    zone = Zone.objects.create(code="north", name="北区")
    roles = {
        "admin": "zone_administrator",
        "other": "zone_administrator",
        "boss": "zone_leadership",
        "officer": "promotion_officer",
    }
    people: dict[str, Any] = {}
    for name, role in roles.items():
        people[name] = User.objects.create_user(name)
        Membership.objects.create(user=people[name], zone=zone, role=role)
    return World(zone, **people)


@pytest.fixture(autouse=True)
def small_rule() -> Iterator[RuleKind]:
    """The small rule, declared as long as a test runs."""
    rule_kind.fill(KIND.code, KIND, module=__name__)
    yield KIND
    rule_kind._fillings.pop(KIND.code)


@pytest.fixture
def world(db: None) -> World:
    return people_of_a_zone()


def on(day: int) -> date:
    """A day far ahead."""
    return date(2099, 1, day)
