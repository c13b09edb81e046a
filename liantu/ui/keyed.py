"""A request of a program is done once: sent again with the same ``Idempotency-Key``, it is answered as the first was.

A program that got no answer does not know whether its act was done; with a key it simply sends it again. A key is one
person's, by one token or session, in one zone, for six hours. What was refused may be sent again under its key; the
same key with another body is refused.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from liantu.lib.problems import Problem, ProblemsError
from liantu.ui import actions, once
from liantu.ui.models import SentForm

HEADER = "Idempotency-Key"
AGAIN = "Idempotency-Replayed"
READING = ("GET", "HEAD", "OPTIONS")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
DESCRIBED = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,200}$"},
    "description": "Any text of one's own for this request: sent again with the same key and body it is done once.",
}


class NotYetError(ProblemsError):
    """The first sending under the key is still at work, or was broken off: answered 409."""


def done_once(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that is done once under a key; wraps what comes after log-in and reading."""

    @wraps(operation)
    def doing(request: HttpRequest, *places: Any, **given: Any) -> Any:
        text = request.headers.get(HEADER)
        if text is None or request.method in READING:
            return operation(request, *places, **given)
        if not _KEY.fullmatch(text):
            raise ProblemsError([_not_a_key()])
        key = _key(request, text)
        answered = _begin(key, _content(request))
        if answered is not None:
            return answered
        request.once_key = key  # type: ignore[attr-defined]
        return operation(request, *places, **given)

    return doing


def keeping_answers(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what was answered under a key; what was refused, or broke, is forgotten."""

    @wraps(run)
    def answering(request: HttpRequest, *places: Any, **given: Any) -> HttpResponse:
        status, answer = 500, b""
        try:
            response = run(request, *places, **given)
            status, answer = response.status_code, b"" if response.streaming else response.content
            return response
        finally:
            if key := getattr(request, "once_key", ""):
                with suppress(DatabaseError):  # the answer says already that the database is gone
                    if status < 300:
                        actions.keep_answer(key, status, answer.decode())
                    else:
                        actions.forget_form(key)

    return answering


def _key(request: HttpRequest, text: str) -> str:
    """One name for person, way in, zone and key."""
    token = getattr(getattr(request, "auth", None), "token_hash", "")
    zone = getattr(getattr(request, "zone", None), "pk", "")
    return hashlib.sha256(repr(("program", request.user.pk, token, zone, text)).encode()).hexdigest()


def _content(request: HttpRequest) -> str:
    """What is asked for, as one hash."""
    asked = f"{request.method} {request.get_full_path()} ".encode()
    return hashlib.sha256(asked + request.body).hexdigest()


def _begin(key: str, content: str) -> HttpResponse | None:
    """None when this is the first sending; else what the first was answered. Raises ProblemsError, NotYetError."""
    until = time.monotonic() + once.WAIT_SECONDS
    while not actions.begin_form(key, once.this_process(), content):
        first = SentForm.objects.filter(key=key).first()
        if first is None:  # it was refused meanwhile: now this one is the first
            continue
        if first.content != content:
            raise ProblemsError([_key_used()])
        if first.place:
            return HttpResponse(
                first.answer, status=first.status, content_type="application/json", headers={AGAIN: "true"}
            )
        if not once.lives(key):
            actions.forget_form(key)
            raise NotYetError([_broken_off()])
        if time.monotonic() > until:
            raise NotYetError([_at_work()])
        time.sleep(0.1)
    return None


def _not_a_key() -> Problem:
    fix = "Send 1 to 200 visible ASCII characters, a new text for each request of yours."
    return Problem("bad_key", "This is no key for a request.", where=HEADER, fix=fix)


def _key_used() -> Problem:
    fix = "Take a new key for another request."
    return Problem("key_used", "Something else was sent under this key already.", where=HEADER, fix=fix)


def _at_work() -> Problem:
    fix = "Send it again in a moment, with the same key."
    return Problem("still_at_work", "The first request with this key is still at work.", where=HEADER, fix=fix)


def _broken_off() -> Problem:
    fix = "See whether it was done; if not, send it again."
    return Problem("broken_off", "The program was stopped in the midst of this request.", where=HEADER, fix=fix)
