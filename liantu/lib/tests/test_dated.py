"""Dated rules: the newest begun holds; every fault of a file is told at once with its place."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from liantu.lib.dated import Dated, DatedRule, Days
from liantu.lib.problems import ProblemsError


class Grace(DatedRule):
    days: Days
    length: Literal["quarter", "year"] = "quarter"


def grace(text: str) -> Dated[Grace]:
    return Dated("grace.yaml", Grace, text=text)


TWO = "- {from: 2025-01-01, days: 2}\n- {from: 2024-01-01, days: 1}"


@pytest.mark.parametrize(("day", "days"), [(date(2024, 1, 1), 1), (date(2024, 12, 31), 1), (date(2025, 1, 1), 2)])
def test_the_newest_begun_entry_holds(day: date, days: int) -> None:
    assert grace(TWO).on(day).days == days


def test_before_the_first_entry_nothing_holds() -> None:
    with pytest.raises(ValueError, match=r"grace\.yaml"):
        grace(TWO).on(date(2023, 12, 31))
    assert grace(TWO).on_or_first(date(2023, 12, 31)).days == 1


def told(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as caught:
        _ = grace(text).entries
    return [(problem.code, problem.where) for problem in caught.value.problems]


def test_every_fault_is_told_at_once_with_its_place() -> None:
    assert told("- {days: 0, length: week, dayz: 3}\n- {from: 2025-01-01}") == [
        ("dated_no_from", "grace.yaml · 1"),
        ("rule_value", "grace.yaml · 1 · days"),
        ("rule_value", "grace.yaml · 1 · length"),
        ("rule_unknown_key", "grace.yaml · 1 · dayz"),
        ("rule_missing", "grace.yaml · 2 · days"),
    ]
    assert told("- {from: 2025-01-01, days: 1}\n- {from: 2025-01-01, days: 2}") == [("dated_day_twice", "grace.yaml")]
    assert told("days: 1") == [("dated_no_list", "grace.yaml")]
    assert told("- {from: 2025-01-01\n  days")[0][0] == "yaml_unreadable"
