"""Puts the zone the person works in onto the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from liantu.people.models import User, Zone
from liantu.people.requests import put_zone


class ZoneMiddleware:
    """``request.zone``: the zone chosen in the session among those the person belongs to, else the first, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        put_zone(request, self._zone_of(request))
        return self.get_response(request)

    @staticmethod
    def _zone_of(request: HttpRequest) -> Zone | None:
        if not isinstance(request.user, User) or not request.user.is_authenticated:
            return None
        ids = request.user.zone_ids()
        if not ids:
            return None
        chosen = request.session.get("zone_id")
        return Zone.objects.get(pk=chosen if chosen in ids else ids[0])
