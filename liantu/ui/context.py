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
from liantu.ui.navigation.menu import Menu
from liantu.ui.wiring import Seen, bell


def reverse_or_empty(name: str, *args: Any) -> str:
    """The address of the named page, or "" while no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Frame:
    """Ways about, zones and bell of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.zone = zone_of(request)

    @cached_property
    def seen(self) -> Seen | None:
        """Who looks, in which zone; None for a stranger and for a person without a role in any zone."""
        return Seen(self.user, self.zone) if isinstance(self.user, User) and self.zone is not None else None

    @cached_property
    def menu(self) -> Menu | None:
        """Where this person can go from this page."""
        match = self.request.resolver_match
        space = match.namespace if match is not None else ""
        return Menu(self.seen, self.request.path, space) if self.seen is not None else None

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


def frame(request: HttpRequest) -> dict[str, Any]:
    """Zone, demo switch and frame for ``ui/base.html``."""
    return {"zone": zone_of(request), "demo": settings.DEMO, "frame": Frame(request)}
