"""What the pages of task forces show, and the acts their forms post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.chains.pages import is_english
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.projects import forms
from liantu.projects.models import Project
from liantu.projects.pages import people_of
from liantu.projects.task_forces import actions, reads
from liantu.projects.task_forces.models import ProjectTaskForce, TaskForceMeeting, TaskForceMember

DUTY_NAMES = dict(TaskForceMeeting.Duty.choices)


def rhythm_name(rhythm: Any) -> str:
    """The name of a rhythm in the reader's language."""
    return str(rhythm.name_en if is_english() and rhythm.name_en else rhythm.name)


def panel_context(user: User, project: Project) -> dict[str, Any]:
    """The force of a project: members, what is due, the last meetings; the forms for whoever may edit."""
    today, force = timezone.localdate(), reads.force_of(project)
    may_edit = may(user, "projects.edit", project.zone)
    found: dict[str, Any] = {
        "project": project,
        "force": force,
        "may_edit": may_edit,
        "today": today,
        "rhythms": [(one.code, rhythm_name(one)) for one in reads.rhythms(today)],
        "people": people_of(project.zone) if may_edit else [],
    }
    if force is None:
        return found
    state = reads.states_of([force], today=today)[0]
    return found | {
        "rhythm": rhythm_name(state.rhythm),
        "members": list(force.members.all()),
        "duties": [(DUTY_NAMES[one.code], one) for one in state.duties],
        "duty_choices": [(one.code, DUTY_NAMES[one.code]) for one in state.duties],
        "parts": TaskForceMember.Part.choices,
        "meetings": force.meetings.all()[:8],
    }


def list_context(request: ZoneRequest) -> dict[str, Any]:
    """Every standing force of the zone with what is due, the most urgent first."""
    zone, today = request.zone, timezone.localdate()
    forces = reads.forces_of(request.user, zone).select_related("project").prefetch_related("members")
    states = reads.states_of(forces, today=today)
    return {
        "title": _("Task forces of projects"),
        "rows": [
            (one, rhythm_name(one.rhythm), [(DUTY_NAMES[duty.code], duty) for duty in one.duties]) for one in states
        ],
        "late": sum(1 for one in states if one.next_duty.days_late),
    }


def _force(project: Project) -> ProjectTaskForce:
    force = reads.force_of(project)
    if force is None:
        raise ProblemsError([Problem("no_force", "The project has no task force; set one up first.")])
    return force


def _set_up(request: Any, project: Project) -> object:
    return actions.set_up(project, request.POST.get("name", ""), request.POST.get("rhythm", ""), by=request.user)


def _member(request: Any, project: Project) -> object:
    data = request.POST
    return actions.add_member(
        _force(project),
        data.get("part", ""),
        by=request.user,
        name=data.get("member", ""),
        post=data.get("post", ""),
        person=forms.person_in(data, "person", project.zone),
    )


def _drop(request: Any, project: Project) -> object:
    member = get_object_or_404(_force(project).members.all(), pk=forms.whole_in(request.POST, "pk"))
    actions.drop_member(member, by=request.user)
    return project


def _hold(request: Any, project: Project) -> object:
    data = request.POST
    on = forms.day_in(data.get("on", "")) if data.get("on") else timezone.localdate()
    if on is None:
        raise ProblemsError(
            [Problem("bad_day_project", "“%(day)s” is no day.", where="on", params={"day": data["on"][:20]})]
        )
    matters = []
    if data.get("matter", "").strip():
        due = forms.day_in(data.get("due_on", ""))
        matters.append(actions.Matter(data["matter"].strip(), forms.person_in(data, "owner", project.zone), due))
    return actions.hold(_force(project), data.dict(), by=request.user, on=on, matters=matters)


def _end(request: Any, project: Project) -> object:
    actions.end_force(_force(project), request.POST.get("note", ""), by=request.user)
    return project


ACTS: Mapping[str, Callable[[Any, Project], object]] = {
    "set_up": _set_up,
    "member": _member,
    "drop": _drop,
    "hold": _hold,
    "end": _end,
}
