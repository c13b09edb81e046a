"""The guard of the frame's own views: the same question the rooms ask, through the slot."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from liantu.ui.slots import allowed

View = Callable[..., HttpResponseBase]


def zone_of(request: HttpRequest) -> Any:
    """The zone the person works in, or None."""
    return getattr(request, "zone", None)


def check(request: HttpRequest, ability: str) -> None:
    """Pass, or raise PermissionDenied."""
    if not allowed(request.user, ability, zone_of(request)):
        raise PermissionDenied(_("Your roles in this zone do not include this act. Ask the zone administrator."))


def guarded(ability: str = "") -> Callable[[View], View]:
    """Guard of a view: log in first, then hold ``ability`` in the current zone (empty: any logged-in person)."""

    def guard(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            check(request, ability)
            return view(request, *args, **kwargs)

        checked.ability_code = ability or "logged in"  # type: ignore[attr-defined]  # read by the access walk
        return checked

    return guard
