"""Whoever asks twice for background work is led to the work that waits or runs; no kind stands aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liantu.chains.actions import ask_judgement
from liantu.chains.models import Chain
from liantu.foundation.exports import actions as exports
from liantu.foundation.jobs import actions
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob
from liantu.foundation.jobs.registry import job_kinds
from liantu.lib.problems import ProblemsError
from liantu.people.models import Membership, User, Zone
from tests.commands.test_every_job import CASES

PRESSES = 20
OPEN = (JobState.QUEUED, JobState.RUNNING)


@pytest.fixture
def keeper(demo_zone: Zone) -> User:
    person = User.objects.create(username="keeper")
    roles = ("zone_administrator", "data_officer", "promotion_officer", "zone_leadership")
    Membership.objects.bulk_create(Membership(user=person, zone=demo_zone, role=role) for role in roles)
    Job.objects.all().delete()
    return person


def pressed(press: Callable[[], Job], state: str) -> set[int]:
    """The jobs that presses lead to, the first one waiting or running meanwhile."""
    first = press()
    Job.objects.filter(pk=first.pk).update(state=state)
    return {first.pk, *(press().pk for _turn in range(PRESSES - 1))}


def test_every_kind_works_alone() -> None:
    """A new kind says ``alone=True``; where a zone may have several, ``alone_for`` says what each is about."""
    assert [one.kind for one in job_kinds.values() if not one.alone] == []


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("kind", sorted(CASES))
def test_a_schedule_run_at_once_is_run_once(kind: str, state: str, demo_zone: Zone, keeper: User) -> None:
    plan = ScheduledJob.objects.filter(zone=demo_zone, kind=kind).first()
    plan = plan or actions.schedule(kind, zone=demo_zone, title=kind, payload={}, every_minutes=60)
    assert len(pressed(lambda: actions.run_now(plan, by=keeper), state)) == 1
    assert Job.objects.filter(kind=kind, state__in=OPEN).count() == 1


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("kind", sorted(CASES))
def test_work_tried_again_is_tried_once(kind: str, state: str, demo_zone: Zone, keeper: User) -> None:
    """Also of a kind of which the zone may have several: each by itself."""
    failed = [
        Job.objects.create(kind=kind, zone=demo_zone, title=kind, payload={"n": n}, state=JobState.FAILED,
                           alone=True, alone_for=f"about:{n}")
        for n in range(2)
    ]  # fmt: skip
    for one in failed:
        assert len(pressed(lambda one=one: actions.retry(one, by=keeper), state)) == 1  # type: ignore[misc]
    assert [job.payload for job in Job.objects.filter(state__in=OPEN).order_by("pk")] == [{"n": 0}, {"n": 1}]


@pytest.mark.parametrize("kind", sorted(CASES))
def test_asked_for_as_a_person_does(kind: str, demo_zone: Zone, keeper: User, settings: Any, tmp_path: Any) -> None:
    """By the room's own way of asking: no two open jobs are about one thing."""
    settings.HOME = tmp_path
    for _turn in range(2):
        try:
            CASES[kind].ask(demo_zone)
        except (ProblemsError, FileExistsError):  # what was brought stands already
            break
    about = list(Job.objects.filter(kind=kind, state__in=OPEN).values_list("alone_for", flat=True))
    assert about
    assert len(set(about)) == len(about)


@pytest.mark.parametrize("address", ["system:back_up", "system:check"])
@pytest.mark.parametrize("state", OPEN)
def test_a_button_leads_to_the_work_at_hand(address: str, state: str, keeper: User) -> None:
    """Without the token of the form, as from twenty tabs."""
    client = Client()
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    places = {client.post(reverse(address)).headers["Location"]}
    Job.objects.update(state=state)
    places |= {client.post(reverse(address)).headers["Location"] for _turn in range(PRESSES - 1)}
    assert places == {reverse("jobs:detail", args=[Job.objects.get().pk])}


def test_a_long_list_is_written_once_for_a_person(demo_zone: Zone, keeper: User) -> None:
    asked = {exports.ask("/enterprises/?export=csv", by=keeper, zone=demo_zone).pk for _turn in range(PRESSES)}
    assert len(asked) == Job.objects.count() == 1


def test_each_chain_is_judged_though_another_is_being_judged(demo_zone: Zone, keeper: User) -> None:
    chains = list(Chain.objects.filter(zone=demo_zone)[:2])
    assert len(chains) == 2
    jobs = [{ask_judgement(demo_zone, chain).pk for _turn in range(PRESSES)} for chain in (*chains, None)]
    assert [len(one) for one in jobs] == [1, 1, 1]
    asked = [Job.objects.get(pk=one.pop()).payload for one in jobs]
    assert asked == [*({"chain": chain.pk} for chain in chains), {}]
