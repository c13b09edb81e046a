"""The pull of filling a link, and a table for the region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from liantu.chains.rules.pull import (
    PullError,
    as_strong_as_nation,
    extraction,
    pull_of_filling,
    pull_of_purchase,
    row_change,
    updated_inverse,
)
from liantu.chains.rules.regional_table import regionalise, size_factor
from liantu.lib.linkages import LinkageError, leontief_inverse, technical_coefficients

positive = arrays(np.float64, (4, 4), elements=st.floats(0.01, 0.2))


@given(positive, st.integers(0, 3), st.floats(0.1, 0.5), st.floats(0.5, 1.0))
def test_the_rank_one_change_equals_inverting_again(
    coefficients: Any, sector: int, before: float, after: float
) -> None:
    home = coefficients.copy()
    home[sector] *= before
    inverse = leontief_inverse(home)
    change = row_change(coefficients, sector, before, after)
    raised = home.copy()
    raised[sector] += change
    assert np.allclose(updated_inverse(inverse, sector, change), leontief_inverse(raised), atol=1e-12, rtol=1e-10)
    final = np.array([1.0, 2.0, 3.0, 4.0])
    pull = pull_of_filling(inverse, sector, change, final)
    assert np.allclose(pull.by_sector, leontief_inverse(raised) @ final - inverse @ final, atol=1e-9)


@given(positive, arrays(np.float64, 4, elements=st.floats(1, 50)))
def test_a_region_never_buys_more_at_home_than_the_nation(coefficients: Any, regional: Any) -> None:
    national = np.array([200.0, 150.0, 300.0, 100.0])
    for method in ("SLQ", "CILQ", "FLQ"):
        made = regionalise(coefficients, regional, national, method=method)  # type: ignore[arg-type]
        assert (made.coefficients <= coefficients + 1e-12).all()
    small, large = size_factor(0.01, 0.1), size_factor(0.5, 0.1)
    assert small < large <= 1


def test_what_cannot_be_computed_is_told() -> None:
    with pytest.raises(LinkageError):
        leontief_inverse(np.eye(3))
    with pytest.raises(PullError):
        row_change(np.eye(3), 0, 0.9, 0.1)
    with pytest.raises(ValueError, match="square"):
        technical_coefficients(np.ones((2, 3)), np.ones(2))


def test_extraction_loses_what_the_sector_set_in_motion() -> None:
    coefficients = np.array([[0.1, 0.3], [0.2, 0.1]])
    final = np.array([10.0, 20.0])
    whole = leontief_inverse(coefficients) @ final
    lost = extraction(coefficients, 0, final)
    assert lost.own == pytest.approx(whole[0])
    assert 0 < lost.others < whole[1]
    with pytest.raises(PullError):
        extraction(coefficients, 5, final)


@given(positive, arrays(np.float64, 4, elements=st.floats(0, 3)), st.integers(0, 3), st.floats(0.3, 1.0))
def test_a_unit_bought_here_equals_inverting_the_changed_table(
    coefficients: Any, slq: Any, sector: int, factor: float
) -> None:
    home = coefficients * 0.5
    column = as_strong_as_nation(coefficients, slq, sector, factor=factor)
    assert (column <= coefficients[:, sector] + 1e-12).all()
    changed = home.copy()
    changed[:, sector] = column
    pull = pull_of_purchase(leontief_inverse(home), home, {sector: column}, {sector: 1.0})
    assert np.allclose(pull.by_sector, leontief_inverse(changed)[:, sector], atol=1e-10)
    assert pull.own >= 1
    assert pull.total == pytest.approx(pull.by_sector.sum())


def test_a_product_of_two_sectors_pulls_by_its_shares() -> None:
    coefficients = np.full((3, 3), 0.1)
    inverse = leontief_inverse(coefficients)
    columns = {sector: coefficients[:, sector] for sector in range(3)}
    one, other = (pull_of_purchase(inverse, coefficients, columns, {sector: 1.0}) for sector in (0, 2))
    both = pull_of_purchase(inverse, coefficients, columns, {0: 0.25, 2: 0.75})
    assert np.allclose(both.by_sector, 0.25 * one.by_sector + 0.75 * other.by_sector)
    with pytest.raises(PullError):
        pull_of_purchase(inverse, coefficients, columns, {0: 0.5})
    with pytest.raises(PullError):
        pull_of_purchase(inverse, coefficients, {0: coefficients[:, 0] + 2}, {0: 1.0})
