"""A chain judged on a register: one class a link, nothing mixed, the same bytes again, and few queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from liantu.chains import actions, judgement, reads
from liantu.chains.firm_sums import calibration_of
from liantu.chains.models import ChainJudgement
from liantu.chains.rules.strength import CLASSES
from liantu.chains.slots import NodeDemand, node_demand, reviewed_roles
from liantu.chains.tests.conftest import World

DAY = date(2026, 6, 30)


def test_every_link_has_one_class_and_its_firms_in_one_ring(world: World) -> None:
    standing = actions.standing_of(world.chain, day=DAY)
    content = actions.judgement_of(standing, day=DAY)
    assert content is not None
    assert set(content["links"]) == {link.code for link in standing.links}
    for link in standing.links:
        one = content["links"][link.code]
        assert one["strength"]["state"] in CLASSES
        assert sum(one["rings"].values()) == link.counts.everywhere
        assert one["rings"]["here"] == link.counts.city
        assert (one["strength"]["state"] in ("gap", "undecided")) == (link.counts.city == 0)


def test_the_same_question_gives_the_same_bytes(world: World) -> None:
    standing = actions.standing_of(world.chain, day=DAY)
    first = json.dumps(actions.judgement_of(standing, day=DAY))
    ChainJudgement.objects.all().delete()
    judgement._KEPT.clear()
    assert json.dumps(actions.judgement_of(standing, day=DAY)) == first


def test_a_kept_judgement_is_not_computed_again(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., object]
) -> None:
    standing = actions.standing_of(world.chain, day=DAY)
    actions.judgement_of(standing, day=DAY)
    judgement._KEPT.clear()
    monkeypatch.setattr(judgement, "judge_template", lambda *_a, **_k: pytest.fail("computed again"))
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]  # demand, marks, the table in use, what is kept
        actions.judgement_of(standing, day=DAY)


def test_reviewed_targets_calibrate_the_chances_and_change_the_question(world: World) -> None:
    standing = actions.standing_of(world.chain, day=DAY)
    before = actions.judgement_of(standing, day=DAY)
    reviewed_roles.fill("test", lambda _zone: [(1.0, at % 10 == 0) for at in range(40)], module=__name__)
    try:
        after = actions.judgement_of(standing, day=DAY)
        fitted = calibration_of(world.chain.zone, DAY)
    finally:
        reviewed_roles._fillings.pop("test")
    assert fitted.cases == 40 and fitted.apply(0.45) == pytest.approx(0.1)
    assert before is not None and after is not None and before != after
    reviewed_roles.fill("test", lambda _zone: [(1.0, True)] * 39, module=__name__)
    try:
        assert calibration_of(world.chain.zone, DAY).apply(0.45) == 0.45  # one case short: nothing changes
    finally:
        reviewed_roles._fillings.pop("test")


def test_demand_changes_the_question_and_the_supply(world: World) -> None:
    standing = actions.standing_of(world.chain, day=DAY)
    before = actions.judgement_of(standing, day=DAY)
    code = standing.links[0].code
    bought = NodeDemand(code, Decimal(1000), Decimal(400), Decimal(100), 3, 1, DAY)
    node_demand.fill("test", lambda _zone, _chain: {code: bought}, module=__name__)
    try:
        after = actions.judgement_of(standing, day=DAY)
    finally:
        node_demand._fillings.pop("test")
    assert before is not None
    assert after is not None
    assert before["links"][code]["supply"] is None
    assert after["links"][code]["supply"] == pytest.approx(0.1)
    assert ChainJudgement.objects.count() == 2


def test_a_zone_without_a_city_has_nobody_here(world: World) -> None:
    world.zone.city = ""
    world.zone.save()
    world.chain.refresh_from_db()
    standing = actions.standing_of(world.chain, day=DAY)
    content = actions.judgement_of(standing, day=DAY)
    assert content is not None
    assert all(one["rings"]["here"] == 0 for one in content["links"].values())


def test_the_map_and_the_link_say_the_same(world: World) -> None:
    from liantu.chains.judgement_words import MAP_STATES, as_judged

    standing = actions.standing_of(world.chain, day=DAY)
    content = actions.judgement_of(standing)
    assert content is not None
    for link in as_judged(standing).links:
        state = content["links"][link.code]["strength"]["state"]
        assert link.presence["city"].state == MAP_STATES.get(state, state)


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
