"""Measured shares, fitted sliders and hit rates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.prospects.rules.measured import Outcome, hit_rate, measured_share, slider_weights


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(right: int, wrong: int) -> None:
    found = measured_share(right, right + wrong)
    if not right + wrong:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1


def test_small_numbers_have_wide_intervals() -> None:
    few, many = measured_share(9, 10), measured_share(900, 1000)
    assert few is not None
    assert many is not None
    assert few.high - few.low > 3 * (many.high - many.low)
    with pytest.raises(ValueError, match="no more"):
        measured_share(3, 2)


def test_sliders_keep_what_speaks() -> None:
    assert slider_weights({"role": 2.0, "capital": -1.0, "name": 1.0}) == {"role": 1.3, "capital": 0.0, "name": 0.7}
    assert slider_weights({"role": -1.0}) == {"role": 0.0}
    assert slider_weights({"role": 90.0, "name": 0.1})["role"] <= 3.0


def test_a_target_counts_on_every_rung_it_reached() -> None:
    outcomes = [
        Outcome("甲", "", 1, {"known": "2026-01-02", "suggested": "2026-02-03"}),
        Outcome("乙", "", 2, {"known": ""}),
    ]
    assert hit_rate(outcomes) == {"known": 1, "suggested": 1, "met": 0, "signed": 0, "started": 0}
