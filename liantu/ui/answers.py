"""What holds for every answer: methods, packing, keeping by nobody, parts of pages, files for the reader's disk."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from liantu.people.requests import ZoneRequest

COMPRESS_FROM_BYTES = 1024
COMPRESSED = ("text/html", "application/json")
PART_HEADERS = ("HX-Request", "HX-Target", "HX-Boosted", "HX-History-Restore-Request")
PAGE_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
PROGRAM_METHODS = (*PAGE_METHODS, "PUT", "PATCH", "DELETE")
SANDBOX = "default-src 'none'; sandbox"
Answerer = Callable[[HttpRequest], HttpResponse]


def asks_part(request: HttpRequest | ZoneRequest, target: str = "") -> bool:
    """Whether htmx asks for a part of the page, that of ``target`` where one is given; Back asks for the whole."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return False
    return headers.get("HX-Target") == target if target else headers.get("HX-Boosted") != "true"


def named_page(request: HttpRequest | ZoneRequest, head: str) -> SplitResult:
    """The address a browser names in one of its heads (Referer, HX-Current-URL), in parts; empty for what is none.

    A head is a stranger's text like any other: ``http://[`` is no address.
    """
    try:
        return urlsplit(request.headers.get(head, ""))
    except ValueError:
        return urlsplit("")


class MethodsMiddleware:
    """Ways of asking that no page knows are refused before a page takes them for GET."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = PROGRAM_METHODS if request.path_info.startswith("/api/") else PAGE_METHODS
        return self.get_response(request) if request.method in known else HttpResponseNotAllowed(known)


class KeptByNobodyMiddleware:
    """What a person sees here is kept by no proxy and shown to nobody who goes back after she logged out."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers:
            response["Cache-Control"] = "private, no-store"
        return response


class HeadMiddleware:
    """HEAD is GET without the body: pages know GET alone, and answer both."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        if isinstance(response, StreamingHttpResponse):
            length = response.headers.get("Content-Length")
            response.streaming_content = ()
            if length is not None:
                response["Content-Length"] = length
            return response
        length = str(len(response.content))
        response.content = b""
        response["Content-Length"] = length
        return response


class CompressMiddleware(GZipMiddleware):
    """Pages and JSON over a bound, packed, with up to 100 random bytes in each against guessing a secret by its length.

    Streams go as they are: packing would hold back what is ready, and files are packed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where that is worth it."""
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if not isinstance(response, HttpResponse) or kind not in COMPRESSED:
            return response
        return response if len(response.content) < COMPRESS_FROM_BYTES else super().process_response(request, response)


class PartsMiddleware:
    """One address gives a page and its parts: whoever keeps answers must keep them apart."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, PART_HEADERS)
        return response


class AttachmentsMiddleware:
    """A file that is handed out is never run in the name of this site, whatever its kind and the browser's guess."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or "Content-Disposition" in response.headers:
            response["Content-Security-Policy"] = SANDBOX
            response["X-Content-Type-Options"] = "nosniff"
        return response
