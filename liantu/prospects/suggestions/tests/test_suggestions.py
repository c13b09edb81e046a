"""Suggestions filed by a liaison, decided by a chief, followed by an officer; nothing lost, nobody overtaken unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liantu.audit.models import AuditEntry
from liantu.chains import actions as chain_actions
from liantu.chains import factories
from liantu.chains.models import ChainAppointment
from liantu.enterprises.actions import add_enterprise
from liantu.foundation.flows.actions import take
from liantu.foundation.notices.models import Notice
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.prospects.suggestions import actions, reads
from liantu.prospects.suggestions.models import Suggestion

VALUES = {
    "node_code": "guard-rails", "action": "gap_fill", "firm_name": "安道护栏股份有限公司", "ground": "present_demand",
    "reason": "年用护栏板两万吨", "mode": "joint_venture", "priority": "A", "contact_name": "钱经理", "contact_phone": "13800000000",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(zone, admin)
    boss = factories.make_person("boss", zone, "zone_leadership")
    chief = factories.make_person("chief", zone, "chain_chief")
    liaison = factories.make_person("liaison", zone, "chain_leader_liaison")
    since = date(2024, 1, 1)
    chain_actions.appoint(chain, ChainAppointment.Office.LIAISON, "冶建业", by=boss, person=liaison, starts_on=since)
    chain_actions.appoint(chain, ChainAppointment.Office.CHIEF, "程远山", by=boss, person=chief, starts_on=since)
    leader = chain_actions.name_enterprise(chain, "chain_leader", "汾钢特材股份有限公司", by=boss, starts_on=since)
    officer = factories.make_person("officer", zone, "promotion_officer")
    return {
        "zone": zone,
        "admin": admin,
        "chain": chain,
        "chief": chief,
        "liaison": liaison,
        "leader": leader,
        "officer": officer,
        "boss": boss,
    }


def codes(told: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.code for problem in told.value.problems}


def test_from_submitted_to_a_lead(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    assert one.period == reads.period_on(timezone.localdate()).code
    assert Notice.objects.filter(user=cast["chief"]).count() == 1
    one = take(one, actions.SUGGESTIONS, "accept", Given(revision=1), by=cast["chief"])
    due = timezone.localdate() + timedelta(days=7)
    one = take(
        one,
        actions.SUGGESTIONS,
        "assign",
        Given(values={"assignee": cast["officer"].pk, "due_on": due}, revision=2),
        by=cast["chief"],
    )
    assert Notice.objects.filter(user=cast["officer"]).count() == 1
    one = take(
        one,
        actions.SUGGESTIONS,
        "convert",
        Given(values={"lead_reference": "线索 2026-0012"}, revision=3),
        by=cast["officer"],
    )
    assert [step.to_state for step in one.steps.all()] == ["submitted", "accepted", "assigned", "converted"]
    assert AuditEntry.objects.filter(target_type="suggestions.suggestion", target_id=str(one.pk)).count() == 4


def test_a_firm_already_here_is_told_and_needs_a_reason(cast: dict[str, Any]) -> None:
    add_enterprise(cast["zone"], {"name": VALUES["firm_name"]}, by=cast["admin"], source="台账")
    with pytest.raises(ProblemsError) as told:
        actions.file_suggestion(cast["leader"], VALUES | {"reason": ""}, by=cast["liaison"])
    assert codes(told) == {"already_here"}
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    assert {problem.code for problem in reads.concerns(one)} == {"already_here"}


def test_all_faults_are_told_at_once(cast: dict[str, Any]) -> None:
    bad = VALUES | {
        "node_code": "no-such",
        "firm_credit_code": "9111",
        "action": "steal",
        "firm_name": "",
        "purchase_wan_yuan": -1,
    }
    with pytest.raises(ProblemsError) as told:
        actions.file_suggestion(cast["leader"], bad, by=cast["liaison"])
    assert {problem.where for problem in told.value.problems} == {
        "node_code",
        "firm_credit_code",
        "action",
        "firm_name",
        "purchase_wan_yuan",
    }
    assert not Suggestion.objects.exists()


def test_the_second_chief_is_told_that_somebody_was_faster(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    take(one, actions.SUGGESTIONS, "decline", Given(note="产能已饱和", revision=1), by=cast["chief"])
    with pytest.raises(ProblemsError) as told:
        take(one, actions.SUGGESTIONS, "accept", Given(revision=1), by=cast["boss"])
    assert codes(told) == {"somebody_was_faster"}
    one.refresh_from_db()
    assert one.state == "declined"


def test_returned_corrected_and_handed_in_again(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    one = take(one, actions.SUGGESTIONS, "return", Given(note="请补充产能", revision=1), by=cast["chief"])
    one = actions.change_suggestion(one, {"reason": "年产五万吨"}, by=cast["liaison"], revision=2)
    assert (one.state, one.reason) == ("submitted", "年产五万吨")


def test_a_liaison_does_not_decide_and_sees_her_own(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    with pytest.raises(NotAllowed):
        take(one, actions.SUGGESTIONS, "accept", Given(revision=1), by=cast["liaison"])
    stranger = factories.make_person("other", cast["zone"], "chain_leader_liaison")
    assert reads.suggestions_of(stranger, cast["zone"]).count() == 0
    assert reads.suggestions_of(cast["liaison"], cast["zone"]).count() == 1
    client = Client()
    client.force_login(stranger)
    assert client.get(one.get_absolute_url()).status_code == 404


def test_a_missing_list_is_remembered(cast: dict[str, Any]) -> None:
    late = reads.lists_missing(cast["zone"], today=date(2026, 7, 16))
    assert [(due.leader.pk, due.period.code) for due in late] == [(cast["leader"].pk, "2026Q2")]
    assert reads.lists_missing(cast["zone"], today=date(2026, 7, 15)) == []
    actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"], on=date(2026, 5, 1))
    assert reads.lists_missing(cast["zone"], today=date(2026, 7, 16)) == []


def test_the_pages(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["liaison"])
    form = {**VALUES, "leader": cast["leader"].pk, "link": f"{cast['chain'].code}/guard-rails"}
    assert client.get("/suggestions/new/?chain=x&node=y&row=1&release=none").status_code == 200
    assert client.post("/suggestions/new/", {**form, "link": ""}).status_code == 422
    answer = client.post("/suggestions/new/", form)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "13800000000" not in page
    one = Suggestion.objects.get()
    assert "13800000000" in client.post(f"/suggestions/{one.pk}/phone/").content.decode()
    assert AuditEntry.objects.filter(verb="suggestions.phone_shown").exists()
    chief = Client()
    chief.force_login(cast["chief"])
    assert chief.get("/suggestions/").status_code == 200
    refused = chief.post(f"/suggestions/{one.pk}/act/return/", {"revision": "1", "note": ""})
    assert refused.status_code == 422 and VALUES["firm_name"] in refused.content.decode()
    done = chief.post(f"/suggestions/{one.pk}/act/accept/", {"revision": "1"})
    assert done.status_code == 302
    asked = chief.get(f"/suggestions/{one.pk}/act/assign/").content.decode()
    assert f'<option value="{cast["officer"].pk}">officer' in asked
    outsider = {"assignee": cast["liaison"].pk, "due_on": "2030-01-01"}
    assert chief.post(f"/suggestions/{one.pk}/act/assign/", outsider).status_code == 422
    assert chief.post(f"/suggestions/{one.pk}/act/convert/", {"lead_reference": "1"}).status_code == 422
    assert chief.get("/").status_code == 200


@pytest.mark.parametrize("sent", [{"revision": "99999999999999"}, {"revision": "-1"}, {"revision": "x" * 500}])
def test_hostile_steps_are_refused(cast: dict[str, Any], sent: dict[str, str]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    client = Client()
    client.force_login(cast["chief"])
    assert client.post(f"/suggestions/{one.pk}/act/accept/", sent).status_code == 422
    assert client.post(f"/suggestions/{one.pk}/act/fly/", sent).status_code == 404
    one.refresh_from_db()
    assert one.state == "submitted"


@pytest.fixture
def returned(cast: dict[str, Any]) -> Suggestion:
    """A suggestion the chief gave back."""
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    return take(one, actions.SUGGESTIONS, "return", Given(note="补充理由", revision=1), by=cast["chief"])


def test_the_form_of_a_returned_one_shows_no_telephone_and_keeps_it(cast: dict[str, Any], returned: Suggestion) -> None:
    client = Client()
    client.force_login(cast["liaison"])
    address = f"/suggestions/{returned.pk}/change/"
    assert VALUES["contact_phone"] not in client.get(address).content.decode()
    link = f"{cast['chain'].code}/guard-rails"
    given = {**VALUES, "contact_phone": "", "link": link, "reason": "年用三万吨", "revision": returned.revision}
    assert client.post(address, given).status_code == 302
    returned.refresh_from_db()
    assert (returned.contact_phone, returned.reason) == (VALUES["contact_phone"], "年用三万吨")
    late = client.post(address, given)  # handed in meanwhile: told, and what was typed stays
    assert late.status_code == 422 and "年用三万吨" in late.content.decode()


def test_handing_in_again_is_checked_like_the_first_time(cast: dict[str, Any], returned: Suggestion) -> None:
    add_enterprise(cast["zone"], {"name": "在区企业有限公司"}, by=cast["admin"], source="台账")
    wrong = {"node_code": "no-such-link", "firm_name": "在区企业有限公司", "reason": ""}
    with pytest.raises(ProblemsError) as told:
        actions.change_suggestion(returned, wrong, by=cast["liaison"], revision=returned.revision)
    assert codes(told) == {"no_such_link", "already_here"}
    returned.refresh_from_db()
    assert returned.state == "returned"


def test_only_who_follows_it_or_decides_makes_it_a_lead(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    one = take(one, actions.SUGGESTIONS, "accept", Given(revision=1), by=cast["chief"])
    due = timezone.localdate() + timedelta(days=7)
    one = take(
        one,
        actions.SUGGESTIONS,
        "assign",
        Given(values={"assignee": cast["officer"].pk, "due_on": due}, revision=2),
        by=cast["chief"],
    )
    stranger = factories.make_person("stranger", cast["zone"], "promotion_officer")
    with pytest.raises(ProblemsError) as told:
        take(one, actions.SUGGESTIONS, "convert", Given(values={"lead_reference": "线索1"}, revision=3), by=stranger)
    assert codes(told) == {"not_yours_to_follow"}
    assert take(
        one, actions.SUGGESTIONS, "convert", Given(values={"lead_reference": "线索1"}, revision=3), by=cast["officer"]
    )


def test_the_same_firm_under_another_name_is_told_by_its_code(cast: dict[str, Any]) -> None:
    code = "91310000132200821H"
    actions.file_suggestion(cast["leader"], {**VALUES, "firm_credit_code": code}, by=cast["liaison"])
    again = actions.file_suggestion(
        cast["leader"], {**VALUES, "firm_name": "安道护栏（集团）公司", "firm_credit_code": code}, by=cast["liaison"]
    )
    assert {problem.code for problem in reads.concerns(again)} == {"suggested_already"}


def test_a_late_list_is_told_on_the_first_day_and_every_week(cast: dict[str, Any]) -> None:
    missing = reads.lists_missing(cast["zone"], today=date(2026, 12, 1))
    due = missing[0].period.due_on
    told = [actions.remind_of_lists(cast["zone"], today=due + timedelta(days=late)) for late in range(0, 10)]
    assert told == [0, 2, 0, 0, 0, 0, 0, 0, 2, 0]  # the liaison and the chief
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"liaison", "chief"}


def test_leaders_whose_lists_are_late_are_reminded_at_once(cast: dict[str, Any]) -> None:
    zone, day = cast["zone"], date(2026, 12, 1)
    quiet = chain_actions.name_enterprise(
        cast["chain"], "chain_leader", "晋炉焦化有限公司", by=cast["boss"], starts_on=date(2024, 1, 1)
    )
    leaders = [cast["leader"], quiet]
    assert actions.remind_leaders(zone, leaders, by=cast["officer"], today=day) == (1, ["晋炉焦化有限公司"])
    assert [one.user for one in Notice.objects.all()] == [cast["liaison"]]
    assert AuditEntry.objects.filter(verb="suggestions.reminded").count() == 2
    assert actions.remind_leaders(zone, leaders, by=cast["officer"], today=date(2026, 10, 15)) == (0, [])
    with pytest.raises(NotAllowed):
        actions.remind_leaders(zone, leaders, by=cast["liaison"], today=day)


def test_who_reminds_is_told_whom_nobody_can_tell(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["officer"])
    assert client.get("/suggestions/remind/").status_code == 405
    assert client.post("/suggestions/remind/").headers["Location"] == "/"
    client.force_login(cast["liaison"])
    assert client.post("/suggestions/remind/").status_code == 403


def test_an_overdue_suggestion_is_told_to_its_follower(cast: dict[str, Any]) -> None:
    one = actions.file_suggestion(cast["leader"], VALUES, by=cast["liaison"])
    one = take(one, actions.SUGGESTIONS, "accept", Given(revision=1), by=cast["chief"])
    due = timezone.localdate() + timedelta(days=7)
    take(
        one,
        actions.SUGGESTIONS,
        "assign",
        Given(values={"assignee": cast["officer"].pk, "due_on": due}, revision=2),
        by=cast["chief"],
    )
    Notice.objects.all().delete()
    actions.remind_of_lists(cast["zone"], today=due)
    assert not Notice.objects.filter(user=cast["officer"]).exists()
    actions.remind_of_lists(cast["zone"], today=due + timedelta(days=1))
    assert Notice.objects.filter(user=cast["officer"]).count() == 1
