"""What the frame offers to the rooms above it: places in the navigation, in search, at the bell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.lib.slots import Slot
from liantu.people.abilities import may

NAV_GROUPS: tuple[str, ...] = ("today", "chains", "targets", "outreach", "projects", "enterprises", "sources", "system")


@dataclass(frozen=True)
class NavItem:
    """One line of the side navigation; hidden from people without ``ability`` (empty: everybody)."""

    group: str
    label: Any
    url_name: str
    icon: str
    ability: str = ""


@dataclass(frozen=True)
class SearchHit:
    """One answer of the search over everything; ``kind`` is the heading it stands under."""

    kind: Any
    title: str
    subtitle: Any
    url: str


SearchSource = Callable[[Any, Any, str, int], list[SearchHit]]

nav: Slot[NavItem] = Slot("nav", offered_by="ui", question="Which pages stand in the side navigation?")
search: Slot[SearchSource] = Slot(
    "search", offered_by="ui", question="What in your room matches this text? (user, zone, text, limit) → SearchHits"
)
bell: Slot[Callable[[Any, Any], int]] = Slot(
    "bell", offered_by="ui", question="How many unread notices does this person have? (user, zone) → number"
)


def nav_for(user: Any, zone: Any) -> Mapping[str, list[NavItem]]:
    """The navigation this person sees: group → items, groups in the order of the day's work, empty ones left out."""
    seen: dict[str, list[NavItem]] = {group: [] for group in NAV_GROUPS}
    for item in nav.values():
        if not item.ability or may(user, item.ability, zone):
            seen.setdefault(item.group, []).append(item)
    return {group: items for group, items in seen.items() if items}
