"""Open challenges under the suite of flows: no reward without award, evidence, review and another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from liantu.chains import factories
from liantu.foundation.flows.testing import FlowSuite
from liantu.people.models import User
from liantu.prospects.challenges import actions
from liantu.prospects.challenges.models import Challenge

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ROLES = (
    "promotion_officer",
    "assessor",
    "chain_leader_liaison",
    "chain_leader_liaison",
    "zone_leadership",
    "chain_chief",
)


class TestChallenges(FlowSuite):
    flow = actions.CHALLENGES

    def make_world(self) -> Sequence[User]:
        self.zone = factories.make_zone()
        self.chain = factories.make_chain(self.zone, factories.make_person("admin", self.zone, "zone_administrator"))
        return [factories.make_person(f"{number}", self.zone, role) for number, role in enumerate(ROLES)]

    def make_row(self) -> Challenge:
        values = {
            "title": "引进一家护栏涂装企业", "target": "投资不低于一亿元", "conditions": "链上企业",
            "deadline_on": timezone.localdate() + timedelta(days=20),
        }  # fmt: skip
        return actions.draft_challenge(self.chain, values, [self.people[1]], by=self.people[0])

    def give(self, verb: str, row: Challenge, by: User, number: int) -> Mapping[str, object]:
        claimants = [claim.claimant_id for claim in row.claims.all()] or [by.pk]
        return {
            "claim": {"plan": "以订单引进", "accepts_conditions": True},
            "award": {"choice": claimants[number % len(claimants)]},
            "deliver": {"evidence": SimpleUploadedFile("协议.pdf", PDF) if number % 3 else None},
            "review": {"passed": number % 3 != 0},
        }.get(verb, {})

    def holds(self, row: Challenge) -> None:
        steps = {step.verb: step for step in row.steps.all()}
        if row.state == "rewarded":
            awarded = row.claims.get(is_awarded=True).claimant_id
            assert row.passed and steps["review"].taken_by_id == self.people[1].pk
            assert steps["reward"].taken_by_id not in (self.people[0].pk, self.people[1].pk, awarded)
            assert row.steps.filter(verb="deliver", evidence__isnull=False).exists()
