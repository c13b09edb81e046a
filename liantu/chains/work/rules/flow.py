"""How a task moves: one table for page, reminder and API. Done needs a word, and so does taking it up again.

open → done, open → dropped, done or dropped → open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liantu.lib.problems import Problem

STATES: tuple[str, ...] = ("open", "done", "dropped")


@dataclass(frozen=True)
class Step:
    """A step from some states to one; every step asks for a note. ``owner``: whether the owner alone may take it."""

    verb: str
    sources: tuple[str, ...]
    target: str
    owner: bool


STEPS: tuple[Step, ...] = (
    Step("finish", ("open",), "done", owner=True),
    Step("drop", ("open",), "dropped", owner=False),
    Step("reopen", ("done", "dropped"), "open", owner=False),
)
BY_VERB = {step.verb: step for step in STEPS}


def steps_from(state: str, *, is_owner: bool, leads: bool) -> tuple[Step, ...]:
    """The steps a person may take: whoever leads the work all of them, the owner her own."""
    return tuple(step for step in STEPS if state in step.sources and (leads or (step.owner and is_owner)))


def check_step(verb: str, state: str, note: str, *, is_owner: bool, leads: bool) -> list[Problem]:
    """Everything that forbids a step; empty when it is allowed."""
    step = BY_VERB.get(verb)
    if step is None:
        return [Problem("no_such_step", "There is no such step.", where="verb")]
    if state not in step.sources:
        late = "The task is no longer in a state for this step. Open it again."
        return [Problem("not_from_here", late, where="verb")]
    problems = []
    if not (leads or (step.owner and is_owner)):
        problems.append(Problem("not_your_task", "Only its owner or who leads the work takes this step.", where="verb"))
    if not note.strip():
        problems.append(Problem("note_needed", "Write what came of it.", where="note", fix="One sentence is enough."))
    return problems


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Whether a task waits beyond its day."""
    return state == "open" and due_on < today


@dataclass(frozen=True)
class PlanProgress:
    """How far a year's work points are: how many, done, behind their day, and the share of target reached on average.

    ``reached_pct`` is None when no point has a number to reach.
    """

    points: int
    done: int
    late: int
    reached_pct: float | None


def progress_of(points: Sequence[tuple[str, date | None, float | None, float | None]], today: date) -> PlanProgress:
    """Progress over (state, due day, target, reached) of work points; more than the target counts as all of it."""
    shares = [min(reached or 0.0, target) / target for _state, _due, target, reached in points if target]
    done = sum(state == "done" for state, *_rest in points)
    late = sum(state not in ("done", "dropped") and due is not None and due < today for state, due, *_rest in points)
    return PlanProgress(len(points), done, late, 100 * sum(shares) / len(shares) if shares else None)
