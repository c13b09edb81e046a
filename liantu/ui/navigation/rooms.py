"""The page of all rooms: what a person may open, narrowed by a part of a name, and what she puts at her side."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from liantu.people.requests import ZoneRequest
from liantu.ui.navigation.counts import NeedLine, lines_at
from liantu.ui.navigation.keeping import kept
from liantu.ui.navigation.menu import Menu, Room, RoomPage
from liantu.ui.reads import pinned_page
from liantu.ui.wiring import Seen


@dataclass(frozen=True)
class PageLine:
    """A page of a room: what it is found by, whether it is pinned, what needs the person there."""

    page: RoomPage
    names: str
    is_pinned: bool
    needs: list[NeedLine]


def rooms_named(request: ZoneRequest, text: str) -> list[tuple[Room, list[PageLine]]]:
    """Rooms with the pages whose name, or whose room's name, holds ``text``: the page, its names, whether pinned."""
    seen = Seen(request.user, request.zone)
    pinned = kept("pinned", seen, lambda: pinned_page(seen.user, seen.zone))
    found = []
    for room in Menu(seen).rooms:
        lines = [
            PageLine(page, names_of(room, page), page.key == pinned, lines_at(seen, (page.key,))) for page in room.pages
        ]
        named = [line for line in lines if text.lower() in line.names]
        if named:
            found.append((room, named))
    return found


def names_of(room: Room, page: RoomPage) -> str:
    """What the page can be found by, in small letters."""
    return f"{room.group.label} {page.item.label} {page.item.entry}".lower()


def page_to_pin(request: ZoneRequest, key: str) -> RoomPage:
    """The page of this name, or Http404 when this person has no such page."""
    for room in Menu(Seen(request.user, request.zone)).rooms:
        for page in room.pages:
            if page.key == key:
                return page
    raise Http404
