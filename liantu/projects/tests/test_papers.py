"""Papers of projects do what every room's papers do."""

from __future__ import annotations

from liantu.chains import factories
from liantu.foundation.files.testing import PaperSuite, Readers
from liantu.projects import actions
from liantu.projects.actions.papers import PAPERS
from liantu.projects.models import Project


class TestPapers(PaperSuite):
    room = PAPERS
    known = frozenset({"visit_record"})

    def people(self) -> Readers:
        zone = factories.make_zone()
        return Readers(
            zone,
            factories.make_person("officer", zone, "promotion_officer"),
            factories.make_person("chief", zone, "chain_chief"),
            factories.make_person("observer", zone, "observer"),
        )

    def thing(self, people: Readers) -> Project:
        return actions.open_project(people.zone, {"name": "冷轧板项目"}, by=people.bringer)
