"""Every read of task forces: the rhythms in force, how the duties of a force stand, what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.shortcuts import get_object_or_404

from liantu.lib.dated import Dated
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.projects.models import Project
from liantu.projects.reads import projects_of
from liantu.projects.task_forces.models import ProjectTaskForce, TaskForceMeeting
from liantu.projects.task_forces.rules.rhythm import DutyState, Rhythm, RhythmRule, duties_of

RHYTHMS = Dated("dispatch_rhythms.yaml", RhythmRule)


@dataclass(frozen=True)
class ForceState:
    """A standing force with its rhythm and how each duty stands."""

    force: ProjectTaskForce
    rhythm: Rhythm
    duties: tuple[DutyState, ...]

    @property
    def next_duty(self) -> DutyState:
        """What comes due first."""
        return min(self.duties, key=lambda one: one.due_on)

    @property
    def is_late(self) -> bool:
        """Whether something should have been done before today."""
        return self.next_duty.days_late > 0


def rhythms(day: date) -> tuple[Rhythm, ...]:
    """The rhythms a force may be given on ``day``."""
    return RHYTHMS.on(day).rhythms


def forces_of(user: User, zone: Zone) -> ZonedQuerySet[ProjectTaskForce]:
    """The standing forces of running projects that ``user`` may see."""
    rows = ProjectTaskForce.objects.visible_to(user).filter(zone=zone, ended_on__isnull=True)
    return rows.filter(project__health=Project.Health.NORMAL, project__merged_into__isnull=True)


def force_or_404(request: ZoneRequest, pk: int) -> ProjectTaskForce:
    """A force of a project the person may see, standing or ended."""
    projects = projects_of(request.user, request.zone)
    rows = ProjectTaskForce.objects.visible_to(request.user).filter(zone=request.zone, project__in=projects)
    return get_object_or_404(rows.select_related("zone", "project"), pk=pk)


def project_or_404(request: ZoneRequest, pk: int) -> Project:
    """A project the person may see."""
    return get_object_or_404(projects_of(request.user, request.zone), pk=pk)


def may_have_force(project: Project) -> bool:
    """Whether a force can be set up for a project: it runs and has none."""
    return project.health == Project.Health.NORMAL and force_of(project) is None


def force_of(project: Project) -> ProjectTaskForce | None:
    """The standing force of a project."""
    return ProjectTaskForce.objects.filter(project=project, ended_on__isnull=True).first()


def states_of(forces: Iterable[ProjectTaskForce], *, today: date) -> list[ForceState]:
    """How the duties of these forces stand, the most urgent first. One query beside the forces.

    A force whose rhythm is no longer in the data goes by the first rhythm in force.
    """
    rows = list(forces)
    held: dict[int, dict[str, date]] = {}
    done = TaskForceMeeting.objects.filter(force__in=rows).values("force_id", "duty").annotate(last=Max("on"))
    for one in done.order_by():
        held.setdefault(one["force_id"], {})[one["duty"]] = one["last"]
    known = rhythms(today)
    found = []
    for force in rows:
        rhythm = next((one for one in known if one.code == force.rhythm), known[0])
        duties = duties_of(rhythm, force.since_on, held.get(force.pk, {}), today=today)
        found.append(ForceState(force, rhythm, duties))
    return sorted(found, key=lambda one: (one.next_duty.due_on, one.force.pk))
