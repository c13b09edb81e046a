"""The zone's plan of stages as a flow: one step to every stage, and a second person where a stage counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from liantu.lib.flow import Flow, Given, Second, Step
from liantu.lib.problems import Problem
from liantu.projects.rules.stages import Move, ProjectFacts, StagePlan, check_move, needs_second_person


@dataclass(frozen=True)
class StandingInPlan:
    """A project as its flow sees it: the stage, what the plan asks about, the day each stage was reached."""

    state: str
    project: ProjectFacts
    reached: Mapping[str, date]


def flow_of(plan: StagePlan) -> Flow[StandingInPlan]:
    """The steps of a plan: from every stage to every other, the verb is the stage's code."""
    codes = tuple(stage.code for stage in plan.stages)
    steps = tuple(
        Step(
            code,
            tuple(other for other in codes if other != code),
            code,
            "projects.move",
            needs=("on",),
            second=partial(seconds, plan, code),
            check=partial(_forbids, plan, code),
        )
        for code in codes
    )
    words = {"moved": Problem("already_there", "The project is already in this stage.", where="stage")}
    return Flow("stages", codes, steps, words)


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


def _forbids(plan: StagePlan, target: str, facts: StandingInPlan, given: Given, today: date) -> list[Problem]:
    day = given.day("on")
    if day is None:
        return []
    move = Move(target, day, given.by, given.note)
    return check_move(plan, facts.project, move, today=today, reached=facts.reached)
