"""What the rules find in a clean text while they read: where it stands, the rule that saw it, how sure it is.

The rules work on these values together; what leaves the reader are the frozen values of ``facts``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from liantu.reader.text import Piece


@dataclass(frozen=True)
class Mark:
    """Where a fact stands: half-open span in the clean text, the rule that made it, and its confidence (0–1)."""

    start: int
    end: int
    rule: str
    confidence: float = 0.9


@dataclass
class Organisation:
    """A named organisation; ``role`` as in the schema; ``aliases`` are other forms in the same text."""

    name: str
    role: str
    mark: Mark
    aliases: list[str] = field(default_factory=list)
    mentions: list[Mark] = field(default_factory=list)


@dataclass
class Person:
    """A person with the title as printed, and the organisation the title belongs to ('' when not named)."""

    name: str
    title: str
    organisation: str
    mark: Mark


@dataclass(frozen=True)
class Amount:
    """Money in 万 of its currency, or an area in 亩 (land) or 平方米 (floor); ``text`` is the shortest exact value."""

    value: Decimal
    unit: str
    currency: str
    mark: Mark
    kind: str
    """money, land, floor."""


@dataclass(frozen=True)
class Count:
    """A number of things: 4 个, 20 件, 90 %."""

    value: Decimal
    unit: str
    mark: Mark


class Marked(Protocol):
    """Something that stands at a place."""

    @property
    def mark(self) -> Mark: ...


M = TypeVar("M", bound=Marked)


def by_piece(marked: Iterable[M], pieces: Sequence[Piece]) -> list[list[M]]:
    """For each piece of a text, in order, those that begin in it, in the order given."""
    starts = [piece.start for piece in pieces]
    found: list[list[M]] = [[] for _piece in pieces]
    for one in marked:
        index = bisect_right(starts, one.mark.start) - 1
        if index >= 0 and one.mark.start < pieces[index].end:
            found[index].append(one)
    return found


@dataclass(frozen=True)
class Day:
    """A date as written: ISO with ``XXXX`` for a year nobody wrote, a range as A/B, '' when it names no month."""

    iso: str
    mark: Mark


@dataclass
class Project:
    """A project named in the text, with what is said of it."""

    name: str
    mark: Mark
    part_of: str = ""
    investors: list[str] = field(default_factory=list)
    zone: str = ""
    industry: str = ""
    stage: str = ""
    stage_mark: Mark | None = None
    amounts: dict[str, Amount] = field(default_factory=dict)
    """total_investment, annual_output, annual_tax, land_area, floor_area."""
    capacity: list[Mark] = field(default_factory=list)
    dates: list[tuple[Day, str]] = field(default_factory=list)
    mentions: list[Mark] = field(default_factory=list)


@dataclass
class Event:
    """Something that the text reports as held."""

    type: str
    mark: Mark
    day: Day | None = None
    hosts: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    signed: bool | None = None
    outcome_mark: Mark | None = None


@dataclass(frozen=True)
class Figure:
    """A figure about many: metric of the schema, value and unit, and the part it is limited to."""

    metric: str
    value: Decimal
    unit: str
    mark: Mark
    scope: Mark | None = None


@dataclass
class Reading:
    """Everything one text states."""

    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
