"""What a room puts elsewhere, in one value: every room's ``wiring.py`` holds one ``WIRING``, read at start-up.

A room of the house stands on the rooms below it and is shown in them: in the navigation, on the page of an enterprise,
on the page of the day. ``Page`` is a place that takes such things; ``Panel`` and ``Button`` are what is put there;
every function that fills one is given ``Seen``: who looks, in which zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, Literal, Protocol, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q
from django.urls import get_resolver, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liantu.lib.metrics import Metric, Share
from liantu.lib.slots import Entry, Slot, SlotError, slot_named
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.rules.abilities import ROLES

Words = str | Promise
T = TypeVar("T")
Column = Literal["main", "side"]


class WiringError(Exception):
    """Wirings name what does not exist, or two rooms take one place; the message lists every fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(["the wiring of the rooms does not fit together:", *faults]))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Seen:
    """Who looks, and in which zone."""

    user: User
    zone: Zone

    def may(self, ability: str) -> bool:
        """Whether this person may do ``ability`` here; everybody may do what needs no ability."""
        return not ability or may(self.user, ability, self.zone)

    def is_one_of(self, roles: Collection[str]) -> bool:
        """Whether this person holds one of these roles here; everybody does when none is named."""
        return not roles or not {*roles}.isdisjoint(self.user.roles_in(self.zone))


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page that takes panels and buttons of the rooms above; ``T`` is what the page is about."""

    name: str
    question: str

    def panels(self, seen: Seen, thing: T, *, tabs: Collection[str] | None = None) -> list[FilledPanel]:
        """The panels this person sees of ``thing``, of ``tabs`` alone; one that has nothing to say is left out."""
        mine = (one for one in panels.values() if one.on is self and (tabs is None or one.tab in tabs))
        return [filled for one in mine if (filled := one.filled(seen, thing)) is not None]

    def tabs(self, seen: Seen, thing: T) -> list[tuple[str, Words, Any]]:
        """The tabs of rooms above that this person sees: code, name, what stands beside it."""
        mine = (one for one in page_tabs.values() if one.on is self and seen.may(one.ability))
        return [(one.code, one.title, one.count(seen, thing)) for one in mine]

    def has_button(self, verb: str, fits: Callable[..., bool]) -> bool:
        """Whether a button of this page may be called so."""
        labels = (one.label for one in buttons.values() if one.on is self and not callable(one.label))
        return any(fits(verb, str(label)) for label in labels)

    def offers(self, seen: Seen) -> list[Button[T]]:
        """The buttons this person will see beside whatever the page is about, before it is there."""
        return [one for one in buttons.values() if one.on is self and seen.may(one.ability)]

    def buttons(self, seen: Seen, thing: T) -> list[DrawnButton]:
        """The buttons this person sees beside ``thing``."""
        shown = (one.drawn(seen, thing) for one in buttons.values() if one.on is self)
        return [one for one in shown if one is not None]


@dataclass(frozen=True)
class FilledPanel:
    """A panel with its content, as a template draws it."""

    title: Words
    template: str
    content: Mapping[str, object]
    styles: tuple[str, ...] = ()
    key: str = ""
    place: Column = "main"
    more: tuple[Words, str] | None = None
    tab: str = ""


@dataclass(frozen=True)
class Panel(Generic[T]):
    """A part of another room's page: heading, the template that draws it (given ``panel``), and what fills it.

    ``fill``: (seen, what the page is about) → what the template needs, or None for nothing to say. Hidden from people
    without ``ability`` (empty: everybody) or with none of ``roles`` (empty: any). ``styles``: style sheets the template
    needs. ``place``: its column where the page has two; ``tab``: its tab where it has them. ``more``: words and the
    name of the address of all of it. On the day's page a ``how_many`` in the content stands beside the heading, a
    ``fact`` in the line under the greeting.
    """

    key: str
    on: Page[T]
    title: Words
    template: str
    fill: Callable[[Seen, T], Mapping[str, object] | None]
    ability: str = ""
    styles: tuple[str, ...] = ()
    order: int = 100
    roles: tuple[str, ...] = ()
    place: Column = "main"
    more: tuple[Words, str] | None = None
    tab: str = ""

    def filled(self, seen: Seen, thing: T) -> FilledPanel | None:
        """The panel with its content, or None when this person does not see it or it has nothing to say."""
        content = self.fill(seen, thing) if seen.may(self.ability) and seen.is_one_of(self.roles) else None
        if content is None:
            return None
        more = (self.more[0], reverse(self.more[1])) if self.more is not None else None
        return FilledPanel(self.title, self.template, content, self.styles, self.key, self.place, more, self.tab)


def _uncounted(_seen: Seen, _thing: Any) -> Any:
    return None


@dataclass(frozen=True)
class PageTab(Generic[T]):
    """A tab on another room's page; the room's panels name it. ``count``: what stands beside the name."""

    code: str
    on: Page[T]
    title: Words
    ability: str = ""
    count: Callable[[Seen, T], Any] = _uncounted
    order: int = 100

    @property
    def key(self) -> str:
        """The name faults call it by."""
        return self.code


@dataclass(frozen=True)
class DrawnButton:
    """A button with its address: opened, or posted to when ``method`` is ``post``."""

    label: Words
    url: str
    method: str = "get"
    icon: str = "plus"
    key: str = ""


def _no_args(_seen: Seen, _thing: Any) -> Sequence[object]:
    return ()


@dataclass(frozen=True)
class Button(Generic[T]):
    """Something to open or do about what another room's page shows.

    ``url``: the name of an address; ``args``: (seen, thing) → its arguments, or None when the button does not fit
    ``thing``; ``query``: what stands behind the question mark. ``label``: words, or a function that finds them.
    ``roles``: it is offered to people who hold one of these (empty: any).
    """

    key: str
    on: Page[T]
    label: Words | Callable[[Seen, T], Words]
    url: str
    args: Callable[[Seen, T], Sequence[object] | None] = _no_args
    query: Callable[[Seen, T], Mapping[str, object]] | None = None
    method: str = "get"
    icon: str = "plus"
    ability: str = ""
    order: int = 100
    roles: tuple[str, ...] = ()

    def drawn(self, seen: Seen, thing: T) -> DrawnButton | None:
        """The button for ``thing``, or None when this person may not or it does not fit."""
        args = self.args(seen, thing) if seen.may(self.ability) and seen.is_one_of(self.roles) else None
        if args is None:
            return None
        label = self.label(seen, thing) if callable(self.label) else self.label
        query = f"?{urlencode(self.query(seen, thing))}" if self.query is not None else ""
        return DrawnButton(label, reverse(self.url, args=args) + query, self.method, self.icon, self.key)


@dataclass(frozen=True)
class NavGroup:
    """A room of the navigation: its pages are its tabs. The module whose day it names declares it.

    ``code``: what ``ui/navigation/by_role`` calls it; ``short``: its name under the thumb on a phone.
    """

    code: str
    label: Words
    order: int
    icon: str = ""
    short: Words = ""


@dataclass(frozen=True)
class NavItem:
    """A page of a room, one of its tabs; hidden from people without ``ability`` (empty: everybody).

    ``code``: the page can stand at somebody's side by itself, under this name in ``ui/navigation/by_role``, then
    called ``entry``. ``args``: (seen) → arguments of the address, None when this person has no such page.
    """

    group: str
    label: Words
    url_name: str
    icon: str
    ability: str = ""
    order: int = 100
    code: str = ""
    entry: Words = ""
    short: Words = ""
    args: Callable[[Seen], Sequence[object] | None] | None = None


@dataclass(frozen=True)
class New:
    """Something a person can begin from anywhere: a line of the menu “New”, a verb of the search.

    ``label``: the words of its button, verb and thing; ``firm``: the name in its address by which it is told of the
    enterprise it is about.
    """

    key: str
    label: Words
    url: str
    icon: str = "plus"
    ability: str = ""
    order: int = 100
    firm: str = ""


@dataclass(frozen=True)
class Need:
    """What needs a person in a room: the number beside its name, and which of its rows are overdue.

    ``metric`` counts them and lists them; ``at``: name of the page of the navigation that the number stands at, when it
    is not the list of the rows. ``late``: (day) → those overdue. All of them are asked in one query.
    """

    metric: Metric[Seen]
    at: str = ""
    late: Callable[[date], Q] | None = None

    @property
    def page(self) -> str:
        """The page of the navigation the number stands at."""
        return self.at or self.metric.page


@dataclass(frozen=True)
class SearchHit:
    """One answer of the search over everything; ``kind`` is the heading it stands under.

    ``thing``: the row itself, for what can be done with it; ``firm``: the name of the enterprise it is about.
    """

    kind: Words
    title: str
    subtitle: Words
    url: str
    thing: Any = None
    firm: str = ""
    icon: str = "arrow-right"


@dataclass(frozen=True)
class Search:
    """What a room adds to the search over everything. ``find``: (seen, text, limit) → hits.

    ``of``: the rows its hits carry, so that acts on them are found as well; ``page``: the page whose buttons are;
    ``firms``: its hits are about enterprises.
    """

    key: str
    find: Callable[[Seen, str, int], Sequence[SearchHit]]
    ability: str = ""
    order: int = 100
    of: type[Model] | None = None
    page: Page[Any] | None = None
    firms: bool = False

    def hits(self, seen: Seen, text: str, limit: int) -> Sequence[SearchHit]:
        """At most ``limit`` hits; none for who lacks the ability."""
        return self.find(seen, text, limit)[:limit] if seen.may(self.ability) else ()


@dataclass(frozen=True)
class Alike:
    """How three and more things of one kind are told as one row.

    ``text``: words for so many of them. ``url``: where all of them are; ``button``: verb and thing. ``post``: the
    address that does it for all at once, for who may.
    """

    code: str
    text: Callable[[int], str]
    url: str
    button: Words
    post: str = ""


@dataclass(frozen=True)
class Suggested:
    """One name a field offers; ``state`` and ``where`` tell it from others; ``fills``: what it fills in beside.

    ``key``: the id of the row it is, for fields that hold one.
    """

    name: str
    state: Words = ""
    where: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Suggest:
    """What a room offers to fields that take names of a kind. ``find``: (seen, what is typed, limit) → names.

    Typed nothing: what this person likely means. ``new``: words of the last line where a new name will do, with
    ``%(name)s``. ``records``: the model whose rows ``find`` offers, where the enterprises that records of other rooms
    are about are offered as well, kept as enterprises or not.
    """

    kind: str
    find: Callable[[Seen, str, int], Sequence[Suggested]]
    ability: str = ""
    new: Words = ""
    records: type[Model] | None = None


@dataclass(frozen=True)
class Todo:
    """One thing to do, in the order it is read: verb and thing, why, until when, the button that does it.

    ``why``: parts of the line below. ``url``: where it is done; ``button``: verb and thing, in as few words as fit.
    ``tone`` as in badges: what has no day stands among what is due today when it is red or yellow. ``consent``: others
    wait for this person's yes or no, and it stands first. ``waits_for``: who has it now, then it is not this person's.
    ``row`` and ``part``: the id of the row and the address that draws it with its form, so that it is done in place;
    ``post``: the address that does it at once. ``alike``: how many of its kind are told as one, ``name``: it there.
    """

    text: str
    url: str
    due_on: date | None = None
    tone: str = "info"
    why: tuple[str, ...] = ()
    button: Words = ""
    icon: str = ""
    consent: bool = False
    waits_for: str = ""
    row: str = ""
    part: str = ""
    post: str = ""
    name: str = ""
    alike: Alike | None = None


@dataclass(frozen=True)
class Todos:
    """What a room asks of a person today. ``find``: (seen) → to-dos; ``icon``: their picture where they name none."""

    key: str
    find: Callable[[Seen], Sequence[Todo]]
    ability: str = ""
    icon: str = "check"

    def waiting(self, seen: Seen) -> Sequence[Todo]:
        """The to-dos of this person, each with a picture; none for who lacks the ability."""
        found = self.find(seen) if seen.may(self.ability) else ()
        return [one if one.icon else replace(one, icon=self.icon) for one in found]


class JobOfRoom(Protocol):
    """A kind of background work, as ``foundation.jobs`` declares it."""

    @property
    def kind(self) -> str: ...


class CheckOfRoom(Protocol):
    """A check of the installation, as ``foundation.system`` declares it."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


