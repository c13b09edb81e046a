"""How tasks move and plans progress."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.work.rules.flow import BY_VERB, STATES, check_step, is_overdue, progress_of, steps_from

TODAY = date(2026, 6, 30)


@given(
    st.sampled_from(STATES),
    st.lists(
        st.tuples(st.sampled_from([*BY_VERB, "nonsense"]), st.sampled_from(["", "办结"]), st.booleans(), st.booleans()),
        max_size=12,
    ),
)
def test_no_step_without_a_word_and_none_that_is_not_offered(
    state: str, wishes: list[tuple[str, str, bool, bool]]
) -> None:
    for verb, note, is_owner, leads in wishes:
        offered = {step.verb for step in steps_from(state, is_owner=is_owner, leads=leads)}
        problems = check_step(verb, state, note, is_owner=is_owner, leads=leads)
        assert (not problems) == (verb in offered and bool(note))
        if not problems:
            assert note and (leads or verb == "finish")
            state = BY_VERB[verb].target
        assert state in STATES


def test_only_open_tasks_are_overdue() -> None:
    assert is_overdue("open", date(2026, 6, 29), TODAY)
    assert not is_overdue("open", TODAY, TODAY)
    assert not is_overdue("done", date(2020, 1, 1), TODAY)


def test_progress_counts_targets_at_most_once_reached() -> None:
    points = [
        ("done", date(2026, 1, 1), 4.0, 8.0),
        ("going", date(2026, 6, 1), 10.0, 5.0),
        ("planned", None, None, None),
    ]
    found = progress_of(points, TODAY)
    assert (found.points, found.done, found.late, found.reached_pct) == (3, 1, 1, 75.0)
    assert progress_of([], TODAY).reached_pct is None
