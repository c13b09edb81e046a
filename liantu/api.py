"""The interface for programs: one root under ``/api/v1/``, every room's ``api.py`` below it, one shape of errors.

Get in with a session or a token (``Authorization: Bearer lt_…``). Whatever goes wrong answers
``{"problems": [{"code", "message", "where", "place", "fix"}]}`` in the language of ``Accept-Language``.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth

from liantu.audit import errors
from liantu.audit.errors import BUSY, NO_DATABASE, NO_ROOM, RETRY_SECONDS, not_ready
from liantu.audit.middleware import current_request_id
from liantu.foundation.accounts.actions import touch_token
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import NotAllowed, may
from liantu.people.bearer import TokenRefusedError, token_of
from liantu.people.models import ApiToken, User
from liantu.people.requests import NoZoneError, in_zone, put_zone, signed_in, zone_of
from liantu.people.rules.abilities import ABILITIES
from liantu.ui.act_schemas import RefusalOut, router_of
from liantu.ui.acts import declared
from liantu.ui.keyed import DESCRIBED, READING, NotYetError, done_once, keeping_answers
from liantu.ui.problems import words_of
from liantu.ui.uniqueness import is_race

logger = logging.getLogger(__name__)
SEE_DESCRIPTION = "See the description of the interface."
# pydantic's kind of mistake → what we say: the kind is stable, its English text is not ours
REFUSALS = {
    400: "The request cannot be read",
    401: "Neither session nor token, or the token does not hold",
    403: "The caller may not do this",
    404: "No such thing in this zone",
    409: "Somebody else was faster",
    422: "The rules or the input say no",
    429: "Too many attempts",
    503: "The database does not answer, or the disk is full: try again later",
}
NOT_READY = {
    NO_ROOM: Problem(
        "no_room", "The disk is full; nothing was saved.", fix="Have the operator make room, then send it again."
    ),
    BUSY: Problem("busy", "The database is busy; nothing was saved.", fix="Wait a moment, then send it again."),
    NO_DATABASE: Problem(
        "no_database",
        "The database does not answer; it may not have been saved.",
        fix="Look once it is back, and send it again.",
    ),
}
MISTAKES = {
    "missing": gettext_noop("A value is missing."),
    "int_parsing": gettext_noop("This is not a whole number."),
    "float_parsing": gettext_noop("This is not a number."),
    "bool_parsing": gettext_noop("Write true or false."),
    "greater_than_equal": gettext_noop("The value must be at least %(ge)s."),
    "less_than_equal": gettext_noop("The value must be at most %(le)s."),
    "string_too_long": gettext_noop("The text may have at most %(max_length)s characters."),
    "string_too_short": gettext_noop("The text must have at least %(min_length)s characters."),
}


class TokenAuth(HttpBearer):
    """A token: its person, its zone, at most its abilities."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token, its person and zone put onto the request. Raises TokenRefusedError."""
        found = token_of(token, now=timezone.now())
        touch_token(found)
        request.user = found.user
        put_zone(request, found.zone)
        return found


class SessionInZone(SessionAuth):
    """The session of a person who works in a zone; operations may count on both."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """The person. Raises NoZoneError for one without a role in any zone."""
        person: User | None = super().authenticate(request, key)
        return in_zone(request).user if person is not None else None


class PlainJson(Parser):
    """A body that means one thing in every program: no name twice, no number that is none, no half signs.

    Half a sign (a lone surrogate) and the sign nought are texts that no database takes.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        """What the body says. Raises ValueError."""
        found = json.loads(request.body, object_pairs_hook=_each_once, parse_constant=_no_number)
        if b"\\u0000" in json.dumps(found, ensure_ascii=False, allow_nan=False).encode():  # 1e400 is no number either
            raise ValueError("a sign of no text")
        return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


class Interface(NinjaAPI):
    """The interface; its description names the refusals that any operation may answer, in their one shape."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description of every operation."""
        described = super().get_openapi_schema(**given)
        shape = RefusalOut.model_json_schema(ref_template="#/components/schemas/{model}")
        described["components"]["schemas"] |= {**shape.pop("$defs"), "RefusalOut": shape}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/RefusalOut"}}}
        for operations in described["paths"].values():
            for method, operation in operations.items():
                if method.upper() not in READING:
                    operation.setdefault("parameters", []).append(DESCRIBED)
                for status, about in REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": about, "content": content})
        return described


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The description is for people logged in and for programs with a token: strangers need not know what there is."""
    by_session = login_required(view)

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            known = TokenAuth()(request)
        except TokenRefusedError as error:
            return token_refused(request, error)
        return view(request, **kwargs) if known else by_session(request, **kwargs)

    return guarded


api = Interface(
    title="Liantu 链图",
    version="1",
    urls_namespace="api-1",
    auth=[TokenAuth(), SessionInZone()],
    parser=PlainJson(),
    docs_decorator=for_readers,
    description="Every act asks the same table of abilities as the pages; errors come as a list of problems.",
)
api.add_decorator(done_once)
api.add_decorator(keeping_answers, mode="view")


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
    token: str | None


@api.get("/me", auth=[TokenAuth(), SessionAuth()], response=MeOut, url_name="me", summary="Who am I", tags=["me"])
def me(request: HttpRequest) -> dict[str, Any]:
    """The caller's name, zone, roles and abilities; with a token, only those the token passes on."""
    user, zone = signed_in(request), zone_of(request)
    return {
        "username": user.username,
        "name": user.label,
        "zone": {"code": zone.code, "name": zone.label} if zone is not None else None,
        "roles": sorted(user.roles_in(zone)),
        "abilities": [ability.code for ability in ABILITIES if may(user, ability.code, zone)],
        "token": request.auth.name if isinstance(request.auth, ApiToken) else None,  # type: ignore[attr-defined]
    }