@dataclass(frozen=True)
class Wiring:
    """Everything a room puts elsewhere.

    ``answers``: entries of slots that ask one particular question (``some_slot.entry(key, value)``). ``pages``: pages
    of the room that take panels and buttons of rooms above it. ``sentences``: verb → words after the person's name.
    ``within``: the group whose tabs stand on the pages of a room that has none of its own there.
    """

    room: str
    within: str = ""
    groups: tuple[NavGroup, ...] = ()
    nav: tuple[NavItem, ...] = ()
    new: tuple[New, ...] = ()
    needs: tuple[Need, ...] = ()
    pages: tuple[Page[Any], ...] = ()
    panels: tuple[Panel[Any], ...] = ()
    tabs: tuple[PageTab[Any], ...] = ()
    buttons: tuple[Button[Any], ...] = ()
    todos: tuple[Todos, ...] = ()
    search: tuple[Search, ...] = ()
    suggests: tuple[Suggest, ...] = ()
    metrics: tuple[Metric[Seen], ...] = ()
    shares: tuple[Share[Seen], ...] = ()
    sentences: Mapping[str, Words] = field(default_factory=dict)
    jobs: tuple[JobOfRoom, ...] = ()
    checks: tuple[CheckOfRoom, ...] = ()
    answers: tuple[Entry[Any], ...] = ()

    def entries(self) -> list[Entry[Any]]:
        """Every entry with its slot. Raises SlotError when nobody offers the slot that something belongs to."""
        own: list[Entry[Any]] = [
            *(nav_groups.entry(one.code, one, order=one.order) for one in self.groups),
            *(nav.entry(one.url_name, one, order=one.order) for one in self.nav),
            *(news.entry(f"{self.room}/{one.key}", one, order=one.order) for one in self.new),
            *(needs.entry(one.metric.code, one) for one in self.needs),
            *((within.entry(self.room, self.within),) if self.within else ()),
            *(pages.entry(one.name, one) for one in self.pages),
            *(panels.entry(f"{one.on.name}/{one.key}", one, order=one.order) for one in self.panels),
            *(page_tabs.entry(f"{one.on.name}/{one.code}", one, order=one.order) for one in self.tabs),
            *(buttons.entry(f"{one.on.name}/{one.key}", one, order=one.order) for one in self.buttons),
            *(search.entry(one.key, one, order=one.order) for one in self.search),
            *(suggests.entry(one.kind, one) for one in self.suggests),
            *(metrics.entry(one.code, one) for one in self.metrics),
            *(shares.entry(one.code, one) for one in self.shares),
        ]
        elsewhere = [
            *(("todo", one.key, one, 100) for one in self.todos),
            *(("log_sentence", verb, words, 100) for verb, words in self.sentences.items()),
            *(("job", one.kind, one, 100) for one in self.jobs),
            *(("system_check", one.key, one, one.order) for one in self.checks),
        ]
        named = (slot_named(slot).entry(key, value, order=order) for slot, key, value, order in elsewhere)
        return [*own, *named, *self.answers]


