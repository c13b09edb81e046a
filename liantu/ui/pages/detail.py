"""A thing's page: head, tabs, cards. The machine finds the thing, asks who may see what, and draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import DRAWER, Acts
from liantu.ui.answers import asks_part
from liantu.ui.pages.cards import Card, DrawnCard, Place
from liantu.ui.pages.head import Bar, Head, Link, ThingT, bar_of, parts_of
from liantu.ui.wiring import Page, Seen

PLACES: tuple[Place, ...] = ("band", "wide", "main", "side", "below", "drawer")
PART = "page-tab"  # the element that a tab is drawn into


def _uncounted(_request: ZoneRequest, _thing: Any) -> Any:
    return None


@dataclass(frozen=True)
class Tab:
    """A part of a page with an address of its own (``?tab=papers``); the first tab is the page itself.

    ``count``: what stands beside its name; nothing for None.
    """

    code: str
    title: Any
    ability: str = ""
    count: Callable[[ZoneRequest, Any], Any] = _uncounted


@dataclass(frozen=True)
class DrawnTab:
    """A tab as this reader sees it."""

    code: str
    title: Any
    count: Any
    is_first: bool


@dataclass
class DetailPage(Generic[ThingT]):
    """A declared page.

    ``find``: the thing that the address names and this person may see, or Http404; without it the room's own view
    finds and calls ``respond``. ``cards``: in the order they are read. ``tabs``: none, or every card names one, but
    those above the tabs (``place="band"``) and those that open in the drawer (``place="drawer"``, ``?see=code``).
    ``acts``: what can be done with the thing, at the head; ``verbs``: only these; ``rare``: under ⋯. ``wired``: rooms
    above put tabs, panels and buttons here, about what ``about`` answers (``draws_buttons=False``: the head's own links
    have them); their tabs follow ``rooms_after``, else all others. ``warnings``: problems to know beforehand.
    ``panels``: cards made elsewhere. ``shared``: what the cards' templates share, computed once. ``even``: main and
    side column are equally wide.
    """

    ability: str
    head: Head[ThingT]
    cards: Sequence[Card]
    find: Callable[[ZoneRequest, Any], ThingT] | None = None
    tabs: Sequence[Tab] = ()
    acts: Acts[Any] | None = None
    verbs: Sequence[str] = ()
    rare: bool = False
    wired: Page[Any] | None = None
    draws_buttons: bool = True
    rooms_after: str = ""
    about: Callable[[ThingT], Any] = lambda thing: thing
    panels: Callable[[ZoneRequest, ThingT], Iterable[DrawnCard]] = lambda _request, _thing: ()
    warnings: Callable[[ZoneRequest, ThingT], tuple[Any, Sequence[Any]]] | None = None
    shared: Callable[[ZoneRequest, ThingT], Mapping[str, Any]] = lambda _request, _thing: {}
    template: str = "ui/pages/detail.html"
    styles: Sequence[str] = ()
    scripts: Sequence[str] = field(default=())
    even: bool = False

    def __post_init__(self) -> None:
        codes = {tab.code for tab in self.tabs}
        free = ("band", "drawer")
        lost = [one.code for one in self.cards if self.tabs and one.tab not in codes and one.place not in free]
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
        if "see" in request.GET and (answer := self._seen_alone(request, thing)) is not None:
            return answer
        is_part = asks_part(request, PART)
        context = self._inside(request, thing) if is_part else self.context(request, thing)
        context |= {"problem_list": list(problems), **(extra or {})}
        return render(request, "ui/pages/_tabbed.html" if is_part else self.template, context, status=status)

    def context(self, request: ZoneRequest, thing: ThingT) -> dict[str, Any]:
        """All that the page shows to this reader."""
        title = self.head.title(thing)
        heading, doubts = self.warnings(request, thing) if self.warnings is not None else ("", ())
        inside = self._inside(request, thing)
        return {
            **inside,
            "title": title,
            "crumbs": [*self.head.crumbs(thing), (title, "")],
            "badges": list(self.head.badges(thing)),
            "lamp": self.head.lamp(thing),
            "line": parts_of(self.head, thing),
            "bar": self.bar(request, thing),
            "band": [one for card in self.cards if card.place == "band" and (one := _drawn(card, request, thing))],
            "method": self.head.method,
            "doubts": doubts,
            "doubts_heading": heading,
            "styles": self.styles,
            "scripts": self.scripts,
        }

    def bar(self, request: ZoneRequest, thing: ThingT) -> Bar:
        """What can be done, at the head: the page's own links, buttons of rooms above, acts."""
        links = list(self.head.links(request, thing))
        if self.wired is not None and self.draws_buttons:
            buttons = self.wired.buttons(Seen(request.user, request.zone), self.about(thing))
            links += [Link.of(one, main=False) for one in buttons]
        acts = list(self.head.acts(request, thing))
        if self.acts is not None:
            acts += self.acts.drawn(self.about(thing), request, self.verbs, {})
        return bar_of(links, acts, next_is_main=self.acts is not None, rare_acts=self.rare)

    def _inside(self, request: ZoneRequest, thing: ThingT) -> dict[str, Any]:
        """The tabs and the cards of the one asked for."""
        tabs = self._tabs(request, thing)
        asked = request.GET.get("tab", "")
        tab = next((one for one in tabs if one.code == asked), tabs[0] if tabs else None)
        shared = dict(self.shared(request, thing))
        return {
            **shared,
            "one": thing,
            "address": self._address(request, thing),
            "tabs": tabs,
            "tab": tab,
            "places": self._places(request, thing, tab),
            "even": self.even,
        }

    def _address(self, request: ZoneRequest, thing: ThingT) -> str:
        """The page's own address, also when it answers an act that was refused."""
        known = getattr(self.about(thing), "get_absolute_url", None)
        return str(known()) if known is not None else request.path

    def _tabs(self, request: ZoneRequest, thing: ThingT) -> list[DrawnTab]:
        """The tabs this reader may open, those of rooms above in their place."""
        mine = [tab for tab in self.tabs if not tab.ability or may(request.user, tab.ability, request.zone)]
        if not mine:
            return []
        found = [DrawnTab(tab.code, tab.title, tab.count(request, thing), tab is mine[0]) for tab in mine]
        if self.wired is not None:
            seen, codes = Seen(request.user, request.zone), [tab.code for tab in mine]
            place = codes.index(self.rooms_after) + 1 if self.rooms_after in codes else len(codes)
            found[place:place] = [DrawnTab(*one, False) for one in self.wired.tabs(seen, self.about(thing))]
        return found

    def _places(self, request: ZoneRequest, thing: ThingT, tab: DrawnTab | None) -> dict[Place, list[DrawnCard]]:
        """The cards of the tab that have something to say, by where they stand; panels of other rooms last."""
        found: dict[Place, list[DrawnCard]] = {place: [] for place in PLACES}
        for card in self.cards:
            if card.place in ("band", "drawer") or (tab is not None and card.tab != tab.code):
                continue
            if (drawn := _drawn(card, request, thing)) is not None:
                found[card.place].append(drawn)
        for drawn in [*self.panels(request, thing), *self._wired_panels(request, thing, tab)]:
            if tab is None or drawn.card.tab in ("", tab.code):
                found[drawn.card.place].append(drawn)
        return found

    def _wired_panels(self, request: ZoneRequest, thing: ThingT, tab: DrawnTab | None) -> list[DrawnCard]:
        """What rooms above say in this tab; a panel that names no tab stands in the first."""
        if self.wired is None:
            return []
        wanted = None if tab is None else {tab.code, *([""] if tab.is_first else [])}
        panels = self.wired.panels(Seen(request.user, request.zone), self.about(thing), tabs=wanted)
        return [
            DrawnCard(
                Card(code=f"panel-{one.key}", title=one.title, place=one.place, tab=one.tab),
                one.template,
                {"panel": one.content},
            )
            for one in panels
        ]

    def _seen_alone(self, request: ZoneRequest, thing: ThingT) -> HttpResponse | None:
        """One card by itself, in the drawer or on a page of its own; None when there is no such card."""
        card = next((one for one in self.cards if one.code == request.GET["see"]), None)
        drawn = _drawn(card, request, thing) if card is not None else None
        if card is None or drawn is None:
            return None
        title = self.head.title(thing)
        crumbs = [*self.head.crumbs(thing), (title, self._address(request, thing)), (card.title, "")]
        context = {**self.shared(request, thing), "one": thing, "drawn": drawn, "title": card.title, "crumbs": crumbs}
        return render(
            request, "ui/pages/_drawer.html" if asks_part(request, DRAWER) else "ui/pages/alone.html", context
        )


def _drawn(card: Card, request: ZoneRequest, thing: Any) -> DrawnCard | None:
    """A card for this reader; None when she may not see it or it has nothing to say."""
    may_see = not card.ability or may(request.user, card.ability, request.zone)
    return card.drawn(request, thing) if may_see else None
