"""Every write of task forces: set up, given members, a duty done, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.flows.actions import locked
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects.actions.issues import raise_issue
from liantu.projects.duty_kinds import Subject
from liantu.projects.models import Project
from liantu.projects.task_forces import reads
from liantu.projects.task_forces.models import ProjectTaskForce, TaskForceMeeting, TaskForceMember


@dataclass(frozen=True)
class Matter:
    """A matter a meeting gave to somebody: it becomes a blockage of the project with an owner and a day."""

    text: str
    owner: User | None
    due_on: date | None


def set_up(project: Project, name: str, rhythm: str, *, by: User) -> ProjectTaskForce:
    """Set a task force up for a project. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", project.zone)
    today = timezone.localdate()
    problems = []
    if not name.strip():
        problems.append(Problem("no_force_name", "Give the task force a name.", where="name"))
    if rhythm not in {one.code for one in reads.rhythms(today)}:
        problems.append(Problem("no_such_rhythm", "There is no such rhythm.", where="rhythm"))
    with transaction.atomic():
        fresh = Project.objects.select_for_update().get(pk=project.pk)
        if fresh.health != Project.Health.NORMAL:
            problems.append(Problem("project_not_running", "The project does not run; take it up again first."))
        if reads.force_of(fresh) is not None:
            problems.append(Problem("force_stands", "The project has a task force already; end that one first."))
        if problems:
            raise ProblemsError(problems)
        made = ProjectTaskForce.objects.create(
            zone=fresh.zone, project=fresh, name=name.strip()[:80], rhythm=rhythm, since_on=today, made_by=by
        )
        record(
            "projects.force_set_up",
            by=by,
            zone=fresh.zone,
            target=fresh,
            after={"task force": made.name, "rhythm": rhythm},
        )
    return made


def add_member(
    force: ProjectTaskForce, part: str, *, by: User, name: str = "", post: str = "", person: User | None = None
) -> TaskForceMember:
    """Add a member; with an account the member is told and reminded. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", force.zone)
    name = (name.strip() or (person.label if person is not None else ""))[:60]
    problems = []
    if part not in TaskForceMember.Part.values:
        problems.append(Problem("no_such_part", "Say for whom the member stands.", where="part"))
    if not name:
        problems.append(Problem("no_member_name", "Name the member.", where="name"))
    if person is not None and not person.roles_in(force.zone):
        problems.append(Problem("not_of_zone", "This person has no role in the zone.", where="person"))
    with transaction.atomic():
        fresh = locked(force, None)
        problems += _ended(fresh)
        if fresh.members.filter(name=name, post=post.strip()[:80]).exists():
            problems.append(Problem("member_already", "This member is in the task force already.", where="name"))
        if problems:
            raise ProblemsError(problems)
        made = TaskForceMember.objects.create(
            zone=fresh.zone, force=fresh, part=part, name=name, post=post.strip()[:80], person=person
        )
        _count_up(fresh)
        record("projects.force_member_added", by=by, zone=fresh.zone, target=fresh.project, after={"member": name})
    if person is not None and person.pk != by.pk:
        notify(
            person,
            "You are in the task force of %(project)s",
            {"project": force.project.name},
            url=force.project.get_absolute_url(),
            zone=force.zone,
        )
    return made


def drop_member(member: TaskForceMember, *, by: User, revision: int | None = None) -> None:
    """Take a member out of the force; the history keeps who it was. ``revision``: of the force, as it was seen.

    Raises NotAllowed; ProblemsError when the force has ended or somebody changed it meanwhile.
    """
    require(by, "projects.edit", member.zone)
    with transaction.atomic():
        force = locked(member.force, revision)
        if problems := _ended(force):
            raise ProblemsError(problems)
        told = {"member": member.name, "post": member.post}
        record("projects.force_member_dropped", by=by, zone=force.zone, target=force.project, before=told)
        member.delete()
        _count_up(force)


def hold(
    force: ProjectTaskForce,
    duty: str,
    decisions: str,
    *,
    by: User,
    on: date,
    chaired_by: str = "",
    matters: Sequence[Matter] = (),
) -> TaskForceMeeting:
    """Write down that a duty was done, what was decided, and give its matters out; all of it or nothing.

    Raises NotAllowed; ProblemsError with everything wrong, also when somebody has written the same down already.
    """
    require(by, "projects.edit", force.zone)
    words = decisions.strip()[:4000]
    problems = []
    if duty not in TaskForceMeeting.Duty.values:
        problems.append(Problem("no_such_duty", "Say what was done: a meeting, a report …", where="duty"))
    if not words:
        problems.append(Problem("no_decisions", "Write what was decided or reported.", where="decisions"))
    if on > timezone.localdate() or on < force.since_on:
        problems.append(
            Problem("meeting_day_outside", "The day lies before the task force began or in the future.", where="on")
        )
    with transaction.atomic():
        fresh = locked(force, None)
        problems += _ended(fresh)
        if fresh.meetings.filter(duty=duty, on=on, decisions=words).exists():
            problems.append(Problem("written_already", "This is written down already.", where="decisions"))
        if problems:
            raise ProblemsError(problems)
        made = TaskForceMeeting.objects.create(
            zone=fresh.zone,
            force=fresh,
            duty=duty,
            on=on,
            written_by=by,
            chaired_by=chaired_by.strip()[:60],
            decisions=words,
        )
        _count_up(fresh)
        told = {"what": made.duty, "on": f"{on}", "decided": words[:300]}
        record("projects.force_met", by=by, zone=fresh.zone, target=fresh.project, after=told)
        for one in matters:
            raise_issue(fresh.project, one.text, by=by, kind=Subject.OTHER, owner=one.owner, due_on=one.due_on)
    return made


def end_force(force: ProjectTaskForce, note: str, *, by: User, revision: int | None = None) -> ProjectTaskForce:
    """End a task force; its meetings stay. ``revision``: the one the person saw.

    Raises NotAllowed; ProblemsError, also when somebody changed the force meanwhile.
    """
    require(by, "projects.edit", force.zone)
    problems = [] if note.strip() else [Problem("no_end_note", "Write why the task force ends.", where="note")]
    with transaction.atomic():
        fresh = locked(force, revision)
        if problems := [*problems, *_ended(fresh)]:
            raise ProblemsError(problems)
        fresh.ended_on, fresh.ended_note = timezone.localdate(), note.strip()[:200]
        _count_up(fresh, "ended_on", "ended_note")
        told = {"task force": fresh.name}
        record(
            "projects.force_ended", by=by, zone=fresh.zone, target=fresh.project, before=told, reason=fresh.ended_note
        )
    return fresh


def _ended(force: ProjectTaskForce) -> list[Problem]:
    return [] if force.ended_on is None else [Problem("force_ended", "This task force has ended.")]


def _count_up(force: ProjectTaskForce, *changed: str) -> None:
    """The locked force changed: who saw it before is told when she acts on all of it."""
    force.revision += 1
    force.save(update_fields=["revision", *changed])
