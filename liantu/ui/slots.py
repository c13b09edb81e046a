"""What the frame offers to the rooms above it: places in the navigation, in search, in the permission question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from liantu.lib.slots import Slot

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


class RecordChange(Protocol):
    """Writes one act into the log; the signature of the audit room's ``record``."""

    def __call__(
        self,
        verb: str,
        *,
        by: Any,
        zone: Any,
        target: Any = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
    ) -> Any: ...


SearchSource = Callable[[Any, Any, str, int], list[SearchHit]]
PermissionCheck = Callable[[Any, str, Any], bool]
ExportLog = Callable[[Any, Any, str, str, int], None]
ZoneChoices = Callable[[Any], list[tuple[int, str]]]

nav: Slot[NavItem] = Slot("nav", offered_by="ui", question="Which pages stand in the side navigation?")
search: Slot[SearchSource] = Slot(
    "search", offered_by="ui", question="What in your room matches this text? (user, zone, text, limit) → SearchHits"
)
permission: Slot[PermissionCheck] = Slot(
    "permission", offered_by="ui", question="May this person do this here? (user, ability, zone) → bool"
)
export_log: Slot[ExportLog] = Slot(
    "export_log", offered_by="ui", question="Who took which table out? (user, zone, list name, format, rows)"
)
record_change: Slot[RecordChange] = Slot(
    "record_change", offered_by="ui", question="Where is a change of a one-declaration table written down?"
)
bell: Slot[Callable[[Any, Any], int]] = Slot(
    "bell", offered_by="ui", question="How many unread notices does this person have? (user, zone) → number"
)
zone_choices: Slot[ZoneChoices] = Slot(
    "zone_choices", offered_by="ui", question="Between which zones can this person switch? (user) → (id, name)"
)


def allowed(user: Any, ability: str, zone: Any) -> bool:
    """Whether ``user`` may do ``ability`` in ``zone``; nobody may while no room answers the question."""
    if not ability:
        return True
    checks = permission.values()
    return bool(checks) and any(check(user, ability, zone) for check in checks)


def log_export(user: Any, zone: Any, name: str, file_format: str, rows: int) -> None:
    """Tell every listener that a table left the house."""
    for listener in export_log.values():
        listener(user, zone, name, file_format, rows)


def nav_for(user: Any, zone: Any) -> Mapping[str, list[NavItem]]:
    """The navigation this person sees: group → items, groups in the order of the day's work, empty ones left out."""
    seen: dict[str, list[NavItem]] = {group: [] for group in NAV_GROUPS}
    for item in nav.values():
        if allowed(user, item.ability, zone):
            seen.setdefault(item.group, []).append(item)
    return {group: items for group, items in seen.items() if items}
