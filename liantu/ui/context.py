"""What the page frame needs on every page; nothing is asked of the database until the frame is really drawn."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from liantu.people.models import User
from liantu.people.reads import zones_of
from liantu.people.requests import zone_of
from liantu.ui.wiring import Seen, bell, nav_for


def reverse_or_empty(name: str, *args: Any) -> str:
    """The address of the named page, or "" while no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Frame:
    """Navigation, zones and bell of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.zone = zone_of(request)

    @cached_property
    def seen(self) -> Seen | None:
        """Who looks, in which zone; None for a stranger and for a person without a role in any zone."""
        return Seen(self.user, self.zone) if isinstance(self.user, User) and self.zone is not None else None

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """Groups with their items, addresses resolved, the current one marked."""
        if self.seen is None:
            return []
        groups = []
        path = self.request.path
        found = [
            (group, [(item, reverse_or_empty(item.url_name)) for item in items]) for group, items in nav_for(self.seen)
        ]
        addresses = [url for _group, items in found for _item, url in items]
        current = max((url for url in addresses if url and _is_under(path, url)), key=len, default="")
        for group, items in found:
            lines = [
                {"label": item.label, "url": url, "icon": item.icon, "current": url == current}
                for item, url in items
                if url
            ]
            if lines:
                groups.append({"code": group.code, "label": group.label, "items": lines})
        return groups

    @cached_property
    def bottom(self) -> list[dict[str, Any]]:
        """The first page of the first four groups: the bar under the thumb on a phone."""
        return [group["items"][0] | {"label": group["label"]} for group in self.nav[:4]]

    @cached_property
    def zones(self) -> list[tuple[int, str]]:
        """The zones to switch between; empty when there is no choice."""
        choices = [] if self.user is None else [(zone.pk, zone.label) for zone in zones_of(self.user)]
        return choices if len(choices) > 1 else []

    @cached_property
    def unread(self) -> int:
        """Unread notices."""
        if self.seen is None:
            return 0
        return sum(source(self.seen) for source in bell.values())

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses of other rooms that the frame links to when they exist."""
        names = {
            "login": "accounts:login",
            "logout": "accounts:logout",
            "profile": "accounts:profile",
            "abilities": "accounts:abilities",
            "switch_zone": "accounts:switch_zone",
            "switch_role": "accounts:demo_people",
            "notices": "notices:list",
            "home": "notices:today",
        }
        found = {key: reverse_or_empty(name) for key, name in names.items()}
        found["home"] = found["home"] or "/"
        if self.seen is None or not self.seen.may("accounts.explain"):
            found["abilities"] = ""
        return found


def _is_under(path: str, url: str) -> bool:
    """Whether the page at ``path`` belongs to the navigation item at ``url``; the root only to itself."""
    return path == url if url == "/" else path.startswith(url)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Zone, demo switch and frame for ``ui/base.html``."""
    return {"zone": zone_of(request), "demo": settings.DEMO, "frame": Frame(request)}
