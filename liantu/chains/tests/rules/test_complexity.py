"""Complexity and relatedness against published outputs of the reference packages, and their properties."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from liantu.chains.rules.complexity import (
    ComplexityError,
    complexity_of,
    density,
    location_quotients,
    presence,
    proximity,
)
from liantu.chains.rules.relatedness import auc, entry_test, relatedness_of

counts = arrays(np.float64, (6, 5), elements=st.integers(0, 20).map(float))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def matrix(rows: list[tuple[str, str, float]]) -> tuple[np.ndarray, list[str], list[str]]:
    """Rows (place, activity, value) as a matrix without empty places and activities."""
    sums: dict[str, float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for place, activity, value in rows:
        sums[place] += value
        kinds[activity] += value
    places = sorted(place for place, total in sums.items() if total)
    activities = sorted(kind for kind, total in kinds.items() if total)
    at = {name: number for number, name in enumerate(places)}, {name: number for number, name in enumerate(activities)}
    values = np.zeros((len(places), len(activities)))
    for place, activity, value in rows:
        if place in at[0] and activity in at[1]:
            values[at[0][place], at[1][activity]] = value
    return values, places, activities


@pytest.mark.shared_data
def test_indices_equal_the_reference_package(shared_data: Path) -> None:
    """ECI, PCI, density, COI and COG of 226 countries and 785 goods, to 1e-10."""
    folder = shared_data / "econ"
    rows = [
        (row["country"], row["product"], float(row["value"]))
        for row in read(folder / "complexity" / "world_trade_avg_1998_2000_sitc4.csv")
    ]
    values, places, goods = matrix(rows)
    found = complexity_of(presence(location_quotients(values)))
    eci = {
        row["country"]: float(row["eci"])
        for row in read(folder / "reference" / "eci_country_1998_2000_ecomplexity.csv")
    }
    pci = {
        row["product"]: float(row["pci"])
        for row in read(folder / "reference" / "pci_product_1998_2000_ecomplexity.csv")
    }
    assert max(abs(found.eci[i] - eci[name]) for i, name in enumerate(places)) < 1e-10
    assert max(abs(found.pci[i] - pci[name]) for i, name in enumerate(goods)) < 1e-10
    where, what = {name: i for i, name in enumerate(places)}, {name: i for i, name in enumerate(goods)}
    sample = read(folder / "reference" / "density_sample_1998_2000_ecomplexity.csv")
    assert len(sample) > 1000
    for row in sample:
        i, j = where[row["country"]], what[row["product"]]
        assert abs(found.density[i, j] - float(row["density"])) < 1e-10
        assert abs(found.coi[i] - float(row["coi"])) < 1e-10
        assert abs(found.cog[i, j] - float(row["cog"])) < 1e-10


@pytest.mark.shared_data
def test_density_is_no_better_than_size(shared_data: Path) -> None:
    """The entry test on listed firms by province: why density is never shown without its size baseline."""
    rows = read(shared_data / "econ" / "regional" / "cn_listed_2019_area_industry.csv")
    firms = [(row["area"], row["industry"], int(row["timeToMarket"]) // 10000) for row in rows]
    areas, industries = sorted({one[0] for one in firms}), sorted({one[1] for one in firms})

    def table(until: int) -> np.ndarray:
        values = np.zeros((len(areas), len(industries)))
        for area, industry, year in firms:
            if year <= until:
                values[areas.index(area), industries.index(industry)] += 1
        return values

    expected = [
        row for row in read(shared_data / "econ" / "reference" / "cn_region_entry_test.csv") if row["M"] == "RCA>=1"
    ]
    assert len(expected) == 4
    for row in expected:
        found = entry_test(table(int(row["base_year"])), table(9999))
        assert (found.candidates, found.entries) == (int(row["candidates"]), int(row["entries"]))
        for name, value in (
            ("AUC_density", found.auc_density),
            ("AUC_size", found.auc_size),
            ("AUC_both", found.auc_both),
            ("AUC_relative_density", found.auc_relative_density),
            ("coef_size", found.coefficient_size),
            ("coef_density", found.coefficient_density),
        ):
            # the reference's logistic fit stops early: its coefficients are good to two digits
            most = 5e-3 if name.startswith("coef") else 1e-4
            assert abs(value - float(row[name])) < most, (row["base_year"], name)
        assert found.auc_both - found.auc_size < 0.02  # what density adds once size is known


@given(counts)
def test_quotients_average_to_one(values: np.ndarray) -> None:
    if not values.sum():
        with pytest.raises(ValueError, match="nothing"):
            location_quotients(values)
        return
    quotients = location_quotients(values)
    weights = values.sum(axis=1) / values.sum()
    shown = weights @ quotients
    assert np.allclose(shown[values.sum(axis=0) > 0], 1.0)


@given(counts)
def test_densities_are_shares(values: np.ndarray) -> None:
    if not values.sum():
        return
    present = presence(location_quotients(values))
    near = proximity(present)
    assert np.allclose(near, near.T)
    assert ((near >= 0) & (near <= 1 + 1e-12)).all()
    dense = density(present, near)
    assert ((dense >= 0) & (dense <= 1 + 1e-12)).all()
    related = relatedness_of(values)
    assert ((related.size_baseline > 0) & (related.size_baseline < 1)).all()
    assert abs(related.residual.sum()) < 1e-9


@given(counts)
def test_indices_do_not_depend_on_the_order_of_places(values: np.ndarray) -> None:
    if not values.sum():
        return
    present = presence(location_quotients(values))
    try:
        first = complexity_of(present)
    except ComplexityError:
        return
    assert np.nanmean(first.eci) == pytest.approx(0, abs=1e-8)
    assert np.nanstd(first.eci) == pytest.approx(1, abs=1e-8)
    assert first.cog[present > 0].sum() == 0  # nothing to gain by what is there


@pytest.mark.parametrize("values", [np.zeros((3, 3)), np.full((3, 3), -1.0), np.full((3, 3), np.nan)])
def test_what_cannot_be_counted_is_told(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"nothing|negative"):
        location_quotients(values)


@pytest.mark.parametrize("present", [np.ones((2, 5)), np.ones((5, 5)), np.eye(4)])
def test_what_has_no_index_is_told(present: np.ndarray) -> None:
    with pytest.raises(ComplexityError):
        complexity_of(present)


def test_auc_counts_ties_half() -> None:
    assert auc(np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, False, True, True])) == pytest.approx(0.875)
