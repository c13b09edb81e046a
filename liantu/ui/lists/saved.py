"""Saved views of a list: a person's own, and those that others of the zone share."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from liantu.people.requests import ZoneRequest
from liantu.ui.models import SavedView


def saved_views_of(request: ZoneRequest, list_name: str) -> list[Any]:
    """The reader's views of one list in the current zone, then those that are shared, by name."""
    zone = request.zone
    if zone is None or not request.user.is_authenticated:
        return []
    seen = Q(user_id=request.user.pk)
    if zone.pk in request.user.zones_inside():  # what colleagues call their views is not for outsiders
        seen |= Q(is_shared=True)
    rows = SavedView.objects.filter(seen, zone_id=zone.pk, list_name=list_name).select_related("user")
    return sorted(rows, key=lambda view: (view.user_id != request.user.pk, view.name))
