"""A board: things in groups by where they stand, each with its states, a line of facts and the start of its text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.pages.head import Head, Link, ThingT, parts_of


@dataclass
class BoardPage(Generic[ThingT]):
    """A declared board.

    ``rows``: what this person may see, in the order of the board. ``groups``: (heading, states) in their order; an
    empty one is left out. ``state``: where a thing stands. ``card``: its name, badges and line. ``text``: what is told
    of it, cut short. ``links``: buttons at the head. ``empty``: heading, words and icon when there is nothing at all.
    """

    ability: str
    title: Any
    rows: Callable[[ZoneRequest], Iterable[ThingT]]
    groups: Sequence[tuple[Any, Collection[str]]]
    card: Head[ThingT]
    empty: tuple[Any, Any, str]
    state: Callable[[ThingT], str] = attrgetter("state")
    text: Callable[[ThingT], Any] = lambda _thing: ""
    subtitle: Any = ""
    links: Callable[[ZoneRequest], Iterable[Link]] = lambda _request: ()

    def view(self) -> Callable[..., HttpResponseBase]:
        """The board as a view behind its ability."""
        return require_GET(needs(self.ability)(self.respond))

    def respond(self, request: ZoneRequest) -> HttpResponse:
        """The board as this person sees it."""
        rows = list(self.rows(request))
        groups = [
            (title, [self._drawn(one) for one in rows if self.state(one) in states]) for title, states in self.groups
        ]
        context = {
            "title": self.title,
            "subtitle": self.subtitle,
            "links": list(self.links(request)),
            "groups": [(title, cards) for title, cards in groups if cards],
            "empty": self.empty,
        }
        return render(request, "ui/pages/board.html", context)

    def _drawn(self, one: ThingT) -> dict[str, Any]:
        return {
            "one": one,
            "title": self.card.title(one),
            "badges": list(self.card.badges(one)),
            "line": parts_of(self.card, one),
            "text": self.text(one),
        }
