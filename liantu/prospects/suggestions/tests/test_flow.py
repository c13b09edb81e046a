"""Suggestions under the suite of flows: nothing becomes a lead that was not accepted and assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from liantu.chains import actions as chain_actions
from liantu.chains import factories
from liantu.chains.models import ChainAppointment
from liantu.foundation.flows.testing import FlowSuite
from liantu.people.models import User
from liantu.prospects.suggestions import actions
from liantu.prospects.suggestions.models import Suggestion
from liantu.prospects.suggestions.tests.test_suggestions import VALUES

ROLES = ("chain_leader_liaison", "chain_chief", "zone_leadership", "promotion_officer", "observer")


class TestSuggestions(FlowSuite):
    flow = actions.SUGGESTIONS

    def make_world(self) -> Sequence[User]:
        zone = factories.make_zone()
        chain = factories.make_chain(zone, factories.make_person("admin", zone, "zone_administrator"))
        people = [factories.make_person(f"{number}", zone, role) for number, role in enumerate(ROLES)]
        chain_actions.appoint(chain, ChainAppointment.Office.LIAISON, "冶建业", by=people[2], person=people[0])
        self.leader = chain_actions.name_enterprise(chain, "chain_leader", "汾钢特材股份有限公司", by=people[2])
        return people

    def make_row(self) -> Suggestion:
        return actions.file_suggestion(self.leader, VALUES, by=self.people[0])

    def give(self, verb: str, row: Suggestion, by: User, number: int) -> Mapping[str, object]:
        return {
            "resubmit": {"reason": f"年用{number}吨"},
            "assign": {"assignee": self.people[3].pk, "due_on": timezone.localdate() + timedelta(days=number)},
            "convert": {"lead_reference": f"2026-{number}"},
        }.get(verb, {})

    def holds(self, row: Suggestion) -> None:
        states = list(row.steps.values_list("to_state", flat=True))
        if "converted" in states:
            before = states[: states.index("converted")]
            assert "accepted" in before and before[-1] == "assigned"
