"""Rows of outreach that became something else: nothing is lost, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

FIRST, FLOW = [("outreach", "0001_initial")], [("outreach", "0003_steps_of_agreements")]
DUTIES = [("outreach", "0005_fields_that_became_duties")]
REST = [("audit", "0002_append_only"), ("duties", "0003_steps_from_the_log")]


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


@pytest.mark.slow
def test_what_follows_becomes_duties_and_is_taken_back(old: Any) -> None:
    zone = old.get_model("accounts", "Zone").objects.create(code="north", name="北区")
    person = old.get_model("accounts", "User").objects.create(username="officer")
    visits, papers = old.get_model("outreach", "Engagement").objects, old.get_model("outreach", "Agreement").objects
    obligations = old.get_model("outreach", "Obligation").objects
    common = {"zone": zone, "kind": "outbound_trip", "on": date(2026, 3, 1), "owner": person, "office": "投资促进部"}
    step = {"next_step": "寄资料", "next_on": date(2026, 3, 4)}
    done = visits.create(
        title="苏州", conclusion="已谈\n2026-03-05 已寄出", next_done_on=date(2026, 3, 5), **step,
        report_due_on=date(2026, 3, 16), **common,
    )  # fmt: skip
    going = visits.create(title="无锡", **step, **common)
    visits.create(title="有日无事", next_on=date(2026, 3, 4), **common)
    visits.create(title="无", **common)
    paper = papers.create(zone=zone, kind="framework_agreement", title="框架", parties="甲；乙", keeper=person)
    owed = {"zone": zone, "agreement": paper, "party": "甲"}
    obligations.create(text="选址", due_on=date(2026, 4, 1), owner=person, **owed)
    broken = obligations.create(text="用地", state="broken", **owed)
    before = [list(rows.order_by("pk").values()) for rows in (visits, obligations)]

    new = moved(DUTIES)
    Duty = new.get_model("duties", "Duty")
    rows = Duty.objects.order_by("pk").values_list("kind", "text", "state", "due_on", "owner_id", "office")
    assert list(rows) == [
        ("outreach.next_step", "寄资料", "done", date(2026, 3, 4), person.pk, "投资促进部"),
        ("outreach.report", "考察报告：苏州", "open", date(2026, 3, 16), person.pk, "投资促进部"),
        ("outreach.next_step", "寄资料", "open", date(2026, 3, 4), person.pk, "投资促进部"),
        ("outreach.next_step", "有日无事", "dropped", date(2026, 3, 4), person.pk, "投资促进部"),
        ("outreach.obligation", "选址", "open", date(2026, 4, 1), person.pk, "甲"),
        ("outreach.obligation", "用地", "dropped", None, None, "甲"),
    ]
    first = Duty.objects.get(former=f"outreach.engagement.step:{done.pk}")
    assert (first.closing_note, first.done_on, first.about_url) == ("已寄出", date(2026, 3, 5), f"/outreach/{done.pk}/")
    assert Duty.objects.get(former=f"outreach.obligation:{broken.pk}").about_label == "框架"
    added = {"zone_id": zone.pk, "kind": "outreach.obligation", "about_type": "outreach.agreement"}
    Duty.objects.create(text="新的", office="乙", about_id=paper.pk, **added)
    second = {"zone_id": zone.pk, "kind": "outreach.next_step", "about_type": "outreach.engagement"}
    Duty.objects.create(text="回访", about_id=going.pk, due_on=date(2026, 5, 1), **second)

    again = moved(FIRST)
    visits, obligations = (again.get_model("outreach", name).objects for name in ("Engagement", "Obligation"))
    anew = obligations.latest("pk")
    assert (anew.text, anew.party, anew.state) == ("新的", "乙", "open")
    anew.delete()
    assert visits.get(pk=going.pk).conclusion == "2026-05-01 回访"
    visits.filter(pk=going.pk).update(conclusion="")
    assert [list(rows.order_by("pk").values()) for rows in (visits, obligations)] == before
    assert not again.get_model("duties", "Duty").objects.exists()
