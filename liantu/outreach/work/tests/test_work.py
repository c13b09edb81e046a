"""Meetings, rounds, points and tasks: kept whole or not at all, owed by somebody, told in time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.chains import factories
from liantu.chains.models import Chain
from liantu.enterprises.actions import add_enterprise
from liantu.foundation.duties.actions import Owed, give_duty
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.reads import open_duties_of
from liantu.foundation.duties.testing import DutySuite, People
from liantu.foundation.notices.models import Notice
from liantu.lib.problems import ProblemsError
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work import actions, reads
from liantu.outreach.work.models import Inspection, Meeting, WorkPoint

DUE = date(2030, 1, 1)


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    return {
        "zone": zone,
        "admin": admin,
        "chain": factories.make_chain(zone, admin),
        "chief": factories.make_person("chief", zone, "chain_chief"),
        "officer": factories.make_person("officer", zone, "promotion_officer"),
        "assessor": factories.make_person("assessor", zone, "assessor"),
        "liaison": factories.make_person("liaison", zone, "chain_leader_liaison"),
    }


def values(**more: Any) -> dict[str, Any]:
    return {"held_on": timezone.localdate(), "title": "专班例会", **more}


def codes(told: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in told.value.problems]


def given(cast: dict[str, Any], text: str) -> Duty:
    owed = Owed(text, cast["officer"].pk, DUE)
    return give_duty(TASK, owed, about=cast["chain"], zone=cast["zone"], by=cast["chief"])


def test_a_meeting_gives_tasks_and_tells_their_owners(cast: dict[str, Any]) -> None:
    owed = [Owed("拜访甲公司", cast["officer"].pk, DUE), Owed("自查", cast["chief"].pk, DUE)]
    made = actions.keep_meeting(cast["chain"], values(), owed, by=cast["chief"])
    assert [task.text for task in reads.tasks_from(made).order_by("id")] == ["拜访甲公司", "自查"]
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["officer"]
    assert open_duties_of(cast["officer"], cast["zone"])[0].origin_id == made.pk


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(cast: dict[str, Any]) -> None:
    owed = [Owed("", None, None), Owed("外人办", cast["liaison"].pk, DUE)]
    wrong = values(title=" ", held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ProblemsError) as told:
        actions.keep_meeting(cast["chain"], wrong, owed, by=cast["chief"])
    assert codes(told) == ["no_title", "day_to_come", "task_empty", "no_owner", "no_due_day", "no_owner"]
    with pytest.raises(ProblemsError) as told:
        actions.keep_inspection(cast["chain"], values(), [{"place": "", "difficulties": "缺气"}], [], by=cast["chief"])
    assert codes(told) == ["no_place"]
    with pytest.raises(ProblemsError) as told:
        actions.keep_inspection(cast["chain"], values(), [{"place": " "}], [], by=cast["chief"])
    assert codes(told) == ["no_stops"]
    assert not Meeting.objects.exists() and not Inspection.objects.exists() and not Duty.objects.exists()


def test_a_round_ties_its_stops_to_known_enterprises(cast: dict[str, Any]) -> None:
    known = add_enterprise(cast["zone"], {"name": "汾钢特材股份有限公司"}, by=cast["admin"], source="台账")
    stops = [{"place": "汾钢特材股份有限公司", "difficulties": "缺气"}, {"place": ""}, {"place": "C 区厂房"}]
    made = actions.keep_inspection(
        cast["chain"], values(), stops, [Owed("接通管线", cast["officer"].pk, DUE)], by=cast["chief"]
    )
    assert [(stop.order, stop.enterprise) for stop in made.stops.all()] == [(1, known), (2, None)]
    assert reads.tasks_from(made).get().given_by == cast["chief"]


class TestTasks(DutySuite):
    """The duties of this room do what every duty does."""

    kind = TASK

    def people(self) -> People:
        zone = factories.make_zone()
        return People(
            zone,
            factories.make_person("chief", zone, "chain_chief"),
            factories.make_person("assessor", zone, "assessor"),
            factories.make_person("observer", zone, "observer"),
        )

    def about(self, people: People) -> Chain:
        return Chain.objects.filter(zone=people.zone).first() or factories.make_chain(
            people.zone, factories.make_person("admin", people.zone, "zone_administrator")
        )


def test_an_old_link_to_a_task_leads_to_its_duty(cast: dict[str, Any]) -> None:
    duty = given(cast, "拜访")
    Duty.objects.filter(pk=duty.pk).update(former="work.task:41")
    client = Client()
    client.force_login(cast["officer"])
    assert client.get(reverse("work:task", args=[41]))["Location"] == duty.get_absolute_url()
    assert client.get(reverse("work:task", args=[42])).status_code == 404


def test_progress_is_added_to_and_reaching_the_number_ends_the_point(cast: dict[str, Any]) -> None:
    point = WorkPoint(chain=cast["chain"], year=2026, text="引进项目", target=Decimal(3))
    actions.store_point(point, by=cast["chief"], zone=cast["zone"])
    actions.note_progress(point, "在谈", by=cast["officer"])
    assert point.state == "going"
    actions.note_progress(point, "三家落地", by=cast["officer"], reached=Decimal(3))
    point.refresh_from_db()
    assert (point.state, point.notes.count()) == ("done", 2)
    with pytest.raises(ProblemsError) as told:
        actions.note_progress(point, " ", by=cast["officer"], reached=Decimal(-1))
    assert codes(told) == ["no_text", "below_zero"]
    elsewhere = factories.make_zone(code="elsewhere")
    with pytest.raises(ProblemsError):
        actions.store_point(
            WorkPoint(
                chain=factories.make_chain(elsewhere, factories.make_person("b", elsewhere, "zone_administrator")),
                year=2026,
                text="越区",
            ),
            by=cast["chief"],
            zone=cast["zone"],
        )


def test_from_the_chain_to_a_kept_round_in_the_browser(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["chief"])
    code, today = cast["chain"].code, timezone.localdate()
    home = reverse("work:year", args=[code])
    assert home in client.get(f"/chains/{code}/").content.decode()
    form = {
        "held_on": f"{today}",
        "title": "链长调研",
        "stops.2.place": "甲公司",  # the first line was left empty
        "stops.2.difficulties": "缺气",
        "tasks.3.text": "接管线",
        "tasks.3.owner": f"{cast['officer'].pk}",
        "tasks.3.due_on": "不是日子",
    }
    address = reverse("work:inspection_new", args=[code])
    assert client.get(address).status_code == 200
    refused = client.post(address, form)
    assert refused.status_code == 422 and "甲公司" in refused.content.decode() and "接管线" in refused.content.decode()
    refused = client.post(address, form | {"tasks.3.due_on": "", "stops.2.place": ""})
    at = refused.context["form"].errors
    assert set(at) == {"stops.1.place", "tasks.1.due_on"}, "told at the fields of the lines, which moved up"
    kept = client.post(address, form | {"tasks.3.due_on": "2030-01-01"})
    assert kept.status_code == 302
    assert "缺气" in client.get(kept["Location"]).content.decode()
    task = Duty.objects.get()
    assert client.post(f"{task.get_absolute_url()}act/finish/", {"note": "", "revision": 1}).status_code == 422
    assert client.post(f"{task.get_absolute_url()}act/finish/", {"note": "通了", "revision": 1}).status_code == 302
    year = client.get(home).content.decode()
    assert "链长调研" in year and "通了" in year
    assert client.get(reverse("work:tasks"), follow=True).status_code == 200
    give = reverse("work:chain_act_give_task", args=[cast["chain"].pk])
    refused = client.post(give, {"text": "再办", "owner": "", "due_on": ""})
    assert refused.status_code == 422 and "再办" in refused.content.decode()
    ahead = {"text": "再办", "owner": cast["officer"].pk, "due_on": "5个工作日"}
    assert client.post(give, ahead)["Location"] == home
    assert Duty.objects.get(text="再办").owner == cast["officer"]


def test_progress_is_noted_on_the_page_of_its_year(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["chief"])
    point = WorkPoint(chain=cast["chain"], year=2025, text="引进项目", target=Decimal(3), unit="个")
    actions.store_point(point, by=cast["chief"], zone=cast["zone"])
    home = f"{reverse('work:year', args=[cast['chain'].code])}?year=2025"
    note = reverse("work:point_act_note", args=[point.pk])
    assert note in client.get(home).content.decode() and "(个)" in client.get(note).content.decode()
    refused = client.post(note, {"text": "", "reached": "-1"}, headers={"referer": f"http://testserver{home}"})
    assert refused.status_code == 422 and "引进项目" in refused.content.decode()
    assert client.post(note, {"text": "在谈", "reached": "2"})["Location"] == home
    assert "在谈" in client.get(home).content.decode()


def test_the_year_costs_the_same_whatever_it_holds(cast: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        given(cast, f"任务{number}")
        point = WorkPoint(chain=cast["chain"], year=2026, text=f"要点{number}")
        actions.store_point(point, by=cast["chief"], zone=cast["zone"])
        actions.note_progress(point, "在办", by=cast["officer"])
    with django_assert_max_num_queries(9):
        found = reads.year_of(cast["chain"], 2026, today=date(2026, 6, 1))
        assert [note.noted_by.label for point in found.points for note in point.notes.all()]  # type: ignore[union-attr]


def test_a_task_is_given_from_anywhere_and_stands_with_its_owner(cast: dict[str, Any]) -> None:
    client, address = Client(), reverse("work:task_new")
    client.force_login(cast["chief"])
    assert f'href="{address}"' in client.get("/").content.decode(), "among what can be begun"
    assert f'value="{cast["chain"].pk}"' in client.get(address).content.decode()
    wrong = client.post(address, {"text": "", "owner": cast["liaison"].pk, "due_on": "", "chain": cast["chain"].pk})
    assert wrong.status_code == 422 and not Duty.objects.exists()
    sent = {"text": "摸清冷轧缺口", "owner": cast["officer"].pk, "due_on": "5个工作日", "chain": cast["chain"].pk}
    made = client.post(address, sent)
    duty = Duty.objects.get()
    assert made.headers["Location"] == duty.get_absolute_url()
    assert (duty.kind, duty.about_id, duty.owner) == (TASK.code, cast["chain"].pk, cast["officer"])
    assert duty.due_on is not None and duty.due_on > timezone.localdate()
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["officer"]
    elsewhere = factories.make_zone("elsewhere")
    other = factories.make_chain(elsewhere, factories.make_person("there", elsewhere, "chain_chief"))
    assert client.post(address, {**sent, "chain": other.pk}).status_code == 422
    client.force_login(cast["assessor"])
    assert client.get(address).status_code == 403 and address not in client.get("/").content.decode()
