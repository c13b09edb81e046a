"""The steps of a project under the suite of flows: nobody alone enters a stage that counts, none without its papers; it
ends with its reason, and nothing moves it while it rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from liantu.foundation.flows.testing import FlowSuite
from liantu.people.models import User
from liantu.projects import actions, reads
from liantu.projects.models import Project
from liantu.projects.rules.stage_flow import END, ENDED_REASONS, ENDS, RESUME
from liantu.projects.rules.stages import RUNGS, missing_for, needs_second_person
from liantu.projects.tests.conftest import FILLED, people_of_a_zone

DAY = date(2026, 3, 1)
REST = {
    "company_credit_code": "91140800MA0GT2J34X", "filing_code": "2604-140800-89-01-123456",
    "expected_output_wan_yuan": "90000",
}  # fmt: skip


class TestStages(FlowSuite):
    flow = actions.STAGES

    def make_world(self) -> Sequence[User]:
        world = people_of_a_zone()
        self.zone, self.plan = world.zone, reads.plan_of(world.zone, DAY)
        return [world.officer, world.colleague, world.chief, world.boss, world.data]

    def make_row(self) -> Project:
        project = actions.open_project(self.zone, {"name": "冷轧板项目", **FILLED}, by=self.people[0], on=DAY)
        asked = {
            name for stage in self.plan.stages for one in stage.requires if one.kind == "field" for name in one.names
        }
        rest = {name: REST[name] for name in asked - set(FILLED)}
        project = actions.change_project(project, rest, by=self.people[0], revision=1)
        tags = {
            name for stage in self.plan.stages for one in stage.requires if one.kind == "evidence" for name in one.names
        }
        actions.bring_paper(project, sorted(tags), by=self.people[0], reference="全套文件")
        for rung in RUNGS:
            actions.state_money(project, rung, Decimal(80_000), by=self.people[0], on=DAY)
        return Project.objects.get(pk=project.pk)

    def give(self, verb: str, row: Project, by: User, number: int) -> Mapping[str, object]:
        if verb == RESUME:
            return {}
        if verb == END:
            reason = ENDED_REASONS[number % len(ENDED_REASONS)]
            ends = [one for one in ENDS if one != row.health]
            went = "邻市开发区" if reason == "other_place_won" else ""
            return {"health": ends[number % len(ends)], "reason_code": reason, "went_to": went, "on": DAY}
        return {"on": DAY}

    def holds(self, row: Project) -> None:
        last = row.moves.filter(state="made", verb__in=(END, RESUME)).first()
        rests = last is not None and last.verb == END
        assert rests == (row.health != "normal") == (row.ended_on is not None) == bool(row.ended_note)
        assert not rests or (last.note == row.ended_note and last.given["health"] == row.health)
        assert not rests or not row.moves.filter(state="proposed").exists()
        for step in row.moves.filter(state="made").exclude(from_state=""):
            if needs_second_person(self.plan, step.from_state, step.to_state):
                assert step.decided_by_id not in (None, step.taken_by_id)
        if row.moves.filter(state="made").count() > 1:
            assert not missing_for(self.plan, reads.facts_of(row), row.stage)
        assert (row.signed_on is not None) == (self.plan.stage(row.stage).order >= self.plan.stage("signed").order)
