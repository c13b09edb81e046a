"""A zone of the first storey comes up to today's schema and back with nothing lost, on the database of this run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.architecture.test_kept_tables import new_database
from tests.migrations.carry import kept

ROOT = Path(__file__).resolve().parents[2]
Rows = dict[str, list[dict[str, Any]]]
# Models that went, and what their rows became.
BECAME = {
    "projects.stageplanversion": "versions.ruleversion",
    "projects.projectissue": "duties.duty",
    "work.task": "duties.duty",
    "outreach.obligation": "duties.duty",
    "leads.workdayoverride": "calendar.calendarday",
}
# Columns that bear another name today.
RENAMED = {
    "projects.stagemove": {
        "from_stage": "from_state", "to_stage": "to_state", "reason": "note", "moved_by_id": "taken_by_id",
        "moved_at": "taken_at",
    },
}  # fmt: skip
# Rows that are more than they were, and why.
MORE = {
    "projects.stagemove": 3,  # two ends and a taking up again, out of the log
    "signoff.signoff": 1,  # the step that waited asks a second person
}
# Values that change, each under a test of its own.
CHANGED = {
    "projects.projectmerge": ("moved",),
    "outreach.engagement": ("next_step", "next_on", "next_done_on", "report_due_on", "reported_on"),  # duties
}
OPEN_IN_ISSUE = {"open": "open", "solved": "done", "confirmed": "confirmed"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def carried(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """What stands after the old zone was carried over, in a database of its own."""
    home = tmp_path_factory.mktemp("carried")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    command = [sys.executable, "-m", "tests.migrations.carry", str(home / "out.json")]
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            subprocess.run(command, env=environ, check=True, cwd=ROOT)
        else:
            url = urlsplit(os.environ["LIANTU_DATABASE_URL"])
            with new_database(f"carried_{os.getpid()}") as name:
                environ["LIANTU_DATABASE_URL"] = url._replace(path=f"/{name}").geturl()
                subprocess.run(command, env=environ, check=True, cwd=ROOT)
    yield json.loads((home / "out.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def old() -> Rows:
    """The rows as they were."""
    rows: Rows = kept()["rows"]
    return rows


@pytest.fixture
def now(carried: dict[str, Any]) -> Rows:
    """The rows as they are."""
    rows: Rows = carried["rows"]
    return rows


@pytest.mark.parametrize("label", sorted(set(kept()["rows"]) - set(BECAME)))
def test_every_row_stands_with_every_value(label: str, old: Rows, now: Rows) -> None:
    """A column that goes, or a value that changes, is named above with the reason; else it is lost."""
    renamed = RENAMED.get(label, {})
    by_key = {row["id"]: row for row in now[label]}
    for row in old[label]:
        stands = by_key[row["id"]]
        there = {name: stands.get(renamed.get(name, name), "-") for name in row if name not in CHANGED.get(label, ())}
        assert there == {name: row[name] for name in there}
    assert len(now[label]) - len(old[label]) == MORE.get(label, 0)


def test_tasks_and_blockages_are_duties(old: Rows, now: Rows) -> None:
    duties = {row["former"]: row for row in now["duties.duty"]}
    ours = [former for former in duties if not former.startswith("outreach.")]
    assert len(ours) == len(old["work.task"]) + len(old["projects.projectissue"])
    for task in old["work.task"]:
        duty = duties[f"work.task:{task['id']}"]
        same = ("text", "owner_id", "due_on", "state", "closing_note", "given_by_id", "given_at", "zone_id", "revision")
        assert {name: duty[name] for name in same} == {name: task[name] for name in same}
        assert (duty["about_type"], duty["about_id"]) == ("chains.chain", task["chain_id"])
    for issue in old["projects.projectissue"]:
        duty = duties[f"projects.projectissue:{issue['id']}"]
        assert (duty["text"], duty["topic"], duty["office"], duty["owner_id"], duty["due_on"]) == (
            issue["text"], issue["kind"], issue["department"], issue["owner_id"], issue["due_on"],
        )  # fmt: skip
        assert (duty["state"], duty["closing_note"]) == (OPEN_IN_ISSUE[issue["state"]], issue["solution"])
        assert (duty["about_type"], duty["about_id"]) == ("projects.project", issue["project_id"])
        assert (duty["confirmed_by_name"], duty["closed_on"]) == (issue["confirmed_by_firm"], issue["closed_on"])


def test_what_follows_from_visits_and_agreements_is_a_duty(old: Rows, now: Rows) -> None:
    duties = {row["former"]: row for row in now["duties.duty"] if row["former"].startswith("outreach.")}
    wanted = {f"outreach.obligation:{row['id']}": (row["text"], row["due_on"]) for row in old["outreach.obligation"]}
    for row in old["outreach.engagement"]:
        if row["next_step"]:
            wanted[f"outreach.engagement.step:{row['id']}"] = (row["next_step"], row["next_on"])
        if row["report_due_on"]:
            wanted[f"outreach.engagement.report:{row['id']}"] = (f"考察报告：{row['title']}", row["report_due_on"])
    assert wanted
    assert {former: (row["text"], row["due_on"]) for former, row in duties.items()} == wanted


def test_every_duty_has_a_history_that_leads_to_where_it_stands(now: Rows) -> None:
    for duty in now["duties.duty"]:
        steps = [step for step in now["duties.dutystep"] if step["duty_id"] == duty["id"]]
        assert (steps[0]["verb"], steps[0]["taken_by_id"]) == ("give", duty["given_by_id"]), duty["former"]
        assert steps[-1]["to_state"] == duty["state"], duty["former"]


def test_a_merge_names_what_it_moved_by_the_new_numbers(old: Rows, now: Rows) -> None:
    """So that a merge of before can still be undone."""
    was, stands = old["projects.projectmerge"][0]["moved"], now["projects.projectmerge"][0]["moved"]
    assert {**was, "issues": []} == {**stands, "issues": []}
    former = {f"projects.projectissue:{key}" for key in was.get("issues", ())}
    assert {row["former"] for row in now["duties.duty"] if row["id"] in stands.get("issues", ())} == former


def test_plans_of_stages_are_versions_of_a_rule(old: Rows, now: Rows) -> None:
    plans = {row["number"]: row for row in now["versions.ruleversion"]}
    assert {row["state"] for row in old["projects.stageplanversion"]} == {"draft", "published", "retired"}
    for plan in old["projects.stageplanversion"]:
        version = plans[plan["number"]]
        assert version["kind"] == "stage_plan"
        assert (version["content"], version["state"], version["note"]) == (plan["text"], plan["state"], plan["note"])
        assert (version["drafted_by_id"], version["published_by_id"]) == (plan["made_by_id"], plan["published_by_id"])
        assert (version["drafted_at"], version["published_at"]) == (plan["made_at"], plan["published_at"])


def test_days_of_the_place_are_in_the_calendar(old: Rows, now: Rows) -> None:
    stands = {(row["day"], row["name"]): row for row in now["calendar.calendarday"]}
    assert {(row["day"], row["name"]) for row in old["leads.workdayoverride"]} == set(stands)


def test_a_step_that_waited_asks_its_second_person(old: Rows, now: Rows) -> None:
    waiting = [row["id"] for row in old["projects.stagemove"] if row["state"] == "proposed"]
    assert waiting
    asked = {row["id"]: row for row in now["signoff.signoff"]}
    for step in (row for row in now["projects.stagemove"] if row["id"] in waiting):
        consent = asked[step["consent_id"]]
        assert (consent["state"], consent["requested_by_id"]) == ("open", step["taken_by_id"])
        assert consent["ability"] == "projects.verify"


def test_ends_of_projects_are_steps(now: Rows) -> None:
    verbs = [row["verb"] for row in now["projects.stagemove"] if row["verb"].startswith("project.")]
    told = [row["verb"] for row in now["audit.auditentry"] if row["verb"] in ("projects.ended", "projects.resumed")]
    assert sorted(verbs) == sorted({"projects.ended": "project.end", "projects.resumed": "project.resume"}[v] for v in told)
    assert len(set(verbs)) == 2


def test_agreements_have_their_history(now: Rows) -> None:
    last = {row["agreement_id"]: row["to_state"] for row in now["outreach.agreementstep"]}
    assert last == {row["id"]: row["state"] for row in now["outreach.agreement"]}


def test_the_log_is_whole(old: Rows, carried: dict[str, Any]) -> None:
    assert carried["proof"] == {"broken_at": None, "entries": len(old["audit.auditentry"])}


def test_every_page_of_what_was_carried_opens(now: Rows, carried: dict[str, Any]) -> None:
    """A project merged into another has no page of its own."""
    merged = {f"/projects/{row['id']}/" for row in now["projects.project"] if row["merged_into_id"]}
    assert len(carried["pages"]) > 25
    for address, status in carried["pages"].items():
        assert status == (404 if address in merged else 200), address


@pytest.mark.parametrize("label", sorted(set(kept()["rows"]) - {"projects.stageplanversion"}))
def test_the_way_back_ends_where_it_began(label: str, old: Rows, carried: dict[str, Any]) -> None:
    """What a person did since (the visits of the pages) may differ; nothing that stood before."""
    again = carried["back"]["rows"][label]
    since = {"accounts.user": ("last_login",)}.get(label, ())
    strip = [{name: value for name, value in row.items() if name not in since} for row in again]
    assert strip == [{name: value for name, value in row.items() if name not in since} for row in old[label]]


def test_the_way_back_takes_every_step_back(carried: dict[str, Any]) -> None:
    assert sorted(map(tuple, carried["back"]["applied"])) == sorted(map(tuple, kept()["applied"]))


def test_plans_of_stages_come_back_by_their_numbers(old: Rows, carried: dict[str, Any]) -> None:
    """A version of a rule has a key of its own, and nothing refers to a plan by it."""
    again = {row["number"]: {**row, "id": 0} for row in carried["back"]["rows"]["projects.stageplanversion"]}
    assert again == {row["number"]: {**row, "id": 0} for row in old["projects.stageplanversion"]}