def told(problem: Problem, form: BaseForm | None = None) -> dict[str, str]:
    """A problem in the reader's language: ``where`` as programs name the place, ``place`` as readers do."""
    words = words_of(problem, form)
    return {"code": words.code, "message": words.message, "where": words.field, "place": words.where, "fix": words.fix}


def answer(
    request: HttpRequest, problems: Iterable[Problem], status: int, form: BaseForm | None = None
) -> HttpResponse:
    """The one shape of errors."""
    return api.create_response(request, {"problems": [told(problem, form) for problem in problems]}, status=status)


@api.exception_handler(ProblemsError)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The rules or the input say no."""
    return answer(request, error.problems, 422, getattr(error, "form", None))


@api.exception_handler(NotYetError)
def not_yet(request: HttpRequest, error: Any) -> HttpResponse:
    """The first request under the key is still at work, or was broken off."""
    return answer(request, error.problems, 409)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """The input is not of the described form: every place at once."""
    return answer(request, [_mistake(one) for one in error.errors], 422)


def _mistake(one: dict[str, Any]) -> Problem:
    """One value that cannot be used."""
    kind, loc = str(one.get("type", "invalid")), list(one.get("loc", ()))
    # people count from one; the first parts say body or query, and for a body what the view calls it
    place = [str(part + 1 if isinstance(part, int) else part) for part in (loc[2:] if loc[:1] == ["body"] else loc[1:])]
    text = MISTAKES.get(kind, gettext_noop("The value cannot be used."))
    return Problem(
        kind,
        text,
        where=".".join(place or [str(part) for part in loc]),
        fix=SEE_DESCRIPTION,
        params=one.get("ctx") or {},
    )


@api.exception_handler(TokenRefusedError)
def token_refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The token does not hold."""
    response = answer(request, [error.problem], 401)
    response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, _error: Any) -> HttpResponse:
    """Neither session nor token."""
    problem = Problem("log_in_first", "Nobody is logged in.", fix="Send a token: Authorization: Bearer lt_….")
    response = answer(request, [problem], 401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    """The caller's roles do not include the act."""
    where = error.ability.code if isinstance(error, NotAllowed) else ""
    text = str(error).replace("%", "%%") or "You may not do this here"
    fix = "A token does only what was ticked when it was made." if _by_token(request) else ""
    code = "no_zone" if isinstance(error, NoZoneError) else "not_allowed"
    return answer(request, [Problem(code, text, where=where, fix=fix)], 403)


def _by_token(request: HttpRequest) -> bool:
    """Whether a program calls."""
    return getattr(request.user, "token_abilities", None) is not None


@api.exception_handler(Http404)
def missing(request: HttpRequest, _error: Any) -> HttpResponse:
    """Not there, or in another zone."""
    problem = Problem("not_found", "There is no such thing in this zone.", fix="Check the address.")
    return answer(request, [problem], 404)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: Any) -> HttpResponse:
    """What the framework refuses by itself: a body that is no JSON, a session that writes without its CSRF header."""
    if error.status_code == 403:
        text, fix = "The safety header of the session is missing.", "Send X-CSRFToken as pages do, or use a token."
        return answer(request, [Problem("csrf", text, where="X-CSRFToken", fix=fix)], 403)
    return answer(
        request, [Problem("unreadable", "The request could not be read", fix=SEE_DESCRIPTION)], error.status_code
    )


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(BadRequest)
def too_much(request: HttpRequest, _error: Any) -> HttpResponse:
    """The framework refuses to read it on: a body too large, too many fields, a form in parts that does not end."""
    problem = Problem("unreadable", "The request could not be read", fix=SEE_DESCRIPTION)
    return answer(request, [problem], 400)


@api.exception_handler(IntegrityError)
def overtaken(request: HttpRequest, error: Any) -> HttpResponse:
    """Somebody else wrote the same row, or took away what it needs, at the same moment."""
    if not is_race(error):
        return broken(request, error)
    text, fix = "There is such a row already, or one that it needs is gone.", "Look for it in the list."
    return answer(request, [Problem("row_taken", text, fix=fix)], 409)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Any) -> HttpResponse:
    """An error nobody foresaw: the log has it, the caller gets its number. 503 where the world was not ready."""
    logger.exception("the interface broke", exc_info=error)
    if (why := not_ready(error)) is not None:
        response = answer(request, [NOT_READY[why]], 503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    text, fix = "Something broke; the log has it under %(number)s.", "Try again; if it stays, tell the administrator."
    params = {"number": current_request_id.get() or "-"}
    return answer(request, [Problem("broken", text, fix=fix, params=params)], 500)


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke before an operation was reached, in the one shape of errors; for everybody else, a page."""
    error = sys.exc_info()[1]
    if error is not None and request.path.startswith("/api/"):
        return broken(request, error)
    return errors.server_error(request)


def add_rooms() -> list[str]:
    """Mount every room's ``router`` under its ``prefix``, or the room's own name, and its acts; answers the names."""
    added = []
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        if app.name.startswith("liantu.") and find_spec(f"{app.name}.api") is not None:
            room = import_module(f"{app.name}.api")
            name = str(getattr(room, "prefix", app.label))
            api.add_router(f"/{name}/", room.router)
            added.append(name)
    for acts in declared():
        api.add_router(f"/{acts.room}/", router_of(acts))
    return added


ROOMS = add_rooms()


rest = Router(auth=None)


@rest.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:anything}", include_in_schema=False)
def nowhere(request: HttpRequest, anything: str) -> HttpResponse:
    """Any other address below the root: the same shape of error."""
    raise Http404


api.add_router("", rest)  # last: rooms first
