"""What the search over everything finds here: saved lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.people.abilities import may
from liantu.prospects.reads import lists_of
from liantu.ui.slots import SearchHit, search


def _find(user: Any, zone: Any, text: str, limit: int) -> list[SearchHit]:
    """Saved lists by title."""
    if not may(user, "prospects.view", zone):
        return []
    return [
        SearchHit(_("Target lists"), saved.title, f"{saved.chain.label} · {saved.node_name}", saved.get_absolute_url())
        for saved in lists_of(user, zone).filter(title__icontains=text)[:limit]
    ]


search.fill("prospects", _find, module=__name__, order=30)
