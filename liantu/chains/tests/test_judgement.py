"""A chain judged on a register: one class a link, nothing mixed, the same bytes again, and few queries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from liantu.chains import actions, judgement, pages, reads
from liantu.chains.acts import ACTS
from liantu.chains.firm_sums import calibration_of
from liantu.chains.models import ChainAssessment, ChainJudgement
from liantu.chains.rules.judgement import STATE_OF_CLASS, JudgedChain
from liantu.chains.rules.strength import CLASSES
from liantu.chains.slots import NodeDemand, node_demand, reviewed_roles
from liantu.chains.standing import as_kept, judged_kept, links_kept, standing_of
from liantu.chains.tests.conftest import World

DAY = date(2026, 6, 30)


def judged_of(world: World) -> JudgedChain:
    """The chain judged for DAY by what is known now."""
    found = actions.judge_chain(world.chain, day=DAY).judged
    assert found is not None
    return found


def test_every_link_has_one_class_and_its_firms_in_one_ring(world: World) -> None:
    judged = judged_of(world)
    standing = standing_of(world.chain, day=DAY)
    assert standing.is_current and standing.judged == judged
    assert set(judged.links) == {link.code for link in standing.links}
    for link in standing.links:
        one = judged.links[link.code]
        assert one.strength.state in CLASSES
        assert one.rings.everywhere == link.counts.everywhere
        assert one.rings.here == link.counts.city
        assert (one.strength.state in ("gap", "undecided")) == (link.counts.city == 0)


def test_the_same_question_gives_the_same_bytes(world: World) -> None:
    judged_of(world)
    row = ChainJudgement.objects.order_by("-computed_at").first()
    assert row is not None
    first = json.dumps(row.content)
    ChainJudgement.objects.all().delete()
    judged_of(world)
    assert json.dumps(ChainJudgement.objects.get().content) == first


def test_what_is_kept_reads_back_as_it_was_judged(world: World) -> None:
    """Through JSON and back every value is the same, and keeping it again gives the same JSON."""
    judged_of(world)
    for row in ChainJudgement.objects.all():
        judged = judged_kept(row.content)
        assert judged is not None and as_kept(judged) == row.content
    for assessed in ChainAssessment.objects.all():
        links = links_kept(assessed.links)
        assert links is not None and as_kept(links) == assessed.links


def test_rows_stored_before_are_read_or_are_as_if_never_judged(world: World) -> None:
    """A judgement of before pull was known reads without it; one in a shape nobody knows is judged again."""
    judged_of(world)
    row = ChainJudgement.objects.order_by("-computed_at").first()
    assert row is not None
    old = {name: value for name, value in row.content.items() if name != "pull"}
    old["links"] = {
        code: {name: value for name, value in one.items() if name != "pull"} for code, one in old["links"].items()
    }
    ChainJudgement.objects.filter(pk=row.pk).update(content=old)
    standing = standing_of(world.chain, day=DAY)
    assert standing.judged is not None and standing.is_current
    assert standing.judged.pull.missing == "no_table"
    ChainJudgement.objects.filter(pk=row.pk).update(content={"links": {"crude-steel": {"code": 3}}})
    broken = standing_of(world.chain, day=DAY)
    assert (broken.is_known, broken.links) == (False, ())
    assert actions.judge_chain(world.chain, day=DAY).judged == judged_kept(row.content)


def test_a_current_judgement_is_not_computed_again_and_reading_is_cheap(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., object]
) -> None:
    judged_of(world)
    monkeypatch.setattr(judgement, "judge_template", lambda *_a, **_k: pytest.fail("computed again"))
    judged_of(world)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        standing_of(world.chain, day=DAY)


def test_reading_a_chain_writes_nothing_however_stale_it_is(world: World) -> None:
    ChainJudgement.objects.all().delete()
    ChainAssessment.objects.all().delete()
    written = []
    client = world.login(world.chief)

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        written.append(sql) if not sql.lstrip("(").startswith(("SELECT", "SAVEPOINT", "RELEASE")) else None
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        for address in ("", "crude-steel/", "table/"):
            page = client.get(f"/chains/{world.chain.code}/{address}")
            assert page.status_code == 200
        assert client.get("/chains/").status_code == 200
        assert client.get(f"/api/v1/chains/{world.chain.code}/nodes").json() == []
    assert not [sql for sql in written if "django_session" not in sql]


def test_a_stale_judgement_says_so_and_a_reader_may_have_it_judged_now(world: World) -> None:
    world.zone.city = "太原市"
    world.zone.save()
    client = world.login(world.officer)
    address = f"/chains/{world.chain.code}/"
    assert "按最近一次" in client.get(address).content.decode() or "已有变化" in client.get(address).content.decode()
    assert client.get(f"/api/v1/chains/{world.chain.code}/nodes").json()[0]["is_current"] is False
    act = ACTS.url(ACTS.by_verb["judge"], world.chain)
    assert act in client.get(address).content.decode()
    assert client.post(act).status_code == 302
    assert "已有变化" not in client.get(address).content.decode()
    links = client.get(f"/api/v1/chains/{world.chain.code}/nodes").json()
    assert links[0]["is_current"] is True and links[1]["city"] == 30


def test_page_table_and_interface_tell_the_same_state(world: World) -> None:
    """One answer: the class of the judgement, whoever asks."""
    judged = judged_of(world)
    expected = {code: STATE_OF_CLASS.get(one.strength.state, one.strength.state) for code, one in judged.links.items()}
    client = world.login(world.chief)
    told = client.get(f"/api/v1/chains/{world.chain.code}/nodes").json()
    assert {link["code"]: link["state"] for link in told} == expected
    (card,) = pages.chain_cards(world.chief, world.zone, "city")
    assert sum(number for _state, _name, number in card.states) == len(expected)
    assert {state for state, _name, _number in card.states} == set(expected.values())
    page = client.get(f"/chains/{world.chain.code}/").content.decode()
    for code, state in expected.items():
        assert re.search(rf"map-{state}[^>]*>(?:(?!</g>).)*{code}|{code}(?:(?!</a>).)*map-{state}", page, re.S), code


def test_reviewed_targets_calibrate_the_chances_and_change_the_question(world: World) -> None:
    before = judged_of(world)
    reviewed_roles.fill("test", lambda _zone: [(1.0, at % 10 == 0) for at in range(40)], module=__name__)
    try:
        assert not standing_of(world.chain, day=DAY).is_current
        after = judged_of(world)
        fitted = calibration_of(world.chain.zone, DAY)
    finally:
        reviewed_roles._fillings.pop("test")
    assert fitted.cases == 40 and fitted.apply(0.45) == pytest.approx(0.1)
    assert before != after
    reviewed_roles.fill("test", lambda _zone: [(1.0, True)] * 39, module=__name__)
    try:
        assert calibration_of(world.chain.zone, DAY).apply(0.45) == 0.45  # one case short: nothing changes
    finally:
        reviewed_roles._fillings.pop("test")


def test_demand_changes_the_question_and_the_supply(world: World) -> None:
    before = judged_of(world)
    code = standing_of(world.chain, day=DAY).links[0].code
    bought = NodeDemand(code, Decimal(1000), Decimal(400), Decimal(100), 3, 1, DAY)
    node_demand.fill("test", lambda _zone, _chain: {code: bought}, module=__name__)
    try:
        stale = standing_of(world.chain, day=DAY)
        assert stale.judged == before and not stale.is_current
        after = judged_of(world)
    finally:
        node_demand._fillings.pop("test")
    assert before.links[code].supply is None
    assert after.links[code].supply == pytest.approx(0.1)
    assert judged_of(world) == before  # what was bought is taken back: the earlier answer holds again


def test_a_zone_without_a_city_has_nobody_here(world: World) -> None:
    world.zone.city = ""
    world.zone.save()
    world.chain.refresh_from_db()
    assert all(one.rings.here == 0 for one in judged_of(world).links.values())


def test_the_map_and_the_link_say_the_same(world: World) -> None:
    judged = judged_of(world)
    for link in standing_of(world.chain, day=DAY).links:
        state = judged.links[link.code].strength.state
        assert link.presence["city"].state == STATE_OF_CLASS.get(state, state)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_tell_it(world: World, language: str) -> None:
    client = world.login(world.chief)
    client.cookies["liantu_language"] = language
    chain = client.get(f"/chains/{world.chain.code}/")
    assert chain.status_code == 200
    node = reads.template_of(reads.published_version(world.chain)).nodes[0]  # type: ignore[arg-type]
    page = client.get(f"/chains/{world.chain.code}/{node.code}/").content.decode()
    assert "/methods/strength/" in page
    assert "/methods/confidence/" in page
    # density is never shown without its size baseline
    template = (Path(__file__).parents[1] / "templates" / "chains" / "_strength.html").read_text("utf-8")
    assert template.count("kinship.density") == template.count("kinship.size_baseline") == 1
