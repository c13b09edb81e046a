"""The parts of a workspace: what a step still asks (the gate), where a thing stands on its way, what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.audit.reads import history_of
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import Acts
from liantu.ui.pages.cards import Card, Place
from liantu.ui.pages.head import Link

# -- the gate ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """One thing a step asks for. ``proof``: what shows it, or what is still wrong, as parts of a line.

    ``link``: the one thing to do about it, or where it is seen when it is there. ``takes_file``: a file dropped on the
    row goes into the form that the link opens.
    """

    code: str
    what: Any
    is_done: bool
    proof: Sequence[Any] = ()
    link: Link | None = None
    takes_file: bool = False


@dataclass(frozen=True)
class Gate:
    """All that a step asks for, what is there and what is not. ``title``: of the step; ``note``: who else agrees."""

    title: Any
    needs: Sequence[Need]
    note: Any = ""

    @property
    def missing(self) -> list[Need]:
        """What is not there yet, in the order it is asked."""
        return [one for one in self.needs if not one.is_done]


def GateCard(  # noqa: N802
    gate: Callable[[ZoneRequest, Any], Gate | None], *, code: str = "gate", place: Place = "main", tab: str = ""
) -> Card:
    """What the next step asks: done rows plain, each missing one with what to do about it."""

    def fill(request: ZoneRequest, thing: Any) -> dict[str, Any] | None:
        found = gate(request, thing)
        return {"gate": found} if found is not None else None

    return Card(code=code, template="ui/pages/gate.html", fill=fill, place=place, tab=tab)


# -- the way -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A step of the way: passed, the present one, or ahead; the day it was reached, and where that is seen."""

    name: Any
    state: Literal["done", "now", "ahead"]
    on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Phase:
    """Steps that belong together under one name. ``note``: what stands beside the name of the present phase."""

    name: Any
    steps: Sequence[Mark]
    note: Any = ""

    @property
    def state(self) -> str:
        """Whether the thing is in it, beyond it or before it."""
        states = {one.state for one in self.steps}
        return "now" if "now" in states else "done" if states == {"done"} else "ahead"


def PathCard(phases: Callable[[ZoneRequest, Any], Sequence[Phase]], *, code: str = "path") -> Card:  # noqa: N802
    """Where the thing stands on its way, above the tabs: a name a phase, a mark a step."""
    return Card(
        code=code,
        template="ui/pages/path.html",
        fill=lambda request, thing: {"phases": phases(request, thing)},
        place="band",
        bare=True,
    )


# -- what happened -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Happening:
    """Something that happened: when, who (nobody: the program itself), what, why; ``kind`` tells runs of one kind.

    ``detail``: what exactly, said when it happened once. ``url``: where it is seen. ``times``: how often in a row.
    ``group``: what it is of (``visit``, ``paper``), for a reader who wants those alone.
    """

    at: date | datetime
    who: str
    what: Any
    reason: str = ""
    kind: str = ""
    detail: str = ""
    url: str = ""
    times: int = 1
    group: str = ""

    @classmethod
    def told(cls, sentence: Any) -> Happening:
        """A sentence of the log or of a room's own history."""
        kind = getattr(sentence, "verb", "") or str(sentence.what)
        return cls(sentence.at, str(sentence.who or ""), sentence.what, sentence.reason, kind)

    @property
    def day(self) -> date:
        """The day it happened, in the reader's time."""
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at


ONLY = {"visit": pgettext_lazy("timeline", "Visits only"), "paper": pgettext_lazy("timeline", "Papers only")}


def merged(happenings: Iterable[Happening]) -> list[Happening]:
    """Runs of one kind by one person on one day as one line that says how often; what gives a reason stays alone."""

    def run(one: Happening) -> tuple[Any, ...]:
        return (one.day, one.who, one.kind or str(one.what)) if not one.reason else (id(one),)

    found = []
    for _key, group in groupby(happenings, key=run):
        first, *rest = list(group)
        found.append(replace(first, times=first.times + sum(one.times for one in rest)) if rest else first)
    return found


def TimelineCard(  # noqa: N802
    happenings: Callable[[ZoneRequest, Any], Iterable[Happening]],
    *,
    code: str = "timeline",
    title: Any = pgettext_lazy("timeline", "What happened"),
    composer: tuple[Acts[Any], str] | None = None,
    most: int = 5,
    all_at: Callable[[Any], str] | None = None,
    place: Place = "main",
    tab: str = "",
) -> Card:
    """What happened, newest first: people filled, the program hollow, runs merged; a line to write on top.

    ``composer``: the acts and the verb that keep a line; its form asks for more in the drawer. ``most``: lines shown,
    0 for all; ``all_at``: where the rest is. Groups of which there are some can be seen alone (``?only=visit``).
    """

    def fill(request: ZoneRequest, thing: Any) -> dict[str, Any]:
        told = list(happenings(request, thing))
        groups = [(group, words) for group, words in ONLY.items() if any(one.group == group for one in told)]
        only = next((group for group, _words in groups if group == request.GET.get("only")), "")
        lines = merged(one for one in told if not only or one.group == only)
        acts, verb = composer or (None, "")
        drawn = acts.drawn(thing, request, (verb,), {}) if acts is not None else []
        return {
            "happenings": lines[:most] if most else lines,
            "more": len(lines) - most if most and len(lines) > most else 0,
            "all_at": f"{all_at(thing)}{f'&only={only}' if only else ''}" if all_at is not None else "",
            "groups": groups,
            "only": only,
            "only_of": code,
            "composer": next((one for one in drawn if not one.why_not), None),
        }

    return Card(code=code, title=title, template="ui/pages/timeline.html", fill=fill, place=place, tab=tab)


def HistoryCard(  # noqa: N802
    history: Callable[[Any], Iterable[Any]] = history_of,
    *,
    title: Any = _("History"),
    place: Place = "side",
    tab: str = "",
    folded: bool = False,
    ability: str = "",
) -> Card:
    """What happened to the thing, in sentences: the log's, unless ``history`` knows better words."""
    return Card(
        code="history",
        title=title,
        template="ui/pages/timeline.html",
        fill=lambda _request, thing: {"happenings": merged(Happening.told(one) for one in history(thing))},
        place=place,
        tab=tab,
        ability=ability,
        folded=folded,
        printed=False,
    )
