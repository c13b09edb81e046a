"""The interface for programs: one root under ``/api/v1/``, every room's ``api.py`` below it, one shape of errors.

Get in with a session or a token (``Authorization: Bearer lt_…``). Whatever goes wrong answers
``{"problems": [{"code", "message", "where", "fix"}]}`` in the language of ``Accept-Language``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from liantu.foundation.accounts.abilities import NotAllowed, may
from liantu.foundation.accounts.actions import touch_token
from liantu.foundation.accounts.bearer import TokenRefusedError, token_of
from liantu.foundation.accounts.models import User
from liantu.foundation.accounts.rules.abilities import ABILITIES
from liantu.lib.problems import Problem, ProblemsError


class TokenAuth(HttpBearer):
    """A token: its person, its zone, at most its abilities."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """The person behind the token, put onto the request with the zone. Raises TokenRefusedError."""
        found = token_of(token, now=timezone.now())
        touch_token(found)
        request.user, request.zone = found.user, found.zone  # type: ignore[attr-defined]
        return found.user


api = NinjaAPI(
    title="Liantu 链图",
    version="1",
    urls_namespace="api-1",
    auth=[TokenAuth(), SessionAuth()],
    docs_decorator=login_required,
    description="Every act asks the same table of abilities as the pages; errors come as a list of problems.",
)


class ZoneOut(Schema):
    """The zone the caller works in."""

    code: str
    name: str


class MeOut(Schema):
    """Who calls, where, and what the caller may do there."""

    username: str
    name: str
    zone: ZoneOut | None
    roles: list[str]
    abilities: list[str]


@api.get("/me", response=MeOut, url_name="me", summary="Who am I", tags=["me"])
def me(request: HttpRequest) -> dict[str, Any]:
    """The caller's name, zone, roles and abilities; with a token, only those the token passes on."""
    user, zone = request.user, request.zone  # type: ignore[attr-defined]
    return {
        "username": user.username,
        "name": user.label,
        "zone": {"code": zone.code, "name": zone.label} if zone is not None else None,
        "roles": sorted(user.roles_in(zone)),
        "abilities": [ability.code for ability in ABILITIES if may(user, ability.code, zone)],
    }


def told(problem: Problem) -> dict[str, str]:
    """A problem in the reader's language."""
    params = dict(problem.params)
    return {
        "code": problem.code,
        "message": _(problem.message) % params if problem.message else "",
        "where": problem.where,
        "fix": _(problem.fix) % params if problem.fix else "",
    }


def answer(request: HttpRequest, problems: Iterable[Problem], status: int) -> HttpResponse:
    """The one shape of errors."""
    return api.create_response(request, {"problems": [told(problem) for problem in problems]}, status=status)


@api.exception_handler(ProblemsError)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The rules or the input say no."""
    return answer(request, error.problems, 422)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """The input is not of the described form: every place at once."""
    problems = [
        Problem(
            str(one.get("type", "invalid")),
            "%(what)s",
            where=".".join(str(part) for part in one.get("loc", ())),
            fix="See the description of the interface.",
            params={"what": str(one.get("msg", ""))},
        )
        for one in error.errors
    ]
    return answer(request, problems, 422)


@api.exception_handler(TokenRefusedError)
def token_refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The token does not hold."""
    return answer(request, [error.problem], 401)


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, _error: Any) -> HttpResponse:
    """Neither session nor token."""
    problem = Problem("log_in_first", "Nobody is logged in.", fix="Send a token: Authorization: Bearer lt_….")
    return answer(request, [problem], 401)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    """The caller's roles do not include the act."""
    where = error.ability.code if isinstance(error, NotAllowed) else ""
    text = str(error).replace("%", "%%") or "You may not do this here"
    return answer(request, [Problem("not_allowed", text, where=where)], 403)


@api.exception_handler(Http404)
def missing(request: HttpRequest, _error: Any) -> HttpResponse:
    """Not there, or in another zone."""
    problem = Problem("not_found", "There is no such thing in this zone.", fix="Check the address.")
    return answer(request, [problem], 404)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: Any) -> HttpResponse:
    """Whatever a room answers by status alone."""
    return answer(request, [Problem("refused", "%(what)s", params={"what": str(error)})], error.status_code)


def add_rooms() -> list[str]:
    """Mount the ``router`` of every room's ``api.py`` under the room's name; answers the names."""
    added = []
    for room in apps.get_app_configs():
        if room.name.startswith("liantu.") and find_spec(f"{room.name}.api") is not None:
            api.add_router(f"/{room.label}/", import_module(f"{room.name}.api").router)
            added.append(room.label)
    return added


ROOMS = add_rooms()
