"""What differs between two texts: nothing is lost, nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.versions.rules.comparing import compared

TEXTS = st.lists(st.sampled_from(["a", "b", "c: 1", "  - d"]), max_size=14).map("\n".join)
MANY = "\n".join(f"line {number}" for number in range(1, 21))


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("a\nb", "a\nb", ""),
        ("", "a", "+"),
        ("a", "", "-"),
        ("a\nb\nc", "a\nx\nc", "=-+="),
        (MANY, MANY.replace("line 10", "x"), ".===-+==="),
        (MANY, MANY.replace("line 1\n", "").replace("line 20", "x"), "-===.===-+"),
    ],
)
def test_lines_and_their_marks(before: str, after: str, marks: str) -> None:
    signs = {"same": "=", "gone": "-", "new": "+", "gap": "."}
    assert "".join(signs[line.mark] for line in compared(before, after)) == marks


@given(TEXTS, TEXTS)
def test_every_line_shown_stands_where_it_says(before: str, after: str) -> None:
    old, new, found = before.splitlines(), after.splitlines(), compared(before, after)
    assert (not found) == (old == new)
    for line in found:
        assert line.before is None or old[line.before - 1] == line.text
        assert line.after is None or new[line.after - 1] == line.text
    gone = {line.before for line in found if line.mark == "gone"}
    added = {line.after for line in found if line.mark == "new"}
    kept = [text for place, text in enumerate(old, 1) if place not in gone]
    assert kept == [text for place, text in enumerate(new, 1) if place not in added]
