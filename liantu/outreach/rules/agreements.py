"""How an agreement moves: draft 起草 → reviewed 审查 → in force 生效 → ended 终止; extended 续签 in force or after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.lib.flow import Flow, Given, Step
from liantu.lib.problems import Problem


@dataclass(frozen=True)
class Facts:
    """What the rules look at: people are numbers; ``keeper`` brought the paper."""

    state: str
    keeper: int | None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def span_problems(starts_on: date | None, ends_on: date | None) -> list[Problem]:
    """What is wrong with the days between which an agreement holds."""
    if starts_on is None or ends_on is None or ends_on > starts_on:
        return []
    return [Problem("agreement_ends_before", "It ends before it begins.", where="ends_on")]


def _is_signed_rightly(facts: Facts, given: Given, today: date) -> list[Problem]:
    """A paper is signed on a day that has come, and ends after it begins."""
    signed_on = given.day("signed_on")
    problems = []
    if signed_on is not None and signed_on > today:
        problems.append(
            Problem("signed_in_future", "It cannot be signed on a day to come: %(day)s.", where="signed_on",
                    params={"day": signed_on})
        )  # fmt: skip
    starts_on = given.day("starts_on") or facts.starts_on or signed_on
    return problems + span_problems(starts_on, given.day("ends_on") or facts.ends_on)


def _is_longer(facts: Facts, given: Given, today: date) -> list[Problem]:
    """An extension leads beyond the present end, and beyond today."""
    ends_on = given.day("ends_on")
    latest = max(facts.ends_on or today, today)
    if ends_on is None or ends_on > latest:
        return []
    return [Problem("not_longer", "The new end must be after %(day)s.", where="ends_on", params={"day": latest})]


def _never_held(facts: Facts, today: date) -> list[Problem]:
    if facts.signed_on is not None or facts.state == "in_force":
        return []
    return [Problem("never_signed", "It was never signed: keep a new one.", where="verb")]


AGREEMENT: Flow[Facts] = Flow(
    "agreement",
    ("draft", "reviewed", "in_force", "ended"),
    (
        Step("review", ("draft",), "reviewed", "outreach.keep", reason=True, but=("keeper",)),
        Step("revise", ("reviewed",), "draft", "outreach.keep", reason=True),
        Step("sign", ("reviewed",), "in_force", "outreach.keep", needs=("signed_on",), check=_is_signed_rightly),
        Step(
            "extend",
            ("in_force", "ended"),
            "in_force",
            "outreach.keep",
            needs=("ends_on",),
            reason=True,
            when=_never_held,
            check=_is_longer,
        ),
        Step("end", ("draft", "reviewed", "in_force"), "ended", "outreach.keep", reason=True),
    ),
    words={
        "review.reason": Problem(
            "review_needs_opinion", "Write what the reviews of legality and fair competition found.", where="note"
        ),
        "review.but": Problem(
            "own_agreement",
            "Whoever keeps an agreement does not review it.",
            where="verb",
            fix="Ask another person who keeps agreements.",
        ),
        "revise.reason": Problem("revise_needs_reason", "Write what has to be changed.", where="note"),
        "signed_on": Problem("no_day_signed", "Give the day it was signed.", where="signed_on"),
        "ends_on": Problem("no_new_end", "Give the new end.", where="ends_on"),
        "extend.reason": Problem("extend_needs_reason", "Write by which paper it is extended.", where="note"),
        "end.reason": Problem("end_needs_reason", "Write why it ends.", where="note"),
    },
)
