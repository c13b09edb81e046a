"""The page of a project: the gate of the next stage, the way, what happened, one value changed where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.foundation.flows.models import SignOff
from liantu.outreach.actions import PersonGiven, StopGiven, log_engagement
from liantu.outreach.models import Contact
from liantu.projects import actions
from liantu.projects.models import Project
from liantu.projects.rules.stages import phases_of, read_plan
from liantu.projects.tests.conftest import World

IN_LINE = {"HX-Request": "true", "HX-Target": "edit-site_need"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: Any, project: Project, tab: str = "") -> str:
    return client_of(user).get(project.get_absolute_url(), {"tab": tab} if tab else {}).content.decode()


def test_the_gate_says_what_the_next_stage_asks_and_the_main_button_leads_to_the_first_gap(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready("letter_of_intent", "meeting_minutes", "site_need")
    actions.move_project(project, "negotiation", by=world.officer, on=date(2026, 1, 9))
    page = page_of(world.officer, project)
    gate = page[page.index('id="gate"') : page.index('id="five"')]
    assert "进入“意向”要有" in gate and "缺 2" in gate and "建设内容" in gate and "年产十万吨冷轧板" in gate
    bring = f"{reverse('projects:act_paper', args=[project.pk])}?tags=letter_of_intent"
    assert bring in gate and f"{reverse('projects:act_field', args=[project.pk])}?field=site_need" in gate
    assert f'{project.get_absolute_url()}#need-site_need"' in page and "推进到意向" in page  # pressable all the same
    assert reverse("projects:ahead", args=[project.pk]) + "?stage=intent" not in page
    observer = page_of(world.boss, project)
    assert "进入“意向”要有" in observer and bring not in observer  # who may not edit is offered nothing


def test_the_button_beside_a_missing_paper_opens_its_form_with_that_paper_ticked(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready("letter_of_intent", "meeting_minutes")
    actions.move_project(project, "negotiation", by=world.officer, on=date(2026, 1, 9))
    bring = f"{reverse('projects:act_paper', args=[project.pk])}?tags=letter_of_intent"
    form = client_of(world.officer).get(bring).content.decode()
    (ticked,) = re.findall(r"<input[^>]*checked[^>]*>\s*<span>([^<]*)", form)
    assert ticked.startswith("意向书或会议纪要"), "minutes serve two requirements; the one asked for is ticked"


def test_when_nothing_is_missing_the_main_button_is_the_step_and_says_who_must_check_it(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready()
    actions.move_project(project, "admission_review", by=world.officer, on=date(2026, 2, 9))
    page = page_of(world.officer, project)
    assert f"{reverse('projects:ahead', args=[project.pk])}?stage=signed" in page and "须由boss、chief" in page
    actions.move_project(project, "signed", by=world.officer, on=date(2026, 3, 1))
    waits = page_of(world.officer, project)
    assert 'id="gate"' not in waits and "等待第二人核实" in waits and "推进到签约" not in waits
    assert reverse("projects:act_agree", args=[project.pk]) in page_of(world.chief, project)


def test_the_way_is_told_in_five_phases_and_marks_the_present_stage(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready()
    actions.move_project(project, "intent", by=world.officer, on=date(2026, 2, 9))
    page = page_of(world.officer, project)
    assert [name in page for name in ("洽谈", "决策", "落地", "建设", "见效")] == [True] * 5
    assert page.count('aria-current="step"') == 1 and page.count("step-done") == 2


def test_a_plan_of_the_zones_own_has_phases_too() -> None:
    shipped = read_plan({"stages": [
        {"code": "a", "name": "甲", "phase": "前"}, {"code": "b", "name": "乙"},
        {"code": "c", "name": "丙", "phase": "后", "counts": True, "verifier": ["chain_chief"]},
    ]})  # fmt: skip
    bare = read_plan({"stages": [
        {"code": "a", "name": "甲"}, {"code": "new", "name": "新"},
        {"code": "c", "name": "丙", "counts": True, "verifier": ["chain_chief"]},
    ]})  # fmt: skip
    told = [(named.phase, [one.code for one in stages]) for named, stages in phases_of(bare, shipped)]
    assert told == [("前", ["a", "new"]), ("后", ["c"])]
    assert [named.phase for named, _stages in phases_of(shipped, bare)] == ["前", "后"]


def test_one_value_is_changed_where_it_stands_and_of_two_the_later_sees_both(
    world: World, ready: Callable[..., Project]
) -> None:
    project, client = ready(), client_of(world.officer)
    address = reverse("projects:act_field", args=[project.pk])
    form = client.get(address, {"field": "site_need"}, headers=IN_LINE).content.decode()
    assert "<html" not in form and 'value="用地 80 亩"' in form
    sent = {"field": "site_need", "value": "用地 90 亩", "revision": project.revision}
    assert client.post(address, sent, headers=IN_LINE)["HX-Refresh"] == "true"
    other = client_of(world.colleague)
    slower = other.post(address, {**sent, "value": "用地 <70> 亩"}, headers=IN_LINE)
    text = slower.content.decode()
    assert slower.status_code == 409 and "用地 90 亩" in text and "用地 &lt;70&gt; 亩" in text
    project.refresh_from_db()
    assert project.site_need == "用地 90 亩" and f'name="revision" value="{project.revision}"' in text
    again = {**sent, "value": "用地 70 亩", "revision": project.revision}
    assert other.post(address, again, headers=IN_LINE).status_code == 200
    wrong = {"field": "planned_start_on", "value": "不是日子", "revision": project.revision + 1}
    assert client.post(address, wrong, headers=IN_LINE).status_code == 422
    assert client.post(address, {"field": "owner", "value": "1"}, headers=IN_LINE).status_code == 422
    assert client_of(world.boss).get(address, {"field": "site_need"}).status_code == 403


def test_a_line_is_kept_by_its_text_alone_and_seen_at_once(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    page = page_of(world.officer, project)
    assert "data-composer" in page and "data-composer" not in page_of(world.boss, project)
    kept = client.post(reverse("projects:act_note", args=[project.pk]), {"text": "寄厂房资料\n等回音"})
    assert kept.status_code == 302
    page = page_of(world.officer, project)
    assert "寄厂房资料<br>等回音" in page and "写了记录" not in page  # the line itself, not that one was written
    assert "提交了材料" in page and "× " in page  # runs of one kind are one line
    assert project.notes.get().on == timezone.localdate()


def test_visits_and_contacts_of_the_enterprise_stand_with_the_project(
    world: World, ready: Callable[..., Project], django_assert_max_num_queries: Any
) -> None:
    project, today = ready(), timezone.localdate()
    given = {"kind": "negotiation", "title": "回访冷轧", "outcome": "consensus"}
    log_engagement(
        world.zone, given, by=world.officer, when=f"{today}", stops=[StopGiven(project.investor_name)],
        people=[PersonGiven("吴志明", "董事长", project.investor_name, "13800000001")], files=[],
    )  # fmt: skip
    page = page_of(world.officer, project)
    contact = Contact.objects.get(name="吴志明")
    assert "吴志明" in page and "13800000001" not in page and "138" in page
    assert "回访冷轧" in page and "回访冷轧" in page_of(world.officer, project, "visits")
    reveal = reverse("outreach:phone", args=[contact.pk])
    assert reveal in page
    shown = client_of(world.officer).post(
        reveal, headers={"HX-Request": "true", "HX-Target": f"phone-contact-{contact.pk}"}
    )
    assert "13800000001" in shown.content.decode() and "<html" not in shown.content.decode()
    liaison = page_of(world.data, project)
    assert "13800000001" not in liaison
    client = client_of(world.officer)
    client.get(project.get_absolute_url())
    with django_assert_max_num_queries(42):
        client.get(project.get_absolute_url())


def test_of_what_happened_the_visits_or_the_papers_can_be_seen_alone(
    world: World, ready: Callable[..., Project]
) -> None:
    project, today = ready(), timezone.localdate()
    plain = page_of(world.officer, project, "record")
    assert "只看材料" in plain and "只看走访" not in plain, "what there is none of is not offered"
    given = {"kind": "negotiation", "title": "回访冷轧", "outcome": "consensus"}
    log_engagement(
        world.zone, given, by=world.officer, when=f"{today}", stops=[StopGiven(project.investor_name)], people=[],
        files=[],
    )  # fmt: skip
    client, address = client_of(world.officer), project.get_absolute_url()

    def told(only: str, tab: str = "record") -> str:
        page = client.get(address, {"tab": tab, "only": only}).content.decode()
        lines = page[page.index('<ol class="timeline') :]
        return lines[: lines.index("</ol>")]

    assert "回访冷轧" in told("visit") and "材料" not in told("visit")
    assert "回访冷轧" not in told("paper") and "提交了材料" in told("paper")
    assert "回访冷轧" in told("nonsense") and "提交了材料" in told("nonsense")
    page = client.get(address, {"only": "visit"}).content.decode()
    assert re.search(r'id="timeline-visit" href="[^"]*"\s+aria-current="true"', page)
    part = client.get(address, {"only": "visit"}, headers={"HX-Request": "true", "HX-Target": "page-tab"})
    assert "<html" not in part.content.decode() and "回访冷轧" in part.content.decode()


@pytest.mark.parametrize("tab", ["material", "money", "visits", "people", "record"])
def test_every_tab_answers_alone_and_as_a_page(world: World, ready: Callable[..., Project], tab: str) -> None:
    project, client = ready(), client_of(world.officer)
    whole = client.get(project.get_absolute_url(), {"tab": tab})
    headers = {"HX-Request": "true", "HX-Target": "page-tab"}
    part = client.get(project.get_absolute_url(), {"tab": tab}, headers=headers)
    assert whole.status_code == part.status_code == 200
    assert "<h2" in part.content.decode() and "<html" not in part.content.decode()


def test_why_the_light_is_as_it_is_is_one_press_away(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    long_ago = timezone.localdate() - timedelta(days=160)
    Project.objects.filter(pk=project.pk).update(
        light="red",
        stage_since_on=long_ago,
        light_reasons=[{"dimension": "stay", "light": "red", "yellow": 1.5, "red": 2.5}],
    )
    page = page_of(world.officer, project)
    assert "lamp-red" in page and "160 / 15 天" in page and f"{project.get_absolute_url()}?see=light" in page
    why = client_of(world.officer).get(project.get_absolute_url(), {"see": "light"}).content.decode()
    assert "阶段停留" in why or "停留" in why
    assert "2.5" in why


def test_who_signs_sees_the_project_and_a_list_behind_a_number_names_it(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready()
    actions.move_project(project, "admission_review", by=world.officer, on=date(2026, 2, 9))
    actions.move_project(project, "signed", by=world.officer, on=date(2026, 3, 1))
    asked = SignOff.objects.get(target_id=str(project.pk))
    page = client_of(world.boss).get(asked.get_absolute_url()).content.decode()
    assert project.investor_name in page and project.content in page and project.get_absolute_url() in page

    address = reverse("projects:list")
    days = {"metric": "projects.signed_amount", "since": "2026-01-01", "until": "2026-12-01"}
    listed = client_of(world.officer).get(address, {**days, "q": "冷轧"}).content.decode()
    assert "2026-01-01 – 2026-12-01" in listed and 'href="?q=%E5%86%B7%E8%BD%A7"' in listed
    assert "2026-01-01" not in client_of(world.officer).get(address, {"q": "冷轧"}).content.decode()
