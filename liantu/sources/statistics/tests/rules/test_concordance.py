"""From an industry code to a sector, and the sizes of sectors: holes told, shares whole, nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.problems import ProblemsError
from liantu.sources.statistics.reads import shipped_concordances
from liantu.sources.statistics.rules.concordance import (
    DIVISIONS,
    Concordance,
    holes_of,
    read_concordance,
    shipped_concordance,
)
from liantu.sources.statistics.rules.sizes import read_sizes

NBS = next(entry for entry in shipped_concordances() if entry["name"] == "nbs-42")
CODES = st.lists(st.sampled_from([*DIVISIONS, "3140", "2614", "98", "9999"]), max_size=8)


@pytest.mark.parametrize("entry", shipped_concordances(), ids=lambda entry: entry["name"])
def test_a_shipped_concordance_names_every_division_once(entry: dict[str, dict[str, list[str]]]) -> None:
    named = [code for codes in entry["sectors"].values() for code in codes]
    assert sorted(named) == list(DIVISIONS)


def test_a_table_is_served_by_the_concordance_of_its_very_sectors() -> None:
    codes = list(NBS["sectors"])
    found = shipped_concordance(shipped_concordances(), codes, 2020)
    assert found is not None and found.sector_of("3140") == "14"
    assert holes_of(found, codes, source="表") == ()
    assert shipped_concordance(shipped_concordances(), codes[:-1], 2020) is None
    assert shipped_concordance(shipped_concordances(), codes, 2010) is None


@given(CODES)
def test_shares_sum_to_one_and_no_code_is_lost(codes: list[str]) -> None:
    found = shipped_concordance(shipped_concordances(), list(NBS["sectors"]), 2020)
    assert found is not None
    shares, lost = found.shares_of(codes)
    assert set(lost) == {code for code in codes if code[:2] not in DIVISIONS}
    assert not shares or sum(shares.values()) == pytest.approx(1)
    assert bool(shares) == (len(lost) < len(codes))


def test_the_longest_code_decides() -> None:
    found = Concordance("x", {"26": "chemicals", "2614": "organic"})
    assert (found.sector_of("2614"), found.sector_of("2619"), found.sector_of("2"), found.sector_of("99")) == (
        "organic",
        "chemicals",
        None,
        None,
    )


def test_holes_and_faults_of_a_concordance_are_told_with_their_rows() -> None:
    rows = [(2, ["A", "31、3140"]), (3, ["B", "31, 99, x1"]), (4, ["Z", "32"])]
    found, told = read_concordance(rows, ["A", "B"], name="own", source="c.csv")
    assert found.sector_by_code == {"31": "A", "3140": "A"}
    kinds = [(problem.code, problem.where) for problem in told]
    assert kinds == [
        ("code_in_two_sectors", "c.csv:3"),
        ("no_industry", "c.csv:3"),
        ("no_industry", "c.csv:3"),
        ("unknown_sector", "c.csv:4"),
        ("divisions_open", "c.csv"),
        ("sectors_open", "c.csv"),
    ]


def test_sizes_are_read_and_a_missing_nation_is_the_output() -> None:
    found = read_sizes(
        [(2, ["A", "1,000", ""]), (3, ["B", "5", "50"])],
        ["A", "B", "C"],
        source="s",
        output={"A": 9000.0, "B": 1.0, "C": 7.0},
    )
    assert found.region == {"A": 1000, "B": 5, "C": 0}
    assert found.nation == {"A": 9000, "B": 50, "C": 7}
    assert [problem.code for problem in found.warnings] == ["sectors_absent"]


def test_every_fault_of_sizes_is_told_at_once() -> None:
    rows = [(2, ["A", "-1", "5"]), (3, ["A", "x", "5"]), (4, ["Z", "1", "1"]), (5, ["B", "9", "5"]), (6, ["B", "1"])]
    with pytest.raises(ProblemsError) as told:
        read_sizes(rows, ["A", "B"], output={"A": 1.0, "B": 1.0}, source="s")
    kinds = [(problem.code, problem.where) for problem in told.value.problems]
    assert kinds == [
        ("bad_size", "s:2"),
        ("bad_size", "s:3"),
        ("bad_sector", "s:4"),
        ("region_larger", "s:5"),
        ("bad_sector", "s:6"),
    ]
    with pytest.raises(ProblemsError):
        read_sizes([(2, ["A", "0", "5"])], ["A"], output={"A": 1.0}, source="s")
