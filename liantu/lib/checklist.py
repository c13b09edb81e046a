"""What must be there before something goes on: requirements, facts, and what is missing with the reason.

A requirement names its kind; a kind is a named question to the facts (``Kind``). Three kinds come with the house:
``field`` (a field that is filled), ``evidence`` (a paper that stands for a tag) and ``amount`` (a line that holds an
amount). A room with another sort of proof adds a ``Kind`` of its own to the mapping it hands in. Every answer says what
is missing, why, and where to bring it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, Protocol, Self

from pydantic import BeforeValidator, Field, StrictBool, ValidationInfo, model_validator

from liantu.lib.dated import RuleModel, Text, wrong
from liantu.lib.problems import Problem

# ABSENT: nothing there · UNVERIFIED: a paper is there, another person has yet to check it · TAKEN_BACK: it was there
Why = Literal["absent", "unverified", "taken_back"]


@dataclass(frozen=True)
class Requirement:
    """One thing that is asked for; any one of ``names`` satisfies it.

    ``once_only``: asked by its own step alone, not by the steps after it. ``when``: asked only where each named field
    has one of the values. ``verified``: a paper counts only once another person has checked it.
    """

    code: str
    kind: str
    names: tuple[str, ...]
    name: str
    name_en: str = ""
    once_only: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verified: bool = False


@dataclass(frozen=True)
class Paper:
    """A piece of evidence: its tags, whether another person than its bringer checked it, why it was taken back."""

    tags: tuple[str, ...]
    is_verified: bool = False
    is_taken_back: bool = False
    title: str = ""
    taken_back_reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What a checklist looks at: filled fields with their values, papers, lines that hold an amount.

    ``more``: what kinds of a room's own look at, by kind.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    amounts: Collection[str] = ()
    more: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Lack:
    """Why a requirement is not met: the reason, and the paper it is about where there is one."""

    why: Why
    paper: Paper | None = None


@dataclass(frozen=True)
class Kind:
    """A sort of proof: what is lacking for a requirement in the facts (None: it is met), and what it may name.

    ``known``: the names that can be asked for; None when any may.
    """

    code: str
    lack: Callable[[Requirement, Facts], Lack | None]
    known: Collection[str] | None = None


@dataclass(frozen=True)
class Missing:
    """A requirement that is not met: the step that asked for it first, why it is not met, the paper it is about.

    ``place``: where to bring it, as (kind, name): the room makes an address of it.
    """

    requirement: Requirement
    asked_by: str = ""
    why: Why = "absent"
    paper: Paper | None = None

    @property
    def place(self) -> tuple[str, str]:
        """Kind and the name to bring, the first of those that satisfy it."""
        return self.requirement.kind, self.requirement.names[0] if self.requirement.names else ""

    @property
    def because(self) -> Problem | None:
        """Why it is not enough that a paper is there; None where nothing is there."""
        if self.paper is None or self.why == "absent":
            return None
        told = {"paper": self.paper.title, "reason": self.paper.taken_back_reason}
        if self.why == "unverified":
            return Problem(
                "paper_unverified",
                "“%(paper)s” is there, but nobody has checked it.",
                where=self.requirement.code,
                fix="Another person than its bringer checks it.",
                params=told,
            )
        return Problem(
            "paper_taken_back",
            "“%(paper)s” was taken back: %(reason)s",
            where=self.requirement.code,
            fix="Bring another paper.",
            params=told,
        )


class Asking(Protocol):
    """A step that asks for something: its code, what it asks, whether it may be passed by."""

    @property
    def code(self) -> str: ...

    @property
    def requires(self) -> tuple[Requirement, ...]: ...

    @property
    def optional(self) -> bool: ...


def _field_lack(requirement: Requirement, facts: Facts) -> Lack | None:
    return None if any(facts.fields.get(name, "").strip() for name in requirement.names) else Lack("absent")


def _amount_lack(requirement: Requirement, facts: Facts) -> Lack | None:
    return None if any(name in facts.amounts for name in requirement.names) else Lack("absent")


def _evidence_lack(requirement: Requirement, facts: Facts) -> Lack | None:
    fits = [paper for paper in facts.papers if not set(paper.tags).isdisjoint(requirement.names)]
    standing = [paper for paper in fits if not paper.is_taken_back]
    if any(paper.is_verified or not requirement.verified for paper in standing):
        return None
    if standing:
        return Lack("unverified", standing[0])
    return Lack("taken_back", fits[0]) if fits else Lack("absent")


KINDS: Mapping[str, Kind] = {
    "field": Kind("field", _field_lack),
    "evidence": Kind("evidence", _evidence_lack),
    "amount": Kind("amount", _amount_lack),
}


def applies(requirement: Requirement, facts: Facts) -> bool:
    """Whether the requirement is asked at all: each field of its ``when`` has one of the values."""
    return all(facts.fields.get(name, "") in values for name, values in requirement.when.items())


def lack_of(requirement: Requirement, facts: Facts, kinds: Mapping[str, Kind] = KINDS) -> Lack | None:
    """Why ``requirement`` is not met; None when it is, or when it is not asked. Raises KeyError for an unknown kind."""
    return kinds[requirement.kind].lack(requirement, facts) if applies(requirement, facts) else None


def missing(
    requirements: Iterable[Requirement], facts: Facts, kinds: Mapping[str, Kind] = KINDS, *, asked_by: str = ""
) -> tuple[Missing, ...]:
    """Every requirement that is not met, in the order given, each with its reason."""
    return tuple(
        Missing(one, asked_by, lack.why, lack.paper)
        for one in requirements
        if (lack := lack_of(one, facts, kinds)) is not None
    )


def missing_until(
    steps: Sequence[Asking], target: str, facts: Facts, kinds: Mapping[str, Kind] = KINDS
) -> tuple[Missing, ...]:
    """What is missing before ``target``, asked by it and by the steps before it, in their order.

    What earlier steps ask is asked again (a paper may have been taken back), except what is ``once_only`` and belongs
    to a step other than the target. Raises KeyError for a step that is not among ``steps``.
    """
    place = _place(steps, target)
    return tuple(
        lack
        for step in steps[: place + 1]
        for lack in missing(
            (one for one in step.requires if not one.once_only or step.code == target), facts, kinds, asked_by=step.code
        )
    )


def missing_ahead(
    steps: Sequence[Asking], after: str, facts: Facts, kinds: Mapping[str, Kind] = KINDS
) -> tuple[Missing, ...]:
    """What the steps after ``after`` will ask that is not there yet, in their order, each requirement once.

    What ``missing_until(after)`` tells already is left out, and so is what only a step asks that may be passed by.
    Raises KeyError for a step that is not among ``steps``.
    """
    place = _place(steps, after)
    told = {one.requirement.code for one in missing_until(steps, after, facts, kinds)}
    ahead: list[Missing] = []
    for step in steps[place + 1 :]:
        asked = (one for one in step.requires if not (one.once_only and step.optional))
        for lack in missing(asked, facts, kinds, asked_by=step.code):
            if lack.requirement.code not in told:
                told.add(lack.requirement.code)
                ahead.append(lack)
    return tuple(ahead)


def _place(steps: Sequence[Asking], code: str) -> int:
    for place, step in enumerate(steps):
        if step.code == code:
            return place
    raise KeyError(code)


def names_of(requirements: Iterable[Requirement], kind: str) -> frozenset[str]:
    """All names that requirements of a kind ask for: the tags papers may carry, the fields that matter."""
    return frozenset(name for one in requirements if one.kind == kind for name in one.names)


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


Names = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class RequirementText(RuleModel):
    """A requirement as it stands in a file: {code, name, <kind>: name or names, …}.

    A room with a kind of its own adds a field of that name, and the kind to ``kinds``. A text that holds already is
    read with the context ``{"holds": True}``: names nobody knows any more are no fault then.
    """

    kinds: ClassVar[Mapping[str, Kind]] = KINDS

    code: Text
    name: Text
    name_en: str = ""
    once_only: StrictBool = False
    when: Mapping[str, Names] = Field(default_factory=dict)
    verified: StrictBool = False
    field: Names = ()
    evidence: Names = ()
    amount: Names = ()

    @model_validator(mode="after")
    def _one_kind_of_known_names(self, info: ValidationInfo) -> Self:
        given = [kind for kind in self.kinds if getattr(self, kind)]
        if len(given) != 1:
            raise wrong(
                Problem(
                    "bad_requirement_kind",
                    "A requirement has a code, a name and one of %(kinds)s.",
                    params={"kinds": ", ".join(self.kinds)},
                )
            )
        kind = self.kinds[given[0]]
        unknown = [name for name in getattr(self, kind.code) if kind.known is not None and name not in kind.known]
        if unknown and not (info.context or {}).get("holds"):
            told = {"name": ", ".join(unknown), "kind": kind.code}
            raise wrong(Problem("unknown_name", "“%(name)s” is no %(kind)s a plan can ask for.", params=told))
        return self

    def asked(self) -> Requirement:
        """The requirement."""
        kind = next(kind for kind in self.kinds if getattr(self, kind))
        return Requirement(
            self.code,
            kind,
            getattr(self, kind),
            self.name,
            self.name_en,
            self.once_only,
            dict(self.when),
            self.verified,
        )
