"""Lights assessed in rounds stand as if every project were assessed every time, whatever people do in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.foundation.flows.actions import decide, withdraw
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.projects import actions, lighting, reads
from liantu.projects.models import LightRound, Project, ProjectMerge
from liantu.projects.rules.warning_lights import light_of
from liantu.projects.tests.conftest import World

DAY = date(2026, 3, 1)
VERBS = (
    "night", "night", "night", "move", "agree", "withdraw", "money", "note", "change", "statistics", "end", "resume",
    "merge", "part", "open",
)  # fmt: skip
WALKS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 90)), min_size=8, max_size=30)


class WholeEveryNight:
    """What the lights would be if every running project were assessed every night: the plain rule, nothing kept."""

    def __init__(self) -> None:
        self.measured: dict[int, dict[date, Any]] = {}

    def light(self, project: Project, today: date) -> tuple[str, list[tuple[str, str]]]:
        plan, rule = reads.plan_of(project.zone, today), reads.WARNING_LIGHTS.on(today)
        nights = self.measured.setdefault(project.pk, {})
        before = next((nights[day] for day in sorted(nights, reverse=True) if day < today), None)
        light = light_of(reads.light_facts(project, plan), rule, today=today, before=before)
        nights[today] = light.measured
        return light.light, [(one.dimension, one.light) for one in light.reasons]


def act(world: World, projects: list[Project], verb: str, which: int, number: int) -> None:
    """One act on one project, allowed or not."""
    project, other = projects[which % len(projects)], projects[(which + 1) % len(projects)]
    day, by = DAY + timedelta(days=number), world.officer
    waiting = project.moves.filter(state="proposed").first()
    merge = ProjectMerge.objects.filter(undone_at__isnull=True).first()
    works: dict[str, Callable[[], Any]] = {
        "move": lambda: actions.move_project(
            project, ("negotiation", "intent", "signed", "started")[number % 4], by=by, on=day, reason="改"
        ),
        "agree": lambda: waiting and decide(waiting.consent, "agreed", by=world.chief),
        "withdraw": lambda: waiting and withdraw(waiting.consent, by=by),
        "money": lambda: actions.state_money(
            project, ("signed", "in_place")[number % 2], Decimal(100 + number), by=by, on=day
        ),
        "note": lambda: actions.write_note(
            project,
            "记",
            by=by,
            on=day,
            done_pct=Decimal(number),
            planned_done_pct=Decimal(min(100, number + which * 12)),
        ),
        "change": lambda: actions.change_project(
            project,
            {("planned_start_on", "planned_production_on")[number % 2]: f"{day + timedelta(days=20 * which)}"},
            by=by,
            revision=project.revision,
        ),
        "statistics": lambda: actions.set_statistics(
            project, ("entered", "due", "returned")[number % 3], by=world.data
        ),
        "end": lambda: actions.end_project(project, "suspended", by=by, reason="land", note="等地", on=day),
        "resume": lambda: actions.resume_project(project, by=by, reason="有地了"),
        "merge": lambda: actions.merge_projects(project, other, by=world.chief, reason="一个项目"),
        "part": lambda: merge and actions.undo_merge(merge, by=world.chief),
        "open": lambda: actions.open_project(world.zone, {"name": f"新项目{number}"}, by=by, on=day),
    }
    with suppress(ProblemsError, NotAllowed):
        works[verb]()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_rounds_stand_as_if_all_were_assessed(
    world: World, ready: Callable[..., Project], walk: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        ready()
        ready("signed")
        actions.open_project(world.zone, {"name": "另一个"}, by=world.officer, on=DAY)
        whole, night = WholeEveryNight(), DAY
        for verb, which, number in [*walk, ("night", 0, 1), ("night", 0, 45)]:
            if verb != "night":
                projects = list(Project.objects.filter(zone=world.zone).order_by("pk"))
                act(world, projects, verb, which, number)
                continue
            night += timedelta(days=number % 8 if number < 80 else number)
            actions.shine_lights(world.zone, today=night)
            for project in lighting.running(world.zone):
                kept = [(one["dimension"], one["light"]) for one in project.light_reasons]
                assert (project.light, kept) == whole.light(project, night), (project.name, night)
        transaction.set_rollback(True)


def test_a_round_looks_at_what_was_acted_on_and_at_nothing_else(world: World, ready: Callable[..., Project]) -> None:
    made = [ready(), ready()]
    made += [actions.open_project(world.zone, {"name": f"项目{n}"}, by=world.officer, on=DAY) for n in range(8)]
    assert actions.shine_lights(world.zone, today=DAY).assessed == 10
    assert actions.shine_lights(world.zone, today=DAY).assessed == 0
    actions.write_note(made[3], "来了", by=world.officer, on=DAY)
    assert actions.shine_lights(world.zone, today=DAY).assessed == 1
    assert actions.shine_lights(world.zone, today=DAY, whole=True).assessed == 10
    LightRound.objects.update(ruled_by="other thresholds")
    assert actions.shine_lights(world.zone, today=DAY).assessed == 10
    assert actions.shine_lights(world.zone, today=DAY - timedelta(days=1)).assessed == 10  # the clock was set back
