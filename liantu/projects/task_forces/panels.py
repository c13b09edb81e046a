"""The task force on the page of its project."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from liantu.people.abilities import may
from liantu.projects.slots import ProjectPanel, project_panel
from liantu.projects.task_forces.pages import panel_context


def _panel(user: Any, zone: Any, project: Any) -> ProjectPanel | None:
    """Members, what is due, the last meetings."""
    if not may(user, "projects.view", zone):
        return None
    return ProjectPanel(pgettext_lazy("project", "Task force"), "task_forces/_panel.html", panel_context(user, project))


project_panel.fill("task_forces", _panel, module=__name__, order=10)
