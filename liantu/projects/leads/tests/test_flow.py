"""Leads under the suite of flows: nothing becomes a project or ends without who answered, and credit stays whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from liantu.chains import factories
from liantu.foundation.flows.testing import FlowSuite
from liantu.people.models import User
from liantu.projects.leads import actions
from liantu.projects.leads.models import Lead, LeadDispute

ROLES = ("promotion_officer", "chain_chief", "zone_leadership", "ambassador", "observer", "ambassador")


class TestLeads(FlowSuite):
    flow = actions.LEADS

    def make_world(self) -> Sequence[User]:
        self.zone = factories.make_zone()
        return [factories.make_person(f"{number}", self.zone, role) for number, role in enumerate(ROLES)]

    def make_row(self) -> Lead:
        values = {"firm_name": "苏州启衡精密材料有限公司", "channel": "ambassador", "amount_wan_yuan": Decimal(3000)}
        return actions.register_lead(self.zone, values, by=self.people[3])

    def give(self, verb: str, row: Lead, by: User, number: int) -> Mapping[str, object]:
        return {
            "respond": {"owner": self.people[0]},
            "pass_on": {"taker": ("招商二部", row.holder)[number % 2], "part": Decimal(number % 5) / 4},
            "extend": {"days": number},
        }.get(verb, {})

    def holds(self, row: Lead) -> None:
        assert sum(Decimal(share) for _holder, share in row.credit) == 1
        assert (row.state == "project") == (row.project_id is not None)
        assert (row.closed_on is not None) == (row.state in ("project", "passed_on", "closed"))
        assert row.state == "registered" or row.responded_on is not None
        for step in row.steps.filter(verb="extend"):
            assert step.taken_by_id != self.people[5].pk  # another outsider


class TestDisputes(FlowSuite):
    flow = actions.DISPUTES

    def make_world(self) -> Sequence[User]:
        self.zone = factories.make_zone()
        roles = ("promotion_officer", "zone_leadership", "chain_chief", "zone_leadership")
        return [factories.make_person(f"{number}", self.zone, role) for number, role in enumerate(roles)]

    def make_row(self) -> LeadDispute:
        values = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
        actions.register_lead(self.zone, values, by=self.people[0])
        actions.register_lead(self.zone, values, by=self.people[1], claim="更早登门")
        return LeadDispute.objects.select_related("zone").get()

    def give(self, verb: str, row: LeadDispute, by: User, number: int) -> Mapping[str, object]:
        return {"share": Decimal(number % 11) / 10} if verb == "shared" else {}

    def holds(self, row: LeadDispute) -> None:
        credit = {holder: Decimal(share) for holder, share in row.lead.credit}
        assert sum(credit.values()) == 1 and credit.get(row.claimant, 0) == (row.share or 0)
        assert row.state == "open" or row.decided_by_id not in (None, row.claimed_by_id)
        assert (row.lead.holder == row.claimant) == (row.state == "passed")
