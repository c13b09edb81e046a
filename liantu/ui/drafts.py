"""Whose draft of which form a browser keeps: what is typed outlives a lost session or line (``scripts/drafts.js``)."""

from __future__ import annotations

from liantu.people.requests import ZoneRequest, zone_of


def draft_key(request: ZoneRequest, of: str = "") -> str:
    """Person, zone and form, ``of`` or the address that is asked for; none for who has no account."""
    zone, person = zone_of(request), request.user.pk
    return f"{person}:{zone.pk}:{of or request.path}" if zone is not None and person else ""
