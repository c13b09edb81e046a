"""The pages of projects: refused with what is missing and where, moved with a second person, figures that open their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from liantu.chains import factories
from liantu.chains.reads import links_by_chain
from liantu.foundation.flows.actions import decide
from liantu.foundation.flows.models import SignOff
from liantu.foundation.flows.reads import history_of
from liantu.foundation.versions.models import RuleVersion
from liantu.projects import actions, figures, reads, today
from liantu.projects.leads.actions import register_lead
from liantu.projects.models import Project, ProjectMerge
from liantu.projects.rules.duplicates import ProjectKey, judge_pair
from liantu.projects.rules.forecast import Stay, forecast_of
from liantu.projects.tests.conftest import World
from liantu.ui.wiring import Seen


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, project: Project, act_verb: str, /, **data: Any) -> Any:
    return client.post(reverse(f"projects:act_{act_verb}", args=[project.pk]), data)


def test_a_gate_refuses_with_what_is_missing_then_opens_for_two(world: World, ready: Callable[..., Project]) -> None:
    project = ready("legality_review")
    client = client_of(world.officer)
    page = client.get(reverse("projects:ahead", args=[project.pk]), {"stage": "signed"}).content.decode()
    assert "合法性审查意见" in page and "#papers" in page and "须第二人核实" in page
    refused = act(client, project, "move", stage="signed", on="2026-03-01", revision=project.revision)
    assert refused.status_code == 422 and "合法性审查意见" in refused.content.decode()
    assert (
        act(client, project, "paper", tags="legality_review", file=SimpleUploadedFile("x.pdf", b"MZ")).status_code
        == 422
    )
    assert act(client, project, "paper", tags="legality_review", reference="司法所 3 号").status_code == 302
    assert act(client, project, "move", stage="signed", on="2026-03-01", revision=project.revision).status_code == 302
    project.refresh_from_db()
    assert project.stage == "lead"
    step = project.moves.get(state="proposed")
    assert act(client, project, "agree", step=step.pk).status_code in (403, 422)
    chief = client_of(world.chief)
    assert act(chief, project, "agree", step=step.pk).status_code == 302
    project.refresh_from_db()
    assert (project.stage, project.signed_on) == ("signed", date(2026, 3, 1))
    assert not [one.what for one in history_of(project, actions.STAGES) if "签约 → 签约" in one.what]  # told once


def test_the_atlas_of_a_chain_lists_its_running_projects_for_who_may_see_them(
    world: World, ready: Callable[..., Project]
) -> None:
    project = ready()
    admin = factories.make_person("admin", world.zone, "zone_administrator")
    chain = factories.make_chain(world.zone, admin)
    address = f"/atlas/{chain.code}/"
    assert project.name not in client_of(world.officer).get(address).content.decode()
    Project.objects.filter(pk=project.pk).update(chain=chain, intent_wan_yuan=Decimal(30_000))
    page = client_of(world.officer).get(address).content.decode()
    assert project.name in page and project.get_absolute_url() in page and "线索" in page
    liaison = factories.make_person("liaison-of-steel", world.zone, "chain_leader_liaison")
    hidden = client_of(liaison).get(address).content.decode()
    assert project.name not in hidden and "仅向有权查看的人员显示" in hidden
    Project.objects.filter(pk=project.pk).update(health=Project.Health.TERMINATED)
    assert project.name not in client_of(world.officer).get(address).content.decode()


def test_why_a_step_is_not_possible_is_told_in_the_same_words_everywhere(
    world: World, ready: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    project = ready("legality_review")
    client = client_of(world.officer)
    fragment = client.get(reverse("projects:ahead", args=[project.pk]), {"stage": "signed"}).content.decode()
    listed = client.get(f"/api/v1/projects/{project.pk}/steps").json()
    by_verb = {one["verb"]: one for one in listed}
    (why,) = by_verb["signed"]["why_not"]
    assert (why["code"], why["where"], why["place"]) == ("requirement_missing", "legality_review", "合法性审查意见")
    assert why["place"] in fragment and why["message"] in fragment and 'value="signed" selected' in fragment
    assert 'data-closed="signed ' in fragment
    assert by_verb["intent"]["is_possible"] and by_verb["intent"]["act"] == "move"
    assert [one["message"] for one in by_verb["project.resume"]["why_not"]] == ["项目正常推进中。"]
    given = {"stage": "signed", "on": "2026-03-01"}
    refused = act(client, project, "move", **given).content.decode()
    assert f"{why['place']}：{why['message']}" in refused
    sent = client.post(f"/api/v1/projects/{project.pk}/acts/move", given, content_type="application/json").json()
    assert [one["message"] for one in sent["problems"]] == [why["message"]]
    with translation.override("zh-hans"):
        call_command("projects", "steps", "--number", project.number, "--format", "csv")
    line = next(one for one in capsys.readouterr().out.splitlines() if ",签约," in one)
    assert ",no," in line and f"{why['place']}：{why['message']}" in line


def test_a_project_that_waits_or_rests_says_so_where_its_steps_are_offered(
    world: World, ready: Callable[..., Project]
) -> None:
    project, client = ready(), client_of(world.officer)
    actions.move_project(project, "signed", by=world.officer, on=date(2026, 3, 1))
    address = reverse("projects:ahead", args=[project.pk])
    assert client.get(address).content.decode().count("有一步等待第二人核实。") == 2  # the stage, and the act
    ended = {"health": "suspended", "reason": "land", "note": "等地", "revision": project.revision}
    assert act(client, project, "end", **ended).status_code == 302
    fragment = client.get(address).content.decode()
    assert fragment.count("项目已暂停或终止。") == 2 and "有一步等待" not in fragment
    page = client.get(project.get_absolute_url()).content.decode()
    assert "恢复" in page and "等地" in page


def test_the_second_person_finds_the_step_in_the_page_of_the_day(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    actions.move_project(project, "signed", by=world.officer, on=date(2026, 3, 1))
    assert f"定：签约 {project}" in client_of(world.boss).get("/").content.decode()
    assert "待会签" not in client_of(world.officer).get("/").content.decode()


def test_figures_count_what_their_rows_show(world: World, ready: Callable[..., Project]) -> None:
    today = timezone.localdate()
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=today)
    client, boss = client_of(world.officer), world.boss

    def count(code: str) -> int:
        found = figures.figures_of(Seen(boss, world.zone), since=date(today.year, 1, 1), until=today)
        return next(one.count for one in found if one.code == code)

    assert count("signed") == 0  # proposed is not signed
    decide(step.consent, "agreed", by=boss)
    assert (count("signed"), count("emerging"), count("started")) == (1, 1, 0)
    page = client.get(reverse("projects:figures")).content.decode()
    assert "8 亿元" in page or "80,000" in page
    rows = client.get(
        reverse("projects:list"), {"metric": "projects.signed", "since": f"{today.year}-01-01"}
    ).content.decode()
    none = client.get(
        reverse("projects:list"), {"metric": "projects.started", "since": f"{today.year}-01-01"}
    ).content.decode()
    assert project.name in rows and project.name not in none
    back = actions.move_project(Project.objects.get(pk=project.pk), "intent", by=world.officer, on=today, reason="退")
    decide(back.consent, "agreed", by=boss)
    assert count("signed") == 0  # a step back takes the day away again


def test_the_board_and_the_list_cost_the_same_for_many(world: World, django_assert_max_num_queries: Any) -> None:
    client = client_of(world.officer)
    rows = [
        Project(
            zone=world.zone,
            number=f"2026-{number:04d}",
            name=f"项目{number}",
            stage=("lead", "intent")[number % 2],
            owner=world.officer,
            created_by=world.officer,
        )
        for number in range(300)
    ]
    Project.objects.bulk_create(rows)
    for address in (reverse("projects:board"), reverse("projects:list")):
        client.get(address)
        with django_assert_max_num_queries(22):
            page = client.get(address).content.decode()
    page = client.get(reverse("projects:board")).content.decode()
    assert page.count('class="board-card"') == 20 and "还有 140 个" in page


def test_bad_input_is_told_and_nothing_is_half_written(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    today = timezone.localdate()
    for verb, data in (
        ("money", {"rung": "signed", "amount": "abc"}),
        ("money", {"rung": "signed", "amount": "-3"}),
        ("money", {"rung": "signed", "amount": "3", "currency": "XXX"}),
        ("money", {"rung": "signed", "amount": "1e30"}),
        ("move", {"stage": "signed", "on": f"{today + timedelta(days=2)}"}),
        ("move", {"stage": "nonsense"}),
        ("move", {"stage": "negotiation", "on": "2020-01-01"}),
        ("move", {"stage": "negotiation", "on": "近日"}),
        ("note", {"text": " "}),
        ("note", {"text": "x", "done_pct": "140"}),
        ("end", {"health": "terminated"}),
        ("issue", {"text": "x", "kind": "land"}),
        ("vouch", {"template": "none"}),
        ("transfer", {"giver": "x", "part": "50"}),
    ):
        answer = act(client, project, verb, **data)
        assert answer.status_code in (422, 403), (verb, data)
    assert client.post(f"/projects/{project.pk}/act/fly/").status_code == 404
    assert client.post(reverse("projects:act_note", args=[999_999]), {"text": "x"}).status_code == 404
    fresh = reads.whole(Project.objects.filter(pk=project.pk)).get()  # type: ignore[arg-type]
    assert (fresh.stage, fresh.notes.count(), reads.blockages_of(fresh).count()) == ("lead", 0, 0)


def test_fields_somebody_was_faster_are_told_in_the_form(world: World, ready: Callable[..., Project]) -> None:
    project, client = ready(), client_of(world.officer)
    form = {"name": project.name, "revision": project.revision, "product": "甲"}
    assert client.post(reverse("projects:change", args=[project.pk]), form).status_code == 302
    again = client.post(reverse("projects:change", args=[project.pk]), {**form, "product": "乙"})
    assert again.status_code == 422 and "甲" in again.content.decode()


def test_a_link_is_chosen_by_its_name_and_shown_by_it(world: World, ready: Callable[..., Project]) -> None:
    """Nobody has to know a link by its code; what a project has stays, though no template has it any more."""
    admin = factories.make_person("admin", world.zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(world.zone, admin)
    code, name = links_by_chain([chain])[0][1][0]
    project, client = ready(), client_of(world.officer)
    Project.objects.filter(pk=project.pk).update(node_code="gone-link")
    page = client.get(reverse("projects:change", args=[project.pk])).content.decode()
    assert f'<option value="{code}">{name}</option>' in page
    assert '<option value="gone-link" selected>' in page
    said = {"firm_name": "嵊泗云栈海工钢构", "channel": "exhibition", "chain": chain, "node_code": code}
    lead = register_lead(world.zone, said, by=world.officer)
    assert f"{chain.label} {name}" in client.get(lead.get_absolute_url()).content.decode()


def test_a_blockage_is_written_off_only_when_the_enterprise_confirmed(
    world: World, ready: Callable[..., Project]
) -> None:
    project, client = ready(), client_of(world.officer)
    due = timezone.localdate() + timedelta(days=9)
    given = {"text": "土地出让排期", "kind": "land", "owner": world.colleague.pk, "due_on": f"{due}"}
    assert act(client, project, "issue", **given).status_code == 302
    issue = reads.blockages_of(project).get()
    assert act(client, project, "confirm", issue=issue.pk, note="张经理").status_code == 422
    assert act(client, project, "solve", issue=issue.pk, note="已列入计划").status_code == 302
    assert act(client, project, "confirm", issue=issue.pk, note="企业张经理").status_code == 302
    issue.refresh_from_db()
    assert (issue.state, issue.confirmed_by_name) == ("confirmed", "企业张经理")


def test_two_that_are_one_are_merged_and_parted(world: World, ready: Callable[..., Project]) -> None:
    first, second = ready(), ready()
    keys = [ProjectKey(one.pk, one.name, one.investor_name, "", Decimal(80_000), "") for one in (first, second)]
    assert judge_pair(*keys).grounds == ("investor", "name", "amount")
    papers = second.papers.count()
    data = client_of(world.data)
    assert "投资方相同" in data.get(reverse("projects:duplicates")).content.decode()
    page = data.get(reverse("projects:duplicates")).content.decode()
    assert first.number in page and "/act/merge/?twin=" in page
    assert act(data, first, "merge", twin=first.pk, stays="this", reason="同一项目").status_code == 422
    assert act(data, first, "merge", twin=second.pk, stays="this").status_code == 422
    assert act(client_of(world.officer), first, "merge", twin=second.pk, stays="this", reason="x").status_code == 403
    answer = act(data, second, "merge", twin=first.pk, stays="other", reason="同一项目")
    assert (answer.status_code, answer["Location"]) == (302, first.get_absolute_url())
    second.refresh_from_db()
    assert second.merged_into == first and first.papers.count() == 2 * papers
    assert data.get(second.get_absolute_url()).status_code == 404
    undo = reverse("projects:merge_act_undo", args=[ProjectMerge.objects.get().pk])
    assert client_of(world.officer).post(undo).status_code == 403
    assert undo in data.get(reverse("projects:duplicates")).content.decode()
    assert data.post(undo)["Location"] == reverse("projects:duplicates")
    second.refresh_from_db()
    assert second.merged_into is None and second.papers.count() == papers
    assert data.post(undo).status_code == 422
    assert undo not in data.get(reverse("projects:duplicates")).content.decode()


def test_a_plan_holds_once_a_second_person_has_agreed(world: World, ready: Callable[..., Project]) -> None:
    ready()
    one, other = (factories.make_person(name, world.zone, "zone_administrator") for name in ("admin", "admin2"))
    admin, today = client_of(one), timezone.localdate()
    assert admin.get(reverse("projects:plan"))["Location"] == reverse("versions:kind", args=["stage_plan"])
    address = reverse("versions:new", args=["stage_plan"])
    for text in (
        "stages: [",
        "stages: []",
        "x",
        "stages:\n  - {code: other, name: 别的, counts: true, verifier: [chain_chief]}",
    ):
        assert admin.post(address, {"text": text, "note": "试", "in_force_on": f"{today}"}).status_code == 422
    assert not RuleVersion.objects.exists()
    text = admin.get(address).context["form"]["text"].value().replace("name: 线索", "name: 初步线索")
    given = {"text": text, "note": "改名", "in_force_on": f"{today}"}
    assert client_of(world.officer).post(address, given).status_code == 403
    assert client_of(world.chief).post(address, given).status_code == 403
    assert admin.post(address, given).status_code == 302
    version = RuleVersion.objects.get()
    assert admin.post(reverse("versions:act_publish", args=[version.pk]), {}).status_code == 302
    assert reads.plan_of(world.zone, today).stages[0].name == "线索"
    question = SignOff.objects.get()
    assert admin.post(reverse("signoff:act_agree", args=[question.pk])).status_code == 422
    assert reads.plan_of(world.zone, today).stages[0].name == "线索"
    assert client_of(other).post(reverse("signoff:act_agree", args=[question.pk])).status_code == 302
    assert reads.plan_of(world.zone, today).stages[0].name == "初步线索"
    version.refresh_from_db()
    assert (version.state, version.drafted_by, version.published_by) == ("published", one, other)
    assert "初步线索" in client_of(world.officer).get(reverse("versions:kind", args=["stage_plan"])).content.decode()


def test_a_project_on_one_sheet_answers_the_five_questions(world: World, ready: Callable[..., Project]) -> None:
    page = client_of(world.chief).get(reverse("projects:card", args=[ready().pk])).content.decode()
    assert all(words in page for words in ("进度", "企业实力", "年产值", "核心技术", "存在困难"))


def test_forecasts_are_silent_when_there_is_little_and_censor_what_still_waits() -> None:
    assert forecast_of([Stay(5, True)] * 7) is None
    sure = forecast_of([Stay(10, True)] * 20)
    assert sure is not None and sure.median_days == 10
    some = forecast_of([Stay(10, True)] * 8 + [Stay(5, False)] * 30 + [Stay(400, False)] * 12)
    assert (
        some is not None
        and some.median_days is None
        and 0 < dict((d, s) for d, s, _l, _h in some.chance_within)[30] < 1
    )


def test_what_alone_is_missing_is_to_be_done_and_many_are_one_row(world: World, ready: Callable[..., Project]) -> None:
    seen = Seen(world.officer, world.zone)
    project = ready("letter_of_intent", "meeting_minutes")
    Project.objects.filter(pk=project.pk).update(stage="negotiation")
    (one,) = [todo for todo in today.waiting(seen) if todo.alike is not None]
    assert project.name in one.text and one.url == project.get_absolute_url()
    assert not today.waiting(Seen(world.colleague, world.zone)), "another's projects are no work of hers"
    page = client_of(world.officer).get("/projects/bring/").content.decode()
    assert project.name in page and one.alike is not None and one.alike.url == "/projects/bring/"


def test_my_projects_say_how_long_they_stay_and_what_is_usual(world: World, ready: Callable[..., Project]) -> None:
    project, day = ready(), timezone.localdate()
    Project.objects.filter(pk=project.pk).update(stage="negotiation", stage_since_on=day - timedelta(days=160))
    told = today.own(Seen(world.officer, world.zone), day)
    assert told is not None
    (line,) = told["lines"]  # type: ignore[attr-defined]
    assert (line.days, line.expected, line.is_over, line.step) == (160, 60, True, 2)
    assert today.own(Seen(world.colleague, world.zone), day) is None
    assert "<b>160</b>" in client_of(world.officer).get("/").content.decode()
