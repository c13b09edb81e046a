"""The newest entry whose day has come, and none before the first."""

from datetime import date

import pytest

from liantu.lib.dated import in_force

ENTRIES = [{"from": date(2026, 1, 1), "n": 2}, {"from": date(2024, 1, 1), "n": 1}]


@pytest.mark.parametrize(("day", "n"), [(date(2024, 1, 1), 1), (date(2025, 12, 31), 1), (date(2026, 1, 1), 2)])
def test_the_newest_that_has_begun(day, n):
    assert in_force(ENTRIES, day, "rules")["n"] == n


def test_before_the_first_there_is_none():
    with pytest.raises(ValueError, match="no rules in force on 2023-12-31"):
        in_force(ENTRIES, date(2023, 12, 31), "rules")
