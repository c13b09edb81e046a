"""Rows of outreach that became something else: nothing is lost, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

FIRST, FLOW = [("outreach", "0001_initial")], [("outreach", "0003_steps_of_agreements")]
REST = [("audit", "0002_append_only"), ("duties", "0001_initial")]


def moved(target: list[tuple[str, str]]) -> Any:
    """The models as they are after migrating there."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target + REST).apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    yield moved(FIRST)
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
def test_agreements_get_their_history_from_the_log(old: Any) -> None:
    zone = old.get_model("accounts", "Zone").objects.create(code="north", name="北区")
    person = old.get_model("accounts", "User").objects.create(username="officer")
    rows = old.get_model("outreach", "Agreement").objects
    common = {"zone": zone, "kind": "framework_agreement", "parties": "甲；乙"}
    logged = rows.create(title="有记录", state="in_force", **common)
    bare = rows.create(title="无记录", state="reviewed", keeper=person, **common)
    entries = old.get_model("audit", "AuditEntry").objects
    changes: list[tuple[str, dict[str, str]]] = [
        ("added", {"state": "draft", "title": "有记录"}),
        ("changed", {"title": "有记录"}),
        ("changed", {"state": "in_force"}),
    ]
    for number, (verb, after) in enumerate(changes, 1):
        told = {"verb": f"outreach.agreement.{verb}", "target_type": "outreach.agreement", "after": after}
        entries.create(
            zone=zone, sequence=number, actor=person, target_id=str(logged.pk), at=timezone.now(),
            entry_hash=f"{number}", **told,
        )  # fmt: skip
    before = list(rows.order_by("pk").values())

    new = moved(FLOW)
    lines = new.get_model("outreach", "AgreementStep").objects.order_by("agreement_id", "pk")
    assert [(one.agreement_id, one.verb, one.from_state, one.to_state, one.taken_by_id) for one in lines] == [
        (logged.pk, "kept", "", "draft", person.pk),
        (logged.pk, "", "draft", "in_force", person.pk),
        (bare.pk, "kept", "", "reviewed", person.pk),
    ]
    again = moved(FIRST)
    assert list(again.get_model("outreach", "Agreement").objects.order_by("pk").values()) == before
