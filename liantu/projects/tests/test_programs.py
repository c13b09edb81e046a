"""Projects and leads for programs and as sheets: the same rules, the same refusals, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from liantu.projects.leads.models import Lead
from liantu.projects.models import Project
from liantu.projects.tests.conftest import World
from liantu.ui.models import ImportBatch


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")


def codes(answer: Any) -> set[str]:
    return {problem["code"] for problem in answer.json()["problems"]}


def test_a_program_opens_changes_and_moves_by_the_same_rules(world: World) -> None:
    client = client_of(world.officer)
    made = send(client, "post", "projects/", {"fields": {"name": "接口项目", "investor_name": "甲有限公司"}})
    assert made.status_code == 201
    pk = made.json()["id"]
    bad = send(client, "post", "projects/", {"fields": {"name": "", "fly": "x", "planned_start_on": "昨天"}})
    assert bad.status_code == 422 and codes(bad) == {"no_name", "no_such_field", "bad_value"}
    changed = send(client, "patch", f"projects/{pk}", {"fields": {"product": "冷轧板"}, "revision": 1})
    assert changed.json()["revision"] == 2
    assert codes(send(client, "patch", f"projects/{pk}", {"fields": {"product": "x"}, "revision": 1})) == {
        "somebody_was_faster"
    }
    missing = send(client, "get", f"projects/{pk}/missing?stage=signed").json()
    assert "contract" in {one["code"] for one in missing}
    refused = send(client, "post", f"projects/{pk}/acts/move", {"stage": "signed", "revision": 2})
    assert refused.status_code == 422 and codes(refused) == {"requirement_missing"}
    assert send(client, "get", f"projects/{pk}/missing?stage=nonsense").status_code == 422
    assert send(client, "get", "projects/999999").status_code == 404
    assert [one["name"] for one in send(client, "get", "projects/?q=接口").json()] == ["接口项目"]
    assert send(client, "get", "projects/figures").json()[0]["code"] == "signed"
    assert Project.objects.get(pk=pk).stage == "lead"


def test_a_program_registers_leads_and_hears_of_collisions(world: World) -> None:
    client = client_of(world.officer)
    lead = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
    made = send(client, "post", "leads/", lead)
    assert made.status_code == 201
    assert codes(send(client_of(world.colleague), "post", "leads/", lead)) == {"lead_protected_by"}
    step = send(client, "post", f"leads/{made.json()['id']}/acts/respond", {"revision": 1, "owner": world.officer.pk})
    assert step.json()["state"] == "responded"
    assert Lead.objects.count() == 1 and len(send(client, "get", "leads/?state=responded").json()) == 1


def test_a_program_logs_a_visit(world: World) -> None:
    client = client_of(world.officer)
    visit = {"kind": "negotiation", "when": "3月5日左右", "stops": [{"name": "苏州启衡精密材料有限公司"}]}
    made = send(client, "post", "outreach/engagements", visit)
    assert made.status_code == 201 and made.json()["precision"] == "about"
    assert codes(send(client, "post", "outreach/engagements", {**visit, "when": "x"})) == {"unreadable_day"}
    assert len(send(client, "get", "outreach/engagements").json()) == 1


def test_what_is_missing_on_the_command_line(
    world: World, ready: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    ready("investor_name")
    call_command("projects", "check", "--format", "csv")
    told = capsys.readouterr().out
    assert "投资方" in told and "negotiation" in told
    call_command("projects", "export", "--format", "json")
    assert "80000" in capsys.readouterr().out
    call_command("projects", "lights")


def test_a_sheet_goes_out_and_comes_back_with_bad_rows_told(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    sheet = client.get(reverse("projects:project_list"), {"export": "csv"})
    text = b"".join(getattr(sheet, "streaming_content", [sheet.content])).decode("utf-8-sig")
    assert project.investor_name in text
    lines = [
        "项目,投资方,产品,用地（亩）,约定开工日期",
        f"{project.name},{project.investor_name},镀锌板,12,2027-03-01",
        "新项目一,乙有限公司,焦炭,8,",
        ",丙有限公司,焦炭,8,",
        "坏项目,丁有限公司,焦炭,很多,",
        "坏项目二,戊有限公司,焦炭,8,昨天",
    ]
    upload = SimpleUploadedFile("x.csv", "\n".join(lines).encode())
    answer = client.post(reverse("projects:project_import"), {"file": upload})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch = ImportBatch.objects.get()
    assert len(batch.rows_in("bad")) == 3
    assert Project.objects.count() == 1  # a preview changes nothing
    client.post(answer["Location"], {"apply": "1"})
    project.refresh_from_db()
    assert (project.product, int(project.area_mu), Project.objects.count()) == ("镀锌板", 12, 2)
    client.post(answer["Location"], {"undo": "1"})
    project.refresh_from_db()
    assert (project.product, Project.objects.count()) == ("", 1)
