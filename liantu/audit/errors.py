"""The pages for an error nobody foresaw, and for a world that is not ready: no database, no room on the disk.

They ask neither the database nor the request, and name the log line.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template import loader

from liantu.audit.middleware import current_request_id

NO_ROOM, NO_DATABASE, BUSY = "no_room", "no_database", "busy"
RETRY_SECONDS = 15
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("disk is full", "No space left on device", "could not extend file", "disk I/O error")


def not_ready(error: BaseException | None) -> str | None:
    """What of the world was not ready: ``no_room``, ``no_database``, ``busy``; None for every other error."""
    for one in _with_causes(error):
        if isinstance(one, OSError) and one.errno in _FULL:
            return NO_ROOM
        if isinstance(one, DatabaseError) and any(words in str(one) for words in _FULL_WORDS):
            return NO_ROOM
    for one in _with_causes(error):
        if isinstance(one, OperationalError) and "locked" in str(one):
            return BUSY
        # what lacks a table or column is no database that is away
        if isinstance(one, InterfaceError) or (isinstance(one, OperationalError) and "no such" not in str(one)):
            return NO_DATABASE
    return None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the request's number, which its log lines carry too; 503 with words where the world was not ready."""
    told = {"request_id": current_request_id.get(), "why": not_ready(sys.exc_info()[1])}
    if told["why"] is None:
        return HttpResponse(loader.render_to_string("500.html", told), status=500)
    page = loader.render_to_string("503.html", told)
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """400 for what cannot be read. Unlike the framework's page it does not look for a token in what cannot be read."""
    return HttpResponseBadRequest(loader.render_to_string("400.html"))
