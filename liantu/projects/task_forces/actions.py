"""Every write of task forces: set up, given members, a duty done, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
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
        problems.append(Problem("no_member_name", "Name the member.", where="member"))
    if person is not None and not person.roles_in(force.zone):
        problems.append(Problem("not_of_zone", "This person has no role in the zone.", where="person"))
    if force.ended_on is not None:
        problems.append(Problem("force_ended", "This task force has ended."))
    if force.members.filter(name=name, post=post.strip()[:80]).exists():
        problems.append(Problem("member_already", "This member is in the task force already.", where="member"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made = TaskForceMember.objects.create(
            zone=force.zone, force=force, part=part, name=name, post=post.strip()[:80], person=person
        )
        record("projects.force_member_added", by=by, zone=force.zone, target=force.project, after={"member": name})
    if person is not None and person.pk != by.pk:
        notify(
            person,
            "You are in the task force of %(project)s",
            {"project": force.project.name},
            url=force.project.get_absolute_url(),
            zone=force.zone,
        )
    return made


def drop_member(member: TaskForceMember, *, by: User) -> None:
    """Take a member out of the force; the history keeps who it was. Raises NotAllowed."""
    require(by, "projects.edit", member.zone)
    with transaction.atomic():
        record(
            "projects.force_member_dropped",
            by=by,
            zone=member.zone,
            target=member.force.project,
            before={"member": member.name, "post": member.post},
        )
        member.delete()


def hold(
    force: ProjectTaskForce, values: Mapping[str, str], *, by: User, on: date, matters: Sequence[Matter] = ()
) -> TaskForceMeeting:
    """Write down that a duty was done, what was decided, and give its matters out; all of it or nothing.

    ``values``: duty, chaired_by, decisions. Raises NotAllowed; ProblemsError with everything wrong.
    """
    require(by, "projects.edit", force.zone)
    problems = []
    if values.get("duty") not in TaskForceMeeting.Duty.values:
        problems.append(Problem("no_such_duty", "Say what was done: a meeting, a report …", where="duty"))
    if not values.get("decisions", "").strip():
        problems.append(Problem("no_decisions", "Write what was decided or reported.", where="decisions"))
    if on > timezone.localdate() or on < force.since_on:
        problems.append(
            Problem("meeting_day_outside", "The day lies before the task force began or in the future.", where="on")
        )
    if force.ended_on is not None:
        problems.append(Problem("force_ended", "This task force has ended."))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made = TaskForceMeeting.objects.create(
            zone=force.zone,
            force=force,
            duty=values["duty"],
            on=on,
            written_by=by,
            chaired_by=values.get("chaired_by", "").strip()[:60],
            decisions=values["decisions"].strip()[:4000],
        )
        record(
            "projects.force_met",
            by=by,
            zone=force.zone,
            target=force.project,
            after={"what": made.duty, "on": f"{on}", "decided": made.decisions[:300]},
        )
        for one in matters:
            raise_issue(force.project, one.text, by=by, kind=Subject.OTHER, owner=one.owner, due_on=one.due_on)
    return made


def end_force(force: ProjectTaskForce, note: str, *, by: User) -> None:
    """End a task force; its meetings stay. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", force.zone)
    if not note.strip():
        raise ProblemsError([Problem("no_end_note", "Write why the task force ends.", where="note")])
    with transaction.atomic():
        fresh = ProjectTaskForce.objects.select_for_update().get(pk=force.pk)
        if fresh.ended_on is not None:
            raise ProblemsError([Problem("force_ended", "This task force has ended.")])
        fresh.ended_on, fresh.ended_note = timezone.localdate(), note.strip()[:200]
        fresh.save(update_fields=["ended_on", "ended_note"])
        record(
            "projects.force_ended",
            by=by,
            zone=fresh.zone,
            target=fresh.project,
            before={"task force": fresh.name},
            reason=fresh.ended_note,
        )
