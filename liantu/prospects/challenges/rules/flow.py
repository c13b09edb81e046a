"""How an open challenge (揭榜挂帅) moves: posted 发榜 → claimed 揭榜 → awarded 定榜 → in delivery → reviewed 评榜 →
rewarded 奖榜 / failed.

One table for page and API: who may take a step and what must be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from liantu.lib.problems import Problem

State = Literal["drafted", "posted", "claimed", "awarded", "in_delivery", "reviewed", "rewarded", "failed", "withdrawn"]
STATES: tuple[State, ...] = (
    "drafted",
    "posted",
    "claimed",
    "awarded",
    "in_delivery",
    "reviewed",
    "rewarded",
    "failed",
    "withdrawn",
)
# States in which the board shows a challenge to the firms of the chain.
PUBLIC: tuple[State, ...] = ("posted", "claimed", "awarded", "in_delivery", "reviewed", "rewarded", "failed")


@dataclass(frozen=True)
class Step:
    """A step from some states to one, and the ability it takes."""

    verb: str
    sources: tuple[State, ...]
    target: State
    ability: str


STEPS: tuple[Step, ...] = (
    Step("post", ("drafted",), "posted", "challenges.post"),
    Step("claim", ("posted", "claimed"), "claimed", "challenges.claim"),
    Step("award", ("claimed",), "awarded", "challenges.award"),
    Step("deliver", ("awarded", "in_delivery"), "in_delivery", "challenges.claim"),
    Step("review", ("in_delivery",), "reviewed", "challenges.review"),
    Step("reward", ("reviewed",), "rewarded", "challenges.award"),
    Step("fail", ("posted", "claimed", "awarded", "in_delivery", "reviewed"), "failed", "challenges.award"),
    Step("withdraw", ("drafted", "posted"), "withdrawn", "challenges.post"),
)
BY_VERB = {step.verb: step for step in STEPS}


@dataclass(frozen=True)
class Facts:
    """What the rules look at: people are numbers; ``claimant`` is who was awarded."""

    state: str
    deadline_on: date
    poster: int
    reviewers: tuple[int, ...] = ()
    claimants: tuple[int, ...] = ()
    claimant: int | None = None
    has_conditions: bool = False
    has_evidence: bool = False
    passed: bool | None = None


@dataclass(frozen=True)
class Given:
    """What a person gives with a step: the claim chosen, the plan, whether the review passes, words."""

    by: int
    choice: int | None = None
    plan: str = ""
    accepts_conditions: bool = False
    passed: bool | None = None
    note: str = ""


def check_step(verb: str, facts: Facts, given: Given, *, today: date) -> list[Problem]:
    """Everything that forbids a step; empty when it is allowed."""
    step = BY_VERB.get(verb)
    if step is None:
        return [Problem("no_such_step", "There is no such step.", where="verb")]
    if facts.state not in step.sources:
        return [Problem("challenge_moved", "The challenge is no longer in a state for this step.", where="verb")]
    return _CHECKS[verb](facts, given, today)


def _post(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if facts.deadline_on < today:
        problems.append(Problem("deadline_past", "The deadline has passed.", where="deadline_on"))
    if not facts.reviewers:
        problems.append(Problem("no_reviewer", "Name at least one reviewer.", where="reviewers"))
    if not facts.has_conditions:
        problems.append(Problem("no_conditions", "Write the conditions of a claim.", where="conditions"))
    return problems


def _claim(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if facts.deadline_on < today:
        problems.append(Problem("claim_too_late", "The deadline for claims has passed.", where="deadline_on"))
    if given.by in facts.claimants:
        problems.append(Problem("claimed_already", "You have claimed it already.", where="plan"))
    if not given.plan.strip():
        problems.append(Problem("no_plan", "Write how you will do it.", where="plan"))
    if not given.accepts_conditions:
        problems.append(Problem("conditions_open", "Confirm that you meet the conditions.", where="accepts_conditions"))
    if given.by == facts.poster or given.by in facts.reviewers:
        problems.append(
            Problem("own_challenge", "Whoever posts or reviews a challenge does not claim it.", where="plan")
        )
    return problems


def _award(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if given.choice is None or given.choice not in facts.claimants:
        problems.append(Problem("no_claim_chosen", "Choose a claim.", where="choice"))
    if given.by in facts.claimants:
        problems.append(Problem("own_claim", "A claimant does not award the challenge.", where="choice"))
    if not given.note.strip():
        problems.append(
            Problem("award_needs_reason", "Write why this claim was chosen; the others read it.", where="note")
        )
    return problems


def _deliver(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if given.by != facts.claimant:
        problems.append(Problem("not_awarded", "Only the awarded claimant reports delivery.", where="note"))
    if not given.note.strip():
        problems.append(Problem("no_report", "Write what was delivered.", where="note"))
    return problems


def _review(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if given.by not in facts.reviewers:
        problems.append(Problem("no_reviewer_you", "You are not a reviewer of this challenge.", where="passed"))
    if given.by == facts.claimant:
        problems.append(Problem("own_claim_review", "Nobody reviews their own delivery.", where="passed"))
    if not facts.has_evidence:
        problems.append(Problem("no_delivery_evidence", "There is no evidence of delivery yet.", where="passed"))
    if given.passed is None:
        problems.append(Problem("no_verdict_review", "Say whether the delivery passes.", where="passed"))
    if not given.note.strip():
        problems.append(Problem("review_needs_note", "A review says why.", where="note"))
    return problems


def _reward(facts: Facts, given: Given, today: date) -> list[Problem]:
    problems = []
    if not facts.passed:
        problems.append(Problem("review_not_passed", "The review did not pass.", where="verb"))
    if given.by in (facts.poster, facts.claimant, *facts.reviewers):
        problems.append(
            Problem(
                "reward_needs_another",
                "The reward needs a person who neither posted, claimed nor reviewed.",
                where="verb",
                fix="Ask another person who may award challenges.",
            )
        )
    return problems


def _fail(facts: Facts, given: Given, today: date) -> list[Problem]:
    return [] if given.note.strip() else [Problem("fail_needs_reason", "Write why it failed.", where="note")]


def _withdraw(facts: Facts, given: Given, today: date) -> list[Problem]:
    return [] if given.note.strip() else [Problem("withdraw_needs_reason", "Write why it is withdrawn.", where="note")]


_CHECKS = {
    "post": _post, "claim": _claim, "award": _award, "deliver": _deliver, "review": _review, "reward": _reward,
    "fail": _fail, "withdraw": _withdraw,
}  # fmt: skip


def steps_from(state: str) -> Sequence[Step]:
    """The steps that lead on from a state."""
    return tuple(step for step in STEPS if state in step.sources)
