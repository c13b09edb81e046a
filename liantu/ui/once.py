"""A form sent twice is done once: every form carries a token, and the same content under one token is one act.

Twenty clicks on a slow evening are one lead. While the first sending is at work the others wait for it and are led
where it led. A form that was refused, or that stays on the page, may be sent again; so may one whose content changed.
A page that is drawn anew in the answer itself says that the form was done (``is_done``).
One whose process was killed in the midst is not done a second time unasked: the person is told to look.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from liantu.lib.asides import aside, is_held
from liantu.ui import actions
from liantu.ui.models import SentForm

FIELD = "once"
HERE = "."  # where a form led that was done on the page it stands on
WAIT_SECONDS = 20.0
_STILL_AT_WORK = gettext_noop(
    "This form was sent already and is still at work: do not send it again. Look here in a moment for what it did."
)
_DONE_ALREADY = gettext_noop("This form was sent already; it was done once.")
_BROKEN_OFF = gettext_noop(
    "The program was stopped in the midst of this. See whether it was done; if not, send it again."
)
_HOLDING = threading.Lock()
_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """A token for one drawing of a form."""
    return uuid.uuid4().hex


class OnceMiddleware:
    """Does a form once. Stands below the log-in: a token belongs to a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not _TOKEN.fullmatch(token) or not request.user.is_authenticated:
            return self.get_response(request)
        key = _key(request, token)
        if not actions.begin_form(key, this_process()):
            return _as_before(request, key)
        try:
            response = self.get_response(request)
        except BaseException:
            actions.forget_form(key)
            raise
        place = _place(response)
        if place is None:
            actions.forget_form(key)
        else:
            actions.end_form(key, place)
        return response


def _key(request: HttpRequest, token: str) -> str:
    """One name for person, address, token and content."""
    mixed = hashlib.sha256(f"{request.user.pk} {request.path} {token}".encode())
    for name in sorted(request.POST):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            mixed.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        mixed.update(repr((name, [(one.name, one.size) for one in request.FILES.getlist(name)])).encode())
    return mixed.hexdigest()


T = TypeVar("T", bound=HttpResponseBase)


def is_done(response: T) -> T:
    """The answer to a form that was done and draws its page anew: the same form sent again does nothing more."""
    response.done_here = True  # type: ignore[attr-defined]
    return response


def _place(response: HttpResponse) -> str | None:
    """Where a sending that was done leads; None when it was refused or the form stays on the page."""
    if response.status_code in (301, 302, 303):
        return str(response.headers.get("Location", ""))
    if response.headers.get("HX-Refresh") or (getattr(response, "done_here", False) and response.status_code < 300):
        return HERE
    return response.headers.get("HX-Redirect") or response.headers.get("HX-Location")


def _as_before(request: HttpRequest, key: str) -> HttpResponse:
    """The answer to the second sending: where the first led, once it is done."""
    until = time.monotonic() + WAIT_SECONDS
    while (place := place_of(key)) == "" and time.monotonic() < until:
        if not lives(key):
            actions.forget_form(key)
            messages.warning(request, _(_BROKEN_OFF))
            break
        time.sleep(0.1)
    if place == "" and time.monotonic() >= until:
        messages.info(request, _(_STILL_AT_WORK), fail_silently=True)
    if place == HERE:
        messages.info(request, _(_DONE_ALREADY), fail_silently=True)
    if place == HERE and request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Refresh": "true"})
    if not place or place == HERE:  # the first was refused, is still at work, or was done where it stands
        place = _on_this_site(request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


def lives(key: str) -> bool:
    """Whether the process at work on a form still runs; forms of before processes had names count as at work."""
    process = SentForm.objects.filter(key=key).values_list("process", flat=True).first()
    return not process or is_held(Path(settings.HOME) / process)


_held = ExitStack()
atexit.register(_held.close)
_names: dict[tuple[int, str], str] = {}


def this_process() -> str:
    """The name of a file in the data folder that this process holds for as long as it lives."""
    me = (os.getpid(), str(settings.HOME))
    with _HOLDING:
        if me not in _names:
            _names[me] = _held.enter_context(aside(Path(settings.HOME) / "forms")).name
        return _names[me]


def _on_this_site(request: HttpRequest, place: str) -> str:
    """The place the form was sent from, when it is of this site; a header may say anything."""
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if is_ours else request.path


def place_of(key: str) -> str | None:
    """Where a form that was sent led: '' while it is at work, None when it is not known."""
    return SentForm.objects.filter(key=key).values_list("place", flat=True).first()
