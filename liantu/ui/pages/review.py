"""Proposals beside the text they were read in: a row each, decided by one press or key, its words lit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.acts import Acts, Drawn
from liantu.ui.pages.cards import Card, Place
from liantu.ui.pages.head import Link

BAR = "review-bar"  # the element that says how many wait; drawn anew with every row that is decided


class Run(Protocol):
    """A stretch of the text: the kind that colours it ("" for none), and the proposals it belongs to."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def kind(self) -> str:
        """The kind that colours it."""

    @property
    def facts(self) -> Sequence[int]:
        """The proposals it belongs to."""


@dataclass(frozen=True)
class Proposal:
    """One thing to decide, in the reader's words.

    ``kind``: code of its group; ``title``: what it says; ``value``: the figure, day or office beside it; ``details``:
    (name, text) of what else is said; ``quote``: its sentence. ``sure``: (words, tone) of how sure the reading is;
    ``how``: how it was found, in words, with the rule's own name behind it. ``state``: (code, words, tone);
    ``said``: who decided, when. ``known``: (words, address) of what it is known as; ``made``: of what became of it.
    """

    thing: Model
    kind: str
    title: str
    value: str = ""
    details: Sequence[tuple[Any, str]] = ()
    quote: str = ""
    sure: tuple[Any, str] = ("", "")
    how: Any = ""
    state: tuple[str, Any, str] = ("", "", "")
    is_open: bool = True
    said: Sequence[Any] = ()
    badge: tuple[Any, str] | None = None
    known: tuple[str, str] | None = None
    made: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class DrawnProposal:
    """A row with what this reader may do: ``decide`` beside it, ``more`` once it is open."""

    proposal: Proposal
    decide: Sequence[Drawn]
    more: Sequence[Drawn]


@dataclass(frozen=True)
class Progress:
    """How far the review is. ``at_once``: acts on many; ``onward``: the next thing to review, ``left`` of them wait."""

    open: int
    total: int
    at_once: Sequence[Drawn] = ()
    onward: Link | None = None
    left: int = 0

    @property
    def decided(self) -> int:
        """How many are decided."""
        return self.total - self.open


@dataclass(frozen=True)
class Review:
    """A review, declared.

    ``acts``: of one proposal; ``decide``: the verbs of every open row; ``more``: those of the row that is on.
    ``groups``: (code, name) in the order they are read. ``progress`` (request, thing) is asked anew after each
    decision. ``thing_of``: what is reviewed, of one proposal's row.
    """

    acts: Callable[[], Acts[Any]]
    decide: Sequence[str]
    more: Sequence[str]
    groups: Sequence[tuple[str, Any]]
    progress: Callable[[ZoneRequest, Any], Progress]
    ability: str

    def rows(self, request: ZoneRequest, proposals: Iterable[Proposal]) -> list[DrawnProposal]:
        """The rows as this reader may decide them."""
        return [self._row(request, one) for one in proposals]

    def _row(self, request: ZoneRequest, one: Proposal) -> DrawnProposal:
        acts = self.acts()
        decide = acts.drawn(one.thing, request, self.decide, {}, in_line=True) if one.is_open else []
        more = [verb for verb in (*self.decide, *self.more) if not (one.is_open and verb in self.decide)]
        return DrawnProposal(one, decide, acts.drawn(one.thing, request, more, {}, in_line=True))

    def drawn_row(self, request: ZoneRequest, thing: Any, proposal: Proposal) -> HttpResponse:
        """One row as it stands now, and with it how many still wait."""
        (row,) = self.rows(request, [proposal])
        given = {"row": row, "is_alone": True, "progress": self.progress(request, thing)}
        return render(request, "ui/review/row.html", given)

    def card(
        self,
        *,
        runs: Callable[[Any], Sequence[Run]],
        proposals: Callable[[ZoneRequest, Any], Sequence[Proposal]],
        reviewed: Callable[[Any], Any] = lambda thing: thing,
        code: str = "reading",
        lang: str = "zh",
        empty: str | Promise = "",
        place: Place = "wide",
    ) -> Card:
        """The text and its rows as a card of a page; ``reviewed``: what is reviewed, of the page's thing."""

        def fill(request: ZoneRequest, thing: Any) -> Mapping[str, Any]:
            rows = self.rows(request, proposals(request, thing))
            groups = [(kind, name, [one for one in rows if one.proposal.kind == kind]) for kind, name in self.groups]
            return {
                "runs": runs(thing),
                "lang": lang,
                "groups": [one for one in groups if one[2]],
                "progress": self.progress(request, reviewed(thing)),
                "may_review": may(request.user, self.ability, request.zone),
                "empty": empty,
            }

        return Card(code=code, template="ui/review/review.html", fill=fill, place=place, bare=True)
