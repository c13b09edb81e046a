"""What a document says of a link is kept on the link with its quote, and taken back with a reason."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liantu.audit.models import AuditEntry
from liantu.chains import actions as chain_actions
from liantu.chains import evidence, factories
from liantu.chains.models import Chain, NodeEvidence
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.sources.documents import actions
from liantu.sources.documents.factories import a_document
from liantu.sources.documents.models import Fact

TEXT = "9月12日，试验经开区与岚川带钢有限公司签约，由岚川带钢有限公司投资的冷轧板项目总投资6.5亿元。"


@pytest.fixture
def zone(db: None) -> Zone:
    """A zone."""
    return factories.make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    """Its officer."""
    return factories.make_person("officer", zone, "promotion_officer")


@pytest.fixture
def chain(zone: Zone) -> Chain:
    """A chain with a template in force."""
    return factories.make_chain(zone, factories.make_person("keeper", zone, "chain_chief"))


def project(zone: Zone, by: User, text: str = TEXT) -> Fact:
    """The project of a document."""
    return a_document(zone, by, text).facts.select_related("zone").get(kind="project")


def signed_in(user: User) -> Client:
    """A browser of theirs."""
    client = Client()
    client.force_login(user)
    return client


def test_a_project_is_kept_on_the_link_its_sentence_names(zone: Zone, chain: Chain, officer: User) -> None:
    fact = project(zone, officer)
    use = actions.use_fact(fact, "link_evidence", by=officer)
    row = NodeEvidence.objects.get()
    assert (row.node_code, row.word, row.fact) == ("rolled-products", "冷轧板", fact)
    assert row.quote in fact.document.text
    assert "轧制材" in use.label
    page = signed_in(officer).get(use.url).content.decode()
    assert row.quote in page and fact.get_absolute_url() in page
    assert AuditEntry.objects.filter(verb="chains.evidence_kept").count() == 1
    chain_actions.keep_evidence(fact, by=officer)
    assert NodeEvidence.objects.count() == 1


def test_filing_a_whole_document_keeps_no_evidence(zone: Zone, chain: Chain, officer: User) -> None:
    actions.file_all(project(zone, officer).document, by=officer)
    assert not NodeEvidence.objects.exists()


def test_a_sentence_that_names_no_link_is_refused(zone: Zone, chain: Chain, officer: User) -> None:
    fact = project(zone, officer, TEXT.replace("冷轧板", "观光农场"))
    with pytest.raises(ProblemsError):
        chain_actions.keep_evidence(fact, by=officer)
    with pytest.raises(ProblemsError):
        actions.use_fact(fact, "link_evidence", by=officer)


def test_another_zones_chains_are_not_named(chain: Chain) -> None:
    other = factories.make_zone("other")
    theirs = factories.make_person("theirs", other, "promotion_officer")
    assert evidence.links_of_fact(project(other, theirs)) == ()


def test_it_is_taken_back_with_a_reason_and_stays_in_the_log(zone: Zone, chain: Chain, officer: User) -> None:
    (row,) = chain_actions.keep_evidence(project(zone, officer), by=officer)
    address = reverse("chains:evidence_act_withdraw", args=[row.pk])
    client = signed_in(officer)
    client.post(address, {"reason": " "})
    assert evidence.evidence_of(officer, chain, row.node_code) == [row]
    client.post(address, {"reason": "另一家公司"})
    assert evidence.evidence_of(officer, chain, row.node_code) == []
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_why) == (officer, "另一家公司")
    assert AuditEntry.objects.filter(verb="chains.evidence_withdrawn").exists()


def test_only_those_who_review_keep_and_take_back(zone: Zone, chain: Chain, officer: User) -> None:
    fact = project(zone, officer)
    outsider = factories.make_person("assessor", zone, "assessor")
    with pytest.raises(NotAllowed):
        chain_actions.keep_evidence(fact, by=outsider)
    (row,) = chain_actions.keep_evidence(fact, by=officer)
    with pytest.raises(NotAllowed):
        chain_actions.withdraw_evidence(row, "不对", by=outsider)
    other = factories.make_zone("other")
    stranger = factories.make_person("stranger", other, "promotion_officer")
    address = reverse("chains:evidence_act_withdraw", args=[row.pk])
    assert signed_in(stranger).post(address, {"reason": "不对"}).status_code == 404


def test_a_page_of_facts_asks_for_the_templates_once(zone: Zone, chain: Chain, officer: User) -> None:
    facts = list(project(zone, officer).document.facts.all())
    document = facts[0].document
    for fact in facts:
        fact.document = document
    with CaptureQueriesContext(connection) as asked:
        for fact in facts:
            evidence.links_of_fact(fact)
    assert len(asked) == 1


def test_a_confidential_sentence_is_shown_to_those_who_may_read_it_only(
    zone: Zone, chain: Chain, officer: User
) -> None:
    fact = a_document(zone, officer, TEXT, confidential=True).facts.select_related("zone").get(kind="project")
    (row,) = chain_actions.keep_evidence(fact, by=officer)
    reader = factories.make_person("reader", zone, "assessor")
    assert evidence.evidence_of(officer, chain, row.node_code) == [row]
    assert evidence.evidence_of(reader, chain, row.node_code) == []
