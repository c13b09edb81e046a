"""What task forces ask of people today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.projects.task_forces import reads
from liantu.projects.task_forces.pages import DUTY_NAMES


def _todos(user: Any, zone: Any) -> list[Todo]:
    """Duties due by tomorrow of the forces one is a member of, or whose project one keeps."""
    if not may(user, "projects.edit", zone):
        return []
    today = timezone.localdate()
    mine = reads.forces_of(user, zone).filter(Q(project__owner=user) | Q(members__person=user)).distinct()
    found = []
    for state in reads.states_of(mine.select_related("project"), today=today)[:20]:
        for duty in state.duties:
            if duty.due_on <= today + timedelta(days=1):
                text = _("%(duty)s of the task force of %(project)s") % {
                    "duty": DUTY_NAMES[duty.code],
                    "project": state.force.project.name,
                }
                url = f"{state.force.project.get_absolute_url()}#task-force"
                found.append(Todo(text, url, duty.due_on, "bad" if duty.days_late else "warn"))
    return found


todo.fill("task_forces", _todos, module=__name__)
