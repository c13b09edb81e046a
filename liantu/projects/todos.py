"""What projects ask of people today."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.projects.models import ProjectIssue, StageMove
from liantu.projects.reads import projects_of


def _todos(user: Any, zone: Any) -> list[Todo]:
    """Gates that wait for a second person, red lights of one's own projects, blockages to see to."""
    found: list[Todo] = []
    if not may(user, "projects.view", zone):
        return found
    if may(user, "projects.verify", zone):
        waiting = StageMove.objects.filter(zone=zone, state=StageMove.State.PROPOSED).exclude(moved_by=user)
        for step in waiting.select_related("project")[:20]:
            text = _("A step of %(project)s waits for a second person.") % {"project": step.project.name}
            found.append(Todo(text, step.project.get_absolute_url(), step.on, "warn"))
    mine = projects_of(user, zone).filter(owner=user, health="normal")
    red = mine.filter(light="red").count()
    if red:
        url = f"{reverse('projects:board')}?mine=1&light=red"
        found.append(Todo(_("%(n)d of your projects show red") % {"n": red}, url, None, "bad"))
    issues = ProjectIssue.objects.filter(zone=zone, owner=user, state=ProjectIssue.State.OPEN).select_related("project")
    for issue in issues.order_by("due_on")[:20]:
        late = issue.due_on < timezone.localdate()
        text = _("See to it for %(project)s: %(issue)s") % {"project": issue.project.name, "issue": issue.text}
        found.append(Todo(text, issue.project.get_absolute_url(), issue.due_on, "bad" if late else "info"))
    return found


todo.fill("projects", _todos, module=__name__)
