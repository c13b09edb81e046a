"""A zone with its people and a project that could be signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from liantu.chains import factories
from liantu.people.models import User, Zone
from liantu.projects import actions, reads
from liantu.projects.models import Project


@dataclass
class World:
    """What the tests of the room stand in."""

    zone: Zone
    officer: User
    colleague: User
    chief: User
    boss: User
    data: User


def people_of_a_zone() -> World:
    """A new zone with its people."""
    zone = factories.make_zone()
    return World(
        zone,
        factories.make_person("officer", zone, "promotion_officer"),
        factories.make_person("colleague", zone, "promotion_officer"),
        factories.make_person("chief", zone, "chain_chief"),
        factories.make_person("boss", zone, "zone_leadership"),
        factories.make_person("data", zone, "data_officer"),
    )


@pytest.fixture
def world(db: None) -> World:
    return people_of_a_zone()


FILLED = {
    "investor_name": "汾泽冷轧科技有限公司", "content": "年产十万吨冷轧板", "site_need": "用地 80 亩",
    "industry_class": "strategic_emerging", "capital_origin": "domestic_out_province", "planned_start_on": "2026-09-01",
}  # fmt: skip


@pytest.fixture
def ready(world: World) -> Callable[..., Project]:
    """Makes a project with all that the stages up to ``signed`` ask, less what is named in ``without``."""

    def make(*without: str) -> Project:
        project = actions.open_project(
            world.zone,
            {"name": "冷轧板项目", **{k: v for k, v in FILLED.items() if k not in without}},
            by=world.officer,
            on=date(2026, 1, 5),
        )
        plan = reads.plan_of(world.zone, date(2026, 1, 5))
        tags = {
            name
            for stage in plan.stages
            if stage.order <= plan.stage("signed").order
            for one in stage.requires
            if one.kind == "evidence"
            for name in one.names
        }
        for tag in sorted(tags - set(without)):
            actions.bring_paper(project, [tag], by=world.officer, reference=f"文件 {tag}")
        for rung in ("intent", "signed"):
            if rung not in without:
                actions.state_money(project, rung, Decimal(80_000), by=world.officer, on=date(2026, 2, 1))
        return project

    return make
