"""Projects that may be one stand after every act as if all were compared."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.foundation.likeness.reads import alike, found_anew, is_kept
from liantu.lib.problems import ProblemsError
from liantu.projects import actions
from liantu.projects.doubles import PROJECTS
from liantu.projects.models import Project, ProjectMerge
from liantu.projects.tests.conftest import World

DAY = date(2026, 1, 5)
WALKS = st.lists(
    st.tuples(
        st.sampled_from(("open", "open", "change", "money", "merge", "part", "discard")),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=16,
)


def act(world: World, verb: str, one: int, two: int) -> None:
    """One act, possible or not."""
    rows = list(Project.objects.filter(zone=world.zone, merged_into__isnull=True).order_by("pk"))
    some, other = rows[one % len(rows)], rows[two % len(rows)]
    firm, merge = ("甲有限公司", "甲 有限公司", "乙厂", "")[two % 4], ProjectMerge.objects.filter(undone_at=None).last()
    if verb == "open":
        given = {"name": f"项目{one % 2}", "investor_name": firm}
        actions.open_project(world.zone, given, by=world.officer, on=DAY)
    elif verb == "change":
        changes = {"investor_name": firm, "name": f"项目{one % 3}"}
        actions.change_project(some, changes, by=world.officer, revision=some.revision)
    elif verb == "money":
        actions.state_money(some, "intent", Decimal(1000 + two * 30), by=world.officer, on=DAY, source="函")
    elif verb == "merge":
        actions.merge_projects(some, other, by=world.data, reason="一个")
    elif verb == "part" and merge:
        actions.undo_merge(merge, by=world.data)
    elif verb == "discard" and len(rows) > 1:
        actions.discard_project(some, by=world.officer, zone=world.zone)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_kept_pairs_equal_comparing_all_after_every_act(world: World, walk: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        actions.open_project(world.zone, {"name": "项目0", "investor_name": "甲有限公司"}, by=world.officer, on=DAY)
        for step in walk:
            with suppress(ProblemsError), transaction.atomic():
                act(world, *step)
            assert is_kept(PROJECTS, world.zone)
            anew = found_anew(PROJECTS, world.zone)
            assert alike(PROJECTS, world.zone, most=500) == (anew, len(anew)), step
        transaction.set_rollback(True)
