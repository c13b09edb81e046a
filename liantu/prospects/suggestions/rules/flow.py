"""How a suggestion moves: submitted → accepted → assigned → converted → closed; returned to the submitter with a reason
and submitted again; declined with a reason at any time before it is converted."""

from __future__ import annotations

from datetime import date

from liantu.lib.flow import Flow, Given, JustState, Step
from liantu.lib.problems import Problem

OPEN: frozenset[str] = frozenset({"submitted", "returned", "accepted", "assigned", "converted"})
DECIDE, FOLLOW = "suggestions.decide", "suggestions.follow"


def _day_past(facts: JustState, given: Given, today: date) -> list[Problem]:
    day = given.day("due_on")
    if day is None or day >= today:
        return []
    return [Problem("due_day_past", "The day has passed already.", where="due_on")]


SUGGESTION: Flow[JustState] = Flow(
    "suggestion",
    ("submitted", "returned", "accepted", "assigned", "converted", "closed", "declined"),
    (
        Step("resubmit", ("returned",), "submitted", "suggestions.file"),
        Step("accept", ("submitted",), "accepted", DECIDE),
        Step("return", ("submitted", "accepted"), "returned", DECIDE, reason=True),
        Step("assign", ("accepted", "assigned"), "assigned", DECIDE, needs=("assignee", "due_on"), check=_day_past),
        Step("convert", ("assigned",), "converted", FOLLOW, needs=("lead_reference",)),
        Step("close", ("converted",), "closed", FOLLOW, reason=True),
        Step("decline", ("submitted", "returned", "accepted", "assigned"), "declined", DECIDE, reason=True),
    ),
    words={
        "reason": Problem("reason_needed_step", "Write why.", where="note"),
        "assignee": Problem("no_assignee", "Choose who follows it.", where="assignee"),
        "due_on": Problem("no_due_day", "Set a day by which it is followed.", where="due_on"),
        "lead_reference": Problem("no_lead", "Name the lead it became.", where="lead_reference"),
    },
)