nav_groups: Slot[NavGroup] = Slot(
    "nav_group", offered_by="ui", question="Which rooms has the navigation, in which order?"
)
nav: Slot[NavItem] = Slot("nav", offered_by="ui", question="Which pages are the tabs of a room?")
within: Slot[str] = Slot("nav_within", offered_by="ui", question="Whose tabs stand on pages of a room without tabs?")
needs: Slot[Need] = Slot("need", offered_by="ui", question="What needs a person in your room, and what is overdue?")
news: Slot[New] = Slot("new", offered_by="ui", question="What can be begun from anywhere?")
pages: Slot[Page[Any]] = Slot("page", offered_by="ui", question="Which pages take panels and buttons of other rooms?")
panels: Slot[Panel[Any]] = Slot("panel", offered_by="ui", question="What does your room show on pages of other rooms?")
page_tabs: Slot[PageTab[Any]] = Slot(
    "page_tab", offered_by="ui", question="Which tabs has your room on pages of other rooms?"
)
buttons: Slot[Button[Any]] = Slot(
    "button", offered_by="ui", question="What can be opened or done from pages of other rooms?"
)
search: Slot[Search] = Slot("search", offered_by="ui", question="What in your room matches this text?")
suggests: Slot[Suggest] = Slot(
    "suggest", offered_by="ui", question="Which names does your room offer to fields of forms?"
)
metrics: Slot[Metric[Seen]] = Slot(
    "metric", offered_by="ui", question="Which numbers has your room, each with its rows?"
)
shares: Slot[Share[Seen]] = Slot("share", offered_by="ui", question="Which shares are made of two of its numbers?")
bell: Slot[Callable[[Seen], int]] = Slot(
    "bell", offered_by="ui", question="How many unread notices does this person have?"
)


