"""What a page and an operation of the API may count on: somebody is logged in and works in a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from liantu.people.models import User, Zone

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class ZoneRequest(HttpRequest):
    """A request of a person in a zone. Never made: ``in_zone`` answers the request itself under this type."""

    user: User
    zone: Zone
    htmx: HtmxDetails


class NoZoneError(PermissionDenied):
    """The person is known, but holds no role in any zone today."""

    def __init__(self) -> None:
        super().__init__(_("You hold no role in any zone today. Ask the zone administrator for one."))


def zone_of(request: HttpRequest) -> Zone | None:
    """The zone the middleware or a token put onto the request; None for a stranger, or for a person without role."""
    zone: Zone | None = getattr(request, "zone", None)
    return zone


def put_zone(request: HttpRequest, zone: Zone | None) -> None:
    """Let ``request.zone`` be ``zone``."""
    vars(request)["zone"] = zone


def signed_in(request: HttpRequest) -> User:
    """Who is logged in, on a page that needs no zone. Raises PermissionDenied for a stranger."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def in_zone(request: HttpRequest) -> ZoneRequest:
    """The request as one of a person in a zone. Raises NoZoneError otherwise."""
    if not isinstance(request.user, User) or zone_of(request) is None:
        raise NoZoneError
    return cast(ZoneRequest, request)
