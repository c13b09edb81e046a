"""A flow declared: the table of steps bound to the rows that move, what a step changes, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, cast

from django.db import models
from django.utils.functional import Promise

from liantu.foundation.flows.models import Revised, StepRow
from liantu.lib.flow import FactsT, Flow, Given
from liantu.lib.problems import Problem
from liantu.people.models import User

RowT = TypeVar("RowT", bound=Revised)
Words = str | Promise


@dataclass
class Taking(Generic[RowT]):
    """A step while it is taken: the locked row, the step's line in the history, what is given, by whom, on which day.

    Effects and checks read it; an effect changes ``row``, may add to ``line`` (evidence) and to what the log tells
    of before (``was``) and after (``also``); row and line are saved after it.
    """

    row: RowT
    line: StepRow
    given: Given
    by: User
    today: date
    also: dict[str, object] = field(default_factory=dict)
    was: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """Somebody who hears of a step: an English message id with %(name)s places, and what stands in them."""

    person: User | None
    text: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class RowFlow(Generic[RowT, FactsT]):
    """A flow and its rows. Declared once at module level, it is known everywhere by its ``name``.

    ``table``: the flow, or the flow for a row where the place writes its own. ``lines``: the table of its history,
    ``thing``: that table's field for the row. ``facts``: the row as the rules see it. ``log``: the verb of the log;
    ``logs``: that of a step the log tells in words of its own. ``names``: what each step is called. ``effects``: what
    a step changes besides the state; ``checks``: rules that need the database; both by verb, "" for every verb without
    its own. ``gates``: what rows elsewhere forbid, whatever is given. ``tell``: who hears of it. ``write``: what else
    the line of the history keeps, waiting or made. ``read``: given values as they were before they lay in the history,
    for steps that wait. ``changes``: what others changed since a revision, where the room can tell. ``decides``: the
    ability a second person needs. ``days_to_decide``: after which nobody decided. ``leads``: whether a person may take
    the steps that are others' (``only``) in their place.
    """

    name: str
    table: Flow[FactsT] | Callable[[RowT], Flow[FactsT]]
    model: type[RowT]
    lines: type[StepRow]
    thing: str
    facts: Callable[[RowT], FactsT]
    log: str
    names: Mapping[str, Words] | Callable[[RowT, str], Words] = field(default_factory=dict)
    effects: Mapping[str, Callable[[Taking[RowT]], None]] = field(default_factory=dict)
    checks: Mapping[str, Callable[[Taking[RowT]], list[Problem]]] = field(default_factory=dict)
    gates: Callable[[RowT, str], Sequence[Problem]] | None = None
    logs: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[Taking[RowT]], Iterable[Told]] | None = None
    write: Callable[[Taking[RowT]], None] | None = None
    read: Callable[[Mapping[str, Any]], Mapping[str, object]] = dict
    changes: Callable[[RowT, int], Sequence[Problem]] | None = None
    state_field: str = "state"
    state_names: Callable[[RowT], Mapping[str, Words]] | None = None
    decides: str = "signoff.decide"
    days_to_decide: int | None = None
    leads: Callable[[RowT, User], bool] = lambda _row, _user: False

    def __post_init__(self) -> None:
        if (present := FLOWS.get(self.name)) is not None and present.model is not self.model:
            raise ValueError(f"flow {self.name} is declared twice")
        FLOWS[self.name] = self

    def flow(self, row: RowT) -> Flow[FactsT]:
        """The table of steps that holds for this row."""
        return self.table if isinstance(self.table, Flow) else self.table(row)

    def log_of(self, verb: str) -> str:
        """The verb under which the log keeps a step."""
        return self.logs.get(verb, self.log)

    def state(self, row: RowT) -> str:
        """Where the row stands."""
        return str(getattr(row, self.state_field))

    def step_name(self, row: RowT, verb: str) -> str:
        """What a step is called, in the reader's language."""
        return str(self.names(row, verb) if callable(self.names) else self.names.get(verb, verb))

    def state_name(self, row: RowT, state: str) -> str:
        """What a state is called, in the reader's language."""
        if self.state_names is not None:
            return str(self.state_names(row).get(state, state))
        choices = self.model._meta.get_field(self.state_field).flatchoices  # type: ignore[union-attr]
        return str(dict(choices).get(state, state))

    def stands(self, row: RowT) -> str:
        """Where the row stands, in the reader's language."""
        return self.state_name(row, self.state(row))

    def lines_of(self, row: RowT) -> models.QuerySet[StepRow]:
        """The row's history, oldest first."""
        lines = cast("models.Manager[StepRow]", self.lines._default_manager)
        return lines.filter(**{self.thing: row}).order_by("pk")

    def line_waiting(self, consent: int) -> StepRow:
        """The line of the step that waits for this sign-off."""
        lines = cast("models.Manager[StepRow]", self.lines._default_manager)
        return lines.get(consent=consent)


FLOWS: dict[str, RowFlow[Any, Any]] = {}
