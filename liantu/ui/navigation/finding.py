"""Search over everything: records, pages and what can be done, by names, pinyin and first letters.

``记走访 洛北`` and ``交材料 沐岚`` are a deed and whom it is about: deeds are the lines of the menu “New”, buttons of
pages and acts of the rooms, each only when this person may do it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liantu.lib.pinyin import is_letters, is_spelt
from liantu.ui.acts import Act, Acts, declared
from liantu.ui.navigation.menu import Menu
from liantu.ui.wiring import SearchHit, Seen, Words, news, search

HITS_PER_SOURCE, PAGES_MOST, DEEDS_MOST, THINGS_MOST = 6, 5, 8, 6


@dataclass(frozen=True)
class Line:
    """One line of the answer: opened, or (``fill``) what is typed on with."""

    title: Words
    note: Words
    url: str
    icon: str = "arrow-right"
    fill: str = ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind under one heading."""

    kind: Words
    lines: tuple[Line, ...]


def find(menu: Menu, text: str) -> list[Group]:
    """What is there for ``text``: deeds, pages, then records, room by room."""
    if not text:
        return []
    deeds = tuple(islice(_once(_deeds(menu, text)), DEEDS_MOST))
    pages = tuple(islice(_pages(menu, text), PAGES_MOST))
    found = [Group(pgettext("search", "Do"), deeds), Group(_("Pages"), pages), *_records(menu.seen, text)]
    return [group for group in found if group.lines]


def _records(seen: Seen, text: str) -> list[Group]:
    """What the rooms find, in their order."""
    groups: dict[str, list[Line]] = {}
    for source in search.values():
        for hit in source.hits(seen, text, HITS_PER_SOURCE):
            groups.setdefault(str(hit.kind), []).append(Line(hit.title, hit.subtitle, hit.url, hit.icon))
    return [Group(kind, tuple(lines)) for kind, lines in groups.items()]


def _pages(menu: Menu, text: str) -> Iterator[Line]:
    """Pages of the navigation whose name, or whose room's name, fits."""
    for room in menu.rooms:
        for page in room.pages:
            names = (str(room.group.label), str(page.item.label), str(page.item.entry))
            if is_spelt(text, *(name for name in names if name)):
                yield Line(page.item.entry or page.item.label, room.group.label, page.url, page.item.icon)


# -- deeds --------------------------------------------------------------------------------------------------------


def _deeds(menu: Menu, text: str) -> Iterator[Line]:
    """What can be begun; what can be done with the thing that is named after it or before it; the deed alone."""
    for verb, name in _parted(menu, text):
        yield from _with_thing(menu, verb, name)
    for one in menu.new:
        if is_spelt(text, str(one.label)):
            yield Line(one.label, "", one.url, one.icon)
    for acts, act in _acts(menu.seen):
        if act.verb and is_spelt(text, str(act.title)):
            yield Line(act.title, acts.model._meta.verbose_name, "", act.icon or "edit", fill=f"{act.title} ")


def _parted(menu: Menu, text: str) -> Iterator[tuple[str, str]]:
    """The ways a text may be a deed and a name: parted by a space, or the words of a deed and what follows them."""
    words = text.split()
    if len(words) > 1:
        yield words[0], " ".join(words[1:])
        yield words[-1], " ".join(words[:-1])
        return
    titles = {str(one.label) for one in menu.new} | {str(act.title) for _acts_of, act in _acts(menu.seen)}
    for title in sorted(titles, key=len, reverse=True):
        if text.startswith(title) and len(text) > len(title):
            yield title, text[len(title) :]
            return


def _with_thing(menu: Menu, verb: str, name: str) -> Iterator[Line]:
    """The deeds that fit ``verb``, with each thing that fits ``name``."""
    begun = [one for one in news.values() if one.firm and menu.seen.may(one.ability) and is_spelt(verb, str(one.label))]
    acts = [(of, act) for of, act in _acts(menu.seen) if is_spelt(verb, str(act.title))]
    labels = {of.model._meta.label_lower for of, _act in acts}
    urls = {one.label: one.url for one in menu.new}
    firms: set[str] = set()
    for hit in _things(menu.seen, name, for_firms=bool(begun), labels=labels, verb=verb):
        for one in begun:
            if hit.firm and hit.firm not in firms:
                yield Line(one.label, hit.firm, f"{urls[one.label]}?{urlencode({one.firm: hit.firm})}", one.icon)
        firms.add(hit.firm)
        yield from _buttons(menu.seen, hit, verb)
        for of, act in acts:
            if isinstance(hit.thing, of.model) and act.why_not(hit.thing, menu.seen.user) == "":
                yield Line(act.title, hit.title, of.url(act, hit.thing), act.icon or "edit")
    if not firms - {""} and not is_letters(name):
        for one in begun:
            yield Line(one.label, name, f"{urls[one.label]}?{urlencode({one.firm: name})}", one.icon)


def _things(seen: Seen, name: str, *, for_firms: bool, labels: set[str], verb: str) -> Iterator[SearchHit]:
    """Things of this name that some deed may be about."""
    for source in search.values():
        about = source.of is not None and source.of._meta.label_lower in labels
        if (
            about
            or (for_firms and source.firms)
            or (source.page is not None and source.page.has_button(verb, is_spelt))
        ):
            yield from source.hits(seen, name, THINGS_MOST)


def _buttons(seen: Seen, hit: SearchHit, verb: str) -> Iterator[Line]:
    """Buttons of the thing's page that fit the deed and lead somewhere."""
    page = next((one.page for one in search.values() if one.of is not None and isinstance(hit.thing, one.of)), None)
    if page is None or not page.has_button(verb, is_spelt):
        return
    for button in page.buttons(seen, hit.thing):
        if button.method == "get" and is_spelt(verb, str(button.label)):
            yield Line(button.label, hit.title, button.url, button.icon)


def _acts(seen: Seen) -> Iterator[tuple[Acts[Any], Act]]:
    """Acts on things the search finds that this person may take; not those on a part of a thing."""
    found: set[type[Model]] = {source.of for source in search.values() if source.of is not None}
    for acts in declared():
        if acts.model in found:
            for act in acts.acts:
                if not act.about and act.each is None and seen.may(act.ability):
                    yield acts, act


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line once."""
    told: set[tuple[str, str, str]] = set()
    for line in lines:
        key = (str(line.title), str(line.note), line.url)
        if key not in told:
            told.add(key)
            yield line
