"""Rows of earlier versions of the program: nothing is lost, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liantu.foundation.flows.actions import decide
from liantu.foundation.flows.models import SignOff
from liantu.people.models import User, Zone
from liantu.projects import actions, reads
from liantu.projects.tests.test_stage_flow import DAY, TestStages

VERSIONS = ("versions", "0001_initial")
BEFORE, AFTER = (
    [("projects", "0008_delete_projectissue"), VERSIONS],
    [("projects", "0010_delete_stageplanversion"), VERSIONS],
)


def moved(target: list[tuple[str, str]]) -> Any:
    """The models as they are after migrating there."""
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    yield moved(BEFORE)
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
def test_plans_of_stages_become_rules_of_the_zone_and_plans_again(old: Any) -> None:
    zone, other = (
        old.get_model("accounts", "Zone").objects.create(code=code, name=code) for code in ("north", "south")
    )
    person = old.get_model("accounts", "User").objects.create(username="admin")
    plans = old.get_model("projects", "StagePlanVersion")
    moments = [datetime(2026, 3, day, 17, 30, tzinfo=UTC) for day in (1, 2, 3)]  # the next day in China
    for number, (state, at) in enumerate(zip(("retired", "retired", "published"), moments, strict=True), 1):
        plans.objects.create(
            zone=zone,
            number=number,
            text=f"stages: [{{code: lead, name: 线索{number}, counts: true, verifier: [chain_chief]}}]",
            state=state,
            note=f"第 {number} 次",
            made_by=person,
            made_at=at,
            published_by=person,
            published_at=at,
        )
    plans.objects.create(zone=zone, number=4, text="x", state="draft", made_by=person)
    plans.objects.create(
        zone=other, number=1, text="stages: []", state="published", published_at=moments[0], made_at=moments[0]
    )
    before = list(plans.objects.order_by("pk").values())

    new = moved(AFTER)
    rules = new.get_model("versions", "RuleVersion").objects.filter(zone_id=zone.pk).order_by("number")
    assert [(one.kind, one.number, one.state, one.note, one.in_force_on) for one in rules[:3]] == [
        ("stage_plan", 1, "retired", "第 1 次", date(2026, 3, 2)),
        ("stage_plan", 2, "retired", "第 2 次", date(2026, 3, 3)),
        ("stage_plan", 3, "published", "第 3 次", date(2026, 3, 4)),
    ]
    assert [(one.drafted_by_id, one.drafted_at, one.published_by_id, one.published_at) for one in rules[:3]] == [
        (person.pk, at, person.pk, at) for at in moments
    ]
    assert rules[3].state == "draft" and rules[3].published_at is None
    here = Zone.objects.get(pk=zone.pk)
    names = [reads.plan_of(here, date(2026, 3, day)).stages[0].name for day in (1, 2, 3, 4, 30)]
    assert names == ["线索", "线索1", "线索2", "线索3", "线索3"]

    again = moved(BEFORE)
    assert list(again.get_model("projects", "StagePlanVersion").objects.order_by("pk").values()) == before
    assert not again.get_model("versions", "RuleVersion").objects.exists()


@pytest.fixture
def todays_columns(old: Any) -> Iterator[None]:
    """What today's model of a project has beyond the tables of then, so that today's acts can make rows in them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE projects_project ADD COLUMN light_due_on date NULL")
        cursor.execute("ALTER TABLE projects_project ADD COLUMN search_key text NOT NULL DEFAULT ''")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE projects_project DROP COLUMN light_due_on")
        cursor.execute("ALTER TABLE projects_project DROP COLUMN search_key")


@pytest.mark.slow
def test_a_step_that_waited_before_there_were_flows_is_decided_like_any_other(old: Any, todays_columns: None) -> None:
    suite = TestStages()
    suite.people = list(suite.make_world())
    officer, chief, project = suite.people[0], suite.people[2], suite.make_row()
    step = actions.move_project(project, "signed", by=officer, on=DAY)
    asked = SignOff.objects.get()
    type(step).objects.update(consent=None, given={}, verb="")
    asked.delete()
    import_module("liantu.projects.migrations.0004_waiting_steps_ask").ask(old, None)
    step.refresh_from_db()
    assert step.consent is not None and step.consent.steps[0]["roles"] == asked.steps[0]["roles"]
    decide(step.consent, "agreed", by=chief)
    project.refresh_from_db()
    assert (project.stage, project.signed_on) == ("signed", DAY)
    assert set(project.moves.values_list("verb", flat=True)) == {"lead", "signed"}
    assert User.objects.filter(pk=officer.pk).exists()
