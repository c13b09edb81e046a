"""Purchase lists: filed by a liaison for her own enterprise, read strictly, felt by the chain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liantu.chains import actions as chain_actions
from liantu.chains import factories
from liantu.chains.models import ChainAppointment, ChainEnterpriseRole
from liantu.chains.purchases import actions, reads
from liantu.chains.purchases.models import PurchaseLine
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(zone, admin)
    boss = factories.make_person("boss", zone, "zone_leadership")
    liaison = factories.make_person("liaison", zone, "chain_leader_liaison")
    chain_actions.appoint(chain, ChainAppointment.Office.LIAISON, "冶建业", by=boss, person=liaison)
    leader = chain_actions.name_enterprise(chain, "chain_leader", "汾钢特材股份有限公司", by=boss)
    return {"zone": zone, "admin": admin, "chain": chain, "liaison": liaison, "leader": leader, "boss": boss}


def line(cast: dict[str, Any], **values: Any) -> PurchaseLine:
    given = {"leader": cast["leader"], "year": 2025, "product": "热轧钢卷", "amount_text": "3200万元", **values}
    made = PurchaseLine(zone=cast["zone"], **given)
    made.full_clean(exclude=["zone", "filed_by"])
    return made


def test_amounts_are_read_with_their_units(cast: dict[str, Any]) -> None:
    assert line(cast, amount_text="1.2 亿元").amount_wan_yuan == Decimal(12000)
    bare = line(cast, amount_text="3200")
    assert (bare.amount_wan_yuan, bare.unit_assumed) == (Decimal(3200), True)
    foreign = line(cast, amount_text="50万美元", rate=Decimal("7.1"))
    assert (foreign.currency, foreign.amount_wan_yuan) == ("USD", Decimal("355.0000"))


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"amount_text": "很多"}, {"amount_text"}),
        ({"amount_text": "50万美元"}, {"rate"}),
        ({"supplier_city": "苏州、无锡、常州"}, {"supplier_city"}),
        ({"supplier_province": "火星", "supplier_city": "运城"}, {"supplier_province"}),
        ({"supplier_province": "山西", "supplier_city": "苏州"}, {"supplier_city"}),
        ({"amount_text": "0", "year": 1990, "node_code": "no-such"}, {"amount_text", "year", "node_code"}),
    ],
)
def test_what_cannot_be_read_is_told_by_field(cast: dict[str, Any], values: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(ValidationError) as told:
        line(cast, **values)
    assert set(told.value.message_dict) == fields


def test_a_line_finds_its_link_and_the_chain_feels_the_demand(cast: dict[str, Any]) -> None:
    for city, amount in (("运城", "100万元"), ("苏州", "300万元")):
        place = {"supplier_city": city, "supplier_province": "山西" if city == "运城" else "江苏"}
        actions.store_line(
            line(cast, amount_text=amount, supplier=city, **place), by=cast["liaison"], zone=cast["zone"]
        )
    demand = reads.demand_by_link(cast["zone"], cast["chain"].code)
    one = demand["rolled-products"]
    assert (one.amount_wan_yuan, one.city_wan_yuan, one.lines, one.buyers) == (400, 100, 2, 1)
    assert one.as_of_on == date(2025, 12, 31)


def test_a_liaison_files_for_her_own_enterprise_only(cast: dict[str, Any]) -> None:
    other = chain_actions.adopt_template(
        cast["zone"], factories.TEMPLATE.replace("试验钢", "另一链"), by=cast["admin"], code="other"
    ).chain
    stranger = chain_actions.name_enterprise(other, "chain_leader", "别家股份有限公司", by=cast["boss"])
    assert isinstance(stranger, ChainEnterpriseRole)
    with pytest.raises(ProblemsError):
        actions.store_line(line(cast, leader=stranger), by=cast["liaison"], zone=cast["zone"])
    actions.store_line(line(cast, leader=stranger), by=cast["admin"], zone=cast["zone"])
    actions.store_line(line(cast), by=cast["liaison"], zone=cast["zone"])
    assert reads.lines_of(cast["liaison"], cast["zone"]).count() == 1
    assert reads.lines_of(cast["admin"], cast["zone"]).count() == 2
    observer = factories.make_person("watcher", cast["zone"], "observer")
    with pytest.raises(NotAllowed):
        actions.store_line(line(cast, product="x"), by=observer, zone=cast["zone"])


def test_a_sheet_is_previewed_with_every_problem_and_taken_in_at_once(cast: dict[str, Any]) -> None:
    client = Client()
    client.force_login(cast["liaison"])
    client.cookies["liantu_language"] = "zh-hans"
    head = "链主企业,年度,产品,年采购额,现供应商,供应商所在省,供应商所在市\n"
    good = "汾钢特材股份有限公司,2025,热轧钢卷,3200万元,甲公司,山西,运城\n"
    bad = "汾钢特材股份有限公司,2025,护栏板,许多,乙公司,江苏,苏州、无锡\n"
    upload = SimpleUploadedFile("采购.csv", (head + good + bad).encode("gb18030"), content_type="text/csv")
    answer = client.post("/purchases/purchaseline/import/", {"file": upload}, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "3200 万元" in text or "热轧钢卷" in text
    assert PurchaseLine.objects.count() == 0  # only previewed


def test_pages_open_for_those_who_may(cast: dict[str, Any]) -> None:
    actions.store_line(line(cast), by=cast["liaison"], zone=cast["zone"])
    for person in ("liaison", "admin", "boss"):
        client = Client()
        client.force_login(cast[person])
        for path in ("/purchases/local-rate/", "/purchases/purchaseline/"):
            assert client.get(path).status_code == 200, (person, path)
    client = Client()
    client.force_login(cast["admin"])
    page = client.get(f"/chains/{cast['chain'].code}/rolled-products/").content.decode()
    assert "热轧钢卷" in page


@pytest.fixture
def second(cast: dict[str, Any]) -> ChainEnterpriseRole:
    """Another leader on the same chain."""
    return chain_actions.name_enterprise(cast["chain"], "chain_leader", "别家特材股份有限公司", by=cast["boss"])


def test_a_liaison_never_meets_another_leader_of_her_chain(cast: dict[str, Any], second: ChainEnterpriseRole) -> None:
    actions.store_line(line(cast, leader=second), by=cast["admin"], zone=cast["zone"])
    mine = actions.store_line(line(cast), by=cast["liaison"], zone=cast["zone"])
    assert list(reads.lines_of(cast["liaison"], cast["zone"])) == [mine]
    assert reads.leaders_of(cast["liaison"], cast["zone"]) == [cast["leader"]]
    with pytest.raises(ProblemsError):
        actions.store_line(line(cast, leader=second, product="钢坯"), by=cast["liaison"], zone=cast["zone"])
    client = Client()
    client.force_login(cast["liaison"])
    told = client.post(
        "/purchases/purchaseline/add/", {"leader": second.pk, "year": 2025, "product": "钢坯", "amount_text": "300万元"}
    )
    assert told.status_code == 422 and "钢坯" in told.content.decode()


def test_who_speaks_for_whom_is_said_by_the_leadership(cast: dict[str, Any], second: ChainEnterpriseRole) -> None:
    tie = ChainAppointment.objects.get(person=cast["liaison"])
    assert tie.speaks_for == cast["leader"]
    chain_actions.tie_liaison(tie, second, by=cast["boss"])
    assert reads.leaders_of(cast["liaison"], cast["zone"]) == [second]
    chain_actions.tie_liaison(tie, None, by=cast["boss"])
    assert reads.leaders_of(cast["liaison"], cast["zone"]) == []
    another = chain_actions.appoint(cast["chain"], ChainAppointment.Office.LIAISON, "乙", by=cast["boss"])
    assert another.speaks_for is None  # two leaders: nobody guesses
    text = factories.TEMPLATE.replace("试验钢", "别的链")
    elsewhere = factories.make_chain(cast["zone"], cast["admin"], text=text, code="other")
    stranger = chain_actions.name_enterprise(elsewhere, "chain_leader", "外链公司", by=cast["boss"])
    with pytest.raises(ProblemsError):
        chain_actions.tie_liaison(tie, stranger, by=cast["boss"])
    with pytest.raises(NotAllowed):
        chain_actions.tie_liaison(tie, second, by=cast["liaison"])


def test_a_guessed_link_stays_a_guess_until_somebody_says_it_is_right(cast: dict[str, Any]) -> None:
    one = actions.store_line(line(cast, product="热轧钢卷加工服务"), by=cast["liaison"], zone=cast["zone"])
    assert one.node_code and not one.node_is_sure
    one.note = "年内"
    assert not actions.store_line(one, by=cast["liaison"], zone=cast["zone"]).node_is_sure
    client = Client()
    client.force_login(cast["liaison"])
    assert client.post(f"/purchases/{one.pk}/confirm/").status_code == 302
    one.refresh_from_db()
    assert one.node_is_sure
    lost = actions.store_line(line(cast, product="食堂粮油"), by=cast["liaison"], zone=cast["zone"])
    with pytest.raises(ProblemsError):
        actions.confirm_link(lost, by=cast["liaison"])


def test_each_leader_counts_in_its_own_newest_year(cast: dict[str, Any], second: ChainEnterpriseRole) -> None:
    actions.store_line(line(cast, leader=second, year=2025), by=cast["admin"], zone=cast["zone"])
    for year in (2025, 2026):
        actions.store_line(line(cast, year=year), by=cast["admin"], zone=cast["zone"])
    demand = reads.demand_by_link(cast["zone"], cast["chain"].code)["rolled-products"]
    assert (demand.buyers, demand.lines, demand.as_of_on) == (2, 2, date(2026, 12, 31))
    page = reads.rate_page(cast["admin"], cast["zone"])
    assert len(page.rates) == 3 and [chain for chain, _rate in page.chains] == [cast["chain"]]
