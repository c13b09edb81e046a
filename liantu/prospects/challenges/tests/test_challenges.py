"""An open challenge from draft to reward, with the people of a zone, in actions and pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liantu.chains import actions as chain_actions
from liantu.chains import factories
from liantu.chains.models import ChainAppointment
from liantu.chains.reads import links_by_chain
from liantu.foundation.flows.actions import take
from liantu.lib.flow import Given
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.prospects.challenges import actions, reads
from liantu.prospects.challenges.models import Challenge

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(zone, admin)
    people = {
        name: factories.make_person(name, zone, role)
        for name, role in (
            ("boss", "zone_leadership"),
            ("chief", "chain_chief"),
            ("assessor", "assessor"),
            ("officer", "promotion_officer"),
            ("liaison", "chain_leader_liaison"),
            ("rival", "chain_leader_liaison"),
            ("other", "zone_leadership"),
        )
    }
    chain_actions.appoint(chain, ChainAppointment.Office.LIAISON, "冶建业", by=people["boss"], person=people["liaison"])
    chain_actions.name_enterprise(chain, "chain_leader", "汾钢特材股份有限公司", by=people["boss"])
    return {"zone": zone, "chain": chain, "admin": admin, **people}


def draft(cast: dict[str, Any]) -> Challenge:
    values = {
        "title": "引进一家护栏涂装企业",
        "target": "投资不低于一亿元",
        "conditions": "链上企业",
        "reward": "五十万元",
        "deadline_on": timezone.localdate() + timedelta(days=20),
    }
    return actions.draft_challenge(cast["chain"], values, [cast["assessor"]], by=cast["officer"])


def test_from_draft_to_reward(cast: dict[str, Any]) -> None:
    one = draft(cast)
    assert reads.challenges_of(cast["liaison"], cast["zone"]).count() == 0  # a draft is nobody's business outside
    one = take(one, actions.CHALLENGES, "post", Given(), by=cast["officer"])
    assert reads.challenges_of(cast["liaison"], cast["zone"]).count() == 1
    claim = Given(values={"plan": "以订单引进", "accepts_conditions": True})
    one = take(one, actions.CHALLENGES, "claim", claim, by=cast["liaison"])
    rival = Given(values={"plan": "合资", "accepts_conditions": True})
    one = take(one, actions.CHALLENGES, "claim", rival, by=cast["rival"])
    assert [str(claim.claimant) for claim in reads.claims_shown(one, cast["rival"])] == [str(cast["rival"])]
    award = Given(values={"choice": cast["liaison"].pk}, note="方案可行")
    one = take(one, actions.CHALLENGES, "award", award, by=cast["chief"])
    with pytest.raises(ProblemsError):
        take(one, actions.CHALLENGES, "deliver", Given(note="我来"), by=cast["rival"])
    upload = SimpleUploadedFile("协议.pdf", PDF, content_type="application/pdf")
    report = Given(values={"evidence": upload}, note="已签约")
    one = take(one, actions.CHALLENGES, "deliver", report, by=cast["liaison"])
    one = take(one, actions.CHALLENGES, "review", Given(values={"passed": True}, note="达标"), by=cast["assessor"])
    one = take(one, actions.CHALLENGES, "reward", Given(), by=cast["boss"])
    assert one.state == "rewarded"
    assert [step.to_state for step in one.steps.all()] == [
        "posted",
        "claimed",
        "claimed",
        "awarded",
        "in_delivery",
        "reviewed",
        "rewarded",
    ]
    assert str(one.claims.get(is_awarded=True).enterprise) != "None"


def test_a_review_without_evidence_is_refused(cast: dict[str, Any]) -> None:
    one = draft(cast)
    one = take(one, actions.CHALLENGES, "post", Given(), by=cast["officer"])
    one = take(
        one, actions.CHALLENGES, "claim", Given(values={"plan": "x", "accepts_conditions": True}), by=cast["liaison"]
    )
    one = take(
        one, actions.CHALLENGES, "award", Given(values={"choice": cast["liaison"].pk}, note="y"), by=cast["chief"]
    )
    one = take(one, actions.CHALLENGES, "deliver", Given(note="口头"), by=cast["liaison"])
    with pytest.raises(ProblemsError) as told:
        take(one, actions.CHALLENGES, "review", Given(values={"passed": True}, note="z"), by=cast["assessor"])
    assert [problem.code for problem in told.value.problems] == ["no_delivery_evidence"]


def test_who_may_not_is_refused(cast: dict[str, Any]) -> None:
    one = draft(cast)
    with pytest.raises(NotAllowed):
        take(one, actions.CHALLENGES, "post", Given(), by=cast["liaison"])
    with pytest.raises(NotAllowed):
        draft(cast | {"officer": cast["liaison"]})


def test_pages_for_every_role(cast: dict[str, Any]) -> None:
    one = draft(cast)
    officer = Client()
    officer.force_login(cast["officer"])
    assert officer.get("/challenges/new/").status_code == 200
    assert officer.post("/challenges/new/", {"title": ""}).status_code == 422
    given = {
        "title": "冷轧薄板本地化",
        "chain": cast["chain"].pk,
        "target": "占采购三成",
        "conditions": "能供应",
        "deadline_on": f"{timezone.localdate() + timedelta(days=9)}",
        "reviewers": [cast["assessor"].pk],
    }
    assert officer.post("/challenges/new/", given | {"reviewers": [cast["liaison"].pk]}).status_code == 422
    refused = officer.post("/challenges/new/", given | {"node_code": "冷轧薄板带"})
    assert refused.status_code == 422  # a link is chosen, not written
    code, name = links_by_chain([cast["chain"]])[0][1][0]
    made = officer.post("/challenges/new/", given | {"node_code": code})
    assert name in officer.get(made["Location"]).content.decode()
    drafted = Challenge.objects.get(title="冷轧薄板本地化")
    assert (made["Location"], list(drafted.reviewers.all())) == (drafted.get_absolute_url(), [cast["assessor"]])
    assert officer.post(f"/challenges/{one.pk}/act/post/").status_code == 302
    firm = Client()
    firm.force_login(cast["liaison"])
    board = firm.get("/challenges/").content.decode()
    assert "引进一家护栏涂装企业" in board and "冷轧薄板本地化" not in board  # a draft is not the firms' yet
    assert firm.post(f"/challenges/{one.pk}/act/claim/", {"plan": ""}).status_code == 422
    answer = firm.post(f"/challenges/{one.pk}/act/claim/", {"plan": "引进", "accepts_conditions": "1"})
    assert answer.status_code == 302
    assert firm.get(one.get_absolute_url()).status_code == 200
    assert officer.get("/").status_code == 200
