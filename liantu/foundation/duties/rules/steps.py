"""How a duty moves: one table for page, reminder and interface. Every step but handing over needs a word.

open → done → confirmed (where somebody confirms) · open → dropped · any of these → open.
"""

from __future__ import annotations

from dataclasses import dataclass

from liantu.lib.problems import Problem

STATES: tuple[str, ...] = ("open", "done", "confirmed", "dropped")
CONFIRMERS: tuple[str, ...] = ("", "giver", "firm")


@dataclass(frozen=True)
class Standing:
    """A duty as the rules see it: state, owner and giver (user numbers), who confirms, whether it can be given up."""

    state: str
    owner: int | None
    giver: int | None
    confirm: str = ""
    may_drop: bool = True


@dataclass(frozen=True)
class Step:
    """A step from some states to one."""

    verb: str
    sources: tuple[str, ...]
    target: str


STEPS: tuple[Step, ...] = (
    Step("finish", ("open",), "done"),
    Step("confirm", ("done",), "confirmed"),
    Step("reopen", ("done", "confirmed", "dropped"), "open"),
    Step("drop", ("open",), "dropped"),
    Step("hand", ("open",), "open"),
)
BY_VERB = {step.verb: step for step in STEPS}


def steps_for(standing: Standing, *, by: int, leads: bool) -> tuple[Step, ...]:
    """The steps a person may take now; ``leads``: whether she may do everything with duties of the kind."""
    return tuple(step for step in STEPS if not _closed(step, standing, by=by, leads=leads))


def check_step(
    verb: str, standing: Standing, *, by: int, leads: bool, note: str, new_owner: int | None = None
) -> list[Problem]:
    """Everything that forbids a step; empty when it is allowed. ``note``: what came of it, or who confirmed it."""
    step = BY_VERB.get(verb)
    if step is None:
        return [Problem("no_such_step", "There is no such step.", where="verb")]
    problems = _closed(step, standing, by=by, leads=leads)
    if verb == "hand":
        if new_owner is None or new_owner == standing.owner:
            problems.append(Problem("no_new_owner", "Choose another person of the zone.", where="owner"))
    elif not note.strip():
        problems.append(_word_needed(verb, standing))
    return problems


def _word_needed(verb: str, standing: Standing) -> Problem:
    if verb == "confirm" and standing.confirm == "firm":
        return Problem(
            "no_confirmer", "Name who confirmed it at the enterprise.", where="note", fix="Name and office are enough."
        )
    return Problem("note_needed", "Write what came of it.", where="note", fix="One sentence is enough.")


def _closed(step: Step, standing: Standing, *, by: int, leads: bool) -> list[Problem]:
    """Why this person cannot take the step now, whatever she writes."""
    if step.verb == "confirm" and not standing.confirm and standing.state == "done":
        return [Problem("nobody_confirms", "It is done; nobody has to confirm it.", where="verb")]
    if step.verb == "drop" and not standing.may_drop and standing.state == "open":
        return [
            Problem(
                "not_given_up",
                "It is not given up: it is over only when it is done and confirmed.",
                where="verb",
                fix="Write how it was solved.",
            )
        ]
    if standing.state not in step.sources:
        return [Problem("not_from_here", "It is no longer in a state for this step. Open it again.", where="verb")]
    is_owner, is_giver = standing.owner == by, standing.giver == by
    if step.verb == "confirm" and standing.confirm == "giver":
        # Done by one, found done by another: an owner who also leads does not confirm herself.
        if is_giver or (leads and not is_owner):
            return []
        return [Problem("not_the_giver", "Whoever gave it confirms it, not who did it.", where="verb")]
    allowed = {"finish": is_owner, "hand": is_owner or is_giver, "confirm": is_owner}.get(step.verb, is_giver)
    if leads or allowed:
        return []
    return [Problem("not_your_task", "Only its owner or who leads the work takes this step.", where="verb")]
