"""How a lead moves: registered → answered → followed → a project; passed on, closed; reported and fed back between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liantu.lib.flow import Flow, Given, Step
from liantu.lib.problems import Problem
from liantu.projects.rules.lead_clock import ClockRule, check_extension

OPEN = ("registered", "responded", "followed")


@dataclass(frozen=True)
class LeadFacts:
    """A lead as its flow sees it: who holds it, and what its protection may still be extended by."""

    state: str
    holder: str
    protected_until_on: date
    extended_times: int
    rule: ClockRule


def _is_the_holders(facts: LeadFacts, given: Given, today: date) -> list[Problem]:
    """Passing on: to somebody else, with a part of the credit between none and all."""
    problems, taker, part = [], given.text("taker"), given.values.get("part")
    if taker and taker == facts.holder:
        told = {"taker": taker}
        problems.append(Problem("taker_has_it", "%(taker)s has it already.", where="taker", params=told))
    if isinstance(part, Decimal) and not 0 <= part <= 1:
        problems.append(Problem("bad_part", "The part of the credit lies between 0 and 100 %%.", where="part"))
    return problems


def _too_long(facts: LeadFacts, given: Given, today: date) -> list[Problem]:
    until, days = facts.protected_until_on, given.number("days") or 0
    return check_extension(until, days, facts.extended_times, given.note or "-", facts.rule, today=today)


WORK = "leads.work"
LEAD: Flow[LeadFacts] = Flow(
    "lead",
    ("registered", "responded", "followed", "project", "passed_on", "closed"),
    (
        Step("respond", ("registered",), "responded", WORK, needs=("owner",)),
        Step("follow", ("registered", "responded"), "followed", WORK),
        Step("to_project", OPEN, "project", WORK),
        Step("feed_back", ("responded", "followed", "passed_on", "closed", "project"), None, WORK, reason=True),
        Step("report", ("followed",), None, WORK, reason=True),
        Step("pass_on", OPEN, "passed_on", WORK, needs=("taker",), reason=True, check=_is_the_holders),
        Step("extend", OPEN, None, "leads.register", reason=True, check=_too_long),
        Step("drop", ("registered", "responded"), "closed", WORK, reason=True),
        Step("close", ("followed",), "closed", WORK, reason=True),
    ),
    words={
        "moved": Problem("step_does_not_fit", "This step does not fit the lead as it stands.", where="verb"),
        "reason": Problem("no_note", "Write a note: it is told to whoever brought the lead.", where="note"),
        "owner": Problem("no_owner", "Name who answers.", where="owner"),
        "taker": Problem("no_taker", "Name who takes it.", where="taker"),
    },
)


@dataclass(frozen=True)
class DisputeFacts:
    """A dispute as its flow sees it: who claims the lead."""

    state: str
    claimant: int | None


_NO_PART = Problem("bad_part", "The part of the credit lies between 0 and 100 %%.", where="share")


def _is_no_part(facts: DisputeFacts, given: Given, today: date) -> list[Problem]:
    share = given.values.get("share")
    return [_NO_PART] if share is not None and not (isinstance(share, Decimal) and 0 < share < 1) else []


DECIDE = "leads.decide"
DISPUTE: Flow[DisputeFacts] = Flow(
    "dispute",
    ("open", "kept", "passed", "shared"),
    (
        Step("kept", ("open",), "kept", DECIDE, reason=True, but=("claimant",)),
        Step("passed", ("open",), "passed", DECIDE, reason=True, but=("claimant",)),
        Step(
            "shared", ("open",), "shared", DECIDE, needs=("share",), reason=True, but=("claimant",), check=_is_no_part
        ),
    ),
    words={
        "moved": Problem("dispute_decided", "This claim is decided."),
        "reason": Problem("no_decision", "Write the reason of the decision.", where="note"),
        "but": Problem("own_dispute", "Whoever claims a lead does not decide on it."),
        "share": _NO_PART,
    },
)
