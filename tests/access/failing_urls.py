"""The program's addresses, and a few that break in every way a page can break."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from liantu.urls import handler500, urlpatterns

__all__ = ["handler500"]


def broken(request: HttpRequest) -> HttpResponse:
    """An error nobody foresaw."""
    raise RuntimeError("secret detail")


def suspicious(request: HttpRequest) -> HttpResponse:
    """A request that cannot be read."""
    raise SuspiciousOperation


urlpatterns = [path("broken/", broken), path("suspicious/", suspicious), *urlpatterns]