def connect(wirings: Iterable[tuple[str, Wiring]], *, abilities: Collection[str]) -> None:
    """Fill every slot with what the rooms' wirings say: (module, wiring) pairs, all of them at once.

    Raises WiringError with every fault: an unknown page, navigation group or ability, a key two rooms take, something
    for a slot that nobody offers.
    """
    given = list(wirings)
    faults: list[str] = []
    for module, wiring in given:
        try:
            entries = wiring.entries()
            for entry in entries:
                entry.fill(module=module)
        except (SlotError, AttributeError) as error:
            faults.append(f"{module}: {error}")
            continue
        taken = Counter((entry.slot.name, entry.key) for entry in entries)
        faults += [f"{module}: slot {slot!r}: {key!r} stands twice" for (slot, key), n in taken.items() if n > 1]
    known_pages = {page.name: page for _module, wiring in given for page in wiring.pages}
    known_groups = {group.code for _module, wiring in given for group in wiring.groups}
    for module, wiring in given:
        faults += [f"{module}: {fault}" for fault in _faults(wiring, known_pages, known_groups, abilities)]
    if faults:
        raise WiringError(faults)


def _faults(
    wiring: Wiring, known_pages: Mapping[str, Page[Any]], known_groups: Collection[str], abilities: Collection[str]
) -> Iterable[str]:
    """What in one wiring names a page, group or ability that does not exist."""
    placed: tuple[Panel[Any] | Button[Any] | PageTab[Any], ...] = (*wiring.panels, *wiring.buttons, *wiring.tabs)
    for one in placed:
        if known_pages.get(getattr(one.on, "name", "")) is not one.on:
            kind = type(one).__name__.lower()
            known = ", ".join(sorted(known_pages))
            yield f"{kind} {one.key!r}: no room declares the page {getattr(one.on, 'name', one.on)!r} (known: {known})"
    grouped = [(f"nav {item.url_name!r}", item.group) for item in wiring.nav]
    for what, group in (*grouped, *((("within", wiring.within),) if wiring.within else ())):
        if group not in known_groups:
            yield f"{what}: no room declares the group {group!r} (known: {', '.join(sorted(known_groups))})"
    for need in wiring.needs:
        if need.metric not in wiring.metrics:
            yield f"need {need.metric.code!r}: name its metric among the room's metrics"
    named = [(one.key, one.ability) for one in (*placed, *wiring.todos, *wiring.search, *wiring.new)]
    named += [(one.kind, one.ability) for one in wiring.suggests]
    named += [(one.code, one.ability) for one in wiring.metrics]
    roles = {role.code for role in ROLES}
    for one in placed:
        kind = type(one).__name__.lower()
        asked = getattr(one, "roles", ())
        yield from (f"{kind} {one.key!r}: there is no role {role!r}" for role in asked if role not in roles)
    for key, ability in (*named, *((item.url_name, item.ability) for item in wiring.nav)):
        if ability and ability not in abilities:
            yield f"{key!r}: {ability!r} is not in the table of abilities"


