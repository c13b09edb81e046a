"""Carries toasts along with fragments, and tells problems that no view expected."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from liantu.engine.errors import ReleaseError
from liantu.lib.problems import KeptLostError, ProblemsError
from liantu.people.models import User
from liantu.ui.navigation.keeping import forget

logger = logging.getLogger(__name__)


class ToastMiddleware:
    """Adds waiting messages to an htmx fragment, out of band; a redirect keeps them for the page that follows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.headers.get("HX-Request") != "true"
            or request.headers.get("HX-Target") == "nav"  # asked in the background: the page may be gone by then
            or response.status_code != 200
            or response.streaming
            or not response.headers.get("Content-Type", "").startswith("text/html")
            or "HX-Redirect" in response.headers
            or "HX-Refresh" in response.headers
        ):
            return response
        waiting = get_messages(request)
        if len(waiting) and not getattr(waiting, "used", False):
            html = render_to_string("ui/_toasts.html", {"messages": waiting, "oob": True}, request)
            response.content += html.encode("utf-8")
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


class FreshMiddleware:
    """Whoever did something sees at once what needs her now: what is kept of it for a minute is thrown away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS") and isinstance(request.user, User):
            forget(request.user)
        return response


class ProblemsMiddleware:
    """Turns a ProblemsError that a view let through into a page that tells what is wrong and how to fix it.

    What a person asked for is answered with 400; a file or a kept content that is gone or damaged with 404; a register
    that is gone or of an older program with 503, because nothing works on it until the operator has acted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of the problems, or None for every other error."""
        if not isinstance(error, ProblemsError):
            return None
        status = 503 if isinstance(error, ReleaseError) else 404 if isinstance(error, KeptLostError) else 400
        logger.warning("refused: %s", ", ".join(problem.code for problem in error.problems))
        template = "ui/problems_fragment.html" if request.headers.get("HX-Request") else "ui/problems_page.html"
        return render(request, template, {"problems": error.problems}, status=status)
