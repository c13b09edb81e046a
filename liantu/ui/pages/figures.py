"""A page of figures: tiles that open their rows, what is to be decided, and a few blocks, on one screen.

One declaration is drawn for a desk, a phone (decisions first, tiles two across) and a wall (dark, large, no scroll).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui.charts.figures import Spark, TargetBar
from liantu.ui.pages import Link

AskedT = TypeVar("AskedT")
Span = Literal["third", "two_thirds"]
TO_DECIDE = _("To decide")


@dataclass(frozen=True)
class Tile:
    """A number on a page: label, value and unit, a bar against its target or its way in a spark, one line of words.

    ``url``: the list of exactly the rows that make it; the whole tile leads there. ``tone``: ``bad`` for what is red.
    """

    label: Any
    value: str
    unit: str = ""
    url: str = ""
    bar: TargetBar | None = None
    spark: Spark | None = None
    line: Any = ""
    tone: str = ""


@dataclass(frozen=True)
class Decision:
    """What somebody must decide, sign or settle: the verb first, why, what is asked in a word."""

    text: str
    why: tuple[str, ...]
    url: str
    asks: Any
    tone: str = "info"


@dataclass(frozen=True, kw_only=True)
class Block(Generic[AskedT]):
    """A part of the page. ``fill(request, asked)``: what its template needs, None for nothing to say.

    A ``note`` in it stands beside the heading, a ``more`` (words, address) at its end. ``walled``: also on the wall.
    """

    code: str
    title: Any
    template: str
    fill: Callable[[ZoneRequest, AskedT], Mapping[str, Any] | None]
    span: Span = "third"
    ability: str = ""
    method: str = ""
    walled: bool = True


@dataclass(frozen=True)
class DrawnBlock:
    """A block with all its template needs."""

    card: Block[Any]
    template: str
    context: Mapping[str, Any]


@dataclass
class FiguresPage(Generic[AskedT]):
    """A declared page of figures.

    ``ask``: period, chain and whatever else the address names. ``line``: parts of the line under the title.
    ``tiles``: at most six. ``decisions``: what waits for this person; ``decisions_title``: words for it. ``blocks``: in
    the order they are read; three thirds, or two thirds and one, make a row. ``filters``: template of the choices at
    the head. ``files``: answers a file the address asks for, or None.
    """

    ability: str
    title: Any
    ask: Callable[[ZoneRequest], AskedT]
    tiles: Callable[[ZoneRequest, AskedT], Iterable[Tile]]
    blocks: Sequence[Block[AskedT]]
    decisions: Callable[[ZoneRequest, AskedT], Sequence[Decision]] | None = None
    decisions_title: Any = TO_DECIDE
    line: Callable[[AskedT], Iterable[Any]] = lambda _asked: ()
    links: Callable[[ZoneRequest, AskedT], Iterable[Link]] = lambda _request, _asked: ()
    filters: str = ""
    method: str = ""
    files: Callable[[ZoneRequest, AskedT], HttpResponse | None] = lambda _request, _asked: None
    wall_every_seconds: int = 300

    def view(self) -> Callable[..., HttpResponseBase]:
        """The page as a view behind its ability."""
        return require_GET(needs(self.ability)(self.respond))

    def wall(self) -> Callable[..., HttpResponseBase]:
        """The same figures for a screen on a wall: dark, large, nothing to scroll, drawn anew by itself."""
        return require_GET(needs(self.ability)(self.on_the_wall))

    def respond(self, request: ZoneRequest) -> HttpResponse:
        """The page, or the file the address asks for."""
        asked = self.ask(request)
        context = {
            **self.context(request, asked),
            "links": list(self.links(request, asked)),
            "filters": self.filters,
            "method": self.method,
        }
        return self.files(request, asked) or render(request, "ui/pages/figures.html", context)

    def on_the_wall(self, request: ZoneRequest) -> HttpResponse:
        """The figures without a frame around them."""
        context = self.context(request, self.ask(request))
        context["blocks"] = [one for one in context["blocks"] if one.card.walled]
        every = self.wall_every_seconds
        more = {"now": timezone.localtime(), "every": every, "minutes": every // 60, "walled": True}
        return render(request, "ui/pages/figures_wall.html", context | more)

    def context(self, request: ZoneRequest, asked: AskedT) -> dict[str, Any]:
        """All that the page shows to this reader."""
        blocks = []
        for one in self.blocks:
            if one.ability and not may(request.user, one.ability, request.zone):
                continue
            filled = one.fill(request, asked)
            if filled is not None:
                blocks.append(DrawnBlock(one, one.template, filled))
        return {
            "title": self.title,
            "asked": asked,
            "line": [part if isinstance(part, tuple) else (part, "") for part in self.line(asked) if part],
            "tiles": list(self.tiles(request, asked)),
            "decisions": list(self.decisions(request, asked)) if self.decisions is not None else None,
            "decisions_title": self.decisions_title,
            "blocks": blocks,
        }
