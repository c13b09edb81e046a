"""What task forces put elsewhere: the force on its project's page, duties due, navigation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.projects.models import Project
from liantu.projects.slots import PROJECT_PAGE
from liantu.projects.task_forces import reads
from liantu.projects.task_forces.pages import panel_context
from liantu.projects.task_forces.wording import DUTY_NAMES
from liantu.ui.wiring import NavItem, Panel, Seen, Todo, Todos, Wiring


def _force(_seen: Seen, project: Project) -> Mapping[str, object]:
    """Members, what is due, the last meetings."""
    return panel_context(project)


def _due(seen: Seen) -> list[Todo]:
    """Duties due by tomorrow of the forces one is a member of, or whose project one keeps."""
    today = timezone.localdate()
    mine = (
        reads.forces_of(seen.user, seen.zone)
        .filter(Q(project__owner=seen.user) | Q(members__person=seen.user))
        .distinct()
    )
    found = []
    for state in reads.states_of(mine.select_related("project"), today=today)[:20]:
        for duty in state.duties:
            if duty.due_on <= today + timedelta(days=1):
                project = state.force.project
                text = gettext("Hold %(duty)s of the task force of %(project)s") % {
                    "duty": DUTY_NAMES[duty.code],
                    "project": project.name,
                }
                url = f"{project.get_absolute_url()}#task-force"
                why, button = (state.force.name,), pgettext("button", "Note the meeting")
                found.append(Todo(text, url, duty.due_on, "bad" if duty.days_late else "warn", why, button))
    return found


WIRING = Wiring(
    room="task_forces",
    nav=(
        NavItem(
            "projects", pgettext_lazy("tab", "Task forces"), "task_forces:list", "users", "projects.view", order=43
        ),
    ),
    panels=(
        Panel(
            "task_forces",
            PROJECT_PAGE,
            pgettext_lazy("project", "Task force"),
            "task_forces/_panel.html",
            _force,
            "projects.view",
            order=10,
            tab="people",
        ),
    ),
    todos=(Todos("task_forces", _due, "projects.edit", icon="users"),),
    sentences={
        "projects.force_set_up": _("set up a task force"),
        "projects.force_member_added": _("added a member to the task force"),
        "projects.force_member_dropped": _("took a member out of the task force"),
        "projects.force_met": _("wrote down a meeting or report of the task force"),
        "projects.force_ended": _("ended the task force"),
    },
)
