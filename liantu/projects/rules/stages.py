"""Which stages a project passes, what each asks for, and whether a move is allowed.

The plan is dated data (``reference/project_stages.yaml``); sources of the shipped one: docs/methods/project-stages.md.
One rule set serves form, board, import, API and command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StrictBool, StringConstraints, ValidationInfo, field_validator

from liantu.lib.checklist import KINDS, Facts, Kind, Missing, Requirement, RequirementText, missing_ahead, missing_until
from liantu.lib.dated import RuleModel, Text, typed, wrong
from liantu.lib.problems import Problem, ProblemsError

RUNGS: tuple[str, ...] = ("intent", "signed", "registered", "in_place", "fixed_assets")
# Fields a plan may ask for: those a person fills in on the project's form.
FIELDS: frozenset[str] = frozenset(
    {
        "investor_name",
        "content",
        "site_need",
        "industry_class",
        "capital_origin",
        "planned_start_on",
        "company_credit_code",
        "filing_code",
        "expected_output_wan_yuan",
        "expected_tax_wan_yuan",
        "core_technology",
        "construction_nature",
        "product",
        "area_mu",
        "workshop_m2",
        "power_kva",
        "planned_production_on",
    }
)


# The kinds of proof a plan may ask for, with the names it may use.
STAGE_KINDS: Mapping[str, Kind] = {
    **KINDS,
    "field": replace(KINDS["field"], known=FIELDS),
    "amount": replace(KINDS["amount"], known=RUNGS),
}


@dataclass(frozen=True)
class Stage:
    """One stage of the plan."""

    code: str
    name: str
    name_en: str
    order: int
    expected_days: int = 0
    counts: bool = False
    optional: bool = False
    verifier: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    phase: str = ""
    phase_en: str = ""

    def called(self, english: bool) -> str:
        """Its name; in English where the plan has one."""
        return self.name_en if english and self.name_en else self.name


@dataclass(frozen=True)
class StagePlan:
    """The stages in order."""

    name: str
    stages: tuple[Stage, ...]

    def stage(self, code: str) -> Stage:
        """The stage with this code. Raises KeyError."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def has(self, code: str) -> bool:
        """Whether the plan knows the stage."""
        return any(stage.code == code for stage in self.stages)

    def following(self, code: str) -> Stage | None:
        """The next stage that may not be passed by, or the next one of any kind at the end; None at the last."""
        later = [stage for stage in self.stages if stage.order > self.stage(code).order]
        return next((stage for stage in later if not stage.optional), later[0] if later else None)


def phases_of(plan: StagePlan, shipped: StagePlan) -> list[tuple[Stage, list[Stage]]]:
    """The stages of a plan by phase, each with the stage that names it; a stage that names none is of the phase before.

    A plan that names no phase at all takes those of the shipped one for the stages both know.
    """
    known = {stage.code: stage for stage in shipped.stages}
    names_none = not any(stage.phase for stage in plan.stages)
    found: list[tuple[Stage, list[Stage]]] = []
    for stage in plan.stages:
        named = known.get(stage.code, stage) if names_none else stage
        if not found or (named.phase and named.phase != found[-1][0].phase):
            found.append((named, [stage]))
        else:
            found[-1][1].append(stage)
    return found


@dataclass(frozen=True)
class ProjectFacts(Facts):
    """What the rules need of a project: its checklist's facts, the stage it stands in, its health."""

    stage: str = ""
    health: str = "normal"


def missing_for(plan: StagePlan, facts: ProjectFacts, target: str) -> tuple[Missing, ...]:
    """What the project still lacks before it may stand in ``target``, in the order of the plan.

    Raises KeyError for a stage the plan does not know.
    """
    return missing_until(plan.stages, target, facts)


def missing_later(plan: StagePlan, facts: ProjectFacts, after: str) -> tuple[Missing, ...]:
    """What the stages after ``after`` will ask, in the order of the plan. Raises KeyError for an unknown stage."""
    return missing_ahead(plan.stages, after, facts)


@dataclass(frozen=True)
class Move:
    """A wish to bring a project into a stage on a day, by a person with roles."""

    target: str
    on: date
    by: int
    reason: str = ""


