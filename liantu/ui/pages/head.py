"""The head of a page: the name, where it stands, a line of facts, and what can be done: one main thing, three more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import Acts, Drawn
from liantu.ui.wiring import DrawnButton

ThingT = TypeVar("ThingT")
BESIDE = 3  # buttons beside the main one; the rest stands under ⋯


@dataclass(frozen=True)
class Link:
    """A button at the head: opens ``url``, posts ``value`` under ``name`` to it, or opens the dialog ``opens``.

    ``hint``: said when the pointer rests on it. ``drawer``: it opens in the drawer, under this name in the address.
    ``rare``: it stands under ⋯.
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
    drawer: str = ""
    rare: bool = False

    @classmethod
    def of(cls, button: DrawnButton, *, main: bool = True) -> Link:
        """A button that a room above puts on the page."""
        return cls(button.label, button.url, button.icon, main, button.method)

    @classmethod
    def offered(cls, request: ZoneRequest, ability: str, label: Any, page: str, *, icon: str = "plus") -> list[Link]:
        """The main button of a page for whoever may: one link, or none."""
        return [cls(label, reverse(page), icon, main=True)] if may(request.user, ability, request.zone) else []

    @classmethod
    def to_act(
        cls,
        request: ZoneRequest,
        acts: Acts[Any],
        verb: str,
        thing: Any,
        label: Any = "",
        *,
        icon: str = "",
        main: bool = False,
        **known: Any,
    ) -> Link | None:
        """What opens the form of an act in the drawer with what is ``known``; None for who may not."""
        act = acts.by_verb[verb]
        if not may(request.user, act.ability, request.zone):
            return None
        url = acts.url(act, thing) + (f"?{urlencode(known, doseq=True)}" if known else "")
        return cls(label or act.title, url, icon or act.icon, main, drawer=verb)


@dataclass(frozen=True)
class Head(Generic[ThingT]):
    """What stands at the head: the name, states as badges, one line of facts, buttons, acts.

    ``badges``: (text, tone) pairs. ``line``: texts or (text, address) pairs; empty ones are left out. ``method``: name
    of the page that tells how the thing is made. ``lamp``: a drawn lamp before the line.
    """

    title: Callable[[ThingT], Any] = str
    badges: Callable[[ThingT], Iterable[tuple[Any, str]]] = lambda _thing: ()
    line: Callable[[ThingT], Iterable[Any]] = lambda _thing: ()
    links: Callable[[ZoneRequest, ThingT], Iterable[Link]] = lambda _request, _thing: ()
    acts: Callable[[ZoneRequest, ThingT], Iterable[Drawn]] = lambda _request, _thing: ()
    crumbs: Callable[[ThingT], Sequence[tuple[Any, str]]] = lambda _thing: ()
    method: str = ""
    lamp: Callable[[ThingT], Any] = lambda _thing: ""


def parts_of(head: Head[ThingT], thing: ThingT) -> list[tuple[Any, str]]:
    """The line of facts as (text, address) pairs, without the empty ones."""
    return [part if isinstance(part, tuple) else (part, "") for part in head.line(thing) if part]


Deed = Link | Drawn


@dataclass
class Bar:
    """What can be done, as it stands at the head: the main thing, up to three others, the rest under ⋯."""

    main: Deed | None = None
    beside: list[Deed] = field(default_factory=list)
    more: list[Deed] = field(default_factory=list)


def bar_of(links: Iterable[Link], acts: Iterable[Drawn], *, next_is_main: bool = False, rare_acts: bool = False) -> Bar:
    """Places buttons and acts: the first main one alone, what cannot be done now or taken back last.

    ``next_is_main``: without a main one the first act is it; ``rare_acts``: acts stand under ⋯ at once.
    """
    bar, last = Bar(), list[Deed]()
    deeds: list[Deed] = [*links, *acts]
    for one in deeds:
        if isinstance(one, Drawn) and (one.why_not or one.act.tone == "bad"):
            last.append(one)
        elif rare_acts if isinstance(one, Drawn) else one.rare:
            bar.more.append(one)
        elif bar.main is None and (one.act.tone == "main" if isinstance(one, Drawn) else one.main):
            bar.main = one
        else:
            bar.beside.append(one)
    if bar.main is None and next_is_main and not rare_acts:
        bar.main = next((one for one in bar.beside if isinstance(one, Drawn)), None)
        bar.beside = [one for one in bar.beside if one is not bar.main]
    bar.more = [*bar.beside[BESIDE:], *bar.more, *last]
    bar.beside = bar.beside[:BESIDE]
    if len(bar.more) == 1 and len(bar.beside) < BESIDE and not getattr(bar.more[0], "why_not", ""):
        bar.beside.append(bar.more.pop())  # one thing needs no menu
    return bar
