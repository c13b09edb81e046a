"""Reads of the room: counts by radius, what is kept, marked words, query budgets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from liantu.chains import actions, factories, pages, reads
from liantu.chains.models import ChainAssessment
from liantu.chains.rules.judgement import Link
from liantu.chains.tests.conftest import World
from liantu.lib.problems import ProblemsError

DAY = date(2026, 7, 1)


def links(world: World) -> dict[str, Link]:
    """The links of the trial chain by code."""
    return {link.code: link for link in actions.judge_chain(world.chain, day=DAY).links}


def test_counts_of_city_province_and_beyond_are_apart(world: World) -> None:
    """Two mills roll in 运城, thirty of 太原 belong to the rest of the province, nobody beyond."""
    counts = links(world)["rolled-products"].counts
    assert (counts.city, counts.province, counts.beyond) == (2, 30, 0)


def test_a_seller_is_no_maker(world: World) -> None:
    """The shop in 运城 sells guard rails: it is counted beside the makers, and fills nothing."""
    link = links(world)["guard-rails"]
    assert (link.counts.city, link.counts.beyond) == (0, 60)
    assert link.traders == 1
    assert not link.presence["city"].is_present


def test_states_add_up_to_the_links(world: World) -> None:
    """Present, missing and undecided together are all links, within every radius."""
    standing = actions.judge_chain(world.chain, day=DAY)
    for radius in reads.RADII:
        assert sum(standing.by_state(radius).values()) == len(standing.links) == 3


def test_another_home_is_another_question(world: World) -> None:
    """A zone that moves to another city does not see what was kept for the old one."""
    assert links(world)["rolled-products"].counts.city == 2
    world.zone.city = "太原市"
    world.zone.save()
    world.chain.refresh_from_db()
    world.chain.zone.refresh_from_db()
    assert links(world)["rolled-products"].counts.city == 30


def test_firms_present_are_the_counted_ones(world: World) -> None:
    """The number on the map and the list behind it are the same enterprises, with their words marked."""
    version = reads.published_version(world.chain)
    assert version is not None
    node = reads.node_of(version, "rolled-products")
    assert node is not None
    for radius in reads.RADII:
        total, firms = reads.firms_present(node, world.release.open(), zone=world.zone, radius=radius)
        assert total == links(world)["rolled-products"].counts.within(radius)
        for firm in firms:
            assert "".join(text for _role, text in firm.scope) == firm.row["business_scope"]
            assert any(role == "make" for role, _text in firm.scope)


def test_who_could_fill_it_is_not_from_here(world: World) -> None:
    """The head of the list leaves the home city out and holds makers only."""
    version = reads.published_version(world.chain)
    assert version is not None
    node = reads.node_of(version, "guard-rails")
    assert node is not None
    hits = reads.who_could_fill(node, world.release.open(), zone=world.zone, limit=5)
    assert len(hits) == 5
    assert {hit.role for hit in hits} == {"make"}
    assert "运城" not in {hit.city for hit in hits}


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 5)), max_size=6))
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever is marked, the runs together are the text."""
    marks = [(start, min(start + size, len(text)), "词", "make") for start, size in spans if start < len(text)]
    assert "".join(part for _role, part in reads.marked_runs(text, marks)) == text


def test_another_zone_sees_nothing(world: World) -> None:
    """Chains belong to a zone."""
    other = factories.make_zone("other")
    stranger = factories.make_person("stranger", other, "zone_administrator")
    assert not reads.chains_of(stranger, world.zone).exists()
    assert not reads.chains_of(stranger, other).exists()


def test_cards_never_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The overview answers at once: what nobody judged yet says so."""
    monkeypatch.setattr(reads, "compute_links", lambda *_args, **_named: pytest.fail("screened"))
    (card,) = pages.chain_cards(world.admin, world.zone, "city")
    assert (card.is_known, card.links) == (True, 3)
    ChainAssessment.objects.all().delete()
    (card,) = pages.chain_cards(world.admin, world.zone, "city")
    assert (card.is_known, card.links) == (False, 0)


def queries_of(ask: Any) -> int:
    """How many queries a call makes."""
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def test_the_overview_costs_the_same_for_one_chain_and_for_many(world: World) -> None:
    """Query budget of the cards."""
    pages.chain_cards(world.admin, world.zone, "city")
    one = queries_of(lambda: pages.chain_cards(world.admin, world.zone, "city"))
    for number in range(6):
        text = factories.TEMPLATE.replace("试验钢", f"试验钢{number}").replace("Trial steel", f"Trial {number}")
        chain = factories.make_chain(world.zone, world.admin, text=text, code=f"trial-{number}")
        actions.appoint(chain, "chain_chief", "程", by=world.leadership)
    many = queries_of(lambda: pages.chain_cards(world.admin, world.zone, "city"))
    assert one == many <= 9


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The command line names the folder."""
    with pytest.raises(ProblemsError) as refused:
        reads.templates_for_command(tmp_path / "nowhere")
    assert refused.value.problems[0].code == "no_such_place"
