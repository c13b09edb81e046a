"""The flow of open challenges: no way to a reward without award, evidence, review and another person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.prospects.challenges.rules.flow import BY_VERB, STATES, STEPS, Facts, Given, check_step, steps_from

TODAY = date(2026, 6, 30)
POSTER, REVIEWER, FIRM, RIVAL, BOSS = 1, 2, 3, 4, 5
DRAFT = Facts("drafted", TODAY + timedelta(days=30), POSTER, (REVIEWER,), has_conditions=True)
people = st.sampled_from([POSTER, REVIEWER, FIRM, RIVAL, BOSS])
acts = st.tuples(st.sampled_from([step.verb for step in STEPS]), people, people, st.booleans(), st.booleans())


@given(st.lists(acts, max_size=40))
def test_no_sequence_is_rewarded_without_award_evidence_review_and_another_person(
    sequence: list[tuple[str, int, int, bool, bool]],
) -> None:
    facts, reviewed_by, rewarded_by, log = DRAFT, 0, 0, ["drafted"]
    for verb, by, choice, passed, brings in sequence:
        given_ = Given(by, choice, "计划", True, passed, "说明")
        if check_step(verb, facts, given_, today=TODAY):
            continue
        facts = replace(facts, state=BY_VERB[verb].target)
        log.append(facts.state)
        if verb == "claim":
            facts = replace(facts, claimants=(*facts.claimants, by))
        elif verb == "award":
            facts = replace(facts, claimant=choice)
        elif verb == "deliver":
            facts = replace(facts, has_evidence=facts.has_evidence or brings)
        elif verb == "review":
            facts, reviewed_by = replace(facts, passed=passed), by
        elif verb == "reward":
            rewarded_by = by
    if "rewarded" in log:
        assert facts.claimant in facts.claimants
        assert facts.has_evidence
        assert facts.passed is True
        assert reviewed_by == REVIEWER
        assert rewarded_by not in (POSTER, REVIEWER, facts.claimant)
        for state in ("posted", "claimed", "awarded", "in_delivery", "reviewed"):
            assert state in log


def test_posting_tells_all_it_lacks() -> None:
    bare = Facts("drafted", TODAY - timedelta(days=1), POSTER)
    assert {problem.code for problem in check_step("post", bare, Given(POSTER), today=TODAY)} == {
        "deadline_past",
        "no_reviewer",
        "no_conditions",
    }


def test_a_claim_after_the_deadline_or_twice_is_told() -> None:
    posted = replace(DRAFT, state="claimed", deadline_on=TODAY - timedelta(days=1), claimants=(FIRM,))
    told = {problem.code for problem in check_step("claim", posted, Given(FIRM), today=TODAY)}
    assert told == {"claim_too_late", "claimed_already", "no_plan", "conditions_open"}


def test_a_review_that_did_not_pass_leads_to_no_reward() -> None:
    reviewed = replace(DRAFT, state="reviewed", passed=False, claimant=FIRM, claimants=(FIRM,))
    assert [p.code for p in check_step("reward", reviewed, Given(BOSS), today=TODAY)] == ["review_not_passed"]
    assert not check_step("fail", reviewed, Given(BOSS, note="未达标"), today=TODAY)


@pytest.mark.parametrize("state", STATES)
def test_steps_that_do_not_lead_on_are_refused(state: str) -> None:
    allowed = {step.verb for step in steps_from(state)}
    for step in STEPS:
        if step.verb not in allowed:
            problems = check_step(step.verb, replace(DRAFT, state=state), Given(BOSS), today=TODAY)
            assert [problem.code for problem in problems] == ["challenge_moved"]
