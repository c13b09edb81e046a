"""How an open challenge (揭榜挂帅) moves: posted 发榜 → claimed 揭榜 → awarded 定榜 → in delivery → reviewed 评榜 →
rewarded 奖榜 / failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from liantu.lib.flow import Flow, Given, Step
from liantu.lib.problems import Problem

# States in which the board shows a challenge to the firms of the chain.
PUBLIC = ("posted", "claimed", "awarded", "in_delivery", "reviewed", "rewarded", "failed")


@dataclass(frozen=True)
class Facts:
    """What the rules look at: people are numbers; ``claimant`` is who was awarded."""

    state: str
    deadline_on: date
    poster: int | None
    reviewers: tuple[int, ...] = ()
    claimants: tuple[int, ...] = ()
    claimant: int | None = None
    has_conditions: bool = False
    has_evidence: bool = False
    passed: bool | None = None


def _in_time(problem: Problem) -> Callable[[Facts, date], list[Problem]]:
    """Told once the deadline for claims has passed."""
    return lambda facts, today: [] if facts.deadline_on >= today else [problem]


def _is_no_claim(facts: Facts, given: Given, today: date) -> list[Problem]:
    if not given.has("choice") or given.number("choice") in facts.claimants:
        return []
    return [Problem("no_claim_chosen", "Choose a claim.", where="choice")]


CHALLENGE: Flow[Facts] = Flow(
    "challenge",
    ("drafted", "posted", "claimed", "awarded", "in_delivery", "reviewed", "rewarded", "failed", "withdrawn"),
    (
        Step(
            "post",
            ("drafted",),
            "posted",
            "challenges.post",
            holds=("reviewers", "has_conditions"),
            when=_in_time(Problem("deadline_past", "The deadline has passed.", where="deadline_on")),
        ),
        Step(
            "claim",
            ("posted", "claimed"),
            "claimed",
            "challenges.claim",
            needs=("plan", "accepts_conditions"),
            but=("poster", "reviewers", "claimants"),
            when=_in_time(Problem("claim_too_late", "The deadline for claims has passed.", where="deadline_on")),
        ),
        Step(
            "award",
            ("claimed",),
            "awarded",
            "challenges.award",
            needs=("choice",),
            reason=True,
            but=("claimants",),
            check=_is_no_claim,
        ),
        Step("deliver", ("awarded", "in_delivery"), "in_delivery", "challenges.claim", reason=True, only=("claimant",)),
        Step(
            "review",
            ("in_delivery",),
            "reviewed",
            "challenges.review",
            needs=("passed",),
            reason=True,
            only=("reviewers",),
            but=("claimant",),
            holds=("has_evidence",),
        ),
        Step(
            "reward",
            ("reviewed",),
            "rewarded",
            "challenges.award",
            but=("poster", "claimant", "reviewers"),
            holds=("passed",),
        ),
        Step("fail", PUBLIC[:5], "failed", "challenges.award", reason=True),
        Step("withdraw", ("drafted", "posted"), "withdrawn", "challenges.post", reason=True),
    ),
    words={
        "reviewers": Problem("no_reviewer", "Name at least one reviewer.", where="reviewers"),
        "has_conditions": Problem("no_conditions", "Write the conditions of a claim.", where="conditions"),
        "has_evidence": Problem("no_delivery_evidence", "There is no evidence of delivery yet.", where="passed"),
        "reward.passed": Problem("review_not_passed", "The review did not pass.", where="verb"),
        "plan": Problem("no_plan", "Write how you will do it.", where="plan"),
        "accepts_conditions": Problem(
            "conditions_open", "Confirm that you meet the conditions.", where="accepts_conditions"
        ),
        "claim.but": Problem(
            "own_challenge", "Whoever posts, reviews or has claimed a challenge does not claim it.", where="plan"
        ),
        "choice": Problem("no_claim_chosen", "Choose a claim.", where="choice"),
        "award.but": Problem("own_claim", "A claimant does not award the challenge.", where="choice"),
        "award.reason": Problem(
            "award_needs_reason", "Write why this claim was chosen; the others read it.", where="note"
        ),
        "deliver.only": Problem("not_awarded", "Only the awarded claimant reports delivery.", where="note"),
        "deliver.reason": Problem("no_report", "Write what was delivered.", where="note"),
        "review.only": Problem("no_reviewer_you", "You are not a reviewer of this challenge.", where="passed"),
        "review.but": Problem("own_claim_review", "Nobody reviews their own delivery.", where="passed"),
        "passed": Problem("no_verdict_review", "Say whether the delivery passes.", where="passed"),
        "review.reason": Problem("review_needs_note", "A review says why.", where="note"),
        "reward.but": Problem(
            "reward_needs_another",
            "The reward needs a person who neither posted, claimed nor reviewed.",
            where="verb",
            fix="Ask another person who may award challenges.",
        ),
        "fail.reason": Problem("fail_needs_reason", "Write why it failed.", where="note"),
        "withdraw.reason": Problem("withdraw_needs_reason", "Write why it is withdrawn.", where="note"),
    },
)
