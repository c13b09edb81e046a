"""A thing's page: head, tabs, cards. The machine finds the thing, asks who may see what, and draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import Drawn
from liantu.ui.answers import asks_part
from liantu.ui.pages.cards import Card, DrawnCard, Place
from liantu.ui.wiring import DrawnButton

ThingT = TypeVar("ThingT")
PLACES: tuple[Place, ...] = ("wide", "main", "side", "below")


@dataclass(frozen=True)
class Link:
    """A button at the head: opens ``url``, posts ``value`` under ``name`` to it, or opens the dialog ``opens``.

    ``hint``: said when the pointer rests on it.
    """

    label: Any
    url: str = ""
    icon: str = ""
    main: bool = False
    method: str = "get"
    name: str = ""
    value: str = ""
    confirm: str = ""
    opens: str = ""
    prints: bool = False
    hint: str = ""

    @classmethod
    def of(cls, button: DrawnButton, *, main: bool = True) -> Link:
        """A button that a room above puts on the page."""
        return cls(button.label, button.url, button.icon, main, button.method)

    @classmethod
    def offered(cls, request: ZoneRequest, ability: str, label: Any, page: str, *, icon: str = "plus") -> list[Link]:
        """The main button of a page for whoever may: one link, or none."""
        return [cls(label, reverse(page), icon, main=True)] if may(request.user, ability, request.zone) else []


@dataclass(frozen=True)
class Head(Generic[ThingT]):
    """What stands at the head: the name, states as badges, one line of facts, buttons, acts.

    ``badges``: (text, tone) pairs. ``line``: texts or (text, address) pairs; empty ones are left out. ``method``: name
    of the page that tells how the thing is made.
    """

    title: Callable[[ThingT], Any] = str
    badges: Callable[[ThingT], Iterable[tuple[Any, str]]] = lambda _thing: ()
    line: Callable[[ThingT], Iterable[Any]] = lambda _thing: ()
    links: Callable[[ZoneRequest, ThingT], Iterable[Link]] = lambda _request, _thing: ()
    acts: Callable[[ZoneRequest, ThingT], Iterable[Drawn]] = lambda _request, _thing: ()
    crumbs: Callable[[ThingT], Sequence[tuple[Any, str]]] = lambda _thing: ()
    method: str = ""


def parts_of(head: Head[ThingT], thing: ThingT) -> list[tuple[Any, str]]:
    """The line of facts as (text, address) pairs, without the empty ones."""
    return [part if isinstance(part, tuple) else (part, "") for part in head.line(thing) if part]


@dataclass(frozen=True)
class Tab:
    """A part of a page with an address of its own (``?tab=papers``); the first tab is the page itself."""

    code: str
    title: Any
    ability: str = ""


@dataclass
class DetailPage(Generic[ThingT]):
    """A declared page.

    ``find``: the thing that the address names and this person may see, or Http404; without it the room's own view
    finds and calls ``respond``. ``cards``: in the order they are read. ``tabs``: none, or
    every card names one. ``warnings``: problems to know before doing anything. ``panels``: cards of other rooms.
    ``shared``: what the cards' templates share, computed once. ``even``: main and side column are equally wide.
    """

    ability: str
    head: Head[ThingT]
    cards: Sequence[Card]
    find: Callable[[ZoneRequest, Any], ThingT] | None = None
    tabs: Sequence[Tab] = ()
    panels: Callable[[ZoneRequest, ThingT], Iterable[DrawnCard]] = lambda _request, _thing: ()
    warnings: Callable[[ZoneRequest, ThingT], tuple[Any, Sequence[Any]]] | None = None
    shared: Callable[[ZoneRequest, ThingT], Mapping[str, Any]] = lambda _request, _thing: {}
    template: str = "ui/pages/detail.html"
    styles: Sequence[str] = ()
    scripts: Sequence[str] = field(default=())
    even: bool = False

    def __post_init__(self) -> None:
        codes = {tab.code for tab in self.tabs}
        lost = [card.code for card in self.cards if self.tabs and card.tab not in codes]
        assert not lost, f"these cards stand in no tab of the page: {lost}"
        twice = {card.code for card in self.cards if [one.code for one in self.cards].count(card.code) > 1}
        assert not twice, f"two cards of a page have one code: {twice}"

    def view(self) -> Callable[..., HttpResponseBase]:
        """The page as a view behind its ability."""

        find = self.find
        assert find is not None, "a page without `find` is answered by the room's own view"

        def page(request: ZoneRequest, /, **named: Any) -> HttpResponse:
            return self.respond(request, find(request, *named.values()))

        return require_GET(needs(self.ability)(page))

    def respond(
        self,
        request: ZoneRequest,
        thing: ThingT,
        *,
        problems: Iterable[Any] = (),
        status: int = 200,
        extra: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The page, or only its tab for htmx; ``problems``: why an act was refused (then ``status`` is 422)."""
        context = {**self.context(request, thing), "problem_list": list(problems), **(extra or {})}
        template = "ui/pages/_cards.html" if asks_part(request, "page-tab") else self.template
        return render(request, template, context, status=status)

    def context(self, request: ZoneRequest, thing: ThingT) -> dict[str, Any]:
        """All that the page shows to this reader."""
        tabs = [tab for tab in self.tabs if not tab.ability or may(request.user, tab.ability, request.zone)]
        asked = request.GET.get("tab", "")
        tab = next((one for one in tabs if one.code == asked), tabs[0] if tabs else None)
        title = self.head.title(thing)
        heading, doubts = self.warnings(request, thing) if self.warnings is not None else ("", ())
        shared = dict(self.shared(request, thing))
        return {
            **shared,
            "one": thing,
            "title": title,
            "crumbs": [*self.head.crumbs(thing), (title, "")],
            "badges": list(self.head.badges(thing)),
            "line": parts_of(self.head, thing),
            "links": list(self.head.links(request, thing)),
            "head_acts": list(self.head.acts(request, thing)),
            "method": self.head.method,
            "tabs": tabs,
            "tab": tab,
            "places": self._places(request, thing, tab),
            "even": self.even,
            "doubts": doubts,
            "doubts_heading": heading,
            "styles": self.styles,
            "scripts": self.scripts,
        }

    def _places(self, request: ZoneRequest, thing: ThingT, tab: Tab | None) -> dict[Place, list[DrawnCard]]:
        """The cards of the tab that have something to say, by where they stand; panels of other rooms last."""
        found: dict[Place, list[DrawnCard]] = {place: [] for place in PLACES}
        for card in self.cards:
            if tab is not None and card.tab != tab.code:
                continue
            if card.ability and not may(request.user, card.ability, request.zone):
                continue
            drawn = card.drawn(request, thing)
            if drawn is not None:
                found[card.place].append(drawn)
        for drawn in self.panels(request, thing):
            if tab is None or drawn.card.tab in ("", tab.code):
                found[drawn.card.place].append(drawn)
        return found
