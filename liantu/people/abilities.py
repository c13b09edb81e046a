"""May this person do this here? The question every action asks first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest, in_zone
from liantu.people.rules.abilities import ABILITY_BY_CODE, ROLES, roles_allow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[ZoneRequest, P], HttpResponseBase]
Guarded: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class NotAllowed(PermissionDenied):
    """The person's roles do not include the act; says which roles do."""

    def __init__(self, ability_code: str) -> None:
        ability = ABILITY_BY_CODE[ability_code]
        names = {role.code: role.name for role in ROLES}
        self.ability = ability
        self.roles = tuple(names[code] for code in ability.roles)
        super().__init__(
            _("“%(act)s” needs one of these roles: %(roles)s. Ask the zone administrator.")
            % {"act": _(ability.name), "roles": _(", ").join(_(name) for name in self.roles)}
        )


def may(user: User | AnonymousUser, ability_code: str, zone: Zone | None) -> bool:
    """Whether ``user`` may do ``ability_code`` in ``zone``; a token narrows what its user may do."""
    if not isinstance(user, User) or not user.is_authenticated:
        return False
    if user.token_abilities is not None and ability_code not in user.token_abilities:
        return False
    return roles_allow(user.roles_in(zone), ability_code)


def require(user: User | AnonymousUser, ability_code: str, zone: Zone | None) -> None:
    """Pass, or raise NotAllowed naming the roles that may."""
    if not may(user, ability_code, zone):
        raise NotAllowed(ability_code)


def needs(ability_code: str = "") -> Callable[[View[P]], Guarded[P]]:
    """Guard of a view: log in first, then hold a role that allows ``ability_code`` in the current zone.

    Without a code any role in the zone will do. The view gets a ZoneRequest: its person and zone are there.
    """
    assert not ability_code or ability_code in ABILITY_BY_CODE, f"{ability_code} is not in the table of abilities"

    def guard(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            placed = in_zone(request)
            if ability_code:
                require(placed.user, ability_code, placed.zone)
            return view(placed, *args, **kwargs)

        vars(guarded)["ability_code"] = ability_code  # read by the access walk
        return guarded

    return guard