def held_back(plan: StagePlan, facts: ProjectFacts, target: str, *, english: bool = False) -> list[Problem]:
    """Why nobody can bring the project into ``target`` now, whatever is given: it does not run, or lacks something.

    ``where`` is the code of the requirement, ``place`` its name. A step back lacks nothing. Raises KeyError for a
    stage the plan does not know.
    """
    now, goal = plan.stage(facts.stage), plan.stage(target)
    problems: list[Problem] = []
    if facts.health != "normal":
        problems.append(
            Problem(
                "project_not_running",
                "The project is suspended or has ended.",
                where="stage",
                fix="Take it up again first; then move it.",
            )
        )
    if goal.order > now.order:
        problems += [_lacking(lack, goal.called(english), english=english) for lack in missing_for(plan, facts, target)]
    return problems


def _lacking(lack: Missing, stage: str, *, english: bool) -> Problem:
    name = lack.requirement.name_en if english and lack.requirement.name_en else lack.requirement.name
    return Problem(
        "requirement_missing",
        "“%(stage)s” still needs this.",
        where=lack.requirement.code,
        place=name,
        fix="Fill it in or attach the paper, then move the project.",
        params={"stage": stage, "what": name},
    )


def check_move(
    plan: StagePlan, facts: ProjectFacts, move: Move, *, today: date, reached: Mapping[str, date], english: bool = False
) -> list[Problem]:
    """What is wrong with what is given for ``move``; empty when nothing is. What the project lacks: ``held_back``.

    ``reached``: the day each stage was reached so far. A step forward needs days in order; a step back needs a reason;
    a stage that counts is entered only after a second person (``needs_second_person``), which is not this function's
    concern. Raises KeyError for a stage the plan does not know.
    """
    now, goal = plan.stage(facts.stage), plan.stage(move.target)
    problems: list[Problem] = []
    if goal.order < now.order and not move.reason.strip():
        problems.append(
            Problem("reason_needed", "A step back needs a reason.", where="reason", fix="Write why in a few words.")
        )
    return problems + _days_in_order(plan, goal, move, today=today, reached=reached, english=english)


def _days_in_order(
    plan: StagePlan, goal: Stage, move: Move, *, today: date, reached: Mapping[str, date], english: bool
) -> list[Problem]:
    """A stage is reached neither in the future nor before an earlier one."""
    if move.on > today:
        told = {"day": move.on.isoformat()}
        return [Problem("future_day", "The day lies in the future: %(day)s.", where="on", params=told)]
    earlier = [
        (reached[stage.code], stage)
        for stage in plan.stages
        if stage.order < goal.order and stage.code in reached and reached[stage.code] > move.on
    ]
    if not earlier:
        return []
    day, stage = max(earlier, key=lambda pair: pair[0])
    return [
        Problem(
            "before_earlier_stage",
            "The day %(day)s lies before “%(stage)s” (%(reached)s).",
            where="on",
            fix="Correct the day, or step back and correct the earlier stage.",
            params={"day": move.on.isoformat(), "stage": stage.called(english), "reached": day.isoformat()},
        )
    ]


def needs_second_person(plan: StagePlan, now: str, target: str) -> tuple[Stage, ...]:
    """The counting stages a step from ``now`` to ``target`` enters or, stepping back, gives up: each needs a second
    person. Raises KeyError for an unknown stage."""
    low, high = sorted((plan.stage(now).order, plan.stage(target).order))
    return tuple(stage for stage in plan.stages if stage.counts and low < stage.order <= high)


Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class StageRequirement(RequirementText):
    """A requirement of a stage."""

    kinds: ClassVar[Mapping[str, Kind]] = STAGE_KINDS


