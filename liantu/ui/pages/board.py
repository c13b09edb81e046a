"""A board: things in columns by where they stand, each with its states, a line of facts and the start of its text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_GET

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.badges import badge_markup
from liantu.ui.lists.columns import SEP
from liantu.ui.pages.head import Head, Link, ThingT, parts_of

TEXT_MOST = 120
BLANK = SafeString("")


@dataclass(frozen=True)
class BoardColumn:
    """A column: its name, how many stand in it and what they come to, its cards drawn; an empty one folds to a strip.

    ``more``: how many cards are not drawn, told at ``more_url``. ``note``: what every step into it asks.
    """

    code: str
    name: Any
    count: int
    cards: SafeString
    amount: str = ""
    more: int = 0
    more_url: str = ""
    note: Any = ""


def board_card(
    key: str,
    name: str,
    href: str,
    *,
    line: Any = "",
    text: str = "",
    foot: Any = "",
    go: Any = "",
    is_current: bool = False,
    **data: Any,
) -> SafeString:
    """One card: its name opens it, ``foot`` stands at its end, ``go`` (words) is the arrow that moves it on.

    ``data``: attributes of the card for the script of the board; ``draggable`` lets it be picked up.
    """
    held = format_html_join("", ' {}="{}"', ((f"data-{one}".replace("_", "-"), value) for one, value in data.items()))
    arrow = format_html(
        '<a class="board-go icon-button" href="{}" data-sel tabindex="-1" aria-hidden="true" title="{}">›</a>', href, go
    )
    return format_html(
        '<article class="board-card" id="card-{}" data-row data-href="{}"{}{}{}>'
        '<h3><a href="{}" data-row-link>{}</a></h3>{}{}<p class="board-foot">{}{}</p></article>',
        key,
        href,
        held,
        SafeString(' draggable="true"') if data else BLANK,
        SafeString(' aria-current="true"') if is_current else BLANK,
        href,
        name,
        format_html('<p class="muted">{}</p>', line) if line else BLANK,
        format_html('<p class="muted">{}</p>', text) if text else BLANK,
        foot,
        arrow if go else BLANK,
    )


@dataclass
class BoardPage(Generic[ThingT]):
    """A declared board of things that no list narrows.

    ``rows``: what this person may see, in the order of the board. ``groups``: (heading, states) in their order; an
    empty one folds. ``state``: where a thing stands. ``card``: its name, badges and line. ``text``: what is told
    of it, cut short. ``links``: buttons at the head. ``empty``: heading, words and icon when there is nothing at all.
    A board with filters and a panel is a ``ListPage`` whose ``body`` is ``ui/pages/_board.html``.
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
        context: Mapping[str, Any] = {
            "title": self.title,
            "subtitle": self.subtitle,
            "links": list(self.links(request)),
            "board_columns": [self._column(title, states, rows) for title, states in self.groups] if rows else [],
            "empty": self.empty,
        }
        return render(request, "ui/pages/board.html", context)

    def _column(self, title: Any, states: Collection[str], rows: Sequence[ThingT]) -> BoardColumn:
        found = [one for one in rows if self.state(one) in states]
        return BoardColumn("-".join(states), title, len(found), SafeString("".join(self._card(one) for one in found)))

    def _card(self, one: Any) -> SafeString:
        line = format_html_join(SEP, "{}", ((_linked(*part),) for part in parts_of(self.card, one)))
        states = SafeString("".join(badge_markup(text, tone) for text, tone in self.card.badges(one)))
        text = Truncator(str(self.text(one))).chars(TEXT_MOST)
        href = one.get_absolute_url
        name = str(self.card.title(one))
        return board_card(
            str(getattr(one, "pk", "")), name, href() if callable(href) else href, line=line, text=text, foot=states
        )


def _linked(text: Any, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text) if url else SafeString(escape(text))
