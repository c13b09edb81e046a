"""A text cut into runs where its highlights begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liantu.sources.documents.rules.highlights import Highlight, runs_of


@given(
    st.text(alphabet="甲乙丙丁", min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=8),
)
def test_runs_give_the_text_again(text: str, spans: list[tuple[int, int]]) -> None:
    highlights = [Highlight(start, end, "project", number) for number, (start, end) in enumerate(spans)]
    runs = runs_of(text, highlights)
    assert "".join(run.text for run in runs) == text
    at = 0
    for run in runs:
        assert set(run.facts) == {
            one.fact
            for one in highlights
            if one.start <= at and one.start < one.end <= len(text) and at + len(run.text) <= one.end
        }
        at += len(run.text)
