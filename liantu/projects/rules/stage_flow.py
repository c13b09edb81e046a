"""The zone's plan of stages as a flow: one step to every stage with a second person where a stage counts, and the two
steps of a project that leave it in its stage: it is suspended or ended, and taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from liantu.lib.flow import Flow, Given, Second, Step
from liantu.lib.problems import Problem
from liantu.projects.rules.stages import Move, ProjectFacts, StagePlan, check_move, held_back, needs_second_person

# No stage can be called so: a code of a stage has no dot.
END, RESUME = "project.end", "project.resume"
ENDS: tuple[str, ...] = ("suspended", "terminated", "exited")
ENDED_REASONS: tuple[str, ...] = (
    "land", "policy", "market", "funds", "energy_environment", "supply_chain", "other_place_won", "investor_changed",
    "untrue", "no_contact", "other",
)  # fmt: skip
WORDS = {
    "moved": Problem("already_there", "The project is already in this stage.", where="stage"),
    f"{END}.health": Problem("no_such_end", "A project is suspended, terminated or exited.", where="health"),
    f"{END}.reason_code": Problem("no_reason_code", "Choose a reason.", where="reason"),
    f"{END}.reason": Problem("no_end_note", "Write a note: what happened, and could it have been kept?", where="note"),
    f"{RESUME}.reason": Problem("reason_needed_resume", "Taking it up again needs a reason.", where="reason"),
}


@dataclass(frozen=True)
class StandingInPlan:
    """A project as its flow sees it: the stage, what the plan asks about, the day each stage was reached."""

    state: str
    project: ProjectFacts
    reached: Mapping[str, date]


def flow_of(plan: StagePlan, *, standing: str = "", english: bool = False) -> Flow[StandingInPlan]:
    """The steps of a plan: from every stage to every other, the verb is the stage's code; the end, and on again.

    ``standing``: the project's own stage, which the plan may know no more: it can still be ended. ``english``: what
    refusals call stages and requirements.
    """
    codes = tuple(stage.code for stage in plan.stages)
    states = codes if not standing or standing in codes else (*codes, standing)
    steps = tuple(
        Step(
            code,
            tuple(other for other in codes if other != code),
            code,
            "projects.move",
            needs=("on",),
            second=partial(seconds, plan, code),
            when=partial(_holds_back, plan, code, english),
            check=partial(_forbids, plan, code, english),
        )
        for code in codes
    )
    end = Step(
        END, states, None, "projects.edit", needs=("health", "reason_code"), reason=True, when=_has_ended,
        check=_cannot_end, drops_waiting=True,
    )  # fmt: skip
    resume = Step(RESUME, states, None, "projects.edit", reason=True, when=_runs, drops_waiting=True)
    return Flow("stages", states, (*steps, end, resume), WORDS)


def seconds(plan: StagePlan, target: str, facts: StandingInPlan, given: Given | None = None) -> tuple[Second, ...]:
    """Whose consent the step to ``target`` waits for.

    One person is enough where she may verify every counting stage between; else each such stage has its own.
    """
    counting = needs_second_person(plan, facts.state, target)
    if not counting:
        return ()
    for_all = tuple(role for role in counting[0].verifier if all(role in stage.verifier for stage in counting))
    if for_all:
        return (Second(counting[-1].name, for_all),)
    return tuple(Second(stage.name, stage.verifier) for stage in counting)


def _holds_back(plan: StagePlan, target: str, english: bool, facts: StandingInPlan, _today: date) -> list[Problem]:
    return held_back(plan, facts.project, target, english=english)


def _forbids(
    plan: StagePlan, target: str, english: bool, facts: StandingInPlan, given: Given, today: date
) -> list[Problem]:
    day = given.day("on")
    if day is None:
        return []
    move = Move(target, day, given.by, given.note)
    return check_move(plan, facts.project, move, today=today, reached=facts.reached, english=english)


def _has_ended(facts: StandingInPlan, _today: date) -> list[Problem]:
    if facts.project.health not in ("terminated", "exited"):
        return []
    return [Problem("already_ended", "The project has ended.", where="health", fix="Take it up again first.")]


def _cannot_end(facts: StandingInPlan, given: Given, today: date) -> list[Problem]:
    """What is wrong with what is given for an end: how, why, where to, when."""
    health, reason, day = given.text("health"), given.text("reason_code"), given.day("on")
    problems = []
    if health and health not in ENDS:
        problems.append(WORDS[f"{END}.health"])
    elif health == facts.project.health:
        problems.append(Problem("already_ended", "The project stands there already.", where="health"))
    if reason and reason not in ENDED_REASONS:
        problems.append(WORDS[f"{END}.reason_code"])
    if reason == "other_place_won" and not given.has("went_to"):
        problems.append(Problem("no_place", "Write where it went.", where="went_to"))
    if day is not None and day > today:
        told = {"day": day.isoformat()}
        problems.append(Problem("future_day", "The day lies in the future: %(day)s.", where="on", params=told))
    return problems


def _runs(facts: StandingInPlan, _today: date) -> list[Problem]:
    return [Problem("runs_already", "The project runs.")] if facts.project.health == "normal" else []
