"""What the frame reads across all rooms."""

from __future__ import annotations

from typing import Any

from liantu.people.models import User, Zone
from liantu.ui.models import Pin
from liantu.ui.wiring import Seen, search

HITS_PER_SOURCE = 8


def pinned_page(user: User, zone: Zone) -> str:
    """The name of the address of the page this person put at her side; "" for none."""
    return Pin.objects.filter(user=user, zone=zone).values_list("page", flat=True).first() or ""


def search_everything(user: Any, zone: Any, text: str) -> list[dict[str, Any]]:
    """What every room finds for ``text``: groups {kind, hits}, rooms in their order, at most 8 hits each."""
    groups: dict[str, dict[str, Any]] = {}
    if not text or zone is None:
        return []
    seen = Seen(user, zone)
    for source in search.values():
        for hit in source.hits(seen, text, HITS_PER_SOURCE):
            groups.setdefault(str(hit.kind), {"kind": hit.kind, "hits": []})["hits"].append(hit)
    return list(groups.values())
