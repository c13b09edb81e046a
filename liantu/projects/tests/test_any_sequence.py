"""Whatever anybody does in whatever order: no counting stage without its papers and a second person, shares sum to one,
nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.foundation.files import paper_actions
from liantu.foundation.flows.actions import decide, withdraw
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User
from liantu.projects import actions, reads
from liantu.projects.actions.papers import PAPERS
from liantu.projects.models import CreditShare, Evidence, MoneyLine, Project, StageMove
from liantu.projects.rules.stages import missing_for, needs_second_person
from liantu.projects.tests.conftest import World

DAY = date(2026, 3, 1)
STAGES = (
    "lead", "negotiation", "intent", "admission_review", "framework_agreement", "signed", "company_registered",
    "project_filed", "site_secured", "construction_permitted", "started", "in_production", "nonsense",
)  # fmt: skip
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("move", "agree", "refuse", "withdraw", "paper", "take_back", "money", "split", "pass", "end", "resume")
        ),
        st.integers(0, 4),
        st.sampled_from(STAGES),
        st.integers(0, 40),
    ),
    min_size=5,
    max_size=40,
)


def _act(project: Project, act: tuple[str, int, str, int], people: list[User]) -> None:
    """One act of somebody, allowed or not."""
    verb, who, stage, number = act
    by, day = people[who], DAY + timedelta(days=number)
    waiting = project.moves.filter(state="proposed").first()
    papers = list(project.papers.filter(withdrawn_at__isnull=True))
    works: dict[str, Callable[[], Any]] = {
        "move": lambda: actions.move_project(project, stage, by=by, on=day, reason="改" if number % 2 else ""),
        "agree": lambda: waiting and decide(waiting.consent, "agreed", by=by),
        "refuse": lambda: waiting and decide(waiting.consent, "refused", by=by, reason="材料不符"),
        "withdraw": lambda: waiting and withdraw(waiting.consent, by=by),
        "paper": lambda: actions.bring_paper(
            project,
            [sorted(actions.known_tags(project))[number % len(actions.known_tags(project))]],
            by=by,
            reference="文",
        ),
        "take_back": lambda: (
            papers and paper_actions.withdraw_paper(PAPERS, papers[number % len(papers)], by=by, reason="错")
        ),
        "money": lambda: actions.state_money(
            project, ("intent", "signed", "in_place")[number % 3], Decimal(number), by=by, on=day
        ),
        "split": lambda: actions.split_credit(
            project, [("甲", Decimal(number) / 100), ("乙", 1 - Decimal(number) / 100)], by=by, reason="分"
        ),
        "pass": lambda: actions.transfer_credit(
            project,
            giver=reads.standing_shares(project)[0].holder,
            taker="丙",
            part=Decimal(number) / 40,
            by=by,
            reason="转",
        ),
        "end": lambda: actions.end_project(project, "suspended", by=by, reason="land", note="等地"),
        "resume": lambda: actions.resume_project(project, by=by, reason="有地了"),
    }
    with suppress(ProblemsError, NotAllowed):
        works[verb]()


def _holds(project: Project, lost: dict[str, int]) -> None:
    """What must be true after every act."""
    project.refresh_from_db()
    plan = reads.plan_of(project.zone, DAY)
    assert sum(CreditShare.objects.filter(project=project, ended_at__isnull=True).values_list("share", flat=True)) == 1
    for step in StageMove.objects.filter(project=project, state="made").exclude(from_state=""):
        if needs_second_person(plan, step.from_state, step.to_state):
            assert step.decided_by_id is not None and step.decided_by_id != step.taken_by_id
    counts = {
        "papers": Evidence.objects.filter(project=project).count(),
        "money": MoneyLine.objects.filter(project=project).count(),
        "moves": StageMove.objects.filter(project=project).count(),
    }
    assert all(counts[name] >= lost.get(name, 0) for name in counts)
    lost.update(counts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, without=st.sampled_from(((), ("investment_agreement",), ("signed",), ("intent", "legality_review"))))
def test_no_sequence_of_acts_breaks_the_promises(
    world: World, ready: Callable[..., Project], acts: list[tuple[str, int, str, int]], without: tuple[str, ...]
) -> None:
    people = [world.officer, world.colleague, world.chief, world.boss, world.data]
    with transaction.atomic():
        project, lost = ready(*without), dict[str, int]()
        entered: set[str] = set()
        for act in acts:
            before = project.stage
            _act(project, act, people)
            _holds(project, lost)
            if project.stage != before and reads.plan_of(world.zone, DAY).stage(project.stage).counts:
                entered.add(project.stage)
                plan = reads.plan_of(world.zone, DAY)
                forward = plan.stage(project.stage).order > plan.stage(before).order
                fresh = Project.objects.get(pk=project.pk)
                assert not forward or not missing_for(plan, reads.facts_of(fresh), project.stage)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_machine_above_does_reach_a_counting_stage(world: World, ready: Callable[..., Project]) -> None:
    """The random walk proves nothing unless the way through exists."""
    project = ready()
    people = [world.officer, world.colleague, world.chief, world.boss, world.data]
    _act(project, ("move", 0, "signed", 2), people)
    project.refresh_from_db()
    assert project.stage == "lead" and project.moves.filter(state="proposed").exists()
    _act(project, ("agree", 2, "", 0), people)
    project.refresh_from_db()
    assert project.stage == "signed" and project.signed_on == DAY + timedelta(days=2)
