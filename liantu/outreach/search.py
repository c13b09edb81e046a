"""Engagements and contacts in the search over everything."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.outreach import reads
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.ui.lists.columns import matches_text
from liantu.ui.slots import SearchHit, search


def find_engagements(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Engagements by title, place or enterprise visited."""
    if not may(user, "outreach.view", zone):
        return []
    rows = reads.engagements_of(user, zone).filter(matches_text(("title", "place", "stops__name"), text)).distinct()
    return [SearchHit(_("Visit or talk"), row.title, f"{row.on}", row.get_absolute_url()) for row in rows[:limit]]


def find_contacts(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Contacts by name or organisation."""
    if not may(user, "outreach.contacts", zone):
        return []
    rows = reads.contacts_of(user, zone).filter(matches_text(("name", "organisation"), text))[:limit]
    return [
        SearchHit(pgettext_lazy("person", "Contact"), row.name, row.organisation, row.get_absolute_url())
        for row in rows
    ]


search.fill("engagements", find_engagements, module=__name__, order=32)
search.fill("contacts", find_contacts, module=__name__, order=33)
