"""When is a sign-off agreed, and who may decide it now? Pure: people are numbers, the day is an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from liantu.lib.problems import Problem

Verdict = Literal["agreed", "refused"]
State = Literal["open", "agreed", "refused", "withdrawn", "expired"]
VERDICTS: tuple[Verdict, ...] = ("agreed", "refused")


@dataclass(frozen=True)
class Step:
    """One consent that is needed: from one of ``roles``, or from the ``person`` named.

    Steps of a lower ``order`` come first; steps of the same order wait side by side.
    """

    name: str
    roles: tuple[str, ...] = ()
    order: int = 1
    person: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The step as it is stored."""
        return {"name": self.name, "roles": list(self.roles), "order": self.order, "person": self.person}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Step:
        """The step that was stored. Raises KeyError for something else."""
        return Step(stored["name"], tuple(stored["roles"]), stored["order"], stored["person"])


@dataclass(frozen=True)
class Decided:
    """What ``person`` said to the step at ``position`` of the steps."""

    position: int
    person: int
    verdict: Verdict


@dataclass(frozen=True)
class Asked:
    """A sign-off as the rules see it."""

    requested_by: int
    steps: tuple[Step, ...]
    decided: tuple[Decided, ...] = ()
    expires_on: date | None = None
    withdrawn: bool = False


def check_steps(asked: Asked, *, deciding_roles: Collection[str], today: date) -> list[Problem]:
    """Everything wrong with a sign-off about to be asked for; ``deciding_roles`` are those that may decide at all."""
    problems = []
    if not asked.steps:
        problems.append(Problem("no_steps", "Nobody is asked to agree.", where="steps", fix="Name at least one step."))
    for number, step in enumerate(asked.steps, start=1):
        params = {"number": number, "name": step.name}
        if step.person is None and not step.roles:
            problems.append(
                Problem(
                    "step_for_nobody",
                    "Step %(number)s names neither a role nor a person.",
                    where="steps",
                    fix="Say who must agree.",
                    params=params,
                )
            )
        problems += [
            Problem(
                "role_cannot_decide",
                "Step %(number)s asks the role %(role)s, which may not decide sign-offs.",
                where="steps",
                fix="Choose a role that may decide.",
                params=params | {"role": role},
            )
            for role in sorted(set(step.roles) - set(deciding_roles))
        ]
        if step.person is not None and step.person == asked.requested_by:
            problems.append(
                Problem(
                    "asks_oneself",
                    "Step %(number)s asks the person who requests it.",
                    where="steps",
                    fix="Name somebody else.",
                    params=params,
                )
            )
    named = [step.person for step in asked.steps if step.person is not None]
    if len(named) != len(set(named)):
        problems.append(
            Problem("person_twice", "One person is asked in two steps.", where="steps", fix="Name different people.")
        )
    if asked.expires_on is not None and asked.expires_on < today:
        problems.append(
            Problem("already_over", "The last day for deciding is past.", where="expires_on", fix="Give a later day.")
        )
    return problems


def state_of(asked: Asked, *, today: date) -> State:
    """Where a sign-off stands on ``today``. One refusal refuses the whole; the last day itself still counts."""
    if any(one.verdict == "refused" for one in asked.decided):
        return "refused"
    if asked.steps and {one.position for one in asked.decided} == set(range(len(asked.steps))):
        return "agreed"
    if asked.withdrawn:
        return "withdrawn"
    if asked.expires_on is not None and asked.expires_on < today:
        return "expired"
    return "open"


def open_steps(asked: Asked) -> tuple[int, ...]:
    """The positions of the steps that wait now: the undecided ones of the lowest order that has any."""
    done = {one.position for one in asked.decided}
    waiting = [position for position in range(len(asked.steps)) if position not in done]
    lowest = min((asked.steps[position].order for position in waiting), default=0)
    return tuple(position for position in waiting if asked.steps[position].order == lowest)


def may_agree_to(step: Step, *, person: int, roles: Collection[str]) -> bool:
    """Whether a step is this person's to decide, by name or by role."""
    if step.person is not None:
        return step.person == person
    return not set(step.roles).isdisjoint(roles)


def step_for(asked: Asked, *, person: int, roles: Collection[str], today: date) -> int | Problem:
    """The position of the step this person decides now, or the reason why there is none.

    Requester and approver differ, and no person decides two steps. When several steps suit, the first does.
    """
    if state_of(asked, today=today) != "open":
        return Problem("not_open", "This sign-off is closed.", fix="Ask for a new one if it is still needed.")
    if person == asked.requested_by:
        return Problem("own_request", "Whoever asks cannot agree.", fix="Somebody else must decide.")
    if any(one.person == person for one in asked.decided):
        return Problem("decided_already", "You have decided here already.", fix="Another person takes the next step.")
    suiting = _suiting(asked.steps, range(len(asked.steps)), person, roles)
    now = _suiting(asked.steps, open_steps(asked), person, roles)
    if now:
        return now[0]
    done = {one.position for one in asked.decided}
    if set(suiting) - done:
        return Problem("not_yet", "An earlier step has not been decided.", fix="Wait for the steps before.")
    return Problem("not_asked", "Nobody asks you to agree here.", fix="The open step names who decides.")


def _suiting(steps: Sequence[Step], positions: Collection[int], person: int, roles: Collection[str]) -> list[int]:
    """The positions a person could decide, steps that name the person first."""
    found = [position for position in positions if may_agree_to(steps[position], person=person, roles=roles)]
    return sorted(found, key=lambda position: (steps[position].person is None, position))
