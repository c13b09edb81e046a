"""Registers in the search over everything."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.sources import reads
from liantu.ui.slots import SearchHit, search


def find_registers(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Registers whose title, source or identifier holds the text."""
    if not may(user, "sources.view", zone):
        return []
    wanted = Q(title__icontains=text) | Q(source__icontains=text) | Q(release_id__icontains=text)
    rows = reads.releases_for(user, zone).filter(wanted)[:limit]
    return [SearchHit(_("Register"), row.title, row.source, row.get_absolute_url()) for row in rows]


search.fill("sources", find_registers, module=__name__, order=80)
