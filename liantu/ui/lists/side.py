"""The panel beside a list: one row in full, while its list stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from liantu.people.requests import ZoneRequest

CLOSED = "none"


@dataclass(frozen=True)
class SidePanel:
    """``template`` draws the row that ``?sel=`` names with what ``fill(request, record)`` answers.

    ``title``: its heading, ``line``: what stands under it; ``href``: the record's own page, "" without one.
    ``key``: how a record is named in the address. ``find(request, key)``: the record of a key that is not on the page
    of the list, or None. ``first``: the first row stands open where there is room for both.
    """

    ELEMENT: ClassVar[str] = "side-panel"

    template: str
    title: Callable[[Any], Any]
    fill: Callable[[ZoneRequest, Any], Mapping[str, Any]] = lambda _request, _record: {}
    line: Callable[[Any], Any] = lambda _record: ()
    href: Callable[[Any], str] = lambda _record: ""
    key: Callable[[Any], str] = lambda record: str(record.pk)
    find: Callable[[ZoneRequest, str], Any] | None = None
    first: bool = True


@dataclass(frozen=True)
class Shown:
    """The panel in one request: its record, whether only the machine opened it, and the rows before and after."""

    panel: SidePanel
    record: Any
    is_first: bool
    before: str
    after: str
    closed: str
    context: Mapping[str, Any]

    @property
    def template(self) -> str:
        """What draws its inside."""
        return self.panel.template

    @property
    def title(self) -> Any:
        """Its heading."""
        return self.panel.title(self.record)

    @property
    def line(self) -> Any:
        """What stands under the heading."""
        return [part for part in self.panel.line(self.record) if part]

    @property
    def href(self) -> str:
        """The record's own page."""
        return self.panel.href(self.record)
