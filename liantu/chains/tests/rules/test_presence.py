"""Presence, gap or undecided: examples and properties."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.rules.presence import STATES, Counts, Thresholds, coverage_needed, judge_presence
from liantu.lib.dated import Dated

RULE = Thresholds()
ORDER = ("single", "weak", "present", "strong")


@pytest.mark.parametrize(
    ("counts", "share", "coverage", "state"),
    [
        (Counts(0, 0, 100), 0.01, 0.9, "gap"),  # expected 1.0; exp(-0.1) = 0.905
        (Counts(0, 0, 100), 0.05, 0.9, "undecided"),  # expected 5.0; exp(-0.5) = 0.607
        (Counts(0, 0, 100), 0.05, 1.0, "gap"),  # a full register leaves no doubt
        (Counts(0, 0, 0), 0.05, 1.0, "undecided"),  # nobody anywhere: the words may be wrong
        (Counts(1, 0, 100), 0.05, 0.1, "single"),
        (Counts(2, 0, 0), 0.05, 0.1, "weak"),
        (Counts(3, 0, 0), 0.05, 0.1, "present"),
        (Counts(8, 0, 0), 0.05, 0.1, "strong"),
    ],
)
def test_examples(counts: Counts, share: float, coverage: float, state: str) -> None:
    """The table of the method."""
    found = judge_presence(counts, radius="city", area_share=share, coverage=coverage, thresholds=RULE)
    assert found.state == state


def test_radii_are_not_mixed() -> None:
    """Firms of the province do not fill a link of the city."""
    counts = Counts(0, 9, 50)
    city = judge_presence(counts, radius="city", area_share=0.001, coverage=0.9, thresholds=RULE)
    province = judge_presence(counts, radius="province", area_share=0.02, coverage=0.9, thresholds=RULE)
    assert (city.state, city.firms, province.state, province.firms) == ("gap", 0, "strong", 9)


def test_the_certainty_is_the_formula() -> None:
    """exp(-expected x (1 - coverage)), expected = everywhere x share."""
    found = judge_presence(Counts(0, 2, 38), radius="city", area_share=0.05, coverage=0.8, thresholds=RULE)
    assert found.expected == pytest.approx(2.0)
    assert found.certainty == pytest.approx(math.exp(-0.4))


def test_undecided_says_what_would_settle_it() -> None:
    """A register of exactly the named coverage turns undecided into missing."""
    counts = Counts(0, 0, 100)
    doubtful = judge_presence(counts, radius="city", area_share=0.05, coverage=0.5, thresholds=RULE)
    reason = next(reason for reason in doubtful.reasons if reason.code == "would_settle")
    fuller = min(1.0, reason.values["coverage_pct"] / 100 + 1e-9)
    settled = judge_presence(counts, radius="city", area_share=0.05, coverage=fuller, thresholds=RULE)
    assert (doubtful.state, settled.state) == ("undecided", "gap")


def test_a_small_place_is_told_that_none_is_usual() -> None:
    """Where one would expect 0.1 firms the gap says little about industry, and the reasons say so."""
    found = judge_presence(Counts(0, 0, 100), radius="city", area_share=0.001, coverage=0.9, thresholds=RULE)
    assert found.state == "gap"
    assert "silence_is_usual" in [reason.code for reason in found.reasons]


def test_unstated_coverage_is_said_to_be_assumed() -> None:
    """The default never looks like a fact."""
    found = judge_presence(Counts(0, 0, 9), radius="city", area_share=0.01, coverage=None, thresholds=RULE)
    assert [reason.code for reason in found.reasons][-1] == "coverage_assumed"


@pytest.mark.parametrize(("share", "coverage"), [(-0.1, 0.5), (1.1, 0.5), (0.5, 1.5), (0.5, -1)])
def test_shares_outside_0_to_1_are_refused(share: float, coverage: float) -> None:
    """A percentage given as a share is a mistake, not a number to work with."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        judge_presence(Counts(0, 0, 1), radius="city", area_share=share, coverage=coverage, thresholds=RULE)


def test_negative_counts_are_refused() -> None:
    """Counts come from a register."""
    with pytest.raises(ValueError, match="negative"):
        Counts(-1, 0, 0)


def test_the_thresholds_of_the_day_hold() -> None:
    """The newest entry that has begun, and no entry of the future."""
    text = """
- {from: 2030-01-01, gap_certainty: 0.99}
- {from: 2024-01-01, gap_certainty: 0.8, name: default}
- {from: 2026-01-01, gap_certainty: 0.9}
"""
    dated = Dated("presence.yaml", Thresholds, text=text)
    assert dated.on(date(2025, 6, 1)).gap_certainty == 0.8
    assert dated.on(date(2026, 1, 1)).gap_certainty == 0.9
    with pytest.raises(ValueError, match="in force"):
        dated.on(date(2023, 1, 1))


number = st.integers(0, 500)
share = st.floats(0, 1)


@given(number, number, number, share, share, st.sampled_from(["city", "province", "nation"]))
def test_every_link_has_exactly_one_state(
    city: int, province: int, beyond: int, area: float, held: float, radius: str
) -> None:
    """Present, missing and undecided together are all links, and presence means that somebody is there."""
    found = judge_presence(
        Counts(city, province, beyond), radius=radius, area_share=area, coverage=held, thresholds=RULE
    )
    assert found.state in STATES
    assert found.is_present == (found.state in ORDER)
    assert found.reasons
    assert 0 <= found.certainty <= 1


@given(number, number, number, st.integers(1, 50), share, share)
def test_more_firms_never_lower_presence(
    city: int, province: int, beyond: int, more: int, area: float, held: float
) -> None:
    """One more enterprise here never makes a link weaker."""
    rank = {"gap": 0, "undecided": 0, **{state: place for place, state in enumerate(ORDER, 1)}}
    before = judge_presence(
        Counts(city, province, beyond), radius="city", area_share=area, coverage=held, thresholds=RULE
    )
    after = judge_presence(
        Counts(city + more, province, beyond), radius="city", area_share=area, coverage=held, thresholds=RULE
    )
    assert rank[after.state] >= rank[before.state]


@given(st.integers(1, 500), share, share, share)
def test_more_coverage_never_makes_a_gap_doubtful(beyond: int, area: float, one: float, other: float) -> None:
    """A fuller register only makes silence more certain."""
    less, more = sorted((one, other))
    counts = Counts(0, 0, beyond)
    first = judge_presence(counts, radius="city", area_share=area, coverage=less, thresholds=RULE)
    second = judge_presence(counts, radius="city", area_share=area, coverage=more, thresholds=RULE)
    assert second.certainty >= first.certainty
    assert not (first.state == "gap" and second.state == "undecided")


@given(st.floats(0, 1000))
def test_the_needed_coverage_solves_the_rule(expected: float) -> None:
    """At the needed coverage the certainty is exactly the asked one (or the link is settled by any register)."""
    needed = coverage_needed(expected, RULE)
    assert 0 <= needed <= 1
    certainty = math.exp(-expected * (1 - needed))
    assert certainty >= RULE.gap_certainty - 1e-9
    if needed > 0:
        assert certainty == pytest.approx(RULE.gap_certainty)
