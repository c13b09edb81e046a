"""Duties get their history from the log: every step of before, and none twice."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.duties import actions
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty, DutyStep
from liantu.foundation.duties.tests.test_duties import GIVER, cast

LINES = ("verb", "from_state", "to_state", "note", "taken_by__username", "taken_at")


def given() -> Duty:
    people = cast()
    owed = Owed("核实", people.owner.pk, timezone.localdate())
    return actions.give_duty(GIVER, owed, about=people.zone, zone=people.zone, by=people.leader)


@pytest.fixture
def back_again(transactional_db: None) -> Iterator[None]:
    yield
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
def test_the_steps_go_and_come_again_from_the_log(back_again: None) -> None:
    duty, people = given(), cast()
    actions.take_step(duty, "finish", "已办", by=people.owner)
    actions.take_step(duty, "confirm", "属实", by=people.leader)
    before = [line[:5] for line in DutyStep.objects.values_list(*LINES)]
    MigrationExecutor(connection).migrate([("duties", "0001_initial")])
    MigrationExecutor(connection).migrate([("duties", "0003_steps_from_the_log")])
    assert [line[:5] for line in DutyStep.objects.values_list(*LINES)] == before


@pytest.mark.django_db
def test_steps_told_in_the_words_of_before_and_rows_that_were_tasks() -> None:
    fill = import_module("liantu.foundation.duties.migrations.0003_steps_from_the_log").fill
    people, duty, former = cast(), given(), given()
    DutyStep.objects.all().delete()
    Duty.objects.filter(pk=former.pk).update(former="work.task:7", state="done")
    Duty.objects.filter(pk=duty.pk).update(state="done")
    record(
        "duties.hand",
        by=people.owner,
        zone=people.zone,
        target=duty,
        before={"state": "open", "owner": "a"},
        after={"state": "open", "owner": "b"},
        reason="调离",
    )
    record(
        "duties.finish",
        by=people.owner,
        zone=people.zone,
        target=duty,
        before={"state": "open"},
        after={"state": "done"},
        reason="已办",
    )
    for _again in range(2):
        fill(apps, None)
        assert list(duty.steps.values_list(*LINES[:5])) == [
            ("give", "", "open", "", "data"),
            ("hand", "open", "open", "调离", "officer"),
            ("finish", "open", "done", "已办", "officer"),
        ]
        assert list(former.steps.values_list("verb", flat=True)) == ["give", "finish"]
