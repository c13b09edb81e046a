"""On which line a fault is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.versions.rules.lines import line_of, with_lines
from liantu.lib.problems import Problem

TEXT = """# a remark
stages:
  - code: lead
    name: 线索
  - code: talk
    requires:
      - {code: a}
      - {code: b,
         field: c}
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("stages", 2),
        ("stages.1", 3),
        ("stages.1.name", 4),
        ("stages.2.requires.2", 8),
        ("stages.2.requires.2.field", 9),
        ("stages.2.requires.9", 6),
        ("stages.1.no_such", 3),
        ("stages.²", 2),
        ("no_such", None),
        ("", None),
    ],
)
def test_the_line_of_a_place(place: str, line: int | None) -> None:
    assert line_of(TEXT, place) == line


def test_problems_say_their_line_where_there_is_one() -> None:
    told = with_lines(
        [Problem("x", "X", where="plan · stages.2"), Problem("y", "Y"), Problem("z", "Z", where="q")], TEXT
    )
    assert [one.where for one in told] == ["plan · stages.2 · lines.5", "", "q"]


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_and_no_place_breaks_it(text: str, place: str) -> None:
    line = line_of(text, place)
    assert line is None or line >= 1
