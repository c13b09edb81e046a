"""A person's saved views of a list."""

from __future__ import annotations

from typing import Any

from liantu.people.requests import ZoneRequest
from liantu.ui.models import SavedView


def saved_views_of(request: ZoneRequest, list_name: str) -> list[Any]:
    """The reader's views of one list in the current zone, by name."""
    zone = request.zone
    if zone is None or not request.user.is_authenticated:
        return []
    return list(SavedView.objects.filter(user_id=request.user.pk, zone_id=zone.pk, list_name=list_name))
