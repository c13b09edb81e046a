"""A project moves through its stages: with what the next one asks, and a second person where the stage counts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.models import Project, StageMove
from liantu.projects.rules.stages import Move, check_move, may_verify, needs_second_person


def move_project(
    project: Project, target: str, *, by: User, on: date, reason: str = "", revision: int | None = None
) -> StageMove:
    """Bring a project into another stage, or propose it where a counting stage is entered or given up.

    ``revision``: the one the person saw; a project changed since is not moved. Raises NotAllowed; ProblemsError with
    everything that is missing, each with the code of its requirement as place.
    """
    require(by, "projects.move", project.zone)
    plan = reads.plan_of(project.zone, timezone.localdate())
    with transaction.atomic():
        fresh = Project.objects.select_for_update().get(pk=project.pk)
        if revision is not None and fresh.revision != revision:
            raise ProblemsError(
                [Problem("moved_meanwhile", "The project was moved or changed meanwhile. Open it again.")]
            )
        if fresh.moves.filter(state=StageMove.State.PROPOSED).exists():
            raise ProblemsError(
                [
                    Problem(
                        "step_waits", "A step of this project waits for its second person.", where="stage",
                        fix="Have it decided or take it back first.",
                    )
                ]
            )  # fmt: skip
        if not plan.has(fresh.stage):
            raise ProblemsError([Problem("stage_left_the_plan", "The plan no longer has the project's stage.")])
        gates = [
            problem
            for answer in (reads.gate_answers(fresh, target) if plan.has(target) else [])
            for problem in answer.problems
        ]
        move = Move(target, on, by.pk, reason)
        problems = check_move(
            plan, reads.facts_of(fresh), move, today=timezone.localdate(), reached=reads.reached_days(fresh),
            gates=gates,
        )  # fmt: skip
        if problems:
            raise ProblemsError(problems)
        waits = bool(needs_second_person(plan, fresh.stage, target))
        step = StageMove.objects.create(
            zone=fresh.zone, project=fresh, from_stage=fresh.stage, to_stage=target, on=on, reason=reason.strip()[:300],
            state=StageMove.State.PROPOSED if waits else StageMove.State.MADE, moved_by=by,
        )  # fmt: skip
        if waits:
            record(
                "projects.step_proposed", by=by, zone=fresh.zone, target=fresh, before={"stage": fresh.stage},
                after={"stage": target, "on": on.isoformat()}, reason=reason.strip(),
            )  # fmt: skip
        else:
            _make(fresh, step, by=by)
    project.refresh_from_db()
    return step


def _make(project: Project, step: StageMove, *, by: User) -> None:
    """The step is made: the project stands in its new stage."""
    before = project.stage
    project.stage, project.stage_since_on = step.to_stage, step.on
    project.revision += 1
    project.changed_at = timezone.now()
    step.save()  # made steps alone tell the days
    reached = reads.reached_days(Project.objects.get(pk=project.pk))
    plan = reads.plan_of(project.zone, timezone.localdate())
    for stage, field in (("signed", "signed_on"), ("started", "started_on"), ("in_production", "in_production_on")):
        known = plan.has(stage) and plan.has(step.to_stage)
        passed = known and plan.stage(step.to_stage).order >= plan.stage(stage).order
        setattr(project, field, (reached.get(stage) or step.on) if passed else None)
    project.save(
        update_fields=[
            "stage", "stage_since_on", "revision", "changed_at", "signed_on", "started_on", "in_production_on",
        ]
    )  # fmt: skip
    record(
        "projects.moved", by=by, zone=project.zone, target=project, before={"stage": before},
        after={"stage": step.to_stage, "on": step.on.isoformat()}, reason=step.reason,
    )  # fmt: skip


def decide_move(step: StageMove, verdict: str, *, by: User, note: str = "") -> StageMove:
    """The second person agrees to a proposed step or refuses it with a note.

    What the stage asks is checked again on the day of the decision. Raises NotAllowed; ProblemsError when the step does
    not wait, the person is its mover or has none of the verifying roles, or something is missing by now.
    """
    require(by, "projects.verify", step.zone)
    if verdict not in ("agreed", "refused"):
        raise ProblemsError([Problem("no_verdict", "Agree or refuse.", where="verdict")])
    plan = reads.plan_of(step.zone, timezone.localdate())
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=step.project_id)
        step = StageMove.objects.select_for_update().get(pk=step.pk)
        problems = [] if step.state == StageMove.State.PROPOSED else [Problem("step_decided", "The step is decided.")]
        counting = needs_second_person(plan, step.from_stage, step.to_stage)
        roles = by.roles_in(step.zone)
        if any(not may_verify(stage, roles=roles, verifier=by.pk, mover=step.moved_by_id or 0) for stage in counting):
            problems.append(
                Problem(
                    "not_the_second_person", "Whoever moves a project cannot verify the step.",
                    fix="Ask a person of one of the verifying roles who did not propose it.",
                )
            )  # fmt: skip
        if verdict == "refused" and not note.strip():
            problems.append(Problem("refusal_needs_note", "A refusal says why.", where="note"))
        if verdict == "agreed" and not problems:
            problems += check_move(
                plan, reads.facts_of(project), Move(step.to_stage, step.on, step.moved_by_id or 0, step.reason),
                today=timezone.localdate(), reached=reads.reached_days(project),
                gates=[one for answer in reads.gate_answers(project, step.to_stage) for one in answer.problems],
            )  # fmt: skip
        if problems:
            raise ProblemsError(problems)
        step.state = StageMove.State.MADE if verdict == "agreed" else StageMove.State.REFUSED
        step.decided_by, step.decided_at, step.decision_note = by, timezone.now(), note.strip()[:300]
        step.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
        if verdict == "agreed":
            _make(project, step, by=by)
        else:
            record(
                "projects.step_refused", by=by, zone=step.zone, target=project,
                after={"stage": step.to_stage}, reason=note.strip(),
            )  # fmt: skip
    return step


def withdraw_move(step: StageMove, *, by: User) -> None:
    """The mover takes a proposed step back. Raises NotAllowed; ProblemsError when it does not wait or is another's."""
    require(by, "projects.move", step.zone)
    with transaction.atomic():
        step = StageMove.objects.select_for_update().get(pk=step.pk)
        if step.state != StageMove.State.PROPOSED:
            raise ProblemsError([Problem("step_decided", "The step is decided.")])
        if step.moved_by_id != by.pk:
            raise ProblemsError([Problem("anothers_step", "Only whoever proposed the step takes it back.")])
        step.state, step.decided_by, step.decided_at = StageMove.State.WITHDRAWN, by, timezone.now()
        step.save(update_fields=["state", "decided_by", "decided_at"])
        record(
            "projects.step_withdrawn", by=by, zone=step.zone, target=step.project, after={"stage": step.to_stage}
        )  # fmt: skip
