"""A project moves through its stages: with what the next one asks, and a second person where the stage counts.

It is suspended or ended, and taken up again, by steps of the same flow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.actions import take
from liantu.foundation.flows.declared import RowFlow, Taking, Words
from liantu.lib.flow import Flow, Given
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.models import Project, StageMove
from liantu.projects.rules.stage_flow import END, RESUME, StandingInPlan, flow_of
from liantu.projects.rules.stages import StagePlan

STEP_NAMES = {END: _("Suspend or end it"), RESUME: _("Take it up again")}
DAYS_KEPT = (("signed", "signed_on"), ("started", "started_on"), ("in_production", "in_production_on"))


def move_project(
    project: Project, target: str, *, by: User, on: date, reason: str = "", revision: int | None = None
) -> StageMove:
    """Bring a project into another stage, or propose it where a counting stage is entered or given up.

    ``revision``: the one the person saw; a project changed since is not moved. Raises NotAllowed; ProblemsError with
    everything that is missing, each with the code of its requirement as place.
    """
    plan = _plan(project)
    if not plan.has(target):
        raise ProblemsError([Problem("no_such_stage", "There is no stage “%(stage)s”.", params={"stage": target})])
    if not plan.has(project.stage):
        raise ProblemsError([Problem("stage_left_the_plan", "The plan no longer has the project's stage.")])
    return _take(project, target, Given(values={"on": on}, note=reason, revision=revision), by=by)


def end_project(
    project: Project, health: str, *, by: User, reason: str, note: str, went_to: str = "", on: date | None = None,
    revision: int | None = None,
) -> StageMove:  # fmt: skip
    """Suspend, terminate or let go a project: a reason code, the place it went to, a note.

    A step that waits for its second person is taken back. ``revision``: the one the person saw. Raises NotAllowed;
    ProblemsError naming everything that is missing.
    """
    values = {"health": health, "reason_code": reason, "went_to": went_to.strip(), "on": on or timezone.localdate()}
    return _take(project, END, Given(values=values, note=note, revision=revision), by=by)


def resume_project(project: Project, *, by: User, reason: str, revision: int | None = None) -> StageMove:
    """Take a suspended or ended project up again. Raises NotAllowed; ProblemsError without a reason, when it runs."""
    return _take(project, RESUME, Given(note=reason, revision=revision), by=by)


def _take(project: Project, verb: str, given: Given, *, by: User) -> StageMove:
    take(project, STAGES, verb, given, by=by)
    project.refresh_from_db()
    return project.moves.order_by("-pk")[0]


def _plan(project: Project) -> StagePlan:
    return reads.plan_of(project.zone, timezone.localdate())


def _flow(project: Project) -> Flow[StandingInPlan]:
    return flow_of(_plan(project), standing=project.stage, english=reads.reads_english())


def _facts(project: Project) -> StandingInPlan:
    return StandingInPlan(project.stage, reads.facts_of(project), reads.reached_days(project))


def _gates(project: Project, verb: str) -> list[Problem]:
    """What other rooms say at the gate of the stage ahead."""
    plan = _plan(project)
    if verb in (END, RESUME) or plan.stage(verb).order < plan.stage(project.stage).order:
        return []
    return [problem for answer in reads.gate_answers(project, verb) for problem in answer.problems]


def _write_day(taking: Taking[Project]) -> None:
    if isinstance(taking.line, StageMove):
        taking.line.on = taking.given.day("on") or taking.today


def _enter(taking: Taking[Project]) -> None:
    """The project stands in its new stage: since when, and the days that count."""
    project, target, on = taking.row, taking.line.to_state, taking.given.day("on") or taking.today
    project.stage_since_on, project.changed_at = on, timezone.now()
    reached = reads.reached_days(Project.objects.get(pk=project.pk)) | {target: on}
    plan = _plan(project)
    for stage, field in DAYS_KEPT:
        passed = plan.has(stage) and plan.stage(target).order >= plan.stage(stage).order
        setattr(project, field, (reached.get(stage) or on) if passed else None)
    taking.also["on"] = on.isoformat()


def _end(taking: Taking[Project]) -> None:
    """The project rests: how, why, where it went, since when."""
    project, given = taking.row, taking.given
    taking.was["health"] = project.health
    project.health, project.ended_reason = given.text("health"), given.text("reason_code")
    project.ended_to, project.ended_note = given.text("went_to"), given.note.strip()
    project.ended_on, project.changed_at = given.day("on") or taking.today, timezone.now()
    taking.also |= {"health": project.health, "reason": project.ended_reason, "went_to": project.ended_to}


def _resume(taking: Taking[Project]) -> None:
    """The project runs again; why it rested stays in its history."""
    project = taking.row
    taking.was["health"] = project.health
    project.health, project.ended_on, project.changed_at = Project.Health.NORMAL, None, timezone.now()
    project.ended_reason, project.ended_to, project.ended_note = "", "", ""
    taking.also["health"] = project.health


def _read(given: Mapping[str, Any]) -> Mapping[str, object]:
    return {"on": date.fromisoformat(given["on"])}


def _changes(project: Project, revision: int) -> Sequence[Problem]:
    return reads.told_changes(project, revision)


def _stage_names(project: Project) -> Mapping[str, Words]:
    return {stage.code: reads.stage_name(stage) for stage in _plan(project).stages}


def _step_name(project: Project, verb: str) -> Words:
    return STEP_NAMES[verb] if verb in STEP_NAMES else _stage_names(project).get(verb, verb)


STAGES: RowFlow[Project, StandingInPlan] = RowFlow(
    "stages",
    _flow,
    Project,
    StageMove,
    "project",
    _facts,
    log="projects.moved",
    names=_step_name,
    effects={"": _enter, END: _end, RESUME: _resume},
    gates=_gates,
    logs={END: "projects.ended", RESUME: "projects.resumed"},
    write=_write_day,
    read=_read,
    changes=_changes,
    state_field="stage",
    state_names=_stage_names,
    decides="projects.verify",
)