class StageText(RuleModel):
    """A stage as it stands in a plan."""

    code: Code
    name: Text
    name_en: str = ""
    expected_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 0
    counts: StrictBool = False
    optional: StrictBool = False
    verifier: tuple[Text, ...] = Field((), validate_default=True)
    requires: tuple[StageRequirement, ...] = ()
    phase: str = ""
    phase_en: str = ""

    @field_validator("verifier")
    @classmethod
    def _whoever_agrees(cls, verifier: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("counts") and not verifier:
            raise wrong(Problem("no_verifier", "A stage that counts needs the roles of its second person."))
        return verifier

    def stage(self, order: int) -> Stage:
        """The stage at its place in the plan, the first is 1."""
        return Stage(
            self.code,
            self.name,
            self.name_en,
            order,
            self.expected_days,
            self.counts,
            self.optional,
            self.verifier,
            tuple(one.asked() for one in self.requires),
            self.phase,
            self.phase_en,
        )


class OldStageText(StageText):
    """A stage of a plan that holds already: its code may be one that no new plan may use."""

    code: Text


class PlanText(RuleModel):
    """A plan of stages as it is written."""

    name: str = ""
    stages: tuple[StageText, ...]


class OldPlanText(RuleModel):
    """A plan of stages that holds already."""

    name: str = ""
    stages: tuple[OldStageText, ...]


def read_plan(content: object, *, source: str = "plan") -> StagePlan:
    """The plan in ``content`` (parsed YAML). Raises ProblemsError with all that is wrong, each with its place."""
    return _plan(PlanText, content, source, holds=False)


def read_held_plan(content: object, *, source: str = "plan") -> StagePlan:
    """A plan that was let hold by an earlier version of the program, understood as it was then.

    Raises ProblemsError for what no version of the program could read.
    """
    return _plan(OldPlanText, _as_once_understood(content), source, holds=True)


def _plan(text: type[PlanText] | type[OldPlanText], content: object, source: str, *, holds: bool) -> StagePlan:
    problems: list[Problem] = []
    try:
        plan = typed(text, content, source=source, context={"holds": holds})
    except ProblemsError as error:
        problems += error.problems
    problems += _across_stages(content, source)
    if problems:
        raise ProblemsError(problems)
    stages = tuple(stage.stage(order) for order, stage in enumerate(plan.stages, 1))
    return StagePlan(plan.name or source, stages)


def _across_stages(content: object, source: str) -> list[Problem]:
    """What is wrong between stages, whatever is wrong within them: a code that stands twice, none that counts."""
    rows = content.get("stages") if isinstance(content, Mapping) else None
    if not isinstance(rows, list):
        return []
    if not rows:
        return [Problem("plan_without_stages", "The plan has no list “stages”.", where=source)]
    stages = [row if isinstance(row, Mapping) else {} for row in rows]
    problems = [
        Problem(
            "stage_twice",
            "The stage “%(stage)s” stands twice.",
            where=f"{source} · stages.{place}",
            params={"stage": f"{row['code']}"},
        )
        for place, row in enumerate(stages, 1)
        if row.get("code") and row["code"] in [before.get("code") for before in stages[: place - 1]]
    ]
    if not any(row.get("counts") is True for row in stages):
        problems.append(Problem("nothing_counts", "No stage of the plan counts.", where=source))
    return problems


def _as_once_understood(content: object) -> object:
    """An old plan in the words of today: what nobody read is left out, numbers in place of words are words."""
    if not isinstance(content, Mapping):
        return content
    rows = content.get("stages")
    stages = [_old_stage(row) for row in rows] if isinstance(rows, list) else rows
    return {"name": str(content.get("name") or ""), "stages": stages}


def _old_stage(row: object) -> object:
    if not isinstance(row, Mapping):
        return row
    verifier = [str(role) for role in row.get("verifier") or ()]
    requires = [_old_requirement(one) for one in row.get("requires") or ()]
    days = row.get("expected_days", 0)
    phase: dict[str, object] = {name: str(row.get(name) or "") for name in ("phase", "phase_en")}
    told: dict[str, object] = {"expected_days": days, "verifier": verifier, "requires": requires}
    return _old_words(row, "counts", "optional") | told | phase


def _old_requirement(row: object) -> object:
    if not isinstance(row, Mapping):
        return row
    kinds = {
        kind: [str(name) for name in (row[kind] if isinstance(row[kind], list) else [row[kind]])]
        for kind in STAGE_KINDS
        if kind in row
    }
    when = {str(key): [str(value) for value in values] for key, values in (row.get("when") or {}).items()}
    return _old_words(row, "once_only", "verified") | kinds | {"when": when}


def _old_words(row: Mapping[str, object], *marks: str) -> dict[str, object]:
    """Code and names as text, marks as they were set."""
    words: dict[str, object] = {name: str(row.get(name) or "") for name in ("code", "name", "name_en")}
    return words | {mark: row.get(mark) is True for mark in marks}
