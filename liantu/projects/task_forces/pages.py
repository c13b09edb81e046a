"""What the pages of task forces show: the force on its project's page, and the list of all."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.people.requests import ZoneRequest
from liantu.projects.models import Project
from liantu.projects.task_forces import reads
from liantu.projects.task_forces.reads import ForceState
from liantu.projects.task_forces.wording import DUTY_NAMES, rhythm_name
from liantu.ui.lists import Column, Filter, ListPage

MEETINGS_SHOWN = 8


def panel_context(project: Project) -> dict[str, Any]:
    """The force of a project: members, what is due, the last meetings."""
    force = reads.force_of(project)
    if force is None:
        return {"project": project, "force": None}
    force.project = project
    (state,) = reads.states_of([force], today=timezone.localdate())
    return {
        "project": project,
        "force": force,
        "rhythm": rhythm_name(state.rhythm),
        "members": force.members.all(),
        "duties": duties_told(state),
        "meetings": force.meetings.all()[:MEETINGS_SHOWN],
    }


def duties_told(state: ForceState) -> list[tuple[Any, Any]]:
    """Every duty of a force with its name."""
    return [(DUTY_NAMES[one.code], one) for one in state.duties]


def _listed(request: ZoneRequest) -> list[ForceState]:
    forces = reads.forces_of(request.user, request.zone).select_related("project").prefetch_related("members")
    return reads.states_of(forces, today=timezone.localdate())


def _page_of(state: ForceState) -> str:
    return f"{state.force.project.get_absolute_url()}#task-force"


def _due_words(state: ForceState) -> str:
    return "；".join(f"{name} {duty.due_on}" for name, duty in duties_told(state))


LIST = ListPage(
    name="task_forces",
    queryset_fn=_listed,
    columns=(
        Column("project", gettext_lazy("Project"), value="force.project.name", sort="project", primary=True),
        Column("force", pgettext_lazy("project", "Task force"), value="force.name", sort="force"),
        Column(
            "members",
            gettext_lazy("Members"),
            value=lambda state: "、".join(one.name for one in state.force.members.all()),
            wide=True,
        ),
        Column("rhythm", gettext_lazy("Rhythm"), value=lambda state: rhythm_name(state.rhythm), sort="rhythm"),
        Column(
            "next_due_on",
            gettext_lazy("Next due"),
            value="next_duty.due_on",
            sort="next_due_on",
            kind="badge",
            tone=lambda state: "bad" if state.is_late else "info",
        ),
        Column("due", gettext_lazy("Due"), value=duties_told, template="task_forces/_due.html", exported=False),
        Column("duties", gettext_lazy("Due"), value=_due_words, shown=False),
    ),
    search_fields=("force.name", "force.project.name"),
    filters=(Filter("is_late", gettext_lazy("Something is late"), kind="flag"),),
    default_sort="next_due_on",
    ability="projects.view",
    export_ability="projects.export",
    title=gettext_lazy("Task forces of projects"),
    row_href=_page_of,
    empty_title=gettext_lazy("No project has a task force yet"),
    empty_text=gettext_lazy("Open a project and set one up under “Task force”."),
)
