"""A paper: a page that is printed, shown as the sheet it becomes. Two styles: papers of the house, and official ones.

``brief``: the house's own papers (daily, card, atlas), 14 pt, the page number below the middle. ``official``: the sheet
of GB/T 9704: margins 37, 26, 35, 28 mm, 22 lines of 28 characters, page numbers outside. Heads, tables and figures
are numbered by the sheet; the head of a table stands on every page, a row and a figure are never cut in two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.pages import Link
from liantu.ui.pages.head import ThingT

Style = Literal["brief", "official"]
Align = Literal["", "num", "nowrap", "name"]


@dataclass(frozen=True, kw_only=True)
class PaperPart(Generic[ThingT]):
    """A part of a paper under its head; ``fill`` None leaves it out. ``wide``: on a page across, with the title."""

    title: Any
    template: str = ""
    fill: Callable[[ZoneRequest, ThingT], Mapping[str, Any] | None] = lambda _request, _thing: {}
    wide: bool = False

    def drawn(self, request: ZoneRequest, thing: ThingT) -> DrawnPart | None:
        """The part with all its template needs, or None when it has nothing to say."""
        context = self.fill(request, thing)
        return None if context is None else DrawnPart(self.title, self.template, context, self.wide)


@dataclass(frozen=True)
class DrawnPart:
    """A part as the sheet draws it."""

    title: Any
    template: str
    context: Mapping[str, Any]
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class TextPart(PaperPart[ThingT]):
    """Paragraphs. ``text``: them, None to leave the part out; ``empty``: said when there are none."""

    text: Callable[[ZoneRequest, ThingT], Iterable[Any] | None]
    empty: Any = ""
    source: Callable[[ThingT], Any] = lambda _thing: ""

    def drawn(self, request: ZoneRequest, thing: ThingT) -> DrawnPart | None:
        """The paragraphs."""
        found = self.text(request, thing)
        if found is None:
            return None
        context = {"paragraphs": list(found), "empty": self.empty, "source": self.source(thing)}
        return DrawnPart(self.title, "ui/pages/paper_text.html", context, self.wide)


@dataclass(frozen=True, kw_only=True)
class TablePart(PaperPart[ThingT]):
    """A table with its caption above and its source below.

    ``columns``: (heading, how it stands): numbers to the right, ``nowrap``, ``name`` for the first words of a row.
    ``rows``: a value a column; None leaves the part out, nothing says ``empty``.
    """

    columns: Sequence[tuple[Any, Align]]
    rows: Callable[[ZoneRequest, ThingT], Iterable[Sequence[Any]] | None]
    caption: Any = ""
    empty: Any = ""
    source: Callable[[ThingT], Any] = lambda _thing: ""

    def drawn(self, request: ZoneRequest, thing: ThingT) -> DrawnPart | None:
        """The rows beside how their columns stand."""
        found = self.rows(request, thing)
        if found is None:
            return None
        aligns = [align for _label, align in self.columns]
        context = {
            "caption": self.caption,
            "columns": self.columns,
            "has_heads": any(label for label, _align in self.columns),
            "rows": [list(zip(aligns, row, strict=True)) for row in found],
            "empty": self.empty,
            "source": self.source(thing),
        }
        return DrawnPart(self.title, "ui/pages/paper_table.html", context, self.wide)


@dataclass
class PaperPage(Generic[ThingT]):
    """A declared paper.

    ``find``: what the address names, or Http404. ``mast``: the red line at its top (office, name of the paper).
    ``subtitle``: what stands under the title, in brackets. ``intro``: a paragraph before the parts. ``sign``: who
    signs, and the day in words. ``back``: the page it is the paper of. ``links``: more buttons beside “Print”.
    """

    ability: str
    find: Callable[..., ThingT]
    title: Callable[[ThingT], Any]
    parts: Sequence[PaperPart[ThingT]]
    back: Callable[[ThingT], Link]
    style: Style = "brief"
    mast: Callable[[ZoneRequest, ThingT], Any] = lambda _request, _thing: ""
    subtitle: Callable[[ThingT], Any] = lambda _thing: ""
    intro: Callable[[ZoneRequest, ThingT], Any] = lambda _request, _thing: ""
    sign: Callable[[ZoneRequest, ThingT], tuple[Any, Any] | None] = lambda _request, _thing: None
    links: Callable[[ZoneRequest, ThingT], Iterable[Link]] = lambda _request, _thing: ()
    styles: Sequence[str] = ()

    def view(self) -> Callable[..., HttpResponseBase]:
        """The paper as a view behind its ability."""

        def page(request: ZoneRequest, /, **named: Any) -> HttpResponse:
            return self.respond(request, self.find(request, *named.values()))

        return require_GET(needs(self.ability)(page))

    def respond(self, request: ZoneRequest, thing: ThingT) -> HttpResponse:
        """The sheet on the screen, with the buttons above it."""
        context = {
            "title": self.title(thing),
            "style": self.style,
            "mast": self.mast(request, thing),
            "subtitle": self.subtitle(thing),
            "intro": self.intro(request, thing),
            "parts": list(self._drawn(request, thing)),
            "sign": self.sign(request, thing),
            "back": self.back(thing),
            "links": list(self.links(request, thing)),
            "styles": self.styles,
        }
        context["is_wide"] = any(part.wide for part in context["parts"])
        return render(request, "ui/pages/paper.html", context)

    def _drawn(self, request: ZoneRequest, thing: ThingT) -> Iterator[DrawnPart]:
        for part in self.parts:
            drawn = part.drawn(request, thing)
            if drawn is not None:
                yield drawn
