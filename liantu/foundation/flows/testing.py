"""The suite every declared flow inherits: whatever anybody does in whatever order, the flow holds.

A room's test names its flow, makes the people and a fresh row, and says what a person would give with each step. The
suite then lets everybody try everything, in part what fits and in part what does not.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liantu.audit.models import AuditEntry
from liantu.foundation.flows import actions, reads
from liantu.foundation.flows.declared import RowFlow
from liantu.foundation.flows.models import SignOff, StepRow
from liantu.lib.flow import Given, people_in
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed, may
from liantu.people.models import User

ACTS = st.lists(st.tuples(*(st.integers(0, 60) for _ in range(5))), min_size=6, max_size=24)
Act = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Seen:
    """What stands before an act: state, revision, the lines of the history, the entries of the log."""

    state: str
    revision: int
    lines: tuple[tuple[int, str, str, str, str], ...]
    log: int


class FlowSuite:
    """Inherit as ``class TestX(FlowSuite)``; give ``flow``, ``make_world``, ``make_row``, ``give``."""

    flow: ClassVar[RowFlow[Any, Any]]
    never_from_here: ClassVar[frozenset[str]] = frozenset()  # verbs whose way leads through other acts of the room

    def make_world(self) -> Sequence[User]:
        """A zone with people of every kind the flow knows, and some it does not; made once a test."""
        raise NotImplementedError

    def make_row(self) -> Any:
        """A fresh row at the beginning of the flow."""
        raise NotImplementedError

    def give(self, verb: str, row: Any, by: User, number: int) -> Mapping[str, object]:
        """What ``by`` would give with a step, whole; ``number`` chooses among several."""
        return {}

    def prepare(self, verb: str, row: Any, by: User, number: int) -> None:
        """What is done beside the flow before a step fits, such as bringing a paper."""

    def holds(self, row: Any) -> None:
        """What must hold of the row after every act, beyond what the table says."""

    @pytest.fixture(autouse=True)
    def _world(self, db: None) -> None:
        self.people = list(self.make_world())

    @settings(
        max_examples=12,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],  # shrinking walks through the database takes minutes
        suppress_health_check=[
            HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )  # fmt: skip
    @given(ACTS)
    def test_whoever_does_whatever_in_whatever_order(self, acts: list[Act]) -> None:
        """Refused acts leave nothing behind; taken steps had what they ask, and stand in history and log."""
        with transaction.atomic():
            row = self.make_row()
            for act in acts:
                row = self._try(row, act)
                self.holds(row)
            self._history_is_whole(row)
            transaction.set_rollback(True)

    def test_every_step_can_be_taken(self) -> None:
        """No step of the table is out of reach, so that the other test proves something."""
        wanted = {step.verb for step in self._fresh_steps()} - self.never_from_here
        taken: set[str] = set()
        dice = random.Random(20260630)  # noqa: S311  # a fixed sequence
        for _walk in range(20):
            with transaction.atomic():
                row = self.make_row()
                for _step in range(24):
                    who, which, number, lack = (dice.randrange(60) for _ in range(4))
                    row = self._try(row, (1, who, which, number, lack), taken)
                    if not self.flow.flow(row).steps_from(self.flow.state(row)):
                        break
                transaction.set_rollback(True)
            if wanted <= taken:
                break
        assert wanted <= taken, f"never taken: {wanted - taken}"

    def _fresh_steps(self) -> Sequence[Any]:
        with transaction.atomic():
            steps: Sequence[Any] = self.flow.flow(self.make_row()).steps
            transaction.set_rollback(True)
        return steps

    # one act

    def _try(self, row: Any, act: Act, taken: set[str] | None = None) -> Any:
        """One act of somebody, likely or not; answers the row as it stands after."""
        kind, who, which, number, _lack = act
        by = self.people[who % len(self.people)]
        waiting = reads.open_for(self.flow.name, row)
        before = self._seen(row)
        try:
            with transaction.atomic():
                if waiting is not None and kind % 4:
                    self._decide(row, waiting, before, by=by, number=number)
                else:
                    verb = self._step(row, before, by=by, which=which, number=number, act=act, but=taken or set())
                    if taken is not None:
                        taken.add(verb)
        except (ProblemsError, NotAllowed):
            assert self._seen(self._again(row)) == before, "a refused act left something behind"
        fresh = self._again(row)
        known = {line[0] for line in self._seen(fresh).lines}
        assert {line[0] for line in before.lines} <= known, "a line of the history is lost"
        return fresh

    def _step(self, row: Any, before: Seen, *, by: User, which: int, number: int, act: Act, but: set[str]) -> str:
        """A step taken by somebody, rather none of ``but``; raises what the action raises. Answers its verb."""
        table, likely = self.flow.flow(row), act[0] % 4
        steps = table.steps_from(before.state) if likely and table.steps_from(before.state) else table.steps
        if likely and (pair := self._likely(row, act, but)) is not None:
            by, steps = pair[0], (pair[1],)
        step = steps[which % len(steps)]
        if likely:
            self.prepare(step.verb, row, by, number)
            before = self._seen(row)
        values, note = dict(self.give(step.verb, row, by, number)), "说明"
        if not likely and step.needs and act[4] % 3 == 0:
            values.pop(step.needs[number % len(step.needs)], None)
        if not likely and act[4] % 3 == 1:
            note = " "
        revision = before.revision + (1 if not likely and act[4] % 5 == 4 else 0)
        given_ = Given(999_999, values, note, revision)  # who takes it is not for the form to say
        facts = self.flow.facts(row)
        after = actions.take(row, self.flow, step.verb, given_, by=by)
        assert before.state in step.sources
        assert revision == before.revision
        assert may(by, step.ability, row.zone)
        assert all(given_.has(name) for name in step.needs)
        assert note.strip() or not step.reason
        assert not step.only or by.pk in people_in(facts, step.only) or self.flow.leads(row, by)
        assert by.pk not in people_in(facts, step.but)
        self._one_line_more(after, before, step, by=by, waits=bool(step.consents(facts, given_)))
        return str(step.verb)

    def _likely(self, row: Any, act: Act, but: set[str]) -> tuple[User, Any] | None:
        """Somebody with a step possible now; rather one not in ``but``, then one from where another leads on."""
        table, rest = self.flow.flow(row), []
        for place in range(len(self.people)):
            person = self.people[(act[1] + place) % len(self.people)]
            now = reads.possible(row, self.flow, person).now
            if wanted := [step for step in now if step.verb not in but]:
                return person, wanted[act[2] % len(wanted)]
            rest += [(person, step) for step in now]
        onward = [one for one in rest if table.steps_from(one[1].target or self.flow.state(row))]
        return (onward or rest)[act[2] % len(onward or rest)] if rest else None

    def _one_line_more(self, row: Any, before: Seen, step: Any, *, by: User, waits: bool) -> None:
        """A taken step is one line of the history and one entry of the log; a waiting one moves nothing."""
        lines = self.flow.lines_of(row)
        line = lines[len(lines) - 1]
        now = self._seen(self._again(row))
        assert len(now.lines) == len(before.lines) + 1
        dropped = {StepRow.State.PROPOSED: StepRow.State.WITHDRAWN} if step.drops_waiting else {}
        assert now.lines[: len(before.lines)] == tuple((*one[:4], dropped.get(one[4], one[4])) for one in before.lines)
        assert (line.verb, line.from_state, line.taken_by_id) == (step.verb, before.state, by.pk)
        assert now.revision > before.revision
        entry = (
            self._log(row)
            .filter(verb="flows.proposed" if waits else self.flow.log_of(step.verb))
            .order_by("-sequence")[0]
        )
        assert entry.after["step"] == step.verb
        assert entry.actor_id == by.pk
        target = step.target or before.state
        assert now.state == (before.state if waits else target)
        assert line.state == (StepRow.State.PROPOSED if waits else StepRow.State.MADE)
        assert not waits or (line.consent is not None and line.consent.requested_by_id == by.pk)

    def _decide(self, row: Any, waiting: SignOff, before: Seen, *, by: User, number: int) -> None:
        """Somebody agrees, refuses or takes back what waits; raises what the action raises."""
        verdict = ("agreed", "agreed", "refused", "withdrawn")[number % 4]
        if verdict == "withdrawn":
            actions.withdraw(waiting, by=by)
            assert by.pk == waiting.requested_by_id
        else:
            actions.decide(waiting, verdict, by=by, reason="理由")
            assert by.pk != waiting.requested_by_id, "whoever asked agreed"
            assert any(set(step["roles"]) & by.roles_in(row.zone) for step in waiting.steps)
            assert may(by, waiting.ability, row.zone)
        waiting.refresh_from_db()
        line, now = self.flow.line_waiting(waiting.pk), self._again(row)
        assert line.state == {"agreed": "made", "open": "proposed"}.get(waiting.state, waiting.state)
        moved = waiting.state == "agreed"
        assert self.flow.state(now) == (line.to_state if moved else before.state)

    # what stands

    def _again(self, row: Any) -> Any:
        return type(row)._default_manager.select_related("zone").get(pk=row.pk)

    def _log(self, row: Any) -> Any:
        return AuditEntry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk))

    def _seen(self, row: Any) -> Seen:
        lines = self.flow.lines_of(row).values_list("pk", "verb", "from_state", "to_state", "state")
        return Seen(self.flow.state(row), row.revision, tuple(lines), self._log(row).count())

    def _history_is_whole(self, row: Any) -> None:
        """Read step by step, the log leads from the first state to where the row stands, a made line for each."""
        verbs = {self.flow.log, *self.flow.logs.values()}
        entries = list(self._log(row).filter(verb__in=verbs).order_by("sequence"))
        key = self.flow.state_field
        state = entries[0].before[key] if entries else self.flow.state(row)
        for entry in entries:
            assert entry.before[key] == state
            state = entry.after[key]
        assert state == self.flow.state(row)
        made = self.flow.lines_of(row).filter(state=StepRow.State.MADE).exclude(from_state="")
        assert sorted(made.values_list("verb", flat=True)) == sorted(entry.after["step"] for entry in entries)
