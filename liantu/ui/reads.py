"""What the frame reads across all rooms."""

from __future__ import annotations

from typing import Any

from liantu.ui.wiring import SearchHit, Seen, nav_for, search

HITS_PER_SOURCE = 8


def search_everything(user: Any, zone: Any, text: str) -> list[dict[str, Any]]:
    """What every room finds for ``text``: groups {kind, hits}, rooms in their order, at most 8 hits each."""
    groups: dict[str, dict[str, Any]] = {}
    if not text or zone is None:
        return []
    seen = Seen(user, zone)
    for source in search.values():
        for hit in source.hits(seen, text, HITS_PER_SOURCE):
            groups.setdefault(str(hit.kind), {"kind": hit.kind, "hits": []})["hits"].append(hit)
    for group in _pages(seen, text):
        groups.setdefault(str(group["kind"]), group)
    return list(groups.values())


def _pages(seen: Seen, text: str) -> list[dict[str, Any]]:
    """Pages of the navigation whose name contains the text."""
    from django.utils.translation import gettext as _

    from liantu.ui.context import reverse_or_empty

    hits = []
    for _group, items in nav_for(seen):
        for item in items:
            url = reverse_or_empty(item.url_name)
            if url and text.lower() in str(item.label).lower():
                hits.append(SearchHit(_("Pages"), str(item.label), "", url))
    return [{"kind": _("Pages"), "hits": hits}] if hits else []
