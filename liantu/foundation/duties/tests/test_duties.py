"""The suite of every kind on three kinds of the tests' own; handing over; who sees what."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from liantu.foundation.duties import actions, reads
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty, DutyStep
from liantu.foundation.duties.slots import DutyKind, duty_kind
from liantu.foundation.duties.testing import DutySuite, People
from liantu.foundation.notices.models import Notice
from liantu.lib.clocks import Calendar
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import Membership, User, Zone


def known(kind: DutyKind) -> DutyKind:
    """A kind of the tests' own."""
    duty_kind.fill(kind.code, kind, module=__name__)
    return kind


PLAIN = known(DutyKind("test.plain", "任务", "jobs.view", "jobs.control"))
GIVER = known(DutyKind("test.giver", "督办", "jobs.view", "jobs.control", confirm="giver"))
FIRM = known(
    DutyKind(
        "test.firm",
        "堵点",
        "jobs.view",
        "jobs.control",
        confirm="firm",
        may_drop=False,
        from_today=True,
        topics=(("land", "用地"),),
    )
)


def cast() -> People:
    zone, _made = Zone.objects.get_or_create(code="north", defaults={"name": "北区"})

    def person(name: str, role: str) -> User:
        made, _new = User.objects.get_or_create(username=name, defaults={"display_name": name, "office": f"{name}科"})
        Membership.objects.get_or_create(user=made, zone=zone, role=role)
        return made

    return People(
        zone, person("data", "data_officer"), person("officer", "promotion_officer"), person("see", "observer")
    )


class TestPlain(DutySuite):
    kind = PLAIN

    def people(self) -> People:
        return cast()

    def about(self, people: People) -> models.Model:
        return people.zone


class TestConfirmedByGiver(TestPlain):
    kind = GIVER


class TestConfirmedByFirm(TestPlain):
    kind = FIRM


@pytest.mark.django_db
def test_a_due_day_in_working_days() -> None:
    people = cast()
    given = actions.give_duty(
        PLAIN, Owed("办", people.owner.pk, "5个工作日"), about=people.zone, zone=people.zone, by=people.leader
    )
    assert given.due_on == Calendar().add_workdays(timezone.localdate(), 5)
    with pytest.raises(ProblemsError) as told:
        actions.day_of("5 workdays", zone=people.zone, today=date(2090, 1, 1))
    assert [problem.code for problem in told.value.problems] == ["calendar_missing"]


@pytest.mark.django_db
def test_a_person_leaves_and_her_duties_go_on(client: Client) -> None:
    people = cast()
    rows = [
        actions.give_duty(
            PLAIN, Owed(text, people.owner.pk, date(2090, 1, 1)), about=people.zone, zone=people.zone, by=people.leader
        )
        for text in ("甲", "乙")
    ]
    with pytest.raises(NotAllowed):
        actions.hand_over(people.owner, people.stranger, by=people.owner, zone=people.zone, reason="调离")
    client.force_login(people.leader)
    page = client.get("/duties/hand-over/", {"from": people.owner.pk}).content.decode()
    assert "甲" in page and "乙" in page
    form = {"person": people.owner.pk, "to": people.owner.pk, "reason": ""}
    assert client.post("/duties/hand-over/", form).status_code == 422
    refused = client.post("/duties/hand-over/", form | {"reason": "调离"})
    assert refused.status_code == 422
    assert refused.content.decode().count("请选择园区内的另一人") == 2  # at the top and at the field
    assert "调离" in refused.content.decode()
    assert set(Duty.objects.values_list("owner", flat=True)) == {people.owner.pk}
    answer = client.post("/duties/hand-over/", form | {"to": people.stranger.pk, "reason": "调离"})
    assert answer.status_code == 302
    assert {one.pk for one in reads.open_duties_of(people.stranger, people.zone)} == {row.pk for row in rows}
    back = client.get(f"{rows[0].get_absolute_url()}act/hand/").content.decode()  # she may get it back
    assert f'<option value="{people.owner.pk}">' in back and f'<option value="{people.stranger.pk}">' not in back
    told = Notice.objects.filter(user=people.stranger).values_list("params__n", flat=True)
    assert list(told) == [2]
    lines = DutyStep.objects.filter(duty__in=rows, verb="hand").values_list("taken_by", "given__to")
    assert set(lines) == {(people.leader.pk, people.stranger.pk)} and len(lines) == 2


@pytest.mark.django_db
def test_a_person_sees_the_kinds_she_may_see_and_her_own() -> None:
    people = cast()
    hidden = DutyKind("test.hidden", "内部", "jobs.control", "jobs.control")
    known(hidden)
    theirs = actions.give_duty(
        hidden, Owed("他人", people.leader.pk, date(2090, 1, 1)), about=people.zone, zone=people.zone, by=people.leader
    )
    mine = actions.give_duty(
        hidden, Owed("自己", people.owner.pk, date(2090, 1, 1)), about=people.zone, zone=people.zone, by=people.leader
    )
    assert {one.pk for one in reads.duties_of(people.owner, people.zone)} == {mine.pk}
    assert {one.pk for one in reads.duties_of(people.leader, people.zone)} == {mine.pk, theirs.pk}
    elsewhere = Zone.objects.create(code="south", name="南区")
    assert not reads.duties_of(people.leader, elsewhere).exists()


@pytest.mark.django_db
def test_the_name_of_what_it_is_about_is_kept_fresh() -> None:
    people = cast()
    duty = actions.give_duty(
        PLAIN, Owed("办", people.owner.pk, date(2090, 1, 1)), about=people.zone, zone=people.zone, by=people.leader
    )
    Zone.objects.filter(pk=people.zone.pk).update(name="新区")
    assert actions.refresh_words(people.zone) == 1
    duty.refresh_from_db()
    assert duty.about_label == "新区"


@pytest.mark.django_db
def test_the_list_costs_the_same_for_two_and_twenty(django_assert_max_num_queries: object, client: Client) -> None:
    people = cast()
    for number in range(20):
        owed = Owed(f"任务{number}", people.owner.pk, date(2090, 1, 1))
        actions.give_duty(PLAIN, owed, about=people.zone, zone=people.zone, by=people.leader)
    client.force_login(people.owner)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        answer = client.get("/duties/")
    assert answer.content.decode().count("任务1") >= 10
    sheet = client.get("/duties/", {"export": "csv"})
    assert sheet.status_code == 200
