"""Facts of documents become visits, agreements, leads and enterprises, each with where it comes from."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from liantu.chains import factories
from liantu.enterprises.models import Enterprise
from liantu.outreach.models import Agreement, Engagement
from liantu.people.models import User, Zone
from liantu.sources.documents import actions
from liantu.sources.documents.factories import TALKS, VISIT, a_document
from liantu.sources.documents.models import Claim, Document


@pytest.fixture
def zone(db: None) -> Zone:
    """A zone."""
    return factories.make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    """Its officer."""
    return factories.make_person("officer", zone, "promotion_officer")


def use(document: Document, kind: str, code: str, by: User) -> None:
    """Make something of the first fact of a kind."""
    actions.use_fact(document.facts.filter(kind=kind)[0], code, by=by)


def test_filing_a_visit_makes_the_trip_with_its_stops_and_the_agreement(zone: Zone, officer: User) -> None:
    document = a_document(zone, officer, VISIT)
    made, problems = actions.file_all(document, by=officer)
    assert not problems
    assert sorted(one.code for one in made) == ["agreement", "visit"]
    trip = Engagement.objects.get()
    assert trip.kind == Engagement.Kind.TRIP
    assert [stop.name for stop in trip.stops.all()] == [
        "绍兴岚禾控股集团",
        "绍兴凤禾环保科技有限公司",
        "浙江未禾社区集团",
    ]
    assert trip.precision == Engagement.Precision.ABOUT
    paper = Agreement.objects.get()
    assert not paper.counts_as_signed
    assert "浙江未禾社区集团" in paper.parties
    assert actions.file_all(document, by=officer) == ([], [])


def test_talks_with_people_as_printed_and_a_claim_to_check(zone: Zone, officer: User) -> None:
    document = a_document(zone, officer, TALKS, published_on=date(2026, 6, 1))
    actions.file_all(document, by=officer)
    talks = Engagement.objects.get()
    assert (talks.kind, talks.on) == (Engagement.Kind.NEGOTIATION, date(2026, 5, 11))
    (met,) = talks.people_met.all()
    assert (met.contact.name, met.as_printed) == ("高玉山", "党工委书记")
    assert Claim.objects.get().state == "unchecked"


def test_an_investors_project_becomes_a_lead_and_a_firm_is_opened_once(zone: Zone, officer: User) -> None:
    text = "9月12日，试验经开区与岚川带钢有限公司签约，由岚川带钢有限公司投资的冷轧薄板项目总投资6.5亿元。"
    document = a_document(zone, officer, text)
    use(document, "project", "lead", officer)
    fact = document.facts.get(kind="project")
    assert fact.uses.get().url.startswith("/leads/")
    firm = document.facts.get(kind="organisation", label="岚川带钢有限公司")
    actions.use_fact(firm, "enterprise", by=officer)
    firm_row = Enterprise.objects.get(zone=zone, name="岚川带钢有限公司")
    client = Client()
    client.force_login(officer)
    page = client.get(firm_row.get_absolute_url(), {"tab": "sources"}).content.decode()
    assert "文献中的记载" in page
    assert "冷轧薄板项目" in page
    again = a_document(zone, officer, text.replace("9月12日", "9月13日"))
    actions.use_fact(again.facts.get(kind="organisation", label="岚川带钢有限公司"), "enterprise", by=officer)
    assert Enterprise.objects.filter(zone=zone, name="岚川带钢有限公司").count() == 1


def test_a_chain_leader_named_in_the_news_is_only_proposed(zone: Zone, officer: User) -> None:
    leader = factories.make_person("leader", zone, "zone_leadership")
    document = a_document(zone, officer, "建立由高禾钢铁、中信金岚等4家核心骨干企业等为链主的机制。")
    made, problems = actions.file_all(document, by=officer)
    assert not problems
    assert {one.code for one in made} == {"chain_leader"}
    assert leader.notices.count() == 2
