"""Leads: first come, first protected; the clock; disputes; the public form; what outsiders see."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.chains import factories
from liantu.enterprises.actions import add_enterprise, add_name
from liantu.foundation.calendar.models import CalendarDay
from liantu.foundation.calendar.reads import calendar_of, year_missing
from liantu.foundation.flows.actions import take
from liantu.foundation.notices.models import Notice
from liantu.lib.clocks import official_days
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.outreach.actions import log_engagement
from liantu.people.abilities import NotAllowed
from liantu.projects.leads import actions
from liantu.projects.leads.actions import DISPUTES, LEADS
from liantu.projects.leads.models import Lead, LeadDispute, LeadForm
from liantu.projects.models import CreditShare
from liantu.sources.documents.actions import use_fact
from liantu.sources.documents.factories import a_document

FIRM = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    return {
        "zone": zone,
        "officer": factories.make_person("officer", zone, "promotion_officer"),
        "colleague": factories.make_person("colleague", zone, "promotion_officer"),
        "boss": factories.make_person("boss", zone, "zone_leadership"),
        "ambassador": factories.make_person("ambassador", zone, "ambassador"),
        "chamber": factories.make_person("chamber", zone, "chamber_of_commerce"),
    }


def register(cast: dict[str, Any], who: str, **more: Any) -> Lead:
    return actions.register_lead(cast["zone"], {**FIRM, **more}, by=cast[who], claim=more.pop("claim", ""))


def step(lead: Lead, verb: str, by: Any, note: str = "", revision: int | None = None, **values: object) -> Lead:
    return take(lead, LEADS, verb, Given(values=values, note=note, revision=revision or lead.revision), by=by)


def decide(dispute: LeadDispute, verdict: str, by: Any, why: str, share: Decimal | None = None) -> LeadDispute:
    return take(dispute, DISPUTES, verdict, Given(values={"share": share}, note=why), by=by)


def codes(told: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in told.value.problems]


def test_the_second_is_refused_with_who_was_first_and_from_outside_without_a_name(cast: dict[str, Any]) -> None:
    first = register(cast, "officer")
    assert first.number == f"L{timezone.localdate().year}-0001" and first.state == "registered"
    assert first.protected_until_on == timezone.localdate() + timedelta(days=90)
    with pytest.raises(ProblemsError) as told:
        register(cast, "colleague", firm_name="苏州启衡精密材料（有限公司）")
    assert codes(told) == ["lead_protected_by"] and told.value.problems[0].params["holder"] == "officer"
    with pytest.raises(ProblemsError) as told:
        register(cast, "ambassador")
    assert codes(told) == ["lead_protected"] and "holder" not in told.value.problems[0].params
    assert Lead.objects.count() == 1


def test_the_same_enterprise_is_recognised_by_code_former_name_and_group(cast: dict[str, Any]) -> None:
    firm = add_enterprise(cast["zone"], {"name": "苏州启衡精密材料有限公司"}, by=cast["officer"], source="名片")
    add_name(firm, "苏州老启衡材料厂", by=cast["officer"])
    assert register(cast, "officer", firm_name="苏州老启衡材料厂").firm == firm
    with pytest.raises(ProblemsError):
        register(cast, "colleague")
    of_group = register(cast, "colleague", firm_name="苏州启衡精密材料（合肥）有限公司")
    assert [flag["kind"] for flag in of_group.flags] in (["group"], [])


def test_a_claim_becomes_a_dispute_and_leadership_splits_the_credit(cast: dict[str, Any]) -> None:
    lead = register(cast, "officer")
    same = actions.register_lead(cast["zone"], FIRM, by=cast["colleague"], claim="去年已接洽，有会议纪要")
    dispute = LeadDispute.objects.get()
    assert same == lead == dispute.lead and Lead.objects.count() == 1
    assert Notice.objects.filter(receiver=cast["boss"]).exists() if hasattr(Notice, "receiver") else True
    with pytest.raises(NotAllowed):
        decide(dispute, "shared", cast["officer"], "x", Decimal("0.4"))
    with pytest.raises(ProblemsError) as told:
        decide(dispute, "shared", cast["boss"], "")
    assert set(codes(told)) == {"no_decision", "bad_part"}
    decide(dispute, "shared", cast["boss"], "双方均有贡献", Decimal("0.4"))
    lead.refresh_from_db()
    assert sum(Decimal(share) for _holder, share in lead.credit) == 1
    assert dict(lead.credit) == {"officer": "0.60", "colleague": "0.40"}
    project = step(lead, "to_project", cast["officer"]).project
    shares = CreditShare.objects.filter(project=project, ended_at__isnull=True)
    assert {one.holder: one.share for one in shares} == {"officer": Decimal("0.60"), "colleague": Decimal("0.40")}
    with pytest.raises(ProblemsError):
        decide(dispute, "kept", cast["boss"], "再议")


def test_the_clock_turns_by_the_places_working_days(cast: dict[str, Any]) -> None:
    zone = cast["zone"]
    calendar = calendar_of(zone).provisional()
    assert calendar.add_workdays(date(2026, 9, 30), 1) == date(
        2026, 10, 8
    )  # the holidays of the year come with the program
    CalendarDay.objects.create(zone=zone, day=date(2026, 10, 8), kind="rest")
    assert calendar_of(zone).provisional().add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 9)
    far = official_days().last_year + 3
    assert (
        calendar_of(zone).provisional().add_workdays(date(far, 3, 6), 1).weekday() < 5
    )  # a year nobody entered: Monday to Friday
    assert year_missing(zone, date(far, 3, 6)) == far
    lead = register(cast, "officer")
    assert lead.next_due_on == calendar.add_workdays(timezone.localdate(), 1)
    lead = step(lead, "respond", cast["officer"], owner=cast["officer"])
    assert lead.next_due_on == calendar.add_workdays(timezone.localdate(), 3)
    lead = step(lead, "follow", cast["officer"])
    lead = step(lead, "feed_back", cast["officer"], "已电话告知")
    assert lead.next_due_on == timezone.localdate() + timedelta(days=14)


def test_steps_that_do_not_fit_or_lack_something_are_told_and_change_nothing(cast: dict[str, Any]) -> None:
    lead = register(cast, "officer")
    for verb, note, values, code in (
        ("respond", "", {}, "no_owner"),
        ("respond", "", {"owner": cast["boss"]}, "no_officer"),
        ("report", "x", {}, "step_does_not_fit"),
        ("drop", "", {}, "no_note"),
        ("pass_on", "x", {"part": Decimal(9)}, "no_taker"),
        ("extend", "x", {"days": 400}, "extension_too_long"),
        ("fly", "", {}, "no_such_step"),
    ):
        with pytest.raises(ProblemsError) as told:
            step(lead, verb, cast["officer"], note, **values)
        assert code in codes(told)
    with pytest.raises(ProblemsError) as told:
        step(lead, "follow", cast["officer"], revision=lead.revision + 1)
    assert codes(told) == ["somebody_was_faster"]
    with pytest.raises(NotAllowed):
        step(lead, "follow", cast["ambassador"])
    lead.refresh_from_db()
    assert (lead.state, lead.revision) == ("registered", 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"firm_name": " "}, "no_firm"),
        ({"credit_code": "91140000MA00000001"}, "bad_credit_code"),
        ({"channel": "x"}, "no_channel"),
        ({"amount_wan_yuan": Decimal(-1)}, "amount_not_positive"),
        ({"content": "长" * 3000}, "bad_field"),
    ],
)
def test_bad_leads_are_told(cast: dict[str, Any], more: dict[str, Any], code: str) -> None:
    with pytest.raises(ProblemsError) as told:
        register(cast, "officer", **more)
    assert code in codes(told) and not Lead.objects.exists()


def test_outsiders_see_their_own_alone_and_follow_it(cast: dict[str, Any]) -> None:
    mine = register(cast, "ambassador", channel="ambassador")
    other = register(cast, "officer", firm_name="宁波澜川新材料有限公司")
    client = Client()
    client.force_login(cast["ambassador"])
    page = client.get(reverse("leads:list")).content.decode()
    assert mine.firm_name in page and other.firm_name not in page
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    told = client.get(reverse("leads:check"), {"firm_name": other.firm_name}).content.decode()
    assert "已有人登记" in told and "officer" not in told
    client.force_login(cast["chamber"])
    assert client.get(mine.get_absolute_url()).status_code == 404


def test_the_public_form_registers_is_slowed_down_and_traps_machines(cast: dict[str, Any], client: Client) -> None:
    form = LeadForm.objects.create(zone=cast["zone"], title="商会荐商", channel="chamber", holder="运河商会")
    address = reverse("leads:public", args=[form.token])
    assert "商会荐商" in client.get(address).content.decode()
    thanked = client.post(address, {"firm_name": "机器有限公司", "website": "x"})  # a machine is told nothing
    assert thanked.status_code == 302
    assert not Lead.objects.exists()
    for number in range(5):
        answer = client.post(address, {"firm_name": f"第{number}家测试有限公司"})
        assert answer["Location"] == thanked["Location"]
    page = client.get(thanked["Location"]).content.decode()
    assert "谢谢，已按时间登记" in page
    assert '<form method="post" class="card form"' not in page
    assert client.post(address, {"firm_name": "第六家测试有限公司"}).status_code == 422
    lead = Lead.objects.order_by("pk").first()
    assert lead is not None
    assert (Lead.objects.count(), lead.holder, lead.channel, lead.registered_by) == (5, "运河商会", "chamber", None)
    form.is_open = False
    form.save()
    assert client.get(address).status_code == 404


def test_from_form_to_project_in_the_browser(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["officer"])
    answer = client.post(reverse("leads:new"), {**FIRM, "content": "建设冷轧线", "amount_wan_yuan": "8000"})
    assert answer.status_code == 302
    lead = Lead.objects.get()
    page = client.get(lead.get_absolute_url()).content.decode()
    assert "办理时限" in page and "首报" not in page[:200]
    again = client.post(reverse("leads:new"), {**FIRM, "content": "又一次"})
    assert again.status_code == 302  # one's own second entry is no collision
    client.force_login(cast["colleague"])
    refused = client.post(reverse("leads:new"), FIRM)
    assert refused.status_code == 422 and "officer" in refused.content.decode()
    taken = client.post(reverse("leads:act_to_project", args=[lead.pk]), {"revision": lead.revision})
    lead.refresh_from_db()
    assert lead.project is not None
    assert taken["Location"] == lead.project.get_absolute_url()
    assert lead.project.intent_wan_yuan == 8000 and client.get(taken["Location"]).status_code == 200
    assert actions.remind_of_leads(cast["zone"], today=timezone.localdate() + timedelta(days=30)) >= 0


def test_a_suggestion_becomes_a_lead_and_its_liaison_follows_it(demo_zone: Any) -> None:
    from liantu.people.models import User
    from liantu.prospects.suggestions.models import Suggestion

    officer, liaison = User.objects.get(username="officer"), User.objects.get(username="liaison")
    one = Suggestion.objects.filter(zone=demo_zone).order_by("pk").first()
    assert one is not None
    Suggestion.objects.filter(pk=one.pk).update(state="assigned", assignee=officer, firm_name="镇海某某新材料有限公司")
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert "登记线索" in client.get(one.get_absolute_url()).content.decode()
    address = f"{reverse('leads:new')}?suggestion={one.pk}"
    assert "镇海某某新材料有限公司" in client.get(address).content.decode()
    answer = client.post(address, {"firm_name": "镇海某某新材料有限公司", "channel": "chain_leader"})
    lead = Lead.objects.get(suggestion=one)
    assert answer["Location"] == lead.get_absolute_url()
    one.refresh_from_db()
    assert (one.state, one.lead_reference) == ("converted", lead.number)
    client.force_login(liaison, backend="django.contrib.auth.backends.ModelBackend")
    assert lead.number in client.get(one.get_absolute_url()).content.decode()
    assert client.get(lead.get_absolute_url()).status_code == 200


def test_a_sheet_of_leads_registers_by_the_rules_of_the_form(cast: dict[str, Any]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    register(cast, "officer")
    client = Client()
    client.force_login(cast["colleague"])
    text = (
        "企业,来源渠道,投资意向\n苏州启衡精密材料有限公司,自主对接,x\n宁波澜川新材料有限公司,商会,焦化\n"
        "佛山景曜智能装备有限公司,不存在的渠道,y\n"
    )
    answer = client.post(reverse("leads:lead_import"), {"file": SimpleUploadedFile("x.csv", text.encode())})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    client.post(answer["Location"], {"apply": "1"})
    assert set(Lead.objects.values_list("firm_name", flat=True)) == {FIRM["firm_name"], "宁波澜川新材料有限公司"}
    client.post(answer["Location"], {"undo": "1"})
    assert Lead.objects.count() == 1


def test_a_lead_is_not_passed_to_who_has_it(cast: dict[str, Any]) -> None:
    lead = register(cast, "officer")
    with pytest.raises(ProblemsError) as told:
        step(lead, "pass_on", cast["officer"], "转", taker="officer")
    assert codes(told) == ["taker_has_it"]


def test_two_people_of_one_name_are_two_holders(cast: dict[str, Any]) -> None:
    register(cast, "officer")
    namesake = factories.make_person("namesake", cast["zone"], "promotion_officer")
    namesake.display_name = cast["officer"].label
    namesake.save()
    with pytest.raises(ProblemsError) as told:
        actions.register_lead(cast["zone"], FIRM, by=namesake)
    assert codes(told) == ["lead_protected_by"]
    actions.register_lead(cast["zone"], FIRM, by=namesake, claim="我先谈的")
    dispute = LeadDispute.objects.get()
    decide(dispute, "passed", cast["boss"], "以会议纪要为准")
    dispute.lead.refresh_from_db()
    assert sum(Decimal(share) for _holder, share in dispute.lead.credit) == 1


def test_a_running_project_of_the_enterprise_is_flagged_whatever_its_name_then(cast: dict[str, Any]) -> None:
    from liantu.projects.actions import open_project

    firm = add_enterprise(cast["zone"], {"name": FIRM["firm_name"]}, by=cast["officer"], source="名片")
    open_project(cast["zone"], {"name": "冷轧", "investor_name": "苏州老启衡"}, by=cast["officer"], investor=firm)
    assert [flag["kind"] for flag in register(cast, "officer").flags] == ["project"]


def test_what_an_exhibition_brought_opens_its_rows_and_leaves_as_a_sheet(cast: dict[str, Any]) -> None:
    one = log_engagement(
        cast["zone"],
        {
            "kind": "exhibition",
            "title": "第三届风能展",
            "booth": "第三届 · 参展 · B12",
            "expense_wan_yuan": Decimal("12.5"),
        },
        by=cast["officer"],
        when=f"{timezone.localdate()}",
    )
    register(cast, "officer", came_from="展会", came_from_url=one.get_absolute_url())
    client = Client()
    client.force_login(cast["officer"])
    page = client.get(reverse("outreach:came_of"), {"kind": "exhibition"}).content.decode()
    assert "第三届风能展" in page and "12.5" in page and "线索" in page
    rows = client.get(reverse("leads:list"), {"from": one.get_absolute_url()}).content.decode()
    assert FIRM["firm_name"] in rows
    assert FIRM["firm_name"] not in client.get(reverse("leads:list"), {"from": "/elsewhere/"}).content.decode()
    sheet = client.get(reverse("outreach:came_of"), {"sheet": "1"})
    assert sheet["Content-Type"].startswith("text/csv") and "B12" in sheet.content.decode("utf-8-sig")
    assert client.get(reverse("outreach:came_of"), {"since": "2026-99-99", "kind": "x"}).status_code == 200


IN_LINE = {"HX-Request": "true", "HX-Target": "edit-content"}


def test_a_value_is_corrected_where_it_stands_and_of_two_the_later_sees_both(cast: dict[str, Any]) -> None:
    lead = register(cast, "officer", content="扩产十万吨")
    address, client = reverse("leads:act_field", args=[lead.pk]), Client()
    client.force_login(cast["officer"])
    page = client.get(lead.get_absolute_url()).content.decode()
    assert f"{address}?field=content" in page and "修改一项" not in page, "it stands at the value alone"
    sent = {"field": "content", "value": "扩产二十万吨", "revision": lead.revision}
    assert client.post(address, sent, headers=IN_LINE)["HX-Refresh"] == "true"
    other = Client()
    other.force_login(cast["colleague"])
    slower = other.post(address, {**sent, "value": "扩产 <三> 十万吨"}, headers=IN_LINE)
    both = slower.content.decode()
    assert slower.status_code == 409 and "扩产 &lt;三&gt; 十万吨" in both and "扩产二十万吨" in both
    assert client.post(address, {**sent, "field": "holder", "value": "x"}, headers=IN_LINE).status_code == 422
    lead.refresh_from_db()
    assert lead.content == "扩产二十万吨" and lead.holder == "officer"
    wrong = {"field": "amount_wan_yuan", "value": "-3", "revision": lead.revision}
    assert client.post(address, wrong, headers=IN_LINE).status_code == 422
    assert client.post(address, {**wrong, "value": "12000"}, headers=IN_LINE).status_code == 200
    lead.refresh_from_db()
    assert lead.amount_wan_yuan == 12000
    told = AuditEntry.objects.filter(verb="leads.changed").order_by("-pk")[0]
    assert told.after == {"amount_wan_yuan": "12000"}
    other.force_login(cast["ambassador"])
    assert other.get(address, {"field": "content"}).status_code == 403


def test_a_lead_of_the_news_takes_the_only_investment_told(cast: dict[str, Any]) -> None:
    text = (
        "岚渡金属拟在云川经开区投资5.6亿元建设冷轧带钢项目\n\n"
        "11月27日，浙江岚渡金属科技有限公司董事长沈禾一行到云川经开区考察，就年产12万吨精密冷轧带钢项目进行洽谈。"
    )
    document = a_document(cast["zone"], cast["officer"], text)
    project = document.facts.filter(kind="project").get(label__contains="年产12万吨")
    use_fact(project, "lead", by=cast["officer"])
    lead = Lead.objects.get(firm_name="浙江岚渡金属科技有限公司")
    assert lead.amount_wan_yuan == 56_000, "the headline tells it, the sentence with the firm does not"
