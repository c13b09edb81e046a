"""Versions under the suite of flows: none holds that fewer than two people wanted, and at most one is published."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from liantu.foundation.flows.testing import FlowSuite
from liantu.foundation.versions import actions, reads
from liantu.foundation.versions.models import RuleVersion
from liantu.foundation.versions.tests.conftest import KIND, SHIPPED, people_of_a_zone
from liantu.people.models import User


class TestVersions(FlowSuite):
    flow = actions.VERSIONS
    never_from_here = frozenset({"retire"})

    def make_world(self) -> Sequence[User]:
        world = people_of_a_zone()
        self.zone = world.zone
        return [world.admin, world.other, world.boss, world.officer]

    def make_row(self) -> RuleVersion:
        day = timezone.localdate()
        made = actions.draft(self.zone, KIND, SHIPPED, by=self.people[0], in_force_on=day, note="起")
        return RuleVersion.objects.select_related("zone").get(pk=made.pk)

    def holds(self, row: RuleVersion) -> None:
        assert (row.state == "published") == (row.published_by_id is not None)
        assert row.published_by_id is None or row.published_by_id != row.drafted_by_id
        held = reads.in_force(self.zone, KIND.code, timezone.localdate()).first()
        assert (held == row) == (row.state == "published")
