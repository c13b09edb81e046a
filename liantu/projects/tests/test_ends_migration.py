"""Ends of projects that stood in the log alone become steps of the flow, in the stage of their day; and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("projects", "0010_delete_stageplanversion"), ("audit", "0002_append_only")]
AFTER = [("projects", "0011_ends_become_steps"), ("audit", "0002_append_only")]


def moved(target: list[tuple[str, str]]) -> Any:
    """The models as they are after migrating there."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    yield moved(BEFORE)
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
def test_ends_become_steps_and_are_ends_again(old: Any) -> None:
    zone = old.get_model("accounts", "Zone").objects.create(code="north", name="北区")
    person = old.get_model("accounts", "User").objects.create(username="officer")
    project = old.get_model("projects", "Project").objects.create(
        zone=zone, name="甲", number="1", stage="signed", health="terminated", ended_reason="land", ended_note="无地"
    )
    moves = old.get_model("projects", "StageMove").objects
    for stage, month in (("lead", 1), ("intent", 3), ("signed", 6)):
        at = datetime(2026, month, 1, tzinfo=UTC)
        moves.create(zone=zone, project=project, to_state=stage, on=at.date(), taken_at=at, state="made", verb=stage)
    before = list(moves.order_by("pk").values())
    entries = old.get_model("audit", "AuditEntry").objects
    common = {"zone": zone, "actor": person, "actor_label": "officer", "target_type": "projects.project"}
    for number, (verb, month, target, after, reason) in enumerate(
        (
            ("projects.ended", 4, project.pk, {"health": "suspended", "reason": "funds", "went_to": ""}, "等钱"),
            ("projects.resumed", 5, project.pk, {"health": "normal"}, "有钱了"),
            ("projects.ended", 7, project.pk, {"health": "terminated", "reason": "land", "went_to": ""}, "无地"),
            ("projects.ended", 7, 999_999, {"health": "terminated"}, "已删除的项目"),
        ),
        1,
    ):
        at = datetime(2026, month, 2, tzinfo=UTC)
        entries.create(
            **common,
            sequence=number,
            verb=verb,
            target_id=str(target),
            after=after,
            reason=reason,
            at=at,
            entry_hash="x",
        )

    new = moved(AFTER)
    steps = list(new.get_model("projects", "StageMove").objects.filter(verb__startswith="project.").order_by("pk"))
    assert [(one.verb, one.from_state, one.to_state, one.note, one.on) for one in steps] == [
        ("project.end", "intent", "intent", "等钱", date(2026, 4, 2)),
        ("project.resume", "intent", "intent", "有钱了", date(2026, 5, 2)),
        ("project.end", "signed", "signed", "无地", date(2026, 7, 2)),
    ]
    assert steps[0].given["reason_code"] == "funds" and steps[1].given == {}
    assert {(one.state, one.taken_by_id, one.project_id) for one in steps} == {("made", person.pk, project.pk)}

    again = moved(BEFORE)
    assert list(again.get_model("projects", "StageMove").objects.order_by("pk").values()) == before
