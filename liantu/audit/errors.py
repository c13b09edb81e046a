"""The page for an error nobody foresaw: it asks neither the database nor the request, and names the log line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

from liantu.audit.middleware import current_request_id


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """500 with the request's number, which its log lines carry too."""
    page = loader.render_to_string("500.html", {"request_id": current_request_id.get()})
    return HttpResponseServerError(page)