def unknown_addresses() -> list[str]:
    """Names of addresses that a wiring gives and no ``urls.py`` has; asked when the program answers the web."""
    named = [(one.module, one.key, one.value.url_name) for one in nav.fillings()]
    named += [(one.module, one.key, one.value.url) for one in buttons.fillings()]
    named += [(one.module, one.key, one.value.url) for one in news.fillings()]
    named += [(one.module, one.key, one.value.page) for one in metrics.fillings()]
    named += [(one.module, one.key, one.value.more[1]) for one in panels.fillings() if one.value.more is not None]
    faults = [
        f"{module}: {key!r}: there is no address {name!r}" for module, key, name in named if not _is_address(name)
    ]
    return faults + [
        f"{one.module}: need {one.key!r}: {one.value.page!r} is no page of the navigation"
        for one in needs.fillings()
        if nav.get(one.value.page) is None
    ]


def _is_address(name: str) -> bool:
    """Whether a view has this name, whatever arguments it takes."""
    resolver = get_resolver()
    *spaces, view = name.split(":")
    for space in spaces:
        if space not in resolver.namespace_dict:
            return False
        resolver = resolver.namespace_dict[space][1]
    return bool(resolver.reverse_dict.getlist(view))


WIRING = Wiring(
    room="ui",
    sentences={
        "ui.exported": _("exported a table"),
        "ui.created": _("added a row"),
        "ui.changed": _("changed a row"),
        "ui.deleted": _("deleted a row"),
        "ui.imported": _("imported a sheet"),
    },
)
