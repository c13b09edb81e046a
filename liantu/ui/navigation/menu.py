"""The way about for one person on one page: the side, the tabs of the room, crumbs, the bar of a phone, all rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import NoReverseMatch, reverse

from liantu.ui.navigation.by_role import MOST, phone_of, side_of
from liantu.ui.navigation.counts import NOTHING, Needing, needing
from liantu.ui.navigation.keeping import kept
from liantu.ui.reads import pinned_page
from liantu.ui.wiring import NavGroup, NavItem, Seen, Words, nav, nav_groups, news, within

CRUMBS_MOST = 3


@dataclass(frozen=True)
class RoomPage:
    """A page of a room with its address."""

    item: NavItem
    url: str

    @property
    def key(self) -> str:
        """What the page is called in the house: the name of its address."""
        return self.item.url_name


@dataclass(frozen=True)
class Room:
    """A room with the pages this person may open."""

    group: NavGroup
    pages: tuple[RoomPage, ...]

    @property
    def icon(self) -> str:
        """Its picture: its own, else that of its first page."""
        return self.group.icon or self.pages[0].item.icon


@dataclass(frozen=True)
class Entry:
    """One line at the side: a whole room, or a page that stands by itself. ``pages``: keys of those it stands for."""

    code: str
    label: Words
    short: Words
    url: str
    icon: str
    group: str
    pages: frozenset[str]
    is_current: bool = False
    count: Needing = NOTHING


@dataclass(frozen=True)
class NewLine:
    """Something to begin, with its address."""

    key: str
    label: Words
    url: str
    icon: str


class Menu:
    """What ``seen`` may open, as it stands on the page at ``path``; ``space``: the room whose page it is."""

    def __init__(self, seen: Seen, path: str = "", space: str = "") -> None:
        self.seen, self.path, self.space = seen, path, space

    @cached_property
    def rooms(self) -> list[Room]:
        """Every room with the pages this person may open, in the order of the day's work; empty ones left out."""
        pages: dict[str, list[RoomPage]] = {}
        for item in nav.values():
            url = self._address(item) if self.seen.may(item.ability) else ""
            if url:
                pages.setdefault(item.group, []).append(RoomPage(item, url))
        return [Room(group, tuple(pages[group.code])) for group in nav_groups.values() if group.code in pages]

    def _address(self, item: NavItem) -> str:
        """Where the page is; "" when this person has no such page."""
        if item.args is None:
            return reverse(item.url_name)
        ask = item.args
        args = kept(f"args:{item.url_name}", self.seen, lambda: ask(self.seen))
        try:
            return reverse(item.url_name, args=args) if args is not None else ""
        except NoReverseMatch:  # what it was kept for a minute ago is called otherwise now
            return ""

    @cached_property
    def page(self) -> RoomPage | None:
        """The page of the navigation that this page is, or lies under."""
        every = [page for room in self.rooms for page in room.pages if _is_under(self.path, page.url)]
        return max(every, key=lambda page: len(page.url), default=None)

    @cached_property
    def room(self) -> Room | None:
        """The room this page belongs to."""
        code = within.get(self.space) or (self.page.item.group if self.page is not None else "")
        return next((room for room in self.rooms if room.group.code == code), None)

    # -- the side --

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        """Everything that could stand at the side, by code."""
        found = {room.group.code: _of_room(room) for room in self.rooms}
        alone = (page for room in self.rooms for page in room.pages if page.item.code)
        return found | {page.item.code: _of_page(page) for page in alone}

    @cached_property
    def _pinned(self) -> RoomPage | None:
        """The page the person put at her side."""
        key = kept("pinned", self.seen, lambda: pinned_page(self.seen.user, self.seen.zone))
        return next((page for room in self.rooms for page in room.pages if page.key == key), None)

    @cached_property
    def side(self) -> list[Entry]:
        """At most nine entries by her roles; what she pinned is the last of them."""
        pinned = self._pinned
        codes = side_of(self._roles, self._entries.__contains__, most=MOST - (pinned is not None))
        found = [self._entries[code] for code in codes]
        if pinned is not None and pinned.url not in {entry.url for entry in found}:
            found.append(_of_page(pinned))
        return self._counted(self._marked(found))

    @cached_property
    def phone(self) -> list[Entry]:
        """The three entries under the thumb."""
        return self._marked(self._entries[code] for code in phone_of(self._roles, self._entries.__contains__))

    def _counted(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries with what needs the person there; a page that stands by itself is not counted with its room."""
        numbers, alone = needing(self.seen), {key for one in entries if len(one.pages) == 1 for key in one.pages}
        found = []
        for one in entries:
            pages = one.pages if len(one.pages) == 1 else one.pages - alone
            count = sum((numbers.get(key, NOTHING) for key in pages), NOTHING)
            found.append(replace(one, count=count))
        return found

    @property
    def _roles(self) -> frozenset[str]:
        return self.seen.user.roles_in(self.seen.zone)

    def _marked(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries with the current one marked: that of the page before that of its room, else a neighbour's."""
        found, room, key = list(entries), self.room, self.page.key if self.page is not None else ""
        near = [entry for entry in found if room is not None and entry.group == room.group.code]
        current = min(near, key=lambda entry: (key not in entry.pages, len(entry.pages)), default=None)
        return [replace(entry, is_current=entry is current) for entry in found]

    # -- inside a room --

    @cached_property
    def tabs(self) -> list[tuple[RoomPage, bool]]:
        """The pages of this page's room, the current one marked; a room of one page has no tabs."""
        pages = self.room.pages if self.room is not None else ()
        return [(page, page == self.page) for page in pages] if len(pages) > 1 else []

    @property
    def is_tab(self) -> bool:
        """Whether this page is one of the tabs itself, not something below it."""
        return self.page is not None and self.path == self.page.url

    def crumbs(self, title: str, given: Sequence[tuple[Words, str]]) -> list[tuple[Words, str]]:
        """The way here: the room, then what lies between; never this page again, at most three.

        ``given``: what the page says of its way, with or without itself at the end.
        """
        if self.is_tab:
            return []
        way: list[tuple[Words, str]] = []
        if self.room is not None:
            way.append((self.room.group.label, self.room.pages[0].url))
        way += [(label, url) for label, url in given if url and url != self.path and str(label) != title]
        found: dict[str, tuple[Words, str]] = {}
        for label, url in way:
            if url not in {kept_url for _label, kept_url in found.values()}:
                found.setdefault(str(label), (label, url))
        steps = list(found.values())
        return steps if len(steps) <= CRUMBS_MOST else [steps[0], *steps[1 - CRUMBS_MOST :]]

    # -- beginning something --

    @cached_property
    def new(self) -> list[NewLine]:
        """What this person may begin."""
        return [
            NewLine(filling.key, one.label, reverse(one.url), one.icon)
            for filling in news.fillings()
            for one in (filling.value,)
            if self.seen.may(one.ability)
        ]


def _of_room(room: Room) -> Entry:
    group = room.group
    pages = frozenset(page.key for page in room.pages)
    return Entry(group.code, group.label, group.short or group.label, room.pages[0].url, room.icon, group.code, pages)


def _of_page(page: RoomPage) -> Entry:
    item = page.item
    label, pages = item.entry or item.label, frozenset({page.key})
    return Entry(item.code or page.key, label, item.short or label, page.url, item.icon, item.group, pages)


def _is_under(path: str, url: str) -> bool:
    """Whether the page at ``path`` belongs to the one at ``url``; the root only to itself."""
    return path == url if url == "/" else path.startswith(url)
