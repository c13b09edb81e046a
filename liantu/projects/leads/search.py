"""Leads in the search over everything."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.projects.leads.reads import leads_of
from liantu.ui.lists.columns import matches_text
from liantu.ui.slots import SearchHit, search


def find_leads(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Leads by enterprise, number or holder; outsiders find their own."""
    if not may(user, "leads.view", zone):
        return []
    rows = leads_of(user, zone).filter(matches_text(("firm_name", "credit_code", "number", "holder"), text))[:limit]
    return [SearchHit(_("Lead"), row.firm_name, row.number, row.get_absolute_url()) for row in rows]


search.fill("leads", find_leads, module=__name__, order=31)
