"""Projects in the search over everything."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.projects.reads import projects_of
from liantu.ui.lists.columns import matches_text
from liantu.ui.slots import SearchHit, search


def find_projects(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Projects by name, number or investor."""
    if not may(user, "projects.view", zone):
        return []
    rows = projects_of(user, zone).filter(matches_text(("name", "number", "investor_name"), text))[:limit]
    return [SearchHit(_("Project"), row.name, row.number, row.get_absolute_url()) for row in rows]


search.fill("projects", find_projects, module=__name__, order=30)
