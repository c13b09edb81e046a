"""Carries toasts along with fragments."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


class ToastMiddleware:
    """Adds waiting messages to an htmx fragment, out of band; a redirect keeps them for the page that follows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.headers.get("HX-Request") != "true"
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
