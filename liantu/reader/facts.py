"""What a paper states, as typed values: names and words exactly as printed, sums in 万 of their currency, land in 亩.

A text that says nothing of a field leaves it ``""``, ``()`` or None. Every fact is one of ``Fact``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """A sum (``unit`` 万元 of its ``currency``, an ISO code) or an area (亩 land, 平方米 floor).

    ``value`` is None where a person wrote a value that is no number.
    """

    text: str
    value: Decimal | None
    unit: str
    currency: str = ""


@dataclass(frozen=True)
class Day:
    """A day as printed; ``iso`` has ``XXXX`` for a year nobody wrote, A/B for a range, "" where it names no month."""

    text: str
    iso: str = ""


@dataclass(frozen=True)
class ProjectDay:
    """A day said of a project; ``kind``: actual or planned start, completion, production"""

    text: str
    iso: str
    kind: str


@dataclass(frozen=True)
class Stage:
    """How far a project is: the furthest point reported, and the words that say so."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of an event: whether an agreement was signed, and the words that say so."""

    is_signed: bool
    text: str = ""


@dataclass(frozen=True)
class Organisation:
    """A named organisation; ``role``: enterprise, government_body, zone, association, school, other."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    text: str = ""


@dataclass(frozen=True)
class Person:
    """A person with the title as printed, and the organisation the title belongs to."""

    name: str
    title: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Project:
    """A project named in the text, with what is said of it; ``part_of`` names the project it is a part of."""

    name: str
    part_of: str = ""
    investors: tuple[str, ...] = ()
    zone: str = ""
    industry: str = ""
    stage: Stage | None = None
    total_investment: Amount | None = None
    annual_output: Amount | None = None
    annual_tax: Amount | None = None
    land_area: Amount | None = None
    floor_area: Amount | None = None
    capacity: tuple[str, ...] = ()
    dates: tuple[ProjectDay, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that the text reports as held."""

    type: str
    date: Day | None = None
    hosts: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    participants: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Figure:
    """A figure about many: a metric, its value and unit, and the part it is limited to."""

    metric: str
    value: Decimal | None
    unit: str
    text: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Leader:
    """An enterprise that the text names a leader of a chain (链主)."""

    name: str


@dataclass(frozen=True)
class Claim:
    """What an investor says of a project that is not signed yet: ``what`` is capacity or the name of a sum."""

    about: str
    what: str
    said: str
    claimant: str = ""


Fact = Organisation | Person | Project | Event | Figure | Leader | Claim

KINDS: dict[str, type[Fact]] = {
    "organisation": Organisation,
    "person": Person,
    "project": Project,
    "event": Event,
    "figure": Figure,
    "leader": Leader,
    "claim": Claim,
}


@dataclass(frozen=True)
class Statements:
    """Everything one text states; of ``people`` those the events name once more, in their words of the clean text."""

    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    projects: tuple[Project, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()


def name_of(fact: Fact) -> str:
    """The name of what the fact is about; "" for events, figures and claims, which have none."""
    return fact.name if isinstance(fact, Organisation | Person | Project | Leader) else ""


def label_of(fact: Fact) -> str:
    """A fact in the fewest words of the text."""
    match fact:
        case Person():
            return f"{fact.title}{fact.name}"
        case Event():
            return fact.date.text if fact.date else ""
        case Figure():
            return fact.text
        case Claim():
            return f"{fact.about} {fact.said}"
    return fact.name
