"""Acts on a project as its page draws them: nothing typed is lost, every problem at its field, one rule for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.chains import factories
from liantu.projects import actions
from liantu.projects.models import Project
from liantu.projects.tests.conftest import World

HTMX = {"HX-Request": "true"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(verb: str, project: Project) -> str:
    return reverse(f"projects:act_{verb}", args=[project.pk])


def test_a_refused_act_stands_on_its_page_as_it_was_sent(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(url("note", project), {"text": "桩基完成一半", "on": f"{tomorrow}", "done_pct": "140"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "桩基完成一半" in page
    assert page.count("百分数应在 0 到 100 之间。") == 2 and page.count(f"日期晚于今天：{tomorrow}") == 2
    form = page[page.index(f'id="act-note-{project.pk}"') :]
    assert form.rindex(f"日期晚于今天：{tomorrow}") < form.index("</form>")  # at the top of the form and at the field


def test_what_does_not_read_is_told_at_its_field(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    answer = client.post(url("money", project), {"rung": "signed", "amount": "8亿左右", "source": "协议第三条"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "8亿左右" in page and "协议第三条" in page
    assert project.money.count() == 2


def test_htmx_gets_the_form_alone_or_the_way_on(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    at = {"HX-Request": "true", "HX-Target": f"act-note-{project.pk}"}
    refused = client.post(url("note", project), {"text": "x", "done_pct": "140"}, headers=at)
    assert refused.status_code == 422 and refused.content.decode().lstrip().startswith("<form")
    dragged = client.post(url("move", project), {"stage": "land", "revision": 1}, headers=HTMX)
    assert dragged.status_code == 422 and "problems" in dragged.content.decode()
    done = client.post(url("note", project), {"text": "x"}, headers=at)
    assert done.status_code == 200 and done["HX-Refresh"] == "true"


def test_an_act_that_does_not_fit_now_says_why(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=timezone.localdate())
    page = client_of(world.officer).get(project.get_absolute_url()).content.decode()
    assert "等待第二人核实" in page and "须由boss、chief" in page  # by whom, and no way on before
    assert "撤回申请" in page and url("move", project) not in page
    boss = client_of(world.boss).get(project.get_absolute_url()).content.decode()
    assert f"{url('agree', project)}?step={step.pk}" in boss
    asked = client_of(world.boss).get(url("agree", project), {"step": step.pk})
    assert asked.status_code == 200
    again = client_of(world.officer).post(url("withdraw", project), {"step": step.pk})
    assert again.status_code == 302
    late = client_of(world.boss).post(url("agree", project), {"step": step.pk})
    assert late.status_code == 422


def test_rows_of_another_project_or_zone_are_no_choice(world: World, ready: Callable[..., Project]) -> None:
    project, other, client = ready(), ready(), client_of(world.officer)
    stranger = factories.make_person("stranger", factories.make_zone(code="far"), "promotion_officer")
    due = timezone.localdate() + timedelta(days=3)
    issue = {"text": "用电", "kind": "land", "due_on": f"{due}", "owner": stranger.pk}
    assert client.post(url("issue", project), issue).status_code == 422
    paper = other.papers.first()
    back = client.post(url("withdraw_paper", project), {"paper": paper.pk, "reason": "传错了"})
    paper.refresh_from_db()
    assert back.status_code == 422 and paper.withdrawn_at is None


def test_programs_act_by_the_same_rules(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)

    def send(verb: str, **given: Any) -> Any:
        return client.post(f"/api/v1/projects/{project.pk}/acts/{verb}", given, content_type="application/json")

    done = send("note", text="桩基完成", done_pct=30)
    assert done.status_code == 200 and done.json()["made"] == project.notes.get().pk
    refused = send("note", text="桩基完成", done_pct=140)
    (problem,) = refused.json()["problems"]
    assert (refused.status_code, problem["code"], problem["where"]) == (422, "bad_percent", "done_pct")
    assert problem["place"] == "工程实际完成（%）"
    missing = send("money", rung="signed").json()["problems"]
    assert [one["where"] for one in missing] == ["amount"]
    assert send("agree", step=1).status_code == 403
    moved = send("move", stage="signed", revision=project.revision).json()
    assert moved["state"] == "proposed"
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/projects/{pk}/acts/note"]["post"]
    assert {"200", "401", "403", "404", "422"} <= set(described["responses"])


def test_the_form_of_an_act_is_a_page_of_its_own_and_the_inside_of_the_drawer(
    world: World, ready: Callable[..., Project]
) -> None:
    """It works without script; with it the same address gives the form beside the page, refused ones too."""
    project, client = ready(), client_of(world.officer)
    page = client.get(url("note", project)).content.decode()
    assert "<html" in page and f'action="{url("note", project)}"' in page and project.get_absolute_url() in page
    drawer = {"HX-Request": "true", "HX-Target": "drawer"}
    part = client.get(url("note", project), {"text": "桩基<完成>"}, headers=drawer).content.decode()
    assert "<html" not in part and 'id="drawer-h"' in part and "桩基&lt;完成&gt;" in part  # what the address knows
    refused = client.post(url("note", project), {"text": "x", "done_pct": "140"}, headers=drawer)
    again = refused.content.decode()
    assert refused.status_code == 422 and 'id="drawer-h"' in again and "百分数应在 0 到 100 之间。" in again
    assert client_of(world.boss).get(url("note", project)).status_code == 403
    elsewhere = factories.make_person("stranger", factories.make_zone(code="far"), "promotion_officer")
    assert client_of(elsewhere).get(url("note", project)).status_code == 404


def test_the_form_about_a_part_names_one_of_the_things_own(world: World, ready: Callable[..., Project]) -> None:
    project, other, client = ready(), ready(), client_of(world.officer)
    paper = project.papers.first()
    assert client.get(url("withdraw_paper", project), {"paper": paper.pk}).status_code == 200
    for wrong in (other.papers.first().pk, "x", "-1", ""):
        assert client.get(url("withdraw_paper", project), {"paper": wrong}).status_code == 404
    assert client.post(url("withdraw_paper", project), {"paper": paper.pk, "reason": "传错了"}).status_code == 302
    gone = client.get(url("withdraw_paper", project), {"paper": paper.pk}).content.decode()
    assert 'name="reason"' not in gone and "当前状态下不能这样办理" in gone
