"""How a thing moves from state to state: one table of steps, and one check for page, form, import and API.

A room declares its flow as a table; the rows, the lock, the history and the log are ``foundation/flows``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from liantu.lib.problems import Problem, ProblemsError


class Standing(Protocol):
    """Facts of a thing: at least its state. People stand in fields of their own: a number, several, or None."""

    @property
    def state(self) -> str:
        """Where it stands."""
        ...


FactsT = TypeVar("FactsT", bound=Standing)


@dataclass(frozen=True)
class JustState:
    """The facts of a flow whose steps ask for nothing but the state."""

    state: str


@dataclass(frozen=True)
class Given:
    """What a person gives with a step: named values, words, and the revision that was seen (None: not compared)."""

    by: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    revision: int | None = None

    def text(self, name: str) -> str:
        """A value as trimmed text; empty when it was not given."""
        value = self.values.get(name)
        return "" if value is None else str(value).strip()

    def number(self, name: str) -> int | None:
        """A value that is a whole number, else None."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, name: str) -> date | None:
        """A value that is a day, else None."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def has(self, name: str) -> bool:
        """Whether a value was given at all: not None, no blank text, no empty list. ``False`` is a value."""
        value = self.values.get(name)
        if value is None:
            return False
        if isinstance(value, str):
            return bool(value.strip())
        return not (isinstance(value, list | tuple | set | frozenset | dict) and not value)


@dataclass(frozen=True)
class Second:
    """The consent of another person that a step waits for: from one of ``roles``, whatever ``name`` calls it."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Step(Generic[FactsT]):
    """A step from some states to one (``target`` None: it stays where it is), and the ability it takes.

    ``needs``: what must be given, by name. ``reason``: words are needed. ``only`` / ``but``: fields of the facts that
    name the people who alone may, or may never, take it. ``holds``: fields of the facts that must be true, or hold
    something. ``second``: the roles of another person whose consent the
    step waits for, or a function of the facts and what is given that answers the consents. ``when``: what the thing
    itself still lacks, whoever comes with whatever. ``check``: what is wrong with what is given. ``drops_waiting``: it
    is taken although another step waits for its second person; that one is then taken back.
    """

    verb: str
    sources: tuple[str, ...]
    target: str | None
    ability: str
    needs: tuple[str, ...] = ()
    reason: bool = False
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    second: tuple[str, ...] | Callable[[FactsT, Given], tuple[Second, ...]] | None = None
    when: Callable[[FactsT, date], list[Problem]] | None = None
    check: Callable[[FactsT, Given, date], list[Problem]] | None = None
    drops_waiting: bool = False

    def consents(self, facts: FactsT, given: Given) -> tuple[Second, ...]:
        """The consents of other people this step waits for; empty when it is taken at once."""
        if self.second is None:
            return ()
        if callable(self.second):
            return self.second(facts, given)
        return (Second("Second person", self.second),)


@dataclass(frozen=True)
class Flow(Generic[FactsT]):
    """The states of a thing and the steps between them; the first state is where it begins.

    ``words``: what is told when something is missing, by its name: a need ("plan"), a fact that must hold, "reason",
    "only", "but",
    "moved" (the state does not fit); "award.reason" for one verb alone. Raises ValueError for a table that does not
    hold together.
    """

    name: str
    states: tuple[str, ...]
    steps: tuple[Step[FactsT], ...]
    words: Mapping[str, Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        verbs = [step.verb for step in self.steps]
        named = {state for step in self.steps for state in (*step.sources, *filter(None, [step.target]))}
        if len(verbs) != len(set(verbs)) or not named <= set(self.states):
            raise ValueError(f"flow {self.name}: a verb stands twice, or a step names no state of the flow")

    def step(self, verb: str) -> Step[FactsT]:
        """The step of this verb. Raises ProblemsError when there is none."""
        found = next((step for step in self.steps if step.verb == verb), None)
        if found is None:
            raise ProblemsError([Problem("no_such_step", "There is no such step.", where="verb")])
        return found

    def steps_from(self, state: str) -> tuple[Step[FactsT], ...]:
        """The steps that lead on from a state."""
        return tuple(step for step in self.steps if state in step.sources)

    def closed_to(self, verb: str, facts: FactsT, *, by: int, today: date, leads: bool = False) -> list[Problem]:
        """Why this person cannot take the step now, whatever is given: the state, who she is, what the thing lacks.

        ``leads``: she may take the steps of others too (``only`` does not bind her, ``but`` does).
        """
        step = self.step(verb)
        if facts.state not in step.sources:
            return [self._told(verb, "moved")]
        problems = []
        if step.only and not leads and by not in people_in(facts, step.only):
            problems.append(self._told(verb, "only"))
        elif step.but and by in people_in(facts, step.but):
            problems.append(self._told(verb, "but"))
        return problems + self.lacks(verb, facts, today=today)

    def lacks(self, verb: str, facts: FactsT, *, today: date) -> list[Problem]:
        """What the thing itself still lacks for a step, whoever comes with whatever."""
        step = self.step(verb)
        problems = [self._told(verb, name) for name in step.holds if not getattr(facts, name)]
        return problems + (step.when(facts, today) if step.when is not None else [])

    def check(self, verb: str, facts: FactsT, given: Given, *, today: date, leads: bool = False) -> list[Problem]:
        """Everything that forbids a step; empty when it is allowed. The ability is not asked here."""
        step = self.step(verb)
        problems = self.closed_to(verb, facts, by=given.by, today=today, leads=leads)
        if facts.state not in step.sources:
            return problems
        problems += [self._told(verb, name) for name in step.needs if not given.has(name)]
        if step.reason and not given.note.strip():
            problems.append(self._told(verb, "reason"))
        return problems + (step.check(facts, given, today) if step.check is not None else [])

    def _told(self, verb: str, name: str) -> Problem:
        """The flow's own words for what is missing, else the plain ones."""
        own = self.words.get(f"{verb}.{name}") or self.words.get(name)
        return own or _PLAIN.get(name) or Problem("not_given", "This is missing.", where=name)


_PLAIN = {
    "moved": Problem("not_from_here", "It is no longer in a state for this step.", where="verb", fix="Open it again."),
    "only": Problem("not_your_step", "Another person takes this step.", where="verb"),
    "but": Problem(
        "not_by_you", "Whoever took part before cannot take this step.", where="verb", fix="Ask another person."
    ),
    "reason": Problem("reason_needed_step", "Write why.", where="note"),
}


def people_in(facts: object, names: Sequence[str]) -> frozenset[int]:
    """The people the named fields of the facts hold: a number, several, or None."""
    found: set[int] = set()
    for name in names:
        value = getattr(facts, name)
        if isinstance(value, int):
            found.add(value)
        elif value is not None:
            found.update(value)
    return frozenset(found)


def somebody_was_faster(now: str = "") -> Problem:
    """What is told when the revision a person saw is not the newest; ``now``: where the thing stands, in her words."""
    if not now:
        return Problem(
            "somebody_was_faster", "Somebody changed this meanwhile.", where="revision", fix="Open it again."
        )
    return Problem(
        "somebody_was_faster",
        "Somebody decided this meanwhile: it is now “%(state)s”.",
        where="revision",
        fix="Open it again.",
        params={"state": now},
    )
