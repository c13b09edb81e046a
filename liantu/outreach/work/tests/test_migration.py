"""Tasks that became duties: nothing is lost, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DUTIES = ("duties", "0001_initial")
BEFORE, AFTER = [("work", "0001_initial"), DUTIES], [("work", "0003_delete_task"), DUTIES]


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
def test_tasks_become_duties_and_tasks_again(old: Any) -> None:
    zone = old.get_model("accounts", "Zone").objects.create(code="north", name="北区")
    person = old.get_model("accounts", "User").objects.create(username="officer")
    chain = old.get_model("chains", "Chain").objects.create(zone=zone, code="steel", name="精品钢")
    meeting = old.get_model("work", "Meeting").objects.create(
        zone=zone, chain=chain, held_on=date(2026, 3, 1), title="例会"
    )
    common = {"zone": zone, "chain": chain, "owner": person, "given_by": person, "due_on": date(2026, 4, 1)}
    Task = old.get_model("work", "Task")
    first = Task.objects.create(text="拜访", state="done", closing_note="已见面", revision=3, meeting=meeting, **common)
    second = Task.objects.create(text="核实", **common)
    before = list(Task.objects.order_by("pk").values())

    new = moved(AFTER)
    duties = new.get_model("duties", "Duty").objects.order_by("pk")
    assert [(one.former, one.text, one.state, one.revision, one.closing_note) for one in duties] == [
        (f"work.task:{first.pk}", "拜访", "done", 3, "已见面"),
        (f"work.task:{second.pk}", "核实", "open", 1, ""),
    ]
    assert (duties[0].origin_type, duties[0].origin_id, duties[0].origin_label) == ("work.meeting", meeting.pk, "例会")
    assert {(one.about_type, one.about_id, one.about_label) for one in duties} == {("chains.chain", chain.pk, "精品钢")}

    again = moved(BEFORE)
    assert list(again.get_model("work", "Task").objects.order_by("pk").values()) == before
    assert not again.get_model("duties", "Duty").objects.exists()
