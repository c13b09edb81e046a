"""Duties under the suite of flows: nobody finds done what was their own to do, none is given up that must be solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from liantu.foundation.duties import actions, reads
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.slots import DutyKind
from liantu.foundation.duties.tests.test_duties import FIRM, GIVER, cast
from liantu.foundation.flows.testing import FlowSuite
from liantu.people.models import User


class TestConfirmedByGiver(FlowSuite):
    flow = actions.DUTIES
    kind: DutyKind = GIVER

    def make_world(self) -> Sequence[User]:
        people = cast()
        self.zone = people.zone
        return [people.leader, people.owner, people.stranger]

    def make_row(self) -> Duty:
        topic = self.kind.topics[0][0] if self.kind.topics else ""
        owed = Owed("核实用地指标", self.people[1].pk, timezone.localdate(), topic=topic)
        made = actions.give_duty(self.kind, owed, about=self.zone, zone=self.zone, by=self.people[0])
        return Duty.objects.select_related("zone").get(pk=made.pk)

    def give(self, verb: str, row: Duty, by: User, number: int) -> Mapping[str, object]:
        people = [person for person in reads.people_of(self.zone) if person.pk != row.owner_id]
        return {"to": people[number % len(people)]} if verb == "hand" else {}

    def holds(self, row: Duty) -> None:
        assert (row.closed_on is not None) == (row.state in ("confirmed", "dropped"))
        if row.state == "confirmed":
            assert row.done_on is not None and row.confirmed_by is not None
            assert row.confirmed_by != row.owner or row.given_by == row.owner


class TestConfirmedByFirm(TestConfirmedByGiver):
    kind = FIRM
    never_from_here = frozenset({"drop"})

    def holds(self, row: Duty) -> None:
        assert row.state != "dropped"
        assert (row.state == "confirmed") == bool(row.confirmed_by_name)
