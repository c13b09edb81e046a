"""How high the rows of tables are: a person's own setting, remembered in the browser."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from liantu.people.requests import ZoneRequest

DENSITY_COOKIE = "density"
DENSITIES = (
    ("row", pgettext_lazy("rows", "Standard")),
    ("compact", pgettext_lazy("rows", "Compact")),
    ("two", pgettext_lazy("rows", "Two lines")),
)
_KNOWN = frozenset(code for code, _label in DENSITIES)


def kept_density(request: ZoneRequest) -> str:
    """What the address asks to be remembered; "" when it asks nothing that is known."""
    asked = request.GET.get("density", "")
    return asked if asked in _KNOWN else ""


def density_of(request: ZoneRequest, declared: str = "") -> str:
    """What holds for this reader: what was asked now, what is remembered, what the list declares."""
    remembered = request.COOKIES.get(DENSITY_COOKIE, "")
    return kept_density(request) or (remembered if remembered in _KNOWN else "") or declared or "row"
