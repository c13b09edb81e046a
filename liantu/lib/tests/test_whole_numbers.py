"""What is a whole number in an address, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.whole_numbers import MOST, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("007", 7), (str(MOST), MOST), ("", None), ("²", None), ("１", None), ("٣", None),
        ("一", None), ("-1", None), ("+1", None), (" 1", None), ("1\n", None), ("1.0", None), ("1_0", None),
        (str(MOST + 1), None), ("9" * 5000, None), (None, None), (3, None), (["1"], None),
    ],
)  # fmt: skip
def test_numbers(text: object, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "number"), [("1899", None), ("1900", 1900), ("2200", 2200), ("2201", None)])
def test_bounds(text: str, number: int | None) -> None:
    assert whole_number(text, least=1900, most=2200) == number


@given(st.text() | st.from_regex(r"\A\d{1,25}\Z"))
def test_it_never_breaks(text: str) -> None:
    found = whole_number(text)
    assert found is None or (0 <= found <= MOST and int(text) == found)
