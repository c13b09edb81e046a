"""Enterprises in the search over everything: the zone's own first, then the register's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.enterprises import reads
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.ui.lists.columns import matches_text
from liantu.ui.slots import SearchHit, search


def find_enterprises(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """The zone's enterprises by name, former name or credit code."""
    if not may(user, "enterprises.view", zone):
        return []
    rows = (
        reads.enterprises_for(user, zone).filter(matches_text(("name", "credit_code", "names__name"), text)).distinct()
    )
    return [SearchHit(_("Enterprise"), row.name, _subtitle(row), row.get_absolute_url()) for row in rows[:limit]]


def find_in_register(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Rows of the register in use by name or credit code."""
    if not may(user, "enterprises.view", zone):
        return []
    _release, rows = reads.search_register(zone, text, limit=limit)
    return [
        SearchHit(
            _("In the register"),
            row["name"],
            " · ".join(filter(None, (row["credit_code"], row["province"], row["city"]))),
            row["url"],
        )
        for row in rows
    ]


def _subtitle(row: object) -> str:
    parts = (getattr(row, "credit_code", ""), getattr(row, "province", ""), getattr(row, "city", ""))
    return " · ".join(part for part in parts if part)


search.fill("enterprises", find_enterprises, module=__name__, order=20)
search.fill("enterprises.register", find_in_register, module=__name__, order=60)
