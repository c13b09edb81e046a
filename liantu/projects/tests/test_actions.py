"""Projects are opened, filled in, moved with their second person, and ended with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.foundation.files import paper_actions
from liantu.foundation.flows.actions import decide, withdraw
from liantu.foundation.flows.reads import history_of
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.projects import actions, metrics, reads
from liantu.projects.actions.papers import PAPERS
from liantu.projects.models import CreditShare, Project, StageMove
from liantu.projects.tests.conftest import World
from liantu.ui.wiring import Seen

DAY = date(2026, 3, 1)


def codes(error: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_a_project_is_opened_with_a_number_and_whole_credit(world: World) -> None:
    first = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    second = actions.open_project(world.zone, {"name": "乙"}, by=world.officer, on=DAY)
    assert (first.number, second.number) == ("2026-0001", "2026-0002")
    assert [share.share for share in reads.standing_shares(first)] == [Decimal(1)]


def test_everything_wrong_is_told_at_once(world: World) -> None:
    with pytest.raises(ProblemsError) as told:
        actions.open_project(
            world.zone,
            {"name": " ", "area_mu": "-3", "power_kva": "多", "company_credit_code": "9111", "password": "x"},
            by=world.officer,
            on=timezone.localdate() + timedelta(days=2),
        )
    assert codes(told) == {"no_name", "below_zero", "bad_value", "bad_credit_code", "no_such_field", "future_day"}
    assert not Project.objects.exists()


def test_what_is_missing_is_told_with_its_place(world: World, ready: Callable[..., Project]) -> None:
    project = ready("investment_agreement", "signed", "industry_class")
    with pytest.raises(ProblemsError) as told:
        actions.move_project(project, "signed", by=world.officer, on=DAY)
    assert {problem.where for problem in told.value.problems} == {"contract", "signed_amount", "industry_class"}
    project.refresh_from_db()
    assert project.stage == "lead"


def test_signing_needs_a_second_person(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    assert (step.state, project.stage) == ("proposed", "lead")
    with pytest.raises(NotAllowed):
        decide(step.consent, "agreed", by=world.colleague)
    decide(step.consent, "agreed", by=world.chief)
    project.refresh_from_db()
    assert (project.stage, project.stage_since_on) == ("signed", DAY)
    with pytest.raises(ProblemsError) as told:
        decide(step.consent, "agreed", by=world.boss)
    assert codes(told) == {"not_open"}


def test_a_chief_who_moves_does_not_verify(world: World, ready: Callable[..., Project]) -> None:
    step = actions.move_project(ready(), "signed", by=world.chief, on=DAY)
    with pytest.raises(ProblemsError) as told:
        decide(step.consent, "agreed", by=world.chief)
    assert codes(told) == {"own_request"}


def test_a_paper_taken_back_meanwhile_stops_the_second_person(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    contract = next(paper for paper in project.papers.all() if "investment_agreement" in paper.tags)
    paper_actions.withdraw_paper(PAPERS, contract, by=world.officer, reason="文本有误")
    with pytest.raises(ProblemsError) as told:
        decide(step.consent, "agreed", by=world.chief)
    assert codes(told) == {"requirement_missing"}


def test_a_refused_step_leaves_the_project_where_it_is(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    with pytest.raises(ProblemsError):
        decide(step.consent, "refused", by=world.chief)
    decide(step.consent, "refused", by=world.chief, reason="协议缺页")
    project.refresh_from_db()
    assert project.stage == "lead"
    assert actions.move_project(project, "signed", by=world.officer, on=DAY).state == "proposed"


def test_one_step_waits_at_a_time(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    with pytest.raises(ProblemsError) as told:
        actions.move_project(project, "intent", by=world.officer, on=DAY)
    assert codes(told) == {"step_waits"}
    with pytest.raises(ProblemsError):
        withdraw(step.consent, by=world.colleague)
    withdraw(step.consent, by=world.officer)
    assert actions.move_project(project, "intent", by=world.officer, on=DAY).state == "made"


def test_an_old_incomplete_record_stays_repairable(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "旧项目"}, by=world.officer, on=DAY)
    Project.objects.filter(pk=project.pk).update(stage="in_production")  # as an old ledger had it
    changed = actions.change_project(project, {"product": "护栏板"}, by=world.officer, revision=1)
    assert (changed.product, changed.stage) == ("护栏板", "in_production")


def test_the_second_writer_is_told_what_the_first_changed(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲", "product": "板"}, by=world.officer, on=DAY)
    actions.change_project(project, {"product": "卷"}, by=world.officer, revision=1)
    with pytest.raises(ProblemsError) as told:
        actions.change_project(project, {"product": "管"}, by=world.colleague, revision=1)
    problem = told.value.problems[0]
    assert (problem.code, problem.params["before"], problem.params["after"]) == ("somebody_was_faster", "板", "卷")
    project.refresh_from_db()
    assert project.product == "卷"


def test_money_in_another_currency_keeps_its_rate(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    line = actions.state_money(
        project, "intent", Decimal(1000), by=world.officer, on=DAY, currency="美元", rate=Decimal("7.1")
    )
    assert (line.currency, line.amount_wan_yuan) == ("USD", Decimal("7100.0000"))
    with pytest.raises(ProblemsError) as told:
        actions.state_money(project, "intent", Decimal(-1), by=world.officer, on=DAY, currency="贝壳", rate=Decimal(0))
    assert codes(told) == {"no_such_currency", "bad_rate", "amount_not_positive"}


def test_credit_passes_on_and_stays_whole(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    holder = reads.standing_shares(project)[0].holder
    with pytest.raises(NotAllowed):
        actions.split_credit(project, [("商会", Decimal(1))], by=world.officer, reason="x")
    actions.transfer_credit(project, giver=holder, taker="乙部", part=Decimal("0.4"), by=world.chief, reason="流转")
    assert {share.holder: share.share for share in reads.standing_shares(project)} == {
        holder: Decimal("0.60"),
        "乙部": Decimal("0.40"),
    }
    with pytest.raises(ProblemsError) as told:
        actions.split_credit(project, [("商会", Decimal("0.5"))], by=world.chief, reason="")
    assert codes(told) == {"shares_not_whole", "reason_needed_credit"}
    assert CreditShare.objects.filter(project=project).count() == 3  # the old one is kept


def test_a_lost_project_says_why_and_where_to(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    actions.move_project(project, "signed", by=world.officer, on=DAY)
    with pytest.raises(ProblemsError) as told:
        actions.end_project(project, "terminated", by=world.officer, reason="other_place_won", note="")
    assert codes(told) == {"no_end_note", "no_place"}
    actions.end_project(
        project, "terminated", by=world.officer, reason="other_place_won", note="电价更低", went_to="邻市开发区"
    )
    assert not StageMove.objects.filter(project=project, state="proposed").exists()
    with pytest.raises(ProblemsError) as told:
        actions.move_project(project, "intent", by=world.officer, on=DAY)
    assert codes(told) == {"project_not_running"}
    with pytest.raises(ProblemsError) as told:
        actions.end_project(project, "exited", by=world.officer, reason="land", note="再退")
    assert codes(told) == {"already_ended"}
    with pytest.raises(NotAllowed):
        actions.resume_project(project, by=world.boss, reason="重新洽谈")
    actions.resume_project(project, by=world.officer, reason="重新洽谈")
    assert (project.health, project.ended_note, project.ended_on) == ("normal", "", None)
    ended, resumed = project.moves.filter(verb__startswith="project.").order_by("pk")
    assert (ended.note, ended.given["went_to"], resumed.note) == ("电价更低", "邻市开发区", "重新洽谈")
    assert list(reads.reached_days(project)) == ["lead"]
    told_lines = [(one.what, one.reason) for one in history_of(project, actions.STAGES)]
    assert told_lines[0] == ("恢复了项目", "重新洽谈") and ("暂停或终止了项目", "电价更低") in told_lines


def test_a_project_changed_meanwhile_is_not_ended(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    actions.change_project(project, {"product": "卷"}, by=world.colleague, revision=1)
    with pytest.raises(ProblemsError) as told:
        actions.end_project(project, "suspended", by=world.officer, reason="land", note="等地", revision=1)
    assert codes(told) == {"somebody_was_faster"}


def test_an_end_is_no_stage_anybody_reached(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    Project.objects.filter(pk=project.pk).update(stage="signed")  # as an old ledger had it
    project.refresh_from_db()
    actions.end_project(project, "suspended", by=world.officer, reason="land", note="等地")
    seen = Seen(world.boss, world.zone)
    assert metrics.REACHED.value(seen, stage="signed") == 0 and metrics.REACHED.value(seen, stage="lead") == 1


def test_papers_need_a_tag_of_the_plan_and_another_persons_eyes(world: World) -> None:
    project = actions.open_project(world.zone, {"name": "甲"}, by=world.officer, on=DAY)
    with pytest.raises(ProblemsError) as told:
        actions.bring_paper(project, ["trust_me"], by=world.officer)
    assert codes(told) == {"no_paper", "unknown_tag"}
    paper = actions.bring_paper(project, ["visit_record"], by=world.chief, reference="2026-02-01 走访记录")
    with pytest.raises(ProblemsError):
        paper_actions.verify_paper(PAPERS, paper, by=world.chief)
    paper_actions.verify_paper(PAPERS, paper, by=world.boss)


def test_the_light_and_its_history(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    decide(step.consent, "agreed", by=world.chief)
    actions.write_note(project, "在做设计", by=world.officer, on=date(2026, 9, 1))
    shone = actions.shine_lights(world.zone, today=date(2026, 9, 10))
    assert (shone.assessed, shone.counts) == (1, {"green": 0, "yellow": 0, "red": 1})
    project.refresh_from_db()
    assert (project.light, project.lights.get().on) == ("red", date(2026, 9, 10))
    assert actions.shine_lights(world.zone, today=date(2026, 9, 11)).assessed == 0
    assert project.lights.count() == 1  # a day like the one before is no news


def test_every_move_is_in_the_log(world: World, ready: Callable[..., Project]) -> None:
    project = ready()
    step = actions.move_project(project, "signed", by=world.officer, on=DAY)
    decide(step.consent, "agreed", by=world.chief)
    verbs = list(
        AuditEntry.objects.filter(target_type="projects.project", target_id=str(project.pk))
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    assert verbs[0] == "projects.opened"
    assert verbs[-2:] == ["flows.proposed", "projects.moved"]


def test_a_list_costs_the_same_queries_for_two_and_for_twenty(
    world: World, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(20):
        actions.open_project(world.zone, {"name": f"项目{number}"}, by=world.officer, on=DAY)
    plan = reads.plan_of(world.zone, DAY)
    for most in (2, 20):
        with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
            for project in reads.whole(Project.objects.filter(zone=world.zone))[:most]:
                reads.lacking(project, plan)
                reads.light_facts(project, plan)
