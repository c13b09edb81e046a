"""The flow of open challenges: what each step tells when something is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from liantu.lib.flow import Given
from liantu.prospects.challenges.rules.flow import CHALLENGE, Facts

TODAY = date(2026, 6, 30)
POSTER, REVIEWER, FIRM, BOSS = 1, 2, 3, 5
DRAFT = Facts("drafted", TODAY + timedelta(days=30), POSTER, (REVIEWER,), has_conditions=True)


def codes(verb: str, facts: Facts, given: Given) -> set[str]:
    return {problem.code for problem in CHALLENGE.check(verb, facts, given, today=TODAY)}


def test_posting_tells_all_it_lacks() -> None:
    bare = Facts("drafted", TODAY - timedelta(days=1), POSTER)
    assert codes("post", bare, Given(POSTER)) == {"deadline_past", "no_reviewer", "no_conditions"}


def test_a_claim_after_the_deadline_or_twice_is_told() -> None:
    posted = replace(DRAFT, state="claimed", deadline_on=TODAY - timedelta(days=1), claimants=(FIRM,))
    told = codes("claim", posted, Given(FIRM))
    assert told == {"claim_too_late", "own_challenge", "no_plan", "conditions_open"}


def test_only_a_claim_that_was_made_is_awarded() -> None:
    claimed = replace(DRAFT, state="claimed", claimants=(FIRM,))
    assert codes("award", claimed, Given(BOSS, {"choice": BOSS}, "好")) == {"no_claim_chosen"}
    assert codes("award", claimed, Given(FIRM, {"choice": FIRM})) == {"own_claim", "award_needs_reason"}
    assert not codes("award", claimed, Given(BOSS, {"choice": FIRM}, "好"))


def test_a_review_that_did_not_pass_leads_to_no_reward() -> None:
    reviewed = replace(DRAFT, state="reviewed", passed=False, claimant=FIRM, claimants=(FIRM,))
    assert codes("reward", reviewed, Given(BOSS)) == {"review_not_passed"}
    assert not codes("fail", reviewed, Given(BOSS, note="未达标"))


def test_whoever_took_part_does_not_reward() -> None:
    reviewed = replace(DRAFT, state="reviewed", passed=True, claimant=FIRM, claimants=(FIRM,))
    for person in (POSTER, REVIEWER, FIRM):
        assert codes("reward", reviewed, Given(person)) == {"reward_needs_another"}
    assert not codes("reward", reviewed, Given(BOSS))
