"""Leads on the page and for programs: who may take which step, what is refused and kept, what outsiders never learn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liantu.audit.models import AuditEntry
from liantu.chains import factories
from liantu.foundation.flows.actions import take
from liantu.lib.flow import Given
from liantu.people.models import User, Zone
from liantu.projects.leads import actions
from liantu.projects.leads.actions import DISPUTES, LEADS
from liantu.projects.leads.models import Lead, LeadDispute, LeadForm

FIRM = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact", "contact_phone": "138-0000-0001"}


@pytest.fixture
def zone(db: None) -> Zone:
    return factories.make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    return factories.make_person("officer", zone, "promotion_officer")


@pytest.fixture
def ambassador(zone: Zone) -> User:
    return factories.make_person("ambassador", zone, "ambassador")


@pytest.fixture
def lead(zone: Zone, officer: User) -> Lead:
    return actions.register_lead(zone, FIRM, by=officer)


@pytest.fixture
def claim(zone: Zone, lead: Lead) -> LeadDispute:
    claimant = factories.make_person("claimant", zone, "promotion_officer")
    actions.register_lead(zone, FIRM, by=claimant, claim="去年已接洽")
    return LeadDispute.objects.get()


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def act(client: Client, thing: Lead | LeadDispute, verb: str, **data: Any) -> Any:
    prefix = "claim_" if isinstance(thing, LeadDispute) else ""
    return client.post(reverse(f"leads:{prefix}act_{verb}", args=[thing.pk]), data)


def form_of(page: str, verb: str) -> str:
    return page.split(f'<form id="act-{verb}-')[1].split("</form>")[0]


STEPS: dict[str, dict[str, str]] = {
    "follow": {},
    "drop": {"note": "不符合园区方向"},
    "pass_on": {"taker": "招商二部", "part": "40", "note": "转交"},
    "extend": {"days": "30", "note": "仍在谈"},
    "to_project": {},
}
INSIDE = ("promotion_officer", "chain_chief", "data_officer")


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize(
    "role", ["promotion_officer", "chain_chief", "zone_leadership", "observer", "data_officer", "ambassador"]
)
def test_who_may_take_which_step(lead: Lead, zone: Zone, role: str, verb: str) -> None:
    client = enter(factories.make_person("somebody", zone, role))
    may = role in INSIDE or (verb == "extend" and role == "zone_leadership")
    never_seen = verb == "extend" and role == "ambassador"  # may extend leads, but this one is nobody's of hers
    answer = act(client, lead, verb, revision=lead.revision, **STEPS[verb])
    assert answer.status_code == (302 if may else 404 if never_seen else 403)
    before = lead.revision
    lead.refresh_from_db()
    assert (lead.revision > before) is may


def test_each_step_changes_what_it_says(lead: Lead, officer: User) -> None:
    client = enter(officer)
    asked = client.get(reverse("leads:act_respond", args=[lead.pk])).content.decode()
    assert f'value="{officer.pk}" selected' in form_of(asked, "respond")
    assert act(client, lead, "respond", owner=officer.pk).status_code == 302
    assert act(client, lead, "extend", days="20", note="仍在谈").status_code == 302
    assert act(client, lead, "pass_on", taker="招商二部", part="40", note="转交").status_code == 302
    lead.refresh_from_db()
    assert (lead.state, lead.owner, lead.extended_times) == ("passed_on", officer, 1)
    assert {holder: Decimal(share) for holder, share in lead.credit} == {
        "officer": Decimal("0.6"),
        "招商二部": Decimal("0.4"),
    }
    page = client.get(lead.get_absolute_url()).content.decode()
    assert "仍在谈" in page
    assert "60%" in page
    assert 'id="act-drop' not in page  # it is over


@pytest.mark.parametrize(
    ("verb", "given", "field", "words"),
    [
        ("respond", {"owner": ""}, "owner", "选"),
        ("drop", {"note": " "}, "note", "填"),
        ("pass_on", {"taker": "officer", "part": "50", "note": "转交"}, "taker", "已归属 officer"),
        ("pass_on", {"taker": "招商二部", "part": "140", "note": "转交"}, "part", "100"),
        ("pass_on", {"taker": "招商二部", "part": "x", "note": "转交"}, "part", "数字"),
        ("extend", {"days": "4000", "note": "仍在谈"}, "days", "延长"),
        ("extend", {"days": "0", "note": "仍在谈"}, "days", "延长"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    lead: Lead, officer: User, verb: str, given: dict[str, str], field: str, words: str
) -> None:
    answer = act(enter(officer), lead, verb, revision=lead.revision, **given)
    assert answer.status_code == 422
    form = form_of(answer.content.decode(), verb)
    at_field = form.split(f'name="{field}"')[1].split('class="field')[0]
    assert words in at_field, at_field
    assert all(value.strip() in form for value in given.values())
    lead.refresh_from_db()
    assert (lead.state, lead.revision) == ("registered", 1)


def test_who_saw_an_older_lead_or_claim_is_told(lead: Lead, claim: LeadDispute, zone: Zone, officer: User) -> None:
    seen = lead.revision
    take(lead, LEADS, "follow", Given(), by=officer)
    answer = act(enter(officer), lead, "extend", revision=seen, days="20", note="仍在谈")
    assert answer.status_code == 422
    assert "有人" in form_of(answer.content.decode(), "extend")
    answer = act(enter(officer), lead, "drop", revision=seen, note="不跟了")  # not offered any more
    assert answer.status_code == 422
    assert "当前状态下不能这样办理" in answer.content.decode()
    boss, second = (factories.make_person(name, zone, "zone_leadership") for name in ("boss", "second"))
    take(claim, DISPUTES, "kept", Given(note="登记在先"), by=boss)
    answer = act(enter(second), claim, "passed", revision=claim.revision, note="应归后者")
    assert answer.status_code == 422
    assert "当前状态下不能这样办理" in answer.content.decode()
    lead.refresh_from_db()
    assert (lead.state, lead.holder, lead.extended_times) == ("followed", "officer", 0)


@pytest.mark.parametrize(
    ("role", "status"), [("zone_leadership", 302), ("promotion_officer", 403), ("observer", 403), ("ambassador", 403)]
)
def test_leadership_alone_decides_a_claim(claim: LeadDispute, lead: Lead, zone: Zone, role: str, status: int) -> None:
    client = enter(factories.make_person("somebody", zone, role))
    assert act(client, claim, "shared", share="30", note="双方均有贡献", revision=1).status_code == status
    lead.refresh_from_db()
    shares = {holder: Decimal(share) for holder, share in lead.credit}
    assert shares.get("claimant", 0) == (Decimal("0.3") if status == 302 else 0)


@pytest.mark.parametrize(("share", "note", "field"), [("", "x", "share"), ("0", "x", "share"), ("30", "", "note")])
def test_a_decision_says_which_share_and_why(claim: LeadDispute, zone: Zone, share: str, note: str, field: str) -> None:
    client = enter(factories.make_person("boss", zone, "zone_leadership"))
    answer = act(client, claim, "shared", share=share, note=note)
    assert answer.status_code == 422
    form = form_of(answer.content.decode(), "claim_shared")
    assert "errorlist" in form.split(f'name="{field}"')[1].split('class="field')[0]
    claim.refresh_from_db()
    assert claim.state == "open"


def test_whoever_claims_a_lead_does_not_decide_on_it(lead: Lead, zone: Zone) -> None:
    boss = factories.make_person("boss", zone, "zone_leadership")
    actions.register_lead(zone, FIRM, by=boss, claim="我先谈的")
    claim = LeadDispute.objects.get()
    client = enter(boss)
    assert "claim_kept" not in client.get(lead.get_absolute_url()).content.decode()
    assert act(client, claim, "passed", note="归我").status_code == 422
    lead.refresh_from_db()
    assert lead.holder == "officer"


def test_from_outside_a_claim_is_kept_without_showing_the_lead(lead: Lead, ambassador: User) -> None:
    client = enter(ambassador)
    answer = client.post(reverse("leads:new"), {**FIRM, "channel": "ambassador", "claim": "早有联系"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("leads:list"), 302)]
    assert "异议已登记" in page
    assert lead.number not in page
    assert LeadDispute.objects.get().claimed_by == ambassador
    LeadDispute.objects.all().delete()
    told = client.post(
        "/api/v1/leads/", {**FIRM, "channel": "ambassador", "claim": "早有联系"}, content_type="application/json"
    )
    assert (told.status_code, told.json()) == (202, {"claimed": FIRM["firm_name"]})


def test_from_outside_nobody_learns_who_claims_ones_lead(zone: Zone, officer: User, ambassador: User) -> None:
    mine = actions.register_lead(zone, FIRM, by=ambassador)
    actions.register_lead(zone, FIRM, by=officer, claim="去年已登门")
    page = enter(ambassador).get(mine.get_absolute_url()).content.decode()
    assert "有人对此线索提出异议" in page
    assert "去年已登门" not in page
    assert "officer" not in page
    inside = enter(officer).get(mine.get_absolute_url()).content.decode()
    assert "去年已登门" in inside


def test_from_outside_one_extends_ones_own_lead_alone(zone: Zone, ambassador: User) -> None:
    mine = actions.register_lead(zone, FIRM, by=ambassador)
    client = enter(ambassador)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert reverse("leads:act_extend", args=[mine.pk]) in page
    assert reverse("leads:act_drop", args=[mine.pk]) not in page
    assert act(client, mine, "extend", days="15", note="仍在谈").status_code == 302
    chamber = factories.make_person("chamber", zone, "chamber_of_commerce")
    assert act(enter(chamber), mine, "extend", days="15", note="仍在谈").status_code == 404


def test_another_zones_leads_and_claims_are_out_of_reach(lead: Lead, claim: LeadDispute, officer: User) -> None:
    elsewhere = factories.make_zone("elsewhere")
    stranger = factories.make_person("stranger", elsewhere, "promotion_officer")
    boss = factories.make_person("their_boss", elsewhere, "zone_leadership")
    client = enter(stranger)
    assert client.get(lead.get_absolute_url()).status_code == 404
    assert client.post(reverse("leads:phone", args=[lead.pk])).status_code == 404
    for verb, given in STEPS.items():
        assert act(client, lead, verb, **given).status_code == 404, verb
    assert act(enter(boss), claim, "kept", note="x").status_code == 404
    assert lead.firm_name not in client.get(reverse("leads:list")).content.decode()
    assert FIRM["firm_name"] not in client.get(reverse("leads:check"), FIRM).content.decode()
    assert act(enter(officer), lead, "respond", owner=stranger.pk).status_code == 422  # nobody of this zone
    lead.refresh_from_db()
    assert lead.owner is None


def test_programs_take_steps_and_decide_claims(lead: Lead, claim: LeadDispute, zone: Zone, officer: User) -> None:
    def post(person: User, address: str, **given: Any) -> Any:
        return enter(person).post(f"/api/v1/leads/{address}", given, content_type="application/json")

    passed = post(officer, f"{lead.pk}/acts/extend", note="仍在谈")  # the days the form shows at first
    assert passed.status_code == 200
    assert passed.json()["revision"] == 2
    refused = post(officer, f"{lead.pk}/acts/pass_on", taker="officer", note="x", revision=2)
    assert [one["where"] for one in refused.json()["problems"]] == ["taker"]
    boss = factories.make_person("boss", zone, "zone_leadership")
    assert post(boss, f"claim/{claim.pk}/acts/passed", note="以会议纪要为准").status_code == 200
    lead.refresh_from_db()
    assert lead.holder == "claimant"
    assert post(officer, f"{lead.pk}/step", verb="follow", revision=lead.revision).status_code == 404


def test_the_telephone_is_covered_until_somebody_looks_and_the_look_is_logged(lead: Lead, zone: Zone) -> None:
    colleague = factories.make_person("colleague", zone, "promotion_officer")
    client = enter(colleague)
    assert FIRM["contact_phone"] not in client.get(lead.get_absolute_url()).content.decode()
    assert not AuditEntry.objects.filter(verb="leads.phone_shown").exists()
    assert FIRM["contact_phone"] in client.post(reverse("leads:phone", args=[lead.pk])).content.decode()
    assert AuditEntry.objects.get(verb="leads.phone_shown").actor == colleague
    assert FIRM["contact_phone"] not in client.get(lead.get_absolute_url()).content.decode()
    observer = enter(factories.make_person("observer", zone, "observer"))
    assert reverse("leads:phone", args=[lead.pk]) not in observer.get(lead.get_absolute_url()).content.decode()
    assert observer.post(reverse("leads:phone", args=[lead.pk])).status_code == 403


def test_a_refused_registration_stands_at_its_field_and_keeps_what_was_typed(lead: Lead, zone: Zone) -> None:
    client = enter(factories.make_person("colleague", zone, "promotion_officer"))
    answer = client.post(reverse("leads:new"), {**FIRM, "content": "建设冷轧线", "credit_code": "91140000MA00000001"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "errorlist" in page.split('name="credit_code"')[1].split('class="field')[0]
    assert "建设冷轧线" in page
    answer = client.post(reverse("leads:new"), FIRM)
    at_name = answer.content.decode().split('name="firm_name"')[1].split('class="field')[0]
    assert "officer" in at_name
    assert Lead.objects.count() == 1


def test_the_trap_of_the_public_form_is_seen_by_nobody(zone: Zone, client: Client) -> None:
    form = LeadForm.objects.create(zone=zone, title="商会荐商", channel="chamber", holder="运河商会")
    page = client.get(reverse("leads:public", args=[form.token])).content.decode()
    before = page.split('name="website"')[0]
    assert before.rfind('class="sr" aria-hidden="true"') > before.rfind("</div>")
    assert zone.name in page


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("promotion_officer", ("leads:leadform_list", "leads:lead_list", "leads:new"), ()),
        ("zone_leadership", ("leads:new",), ("leads:leadform_list", "leads:lead_list")),
        ("ambassador", ("leads:new",), ("leads:leadform_list", "leads:lead_list")),
        ("observer", (), ("leads:leadform_list", "leads:lead_list", "leads:new")),
    ],
)
def test_the_list_offers_what_a_person_may_do(
    zone: Zone, role: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    page = enter(factories.make_person("somebody", zone, role)).get(reverse("leads:list")).content.decode()
    assert all(f'href="{reverse(name)}"' in page for name in shown)
    assert not any(f'href="{reverse(name)}"' in page for name in hidden)


PANEL = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "side-panel"}


def test_a_row_opens_beside_its_list_and_the_address_says_which(zone: Zone, officer: User, lead: Lead) -> None:
    second = actions.register_lead(zone, FIRM | {"firm_name": "宁波澜川新材料有限公司"}, by=officer)
    client, place = enter(officer), reverse("leads:list")
    page = client.get(place, {"sel": lead.pk, "channel": "self_contact"})
    shown = page.context["list"].shown
    assert shown.record == lead and not shown.is_first and f"sel={second.pk}" in shown.before and not shown.after
    assert "channel=self_contact" in shown.closed, "the way back keeps the filters"
    part = client.get(place, {"sel": lead.pk}, **PANEL).content.decode()
    assert "<!doctype" not in part and "data-rows" not in part and lead.firm_name in part
    assert client.get(place).context["list"].shown.is_first
    assert client.get(place, {"sel": "none"}).context["list"].shown is None


def test_a_panel_shows_nobody_what_the_list_would_not(zone: Zone, lead: Lead, ambassador: User) -> None:
    stranger = factories.make_person("far", factories.make_zone("elsewhere"), "promotion_officer")
    for person in (ambassador, stranger):
        for sel in (str(lead.pk), "0", "x", "9" * 30):
            answer = enter(person).get(reverse("leads:list"), {"sel": sel}, **PANEL)
            assert answer.status_code == 200 and lead.firm_name not in answer.content.decode()


def test_several_leads_are_answered_at_once_and_what_does_not_fit_is_told(
    zone: Zone, officer: User, lead: Lead
) -> None:
    second = actions.register_lead(zone, FIRM | {"firm_name": "宁波澜川新材料有限公司"}, by=officer)
    take(second, LEADS, "drop", Given(note="不做"), by=officer)
    place = reverse("leads:list") + "?sort=firm_name"
    sent = {"batch": "respond", "respond-owner": officer.pk, "row": [lead.pk, second.pk, "x"]}
    answer = enter(officer).post(place, sent, follow=True)
    lead.refresh_from_db()
    second.refresh_from_db()
    assert lead.owner == officer and lead.state == Lead.State.RESPONDED and second.state == Lead.State.CLOSED
    told = [str(one) for one in answer.context["messages"]]
    assert len(told) == 2 and second.firm_name in told[1]
    assert answer.redirect_chain == [(place, 302)]


@pytest.mark.parametrize("role", ["observer", "ambassador"])
def test_a_batch_asks_for_the_ability_of_its_act(zone: Zone, lead: Lead, role: str) -> None:
    person = factories.make_person("other", zone, role)
    enter(person).post(reverse("leads:list"), {"batch": "respond", "respond-owner": person.pk, "row": [lead.pk]})
    lead.refresh_from_db()
    assert lead.state == Lead.State.REGISTERED
