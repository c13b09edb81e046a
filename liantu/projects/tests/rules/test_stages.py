"""The plan of stages, what a move needs, and who may be the second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.checklist import Paper, lack_of
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.lib.reference_files import reference_path
from liantu.projects.rules.stage_flow import END, RESUME, StandingInPlan, flow_of, seconds
from liantu.projects.rules.stages import (
    Move,
    ProjectFacts,
    check_move,
    held_back,
    missing_for,
    needs_second_person,
    read_held_plan,
    read_plan,
)

SHIPPED = yaml.safe_load(reference_path("project_stages.yaml").read_text("utf-8"))[0]
PLAN = read_plan({name: value for name, value in SHIPPED.items() if name != "from"})
DAY = date(2026, 5, 1)
FIELDS = sorted({name for stage in PLAN.stages for one in stage.requires if one.kind == "field" for name in one.names})
TAGS = sorted({name for stage in PLAN.stages for one in stage.requires if one.kind == "evidence" for name in one.names})
RUNG = sorted({name for stage in PLAN.stages for one in stage.requires if one.kind == "amount" for name in one.names})
CODES = [stage.code for stage in PLAN.stages]
FULL = ProjectFacts(dict.fromkeys(FIELDS, "x"), (Paper(tuple(TAGS)),), frozenset(RUNG), stage="lead")


def test_the_shipped_plan_is_the_trades_sixteen_stages() -> None:
    assert CODES == [
        "lead",
        "negotiation",
        "intent",
        "admission_review",
        "framework_agreement",
        "signed",
        "company_registered",
        "project_filed",
        "site_secured",
        "construction_permitted",
        "started",
        "under_construction",
        "completed",
        "in_production",
        "at_capacity",
        "above_scale",
    ]
    assert [stage.code for stage in PLAN.stages if stage.counts] == ["signed", "started", "in_production"]


def test_a_framework_agreement_is_not_a_signing() -> None:
    facts = ProjectFacts(FULL.fields, (Paper(("framework_agreement",)),), FULL.amounts, stage="framework_agreement")
    assert "contract" in {lack.requirement.code for lack in missing_for(PLAN, facts, "signed")}


def test_levelling_does_not_start_a_project() -> None:
    papers = tuple(Paper((tag,)) for tag in TAGS if tag != "main_works_photo")
    facts = ProjectFacts(FULL.fields, papers, FULL.amounts, stage="site_secured")
    assert [lack.requirement.code for lack in missing_for(PLAN, facts, "started")] == ["main_works"]


def test_an_optional_stage_may_be_passed_by() -> None:
    papers = tuple(Paper((tag,)) for tag in TAGS if tag not in {"framework_agreement", "acceptance_record"})
    facts = ProjectFacts(FULL.fields, papers, FULL.amounts, stage="negotiation")
    assert not missing_for(PLAN, facts, "in_production")
    assert [lack.requirement.code for lack in missing_for(PLAN, facts, "framework_agreement")] == ["framework_text"]


def test_a_start_before_signing_is_told() -> None:
    facts = ProjectFacts(FULL.fields, FULL.papers, FULL.amounts, stage="signed")
    problems = check_move(
        PLAN, facts, Move("started", DAY - timedelta(days=1), by=1), today=DAY, reached={"signed": DAY}
    )
    assert [problem.code for problem in problems] == ["before_earlier_stage"]


def test_a_day_to_come_is_told() -> None:
    problems = check_move(PLAN, FULL, Move("negotiation", DAY + timedelta(days=1), by=1), today=DAY, reached={})
    assert [problem.code for problem in problems] == ["future_day"]


def test_a_step_back_needs_a_reason_and_no_papers() -> None:
    facts = ProjectFacts({}, (), stage="signed")
    back = check_move(PLAN, facts, Move("intent", DAY, by=1), today=DAY, reached={})
    assert [problem.code for problem in back] == ["reason_needed"]
    assert not check_move(PLAN, facts, Move("intent", DAY, by=1, reason="协议解除"), today=DAY, reached={})


@given(st.sets(st.sampled_from(TAGS)), st.sampled_from(TAGS), st.sampled_from(CODES))
def test_one_more_paper_never_makes_more_missing(tags: set[str], more: str, target: str) -> None:
    before = ProjectFacts(FULL.fields, (Paper(tuple(sorted(tags))),), FULL.amounts, stage="lead")
    after = ProjectFacts(FULL.fields, (*before.papers, Paper((more,))), FULL.amounts, stage="lead")
    assert len(missing_for(PLAN, after, target)) <= len(missing_for(PLAN, before, target))


@given(st.sets(st.sampled_from(FIELDS)), st.sets(st.sampled_from(TAGS)), st.sets(st.sampled_from(RUNG)))
def test_nothing_enters_a_counting_stage_with_something_missing(
    fields: set[str], tags: set[str], rungs: set[str]
) -> None:
    facts = ProjectFacts(dict.fromkeys(fields, "x"), (Paper(tuple(sorted(tags))),), rungs, stage="lead")
    for stage in PLAN.stages:
        if not stage.counts:
            continue
        problems = held_back(PLAN, facts, stage.code)
        unmet = [one for one in stage.requires if lack_of(one, facts) is not None]
        assert not unmet or problems


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_passing_a_counting_stage_needs_its_second_person(now: str, target: str) -> None:
    passed = {stage.code for stage in needs_second_person(PLAN, now, target)}
    low, high = sorted((CODES.index(now), CODES.index(target)))
    assert passed == {code for code in ("signed", "started", "in_production") if low < CODES.index(code) <= high}


def test_whose_consent_a_step_waits_for() -> None:
    verifiers = PLAN.stage("signed").verifier
    one = StandingInPlan("intent", ProjectFacts({}, stage="intent"), {})
    assert seconds(PLAN, "negotiation", one) == ()
    assert [second.roles for second in seconds(PLAN, "in_production", one)] == [verifiers]  # one person verifies all
    apart = replace(
        PLAN,
        stages=tuple(
            replace(stage, verifier=("data_officer",))
            if stage.code == "started"
            else (replace(stage, verifier=("chain_chief",)) if stage.counts else stage)
            for stage in PLAN.stages
        ),
    )
    assert [second.roles for second in seconds(apart, "started", one)] == [("chain_chief",), ("data_officer",)]


def test_a_step_forbids_what_the_plan_forbids() -> None:
    flow, facts = flow_of(PLAN), StandingInPlan("lead", ProjectFacts({}, stage="lead"), {})
    for target in CODES[1:]:
        late = DAY + timedelta(days=1)
        told = flow.check(target, facts, Given(1, {"on": late}), today=DAY)
        lacks = held_back(PLAN, facts.project, target)
        assert lacks == flow.closed_to(target, facts, by=1, today=DAY)
        assert told == lacks + check_move(PLAN, facts.project, Move(target, late, 1), today=DAY, reached={})
        assert [one.where for one in flow.check(target, facts, Given(1), today=DAY)] == [
            *(one.where for one in lacks),
            "on",
        ]
    assert [one.code for one in flow.check("lead", facts, Given(1, {"on": DAY}), today=DAY)] == ["already_there"]


def test_what_is_missing_is_called_in_the_readers_language() -> None:
    facts = ProjectFacts({}, stage="lead")
    told = {one.where: (one.place, one.params["stage"]) for one in held_back(PLAN, facts, "negotiation", english=True)}
    assert told["investor"] == ("Investor", "In negotiation")
    assert {one.where: one.place for one in held_back(PLAN, facts, "negotiation")}["investor"] == "投资方"


@pytest.mark.parametrize("health", ["suspended", "terminated", "exited"])
def test_nothing_moves_a_project_that_rests(health: str) -> None:
    flow, facts = flow_of(PLAN), StandingInPlan("lead", replace(FULL, health=health), {})
    for target in CODES[1:]:
        assert [one.code for one in flow.closed_to(target, facts, by=1, today=DAY)] == ["project_not_running"]
    assert not flow.closed_to(RESUME, facts, by=1, today=DAY)
    ended = [one.code for one in flow.closed_to(END, facts, by=1, today=DAY)]
    assert ended == ([] if health == "suspended" else ["already_ended"])


def test_an_end_says_how_and_why() -> None:
    flow, facts = flow_of(PLAN), StandingInPlan("lead", FULL, {})
    told = [(one.code, one.where) for one in flow.check(END, facts, Given(1), today=DAY)]
    assert told == [("no_such_end", "health"), ("no_reason_code", "reason"), ("no_end_note", "note")]
    bad = {"health": "normal", "reason_code": "luck", "on": DAY + timedelta(days=1)}
    codes = [one.code for one in flow.check(END, facts, Given(1, bad, "无"), today=DAY)]
    assert codes == ["no_such_end", "no_reason_code", "future_day"]
    lost = {"health": "exited", "reason_code": "other_place_won"}
    assert [one.code for one in flow.check(END, facts, Given(1, lost, "无"), today=DAY)] == ["no_place"]
    assert [one.code for one in flow.check(RESUME, facts, Given(1), today=DAY)] == [
        "runs_already", "reason_needed_resume",
    ]  # fmt: skip


def test_a_project_in_a_stage_the_plan_has_left_can_be_ended() -> None:
    flow = flow_of(PLAN, standing="old_stage")
    facts = StandingInPlan("old_stage", replace(FULL, stage="old_stage"), {})
    assert [step.verb for step in flow.steps_from("old_stage")] == [END, RESUME]
    given_ = Given(1, {"health": "exited", "reason_code": "land"}, "无地")
    assert not flow.check(END, facts, given_, today=DAY)


def faults_of(content: object) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as told:
        read_plan(content)
    return [(problem.code, problem.where) for problem in told.value.problems]


def test_all_faults_of_a_plan_are_told_at_once_each_with_its_place() -> None:
    bad = {
        "stages": [
            {"code": "a", "name": "甲", "expected_days": -1, "counts": True},
            {"code": "a", "name": "乙", "counts": "yes", "colour": "red"},
            {"name": "丙"},
            {
                "code": "d",
                "name": "丁",
                "requires": [
                    {"code": "x", "name": "某", "field": "password"},
                    {"code": "y"},
                    {"code": "z", "name": "某", "field": "product", "evidence": "lease"},
                ],
            },
            "戊",
            {"code": "己.庚", "name": 7},
        ]
    }
    assert faults_of(bad) == [
        ("rule_value", "plan · stages.1.expected_days"),
        ("no_verifier", "plan · stages.1.verifier"),
        ("rule_value", "plan · stages.2.counts"),
        ("rule_unknown_key", "plan · stages.2.colour"),
        ("rule_missing", "plan · stages.3.code"),
        ("unknown_name", "plan · stages.4.requires.1"),
        ("rule_missing", "plan · stages.4.requires.2.name"),
        ("bad_requirement_kind", "plan · stages.4.requires.3"),
        ("rule_value", "plan · stages.5"),
        ("rule_value", "plan · stages.6.code"),
        ("rule_value", "plan · stages.6.name"),
        ("stage_twice", "plan · stages.2"),
    ]


@pytest.mark.parametrize("content", [None, [], {}, {"stages": {}}, {"stages": []}, "x"])
def test_what_is_no_plan_is_told(content: object) -> None:
    assert faults_of(content)
    with pytest.raises(ProblemsError):
        read_held_plan(content)


def test_a_plan_that_holds_opens_as_it_was_understood_and_could_not_be_drafted_today() -> None:
    old = {
        "name": "旧",
        "owner": "招商局",
        "stages": [
            {"code": 1, "name": 2026, "remark": "x", "counts": "no"},
            {
                "code": "End-Of-It",
                "name": "签约",
                "counts": True,
                "verifier": ["chain_chief"],
                "requires": [
                    {"code": "p", "name": "某", "field": "a_field_long_gone", "note": "y", "once_only": "yes"},
                    {"code": "q", "name": "另", "evidence": ["lease", 3], "when": {"channel": ["agency", 4]}},
                ],
            },
        ],
    }
    plan = read_held_plan(old)
    assert [(stage.code, stage.name, stage.counts) for stage in plan.stages] == [
        ("1", "2026", False),
        ("End-Of-It", "签约", True),
    ]
    gone, other = plan.stage("End-Of-It").requires
    assert (gone.names, gone.once_only, other.names) == (("a_field_long_gone",), False, ("lease", "3"))
    assert other.when == {"channel": ("agency", "4")}
    told = faults_of(old)
    assert {where.removeprefix("plan · ") for _code, where in told} == {
        "owner", "stages.1.code", "stages.1.name", "stages.1.counts", "stages.1.remark", "stages.2.code",
        "stages.2.requires.1.note", "stages.2.requires.1.once_only", "stages.2.requires.2.evidence.2",
        "stages.2.requires.2.when.channel.2",
    }  # fmt: skip


def test_a_plan_reads_the_same_whether_it_holds_or_is_new() -> None:
    assert read_held_plan(SHIPPED) == PLAN
