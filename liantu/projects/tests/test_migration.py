"""Blockages that became duties: nothing is lost, merges can still be parted, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DUTIES = ("duties", "0001_initial")
BEFORE = [("projects", "0006_checksums_of_papers"), DUTIES]
AFTER = [("projects", "0008_delete_projectissue"), DUTIES]


def moved(target: list[tuple[str, str]]) -> Any:
    """The models as they are after migrating there."""
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def old(transactional_db: None) -> Iterator[Any]:
    yield moved(BEFORE)
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
def test_blockages_become_duties_and_blockages_again(old: Any) -> None:
    zone = old.get_model("accounts", "Zone").objects.create(code="north", name="北区")
    person = old.get_model("accounts", "User").objects.create(username="officer")
    Project = old.get_model("projects", "Project")
    stays, goes = (Project.objects.create(zone=zone, name=name, number=name) for name in ("甲", "乙"))
    issues = old.get_model("projects", "ProjectIssue")
    common = {"zone": zone, "project": stays, "owner": person, "raised_by": person, "due_on": date(2026, 4, 1)}
    issues.objects.create(text="缺气", kind="utilities", department="燃气公司", **common)
    told = {"state": "confirmed", "solution": "已通", "confirmed_by_firm": "张经理", "closed_on": date(2026, 4, 2)}
    done = issues.objects.create(text="缺地", kind="land", **common, **told)
    merge = old.get_model("projects", "ProjectMerge").objects.create(
        zone=zone, survivor=stays, absorbed=goes, reason="同一项目", moved={"papers": [], "issues": [done.pk]}
    )
    before = list(issues.objects.order_by("pk").values())

    new = moved(AFTER)
    duties = list(new.get_model("duties", "Duty").objects.order_by("pk"))
    assert [(one.text, one.topic, one.office, one.state, one.confirm) for one in duties] == [
        ("缺气", "utilities", "燃气公司", "open", "firm"),
        ("缺地", "land", "", "confirmed", "firm"),
    ]
    assert (duties[1].closing_note, duties[1].confirmed_by_name, duties[1].about_id) == ("已通", "张经理", stays.pk)
    assert new.get_model("projects", "ProjectMerge").objects.get(pk=merge.pk).moved["issues"] == [duties[1].pk]

    again = moved(BEFORE)
    assert list(again.get_model("projects", "ProjectIssue").objects.order_by("pk").values()) == before
    assert again.get_model("projects", "ProjectMerge").objects.get(pk=merge.pk).moved["issues"] == [done.pk]
