"""How a suggestion moves: who may take which step, and what the step asks for. One table for page, import and API.

submitted → accepted → assigned → converted → closed; returned to the submitter with a reason and submitted again;
declined with
a reason at any time before it is converted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liantu.lib.problems import Problem

State = Literal["submitted", "returned", "accepted", "assigned", "converted", "closed", "declined"]
STATES: tuple[State, ...] = ("submitted", "returned", "accepted", "assigned", "converted", "closed", "declined")
OPEN: frozenset[str] = frozenset({"submitted", "returned", "accepted", "assigned", "converted"})


@dataclass(frozen=True)
class Step:
    """A step from some states to one: the ability it takes, and what must be given with it."""

    verb: str
    sources: tuple[State, ...]
    target: State
    ability: str
    asks: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step("resubmit", ("returned",), "submitted", "suggestions.file"),
    Step("accept", ("submitted",), "accepted", "suggestions.decide"),
    Step("return", ("submitted", "accepted"), "returned", "suggestions.decide", ("reason",)),
    Step("assign", ("accepted", "assigned"), "assigned", "suggestions.decide", ("assignee", "due_on")),
    Step("convert", ("assigned",), "converted", "suggestions.follow", ("lead_reference",)),
    Step("close", ("converted",), "closed", "suggestions.follow", ("reason",)),
    Step("decline", ("submitted", "returned", "accepted", "assigned"), "declined", "suggestions.decide", ("reason",)),
)
BY_VERB = {step.verb: step for step in STEPS}


@dataclass(frozen=True)
class Given:
    """What a person gives with a step."""

    reason: str = ""
    assignee: int | None = None
    due_on: date | None = None
    lead_reference: str = ""


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that lead on from a state."""
    return tuple(step for step in STEPS if state in step.sources)


def check_step(verb: str, state: str, given: Given, *, today: date) -> list[Problem]:
    """Everything that forbids a step from ``state``; empty when it is allowed."""
    step = BY_VERB.get(verb)
    if step is None:
        return [Problem("no_such_step", "There is no such step.", where="verb")]
    if state not in step.sources:
        return [
            Problem(
                "not_from_here", "The suggestion is no longer in a state for this step. Open it again.", where="verb"
            )
        ]
    problems: list[Problem] = []
    if "reason" in step.asks and not given.reason.strip():
        problems.append(Problem("reason_needed_step", "Write why.", where="reason"))
    if "assignee" in step.asks and given.assignee is None:
        problems.append(Problem("no_assignee", "Choose who follows it.", where="assignee"))
    if "due_on" in step.asks and given.due_on is None:
        problems.append(Problem("no_due_day", "Set a day by which it is followed.", where="due_on"))
    if given.due_on is not None and given.due_on < today:
        problems.append(Problem("due_day_past", "The day has passed already.", where="due_on"))
    if "lead_reference" in step.asks and not given.lead_reference.strip():
        problems.append(Problem("no_lead", "Name the lead it became.", where="lead_reference"))
    return problems
