"""Evidence of several kinds made one order: nothing lost, nothing invented, every term told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.prospects.rules.question import Question
from liantu.prospects.rules.rank_fusion import CONSTANT, SHIPPED, TERMS, fold, fuse, mean_ranks, spread

values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(values, st.randoms())
def test_ranks_are_means_over_ties_and_nothing_without_evidence(given_values: list[float], chance: object) -> None:
    ranks = mean_ranks(np.array(given_values))
    assert all((rank == 0) == (value <= 0) for rank, value in zip(ranks, given_values, strict=True))
    for one, first in zip(ranks, given_values, strict=True):
        for other, second in zip(ranks, given_values, strict=True):
            if first > second > 0:
                assert one < other
            if first == second:
                assert one == other


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_points_add_up_and_more_evidence_never_costs_points(rows: list[tuple[float, float, float]]) -> None:
    text, beside, near = (np.array(column) for column in zip(*rows, strict=True))
    found = fuse({"text": text, "neighbours": beside, "near": near, "products": None}, {})
    assert sorted(found.order.tolist()) == list(range(len(rows)))
    assert np.allclose(found.scores, sum(found.points[term] for term in found.points))
    assert found.scores.max() <= 100 + 1e-9
    assert set(found.left_out) == {"products", "industry", "branch"}
    better = beside.copy()
    better[0] = 2.0
    assert fuse({"text": text, "neighbours": better, "near": near}, {}).scores[0] >= found.scores[0] - 1e-9


def test_first_in_everything_has_a_hundred_points() -> None:
    found = fuse({term: np.array([2.0, 1.0]) for term in TERMS}, {})
    assert found.scores[0] == pytest.approx(100)
    assert found.points["text"][1] == pytest.approx(
        100 * SHIPPED["text"] / sum(SHIPPED.values()) * (CONSTANT + 1) / (CONSTANT + 2)
    )
    with pytest.raises(ValueError, match="text"):
        fuse({"near": np.array([1.0])}, {})


@given(
    st.lists(st.tuples(st.sampled_from(["", "甲", "乙"]), st.sampled_from(["晋", "陕", ""])), max_size=40),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_folding_loses_nobody(rows: list[tuple[str, str]], per_group: int, per_province: int) -> None:
    groups, provinces = [group for group, _province in rows], [province for _group, province in rows]
    found = fold(groups, provinces, per_group=per_group, per_province=per_province)
    assert len(found.kept) + found.folded == len(rows)
    assert list(found.kept) == sorted(found.kept)
    for names, most in ((groups, per_group), (provinces, per_province)):
        kept = [names[place] for place in found.kept if names[place]]
        assert not most or all(kept.count(name) <= most for name in set(kept))


def test_a_question_from_before_fusion_keeps_its_bytes() -> None:
    old = '{"age_max_years":null,"age_min_years":null,"capital_max_wan_yuan":null,"capital_min_wan_yuan":null,'
    old += '"exclude_present":true,"exclude_trade_only":true,"provinces":[],"valid_code_only":false,"weights":'
    old += '{"capital":1.0,"frequency":1.0,"name":1.0,"position":1.0,"role":1.0,"specificity":1.0},'
    old += '"without_provinces":[]}'
    asked = Question.from_canonical(old)
    assert not asked.fused
    assert asked.canonical() == old
    assert Question.from_canonical(Question(per_group=2).canonical()) == Question(per_group=2)


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_a_range_holds_the_score_and_the_place_and_one_kind_alone_moves_nothing(
    rows: list[tuple[float, float, float]],
) -> None:
    text, beside, near = (np.array(column) for column in zip(*rows, strict=True))
    fused = fuse({"text": text, "neighbours": beside, "near": near}, {})
    found = spread(fused, fused.order)
    places, scores = np.arange(1, len(rows) + 1), fused.scores[fused.order]
    assert (found.low <= scores + 1e-9).all() and (scores <= found.high + 1e-9).all()
    assert (found.best <= places).all() and (places <= found.worst).all() and found.worst.max() == len(rows)
    alone = spread(one := fuse({"text": text}, {}), one.order)
    assert np.allclose(alone.low, alone.high) and (alone.best == alone.worst).all()


def test_who_has_every_kind_of_evidence_stands_firm_and_who_has_one_does_not() -> None:
    fused = fuse({"text": np.array([0.9, 0.8]), "neighbours": np.array([0.4, 0.0])}, {})
    found = spread(fused, fused.order)
    width = found.high - found.low
    assert width[0] < 0.5 < width[1]
