"""Blockages do what every duty does, and are over only when the enterprise confirmed it."""

from __future__ import annotations

from liantu.chains import factories
from liantu.foundation.duties.testing import DutySuite, People
from liantu.projects import actions
from liantu.projects.duty_kinds import BLOCKAGE
from liantu.projects.models import Project


class TestBlockages(DutySuite):
    kind = BLOCKAGE

    def people(self) -> People:
        zone = factories.make_zone()
        return People(
            zone,
            factories.make_person("officer", zone, "promotion_officer"),
            factories.make_person("assessor", zone, "assessor"),
            factories.make_person("observer", zone, "observer"),
        )

    def about(self, people: People) -> Project:
        present = Project.objects.filter(zone=people.zone).first()
        return present or actions.open_project(people.zone, {"name": "冷轧板项目"}, by=people.leader)
