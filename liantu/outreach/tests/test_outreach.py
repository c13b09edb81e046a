"""Visits are logged whole or not at all; offices hear of each other; contacts stay covered; what is due is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.chains import factories
from liantu.enterprises.actions import add_enterprise
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.duties import actions as duties
from liantu.foundation.duties.models import Duty
from liantu.foundation.likeness.reads import alike, found_anew, is_kept
from liantu.lib.clocks import official_days
from liantu.lib.problems import ProblemsError
from liantu.outreach import actions, reads
from liantu.outreach.actions import PersonGiven, StopGiven
from liantu.outreach.doubles import CONTACTS
from liantu.outreach.models import Agreement, CalendarFeed, Contact, ContactMerge, Engagement, PromotionForce
from liantu.people.abilities import NotAllowed

FIRM = "苏州启衡精密材料有限公司"


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    people = {
        "officer": factories.make_person("officer", zone, "promotion_officer"),
        "other": factories.make_person("other", zone, "chain_chief"),
        "data": factories.make_person("data", zone, "data_officer"),
        "observer": factories.make_person("observer", zone, "observer"),
    }
    for name, office in (("officer", "投资促进部"), ("other", "创新发展部")):
        people[name].office = office
        people[name].save()
    return {"zone": zone, **people}


def log(cast: dict[str, Any], who: str = "officer", when: str = "", **more: Any) -> Engagement:
    values = {"kind": "outbound_trip", **{k: v for k, v in more.items() if k not in ("stops", "people", "files")}}
    return actions.log_engagement(
        cast["zone"],
        values,
        by=cast[who],
        when=when or f"{timezone.localdate()}",
        stops=more.get("stops", [StopGiven(FIRM)]),
        people=more.get("people", ()),
        files=more.get("files", ()),
    )


def codes(told: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in told.value.problems]


def test_a_visit_keeps_stops_people_and_what_is_due(cast: dict[str, Any]) -> None:
    firm = add_enterprise(cast["zone"], {"name": FIRM}, by=cast["officer"], source="名片")
    made = log(
        cast,
        next_step="寄资料",
        people=[PersonGiven("沈听澜", "副总经理", FIRM, "0512-12345678")],
        stops=[StopGiven(FIRM, findings="设备新"), StopGiven("展厅", "exhibition_hall")],
    )
    assert [stop.name for stop in made.stops.all()] == [FIRM, "展厅"] and made.stops.all()[0].firm == firm
    assert made.people_met.get().as_printed == "副总经理" and Contact.objects.get().firm == firm
    today = timezone.localdate()
    owed = {one.kind: one for one in reads.duties_about(made)}
    assert (owed["outreach.report"].due_on, owed["outreach.report"].owner) == (today + timedelta(15), cast["officer"])
    step = owed["outreach.next_step"]
    assert (step.text, step.due_on) == ("寄资料", calendar_of(cast["zone"]).provisional().add_workdays(today, 3))
    listed = reads.engagements_of(cast["officer"], cast["zone"]).get(pk=made.pk)
    assert (listed.next_step, listed.next_on) == ("寄资料", step.due_on)
    log(cast, people=[PersonGiven("沈听澜", "总经理", FIRM)])
    contact = Contact.objects.get()
    assert (contact.title, contact.meetings.count()) == ("总经理", 2)
    assert made.people_met.get().as_printed == "副总经理"  # as it was printed then


def test_all_faults_are_told_and_nothing_is_written(cast: dict[str, Any]) -> None:
    with pytest.raises(ProblemsError) as told:
        log(
            cast,
            kind="x",
            when="哪天",
            stops=[StopGiven(FIRM), StopGiven("a", "x")],
            people=[PersonGiven("", "总经理")],
        )
    assert codes(told) == ["unreadable_day", "no_kind_engagement", "person_without_name", "stop_without_name"]
    for more, code in (
        ({"files": [SimpleUploadedFile("x.jpg", b"MZ no photo")]}, None),
        ({"until_on": timezone.localdate() - timedelta(days=3)}, "ends_before"),
        ({"expense_wan_yuan": -1}, "below_zero"),
        ({"title": "长" * 300}, "bad_field"),
        ({"next_on": timezone.localdate()}, "day_without_step"),
        ({"next_step": "长" * 201}, "step_too_long"),
    ):
        with pytest.raises(ProblemsError) as told:
            log(cast, **more)
        assert code is None or code in codes(told)
    with pytest.raises(NotAllowed):
        log(cast, "observer")
    assert not Engagement.objects.exists() and not Contact.objects.exists() and not Duty.objects.exists()


def test_two_offices_at_one_enterprise_hear_of_each_other(cast: dict[str, Any]) -> None:
    today = timezone.localdate()
    first = log(cast)
    assert [
        one.engagement
        for one in reads.others_at(cast["zone"], ["苏州启衡精密材料（有限公司）"], first.when, office="别的")
    ] == [first]
    second = log(cast, "other", when=f"{today - timedelta(days=10)}")
    assert [one.engagement for one in reads.others_at(cast["zone"], [FIRM], second.when, office="创新发展部")] == [
        first
    ]
    far = log(cast, "other", when=f"{today - timedelta(days=200)}")
    assert reads.others_at(cast["zone"], [FIRM], far.when, office="创新发展部") == []
    client = Client()
    client.force_login(cast["other"])
    page = client.get(reverse("outreach:check"), {"when": f"{today}", "stop": [FIRM]}).content.decode()
    assert "投资促进部" in page
    assert "还不能识别" in client.get(reverse("outreach:check"), {"when": "某天"}).content.decode()


def test_on_the_phone_a_visit_is_logged_and_leads_to_a_lead(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["officer"])
    assert client.get(reverse("outreach:log")).status_code == 200
    form = {
        "kind": "negotiation",
        "when": "3月5日左右",
        "stop": [FIRM, ""],
        "stop_kind": ["firm", "firm"],
        "finding": ["", ""],
        "met_name": ["沈听澜"],
        "met_title": ["副总"],
        "met_organisation": [FIRM],
        "met_phone": ["0512-12345678"],
        "outcome": "consensus",
        "next_step": "再谈",
    }
    refused = client.post(reverse("outreach:log"), {**form, "when": "某天"})
    assert refused.status_code == 422 and FIRM in refused.content.decode() and "沈听澜" in refused.content.decode()
    answer = client.post(reverse("outreach:log"), form)
    assert answer.status_code == 302
    made = Engagement.objects.get()
    assert made.precision == "about"
    page = client.get(made.get_absolute_url()).content.decode()
    assert "前后" in page and "登记线索" in page and "0512-12345678" not in page
    prefilled = client.get(reverse("leads:new"), {"name": FIRM, "from": made.get_absolute_url()}).content.decode()
    assert FIRM in prefilled
    step, finish = Duty.objects.get(), reverse("outreach:act_finish", args=[made.pk])
    assert client.post(finish, {"duty": step.pk, "note": ""}).status_code == 422
    assert client.post(finish, {"duty": step.pk, "note": "已寄出"}).status_code == 302
    assert client.post(finish, {"duty": step.pk, "note": "已寄出"}).status_code == 422  # done already
    made.refresh_from_db()
    assert made.conclusion.endswith("已寄出")
    agree = reverse("outreach:act_next_step", args=[made.pk])
    assert client.post(agree, {"text": "", "owner": cast["officer"].pk}).status_code == 422
    assert client.post(agree, {"text": "回访", "owner": cast["other"].pk, "due": ""}).status_code == 302
    assert [one.text for one in reads.duties_about(made).filter(state="open", owner=cast["other"])] == ["回访"]
    assert "BEGIN:VEVENT" in client.get(reverse("outreach:event", args=[made.pk])).content.decode()
    month = client.get(reverse("outreach:month"), {"month": f"{made.on:%Y-%m}"}).content.decode()
    assert made.title in month
    assert client.get(reverse("outreach:month"), {"month": "x"}).status_code == 200


def test_telephones_stay_covered_and_every_look_is_logged(cast: dict[str, Any]) -> None:
    log(cast, people=[PersonGiven("沈听澜", "副总", FIRM, "13900001234")])
    contact, client = Contact.objects.get(), Client()
    client.force_login(cast["officer"])
    for address in (
        reverse("outreach:contacts"),
        contact.get_absolute_url(),
        reverse("outreach:contact_change", args=[contact.pk]),
    ):
        assert "13900001234" not in client.get(address).content.decode()
    sheet = client.get(reverse("outreach:contacts"), {"export": "csv"})
    assert "13900001234" not in b"".join(getattr(sheet, "streaming_content", [sheet.content])).decode("utf-8", "ignore")
    before = AuditEntry.objects.filter(verb="outreach.phone_shown").count()
    assert "13900001234" in client.post(reverse("outreach:phone", args=[contact.pk])).content.decode()
    assert AuditEntry.objects.filter(verb="outreach.phone_shown").count() == before + 1
    client.post(
        reverse("outreach:contact_change", args=[contact.pk]),
        {"name": "沈听澜", "title": "总经理", "organisation": FIRM},
    )
    contact.refresh_from_db()
    assert (contact.title, contact.phone) == ("总经理", "13900001234")
    client.force_login(cast["observer"])
    assert client.get(reverse("outreach:contacts")).status_code == 403


def test_two_rows_of_one_person_are_merged_and_parted(cast: dict[str, Any]) -> None:
    log(cast, people=[PersonGiven("沈听澜", "副总", FIRM)])
    log(cast, people=[PersonGiven("沈听澜", "副总", "苏州启衡", "13900001234")])
    first, second = Contact.objects.order_by("pk")
    assert reads.same_people(cast["zone"]) == [] and is_kept(CONTACTS, cast["zone"])
    actions.keep_contact(second, {"organisation": FIRM}, by=cast["officer"])
    assert reads.same_people(cast["zone"]) == [(first, second)]
    merge = actions.merge_contacts(first, second, by=cast["data"])
    assert first.meetings.count() == 2 and reads.same_people(cast["zone"]) == []
    client = Client()
    client.force_login(cast["data"])
    address = reverse("outreach:same")
    undo = reverse("outreach:contact_act_part", args=[first.pk])
    assert undo in client.get(address).content.decode()
    assert client.post(undo, {"merge": merge.pk}).headers["Location"] == address
    assert client.post(undo, {"merge": merge.pk}).status_code == 422
    join = reverse("outreach:contact_act_merge", args=[first.pk])
    assert join in client.get(address).content.decode()
    joined = client.post(join, {"other": second.pk}, follow=True).content.decode()
    toast = joined[joined.index('id="toasts"') :]
    assert f'action="{undo}' in toast and f'name="merge" value="{ContactMerge.objects.latest("pk").pk}"' in toast
    assert client.post(join, {"other": second.pk}).status_code == 422
    client.post(undo, {"merge": ContactMerge.objects.latest("pk").pk})
    assert (first.meetings.count(), second.meetings.count()) == (1, 1)
    assert alike(CONTACTS, cast["zone"])[0] == found_anew(CONTACTS, cast["zone"]) != []
    with pytest.raises(NotAllowed):
        actions.merge_contacts(first, second, by=cast["officer"])
    with pytest.raises(ProblemsError):
        actions.merge_contacts(first, first, by=cast["data"])


def test_a_framework_agreement_never_counts_as_signed(cast: dict[str, Any]) -> None:
    counting = {kind for kind in Agreement.Kind.values if Agreement(kind=kind).counts_as_signed}
    assert counting == {"investment_agreement"}
    assert (
        not Agreement(kind="strategic_cooperation_agreement").is_binding
        and Agreement(kind="tenancy_agreement").is_binding
    )


def test_what_ends_and_is_owed_is_told(cast: dict[str, Any]) -> None:
    today = timezone.localdate()
    zone, officer = cast["zone"], cast["officer"]
    PromotionForce.objects.create(
        zone=zone, kind="investment_ambassador", name="甲大使", ends_on=today + timedelta(days=30)
    )
    Agreement.objects.create(
        zone=zone,
        kind="friendly_cooperation",
        title="友好园区",
        parties="x",
        ends_on=today + timedelta(days=14),
        state="in_force",
        keeper=officer,
    )
    log(cast, next_step="寄资料", next_on=today)
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("outreach:ending")).content.decode()
    assert "甲大使" in page and "友好园区" in page
    day = client.get("/").content.decode()
    assert "2 项任期、协议快到期" in day and "友好园区、甲大使" in day
    assert actions.remind(zone, today=today) == 1
    assert duties.remind(zone, today=today) == 1
    assert client.get(reverse("outreach:results")).status_code == 200


def test_a_calendar_address_is_secret_and_can_be_ended(cast: dict[str, Any], client: Client) -> None:
    log(cast)
    feed = actions.feed_of(cast["zone"], by=cast["officer"])
    address = reverse("outreach:feed", args=[feed.token])
    assert FIRM in client.get(address).content.decode()
    actions.feed_of(cast["zone"], by=cast["officer"], anew=True)
    assert client.get(address).status_code == 404 and CalendarFeed.objects.count() == 1


def test_somebody_elses_changes_are_not_overwritten(cast: dict[str, Any]) -> None:
    made = log(cast)
    actions.change_engagement(made, {"place": "苏州"}, by=cast["officer"], when="2026-03-05", revision=1)
    with pytest.raises(ProblemsError) as told:
        actions.change_engagement(made, {"place": "无锡"}, by=cast["other"], when="2026-03-05", revision=1)
    assert codes(told) == ["somebody_was_faster"]
    made.refresh_from_db()
    assert made.place == "苏州"


def test_an_instruction_becomes_a_task_with_an_owner_and_a_day(cast: dict[str, Any]) -> None:
    chain = factories.make_chain(cast["zone"], factories.make_person("admin", cast["zone"], "zone_administrator"))
    made = log(cast, "other", kind="inspection", chain=chain)
    client = Client()
    client.force_login(cast["other"])
    assert "指示与建议" in client.get(made.get_absolute_url()).content.decode()
    address = reverse("outreach:act_task", args=[made.pk])
    due = timezone.localdate() + timedelta(days=7)
    given = {"text": "协调蒸汽价格", "owner": cast["officer"].pk, "due": f"{due}"}
    assert client.post(address, {**given, "owner": "", "due": "x"}).status_code == 422
    assert client.post(address, given).status_code == 302
    task = Duty.objects.get()
    assert (
        task.text == "协调蒸汽价格"
        and task.origin_id == made.pk
        and (task.owner, task.due_on) == (cast["officer"], due)
    )
    assert client.post(reverse("outreach:act_task", args=[log(cast).pk]), given).status_code == 422


@pytest.mark.parametrize("when", ["2026年3月", "3月5日左右", "2025年", "2026-03-05"])
def test_a_day_known_vaguely_stays_so_when_something_else_is_corrected(cast: dict[str, Any], when: str) -> None:
    made = log(cast, when=when)
    before, client = made.when, Client()
    client.force_login(cast["officer"])
    address = reverse("outreach:change", args=[made.pk])
    page = client.get(address)
    form = {"kind": made.kind, "title": made.title, "outcome": made.outcome, "place": "苏州", "revision": made.revision}
    assert client.post(address, {**form, "when": page.context["form"]["when"].value()}).status_code == 302
    made.refresh_from_db()
    assert (made.place, made.when) == ("苏州", before)


def test_a_day_counted_into_a_year_nobody_announced_says_so(
    cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    last = official_days().last_year
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(last, 12, 31))
    made = log(cast, kind="negotiation", next_step="寄资料")
    (step,) = reads.duties_about(made)
    assert step.due_on is not None
    assert step.due_on.year == last + 1
    client = Client()
    client.force_login(cast["officer"])
    told = f"{last + 1} 年的节假日安排尚未公布"
    assert told in client.get(made.get_absolute_url()).content.decode()
    assert told in client.get(reverse("outreach:log")).content.decode()
    duties.take_step(step, "finish", "已寄", by=cast["officer"])
    assert told not in client.get(made.get_absolute_url()).content.decode()


def test_where_obligations_stood_leads_to_the_duties(cast: dict[str, Any]) -> None:
    officer, client = cast["officer"], Client()
    client.force_login(officer)
    paper = actions.keep_agreement(
        cast["zone"], {"kind": "framework_agreement", "title": "框架", "parties": "甲；乙"}, by=officer
    )
    oblige = reverse("outreach:agreement_act_oblige", args=[paper.pk])
    assert client.post(oblige, {"text": "提供选址方案", "party": ""}).status_code == 422
    assert client.post(oblige, {"text": "提供选址方案", "party": "开发区", "due": "2026-04-01"}).status_code == 302
    (duty,) = reads.duties_about(paper)
    assert (duty.office, duty.owner, duty.due_on) == ("开发区", None, date(2026, 4, 1))
    assert "提供选址方案" in client.get(paper.get_absolute_url()).content.decode()
    assert "提供选址方案" in client.get(reverse("outreach:ending")).content.decode()
    assert "提供选址方案" in client.get(reverse("outreach:obligations"), follow=True).content.decode()
    assert client.get(reverse("outreach:obligation", args=[7])).status_code == 404
    Duty.objects.filter(pk=duty.pk).update(former="outreach.obligation:7")
    assert client.get(reverse("outreach:obligation", args=[7])).headers["Location"] == duty.get_absolute_url()
    assert client.post(reverse("outreach:agreement_delete", args=[paper.pk])).status_code == 422
    assert Agreement.objects.exists()


def test_the_list_tells_the_next_step_and_sorts_by_its_day(cast: dict[str, Any]) -> None:
    today, client = timezone.localdate(), Client()
    client.force_login(cast["officer"])
    log(cast, kind="negotiation", title="甲方洽谈", next_step="寄资料", next_on=today + timedelta(days=9))
    log(cast, kind="negotiation", title="乙方洽谈", next_step="约回访", next_on=today + timedelta(days=2))
    page = client.get(reverse("outreach:list"), {"sort": "next_on"}).content.decode()
    assert page.index("约回访") < page.index("寄资料")
    duties.take_step(Duty.objects.get(text="约回访"), "finish", "已约", by=cast["officer"])
    assert "约回访" not in client.get(reverse("outreach:list")).content.decode()
    sheet = client.get(reverse("outreach:list"), {"export": "csv", "q": "甲方"})
    text = b"".join(getattr(sheet, "streaming_content", [sheet.content])).decode("utf-8", "ignore")
    assert "寄资料" in text
    assert "乙方" not in text
