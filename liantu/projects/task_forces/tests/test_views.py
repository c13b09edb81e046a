"""Task forces on the page: who may take which act, what is refused and kept, what another zone's people never reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.chains import factories
from liantu.foundation.duties.models import Duty as DutyRow
from liantu.people.models import User, Zone
from liantu.projects.actions.records import open_project
from liantu.projects.models import Project
from liantu.projects.task_forces import actions, reads
from liantu.projects.task_forces.models import ProjectTaskForce
from liantu.ui.acts import acts_on


@pytest.fixture
def zone(db: None) -> Zone:
    return factories.make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    return factories.make_person("officer", zone, "promotion_officer")


@pytest.fixture
def project(zone: Zone, officer: User) -> Project:
    return open_project(zone, {"name": "冷轧板项目", "investor_name": "汾泽冷轧科技有限公司"}, by=officer)


@pytest.fixture
def force(project: Project, officer: User) -> ProjectTaskForce:
    return actions.set_up(project, "冷轧板专班", "weekly", by=officer)


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def act(client: Client, force: ProjectTaskForce, verb: str, **data: Any) -> Any:
    return client.post(reverse(f"task_forces:force_act_{verb}", args=[force.pk]), data)


def test_from_set_up_to_the_end_on_the_projects_page(officer: User, project: Project) -> None:
    client, home = enter(officer), project.get_absolute_url()
    page = f"{home}?tab=people"
    shown = client.get(page).content.decode()
    assert "还没有专班" in shown
    asked = client.get(reverse("task_forces:act_set_up", args=[project.pk])).content.decode()
    assert "冷轧板项目推进专班" in asked  # the name that is proposed
    set_up = client.post(reverse("task_forces:act_set_up", args=[project.pk]), {"name": "专班", "rhythm": "weekly"})
    assert set_up["Location"] == home
    force = reads.force_of(project)
    assert force is not None
    assert act(client, force, "member", part="firm", name="林工", post="项目经理").status_code == 302
    assert act(client, force, "member", part="leader", person=officer.pk).status_code == 302
    assert act(client, force, "hold", duty="dispatch", decisions="下周复核用地").status_code == 302
    shown = client.get(page).content.decode()
    assert "林工" in shown
    assert "下周复核用地" in shown
    assert "还没有专班" not in shown
    member = force.members.get(name="林工")
    force.refresh_from_db()
    assert act(client, force, "drop", member=member.pk, revision=force.revision).status_code == 302
    assert [one.name for one in force.members.all()] == ["officer"]
    force.refresh_from_db()
    assert act(client, force, "end", note="已投产", revision=force.revision).status_code == 302
    assert reads.force_of(project) is None
    shown = client.get(page).content.decode()
    assert "还没有专班" in shown
    assert force.meetings.exists()


ACTS = {
    "member": {"part": "firm", "name": "林工"},
    "hold": {"duty": "dispatch", "decisions": "定了"},
    "end": {"note": "完成"},
}


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("promotion_officer", True),
        ("chain_chief", True),
        ("zone_leadership", False),
        ("observer", False),
        ("approval_agent", False),
        ("ambassador", False),
    ],
)
def test_who_may_take_which_act(force: ProjectTaskForce, zone: Zone, role: str, may: bool, verb: str) -> None:
    client = enter(factories.make_person("somebody", zone, role))
    before = (force.members.count(), force.meetings.count(), force.revision)
    assert act(client, force, verb, **ACTS[verb]).status_code == (302 if may else 403)
    force.refresh_from_db()
    assert ((force.members.count(), force.meetings.count(), force.revision) == before) is not may


def test_who_may_not_edit_sees_the_force_without_its_forms(force: ProjectTaskForce, zone: Zone) -> None:
    shown = enter(factories.make_person("leader", zone, "zone_leadership")).get(force.get_absolute_url())
    assert "冷轧板专班" in shown.content.decode()
    assert "/projects/task-forces/" not in shown.content.decode().split('id="task-force"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("verb", "given", "field", "words"),
    [
        ("member", {"part": "firm", "post": "项目经理"}, "name", "请填成员姓名"),
        ("member", {"part": "firm", "name": "林工", "post": "项目经理"}, "name", "已在专班中"),
        ("member", {"part": "nobody", "name": "林工"}, "part", "nobody"),
        ("hold", {"duty": "dispatch", "decisions": ""}, "decisions", "填议定事项"),
        ("hold", {"duty": "dispatch", "decisions": "定了", "on": "2026-13-40"}, "on", "日期"),
        ("hold", {"duty": "dispatch", "decisions": "定了", "on": "2020-01-01"}, "on", "早于专班成立"),
        ("hold", {"duty": "nap", "decisions": "定了"}, "duty", "nap"),
        ("hold", {"duty": "dispatch", "decisions": "定了", "matter": "供电方案"}, "owner", "责任人"),
        ("end", {"note": ""}, "note", "填理由"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    force: ProjectTaskForce, officer: User, verb: str, given: dict[str, str], field: str, words: str
) -> None:
    actions.add_member(force, "firm", by=officer, name="林工", post="项目经理")
    answer = act(enter(officer), force, verb, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    form = page.split(f'<form id="act-force_{verb}-')[1].split("</form>")[0]
    at_field = form.split(f'name="{field}"')[1].split('class="field')[0]
    assert words in at_field, at_field
    assert all(value in form for value in given.values())
    assert not force.meetings.exists()
    assert not DutyRow.objects.exists()
    assert force.members.count() == 1


def test_who_saw_it_before_somebody_changed_it_is_told(force: ProjectTaskForce, officer: User) -> None:
    client, seen = enter(officer), force.revision
    member = actions.add_member(force, "firm", by=officer, name="林工")
    for verb, given in (("end", {"note": "完成"}), ("drop", {"member": member.pk})):
        answer = act(client, force, verb, revision=seen, **given)
        assert answer.status_code == 422
        assert "有人" in answer.content.decode()
    force.refresh_from_db()
    assert force.ended_on is None
    assert force.members.get() == member


def test_an_ended_force_takes_nothing_any_more(force: ProjectTaskForce, officer: User, project: Project) -> None:
    member = actions.add_member(force, "firm", by=officer, name="林工")
    actions.end_force(force, "完成", by=officer)
    client = enter(officer)
    for verb, given in {**ACTS, "drop": {"member": member.pk}}.items():
        assert act(client, force, verb, **given).status_code == 422, verb
    assert force.members.count() == 1
    assert not force.meetings.exists()
    actions.set_up(project, "第二个", "weekly", by=officer)
    again = client.post(reverse("task_forces:act_set_up", args=[project.pk]), {"name": "又一个", "rhythm": "weekly"})
    assert again.status_code == 422
    assert ProjectTaskForce.objects.count() == 2


def test_another_zones_people_and_rows_are_out_of_reach(force: ProjectTaskForce, officer: User) -> None:
    elsewhere = factories.make_zone("elsewhere")
    stranger = factories.make_person("stranger", elsewhere, "promotion_officer")
    for verb, given in ACTS.items():
        assert act(enter(stranger), force, verb, **given).status_code == 404
    assert "冷轧板专班" not in enter(stranger).get(reverse("task_forces:list")).content.decode()
    foreign = open_project(elsewhere, {"name": "外区项目", "investor_name": "外区公司"}, by=stranger)
    theirs = actions.set_up(foreign, "外区专班", "weekly", by=stranger)
    their_member = actions.add_member(theirs, "firm", by=stranger, name="外人")
    client = enter(officer)
    assert act(client, force, "drop", member=their_member.pk).status_code == 422
    assert act(client, force, "member", part="zone", person=stranger.pk).status_code == 422
    assert "stranger" not in client.get(force.get_absolute_url()).content.decode()
    given = {"duty": "dispatch", "decisions": "定了", "matter": "供电", "due_on": timezone.localdate().isoformat()}
    assert act(client, force, "hold", **given, owner=stranger.pk).status_code == 422
    set_up = client.post(reverse("task_forces:act_set_up", args=[foreign.pk]), {"name": "x", "rhythm": "weekly"})
    assert set_up.status_code == 404
    assert theirs.members.get() == their_member


def test_programs_take_the_same_acts(force: ProjectTaskForce, officer: User) -> None:
    client = enter(officer)

    def post(verb: str, **given: Any) -> Any:
        address = f"/api/v1/task_forces/force/{force.pk}/acts/{verb}"
        return client.post(address, given, content_type="application/json")

    made = post("member", part="firm", name="林工").json()["made"]
    assert force.members.get().pk == made
    assert [one["where"] for one in post("hold", duty="dispatch", decisions=" ").json()["problems"]] == ["decisions"]
    due = timezone.localdate() + timedelta(days=7)
    held = post("hold", duty="dispatch", decisions="定了", matter="供电", owner=officer.pk, due_on=due.isoformat())
    assert held.status_code == 200
    assert DutyRow.objects.get().owner == officer


def test_the_list_tells_what_is_late_first_and_leaves_as_a_sheet(
    force: ProjectTaskForce, officer: User, zone: Zone, django_assert_max_num_queries: Any
) -> None:
    client, address = enter(officer), reverse("task_forces:list")
    for number in range(4):
        other = open_project(zone, {"name": f"项目{number}", "investor_name": f"公司{number}"}, by=officer)
        actions.add_member(actions.set_up(other, f"专班{number}", "monthly", by=officer), "zone", by=officer, name="甲")
    ProjectTaskForce.objects.filter(pk=force.pk).update(since_on=timezone.localdate() - timedelta(days=9))
    page = client.get(address).content.decode()
    assert page.index("冷轧板专班") < page.index("专班0")
    assert "逾期 2 天" in page
    late = client.get(address, {"is_late": "1"}).content.decode()
    assert "冷轧板专班" in late
    assert "专班0" not in late
    sheet = client.get(address, {"export": "csv"}).content.decode("utf-8-sig")
    assert "冷轧板专班" in sheet
    assert "调度会" in sheet
    actions.end_force(force, "完成", by=officer)
    assert "冷轧板专班" not in client.get(address).content.decode()
    with django_assert_max_num_queries(25):
        client.get(address)


def test_acts_of_two_rooms_on_a_project_are_told_apart(project: Project) -> None:
    own, others = acts_on(project), acts_on(project, ("set_up",))
    assert own is not None
    assert others is not None
    assert (own.room, others.room) == ("projects", "task_forces")
    assert acts_on(project, ("set_up", "move")) is None
