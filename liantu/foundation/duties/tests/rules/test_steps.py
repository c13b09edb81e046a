"""How duties move, whatever is tried; when somebody is reminded; what a day in words means."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.foundation.duties.rules.due import WorkdaysAhead, read_due
from liantu.foundation.duties.rules.flow import DUTY, Facts
from liantu.foundation.duties.rules.reminding import is_overdue, reminded
from liantu.lib.flow import Given

TODAY = date(2026, 6, 30)
OWNER, GIVER, LEADER, STRANGER = 1, 2, 3, 4
STATES, CONFIRMERS = DUTY.states, ("", "giver", "firm")
WISHES = st.lists(
    st.tuples(
        st.sampled_from([step.verb for step in DUTY.steps]),
        st.sampled_from((OWNER, GIVER, LEADER, STRANGER)),
        st.sampled_from(("", "办结")),
        st.sampled_from((None, OWNER, STRANGER)),
    ),
    max_size=10,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CONFIRMERS), st.booleans(), WISHES)
def test_no_sequence_reaches_a_state_without_what_its_steps_ask(
    confirm: str, may_drop: bool, wishes: list[tuple[str, int, str, int | None]]
) -> None:
    state, owner, path = "open", OWNER, []
    for verb, by, note, to in wishes:
        facts, leads = Facts(state, owner, GIVER, confirm, may_drop), by == LEADER
        closed = DUTY.closed_to(verb, facts, by=by, today=TODAY, leads=leads)
        problems = DUTY.check(verb, facts, Given(by, {"to": to}, note), today=TODAY, leads=leads)
        assert problems or not closed
        if not closed and verb != "hand":
            assert (not problems) == bool(note)
        if problems:
            continue
        path.append(verb)
        state = DUTY.step(verb).target or state
        owner = to if verb == "hand" and to is not None else owner
        assert state in STATES
        if verb == "confirm":
            assert confirm and path[-2] == "finish"
            assert confirm == "firm" or by != facts.owner or by == GIVER
        assert state != "dropped" or may_drop
        assert by != STRANGER or facts.owner == STRANGER


@pytest.mark.parametrize(
    ("verb", "facts", "by", "leads", "codes"),
    [
        ("finish", Facts("open", OWNER, GIVER), STRANGER, False, ["not_your_task"]),
        ("finish", Facts("open", OWNER, GIVER), LEADER, True, []),
        ("confirm", Facts("done", OWNER, GIVER, "giver"), OWNER, False, ["not_the_giver"]),
        ("confirm", Facts("done", OWNER, GIVER, "giver"), OWNER, True, ["not_the_giver"]),
        ("confirm", Facts("done", OWNER, GIVER, "giver"), LEADER, True, []),
        ("confirm", Facts("done", GIVER, GIVER, "giver"), GIVER, False, []),
        ("confirm", Facts("done", OWNER, GIVER, "firm"), OWNER, False, []),
        ("confirm", Facts("done", OWNER, GIVER, ""), LEADER, True, ["nobody_confirms"]),
        ("drop", Facts("open", OWNER, GIVER, may_drop=False), GIVER, False, ["not_given_up"]),
        ("drop", Facts("open", OWNER, GIVER), OWNER, False, ["not_your_task"]),
    ],
)
def test_who_takes_which_step(verb: str, facts: Facts, by: int, leads: bool, codes: list[str]) -> None:
    assert [one.code for one in DUTY.closed_to(verb, facts, by=by, today=TODAY, leads=leads)] == codes


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("5 workdays", WorkdaysAhead(5)),
        (" +10 working days ", WorkdaysAhead(10)),
        ("5个工作日", WorkdaysAhead(5)),
        ("3个工作日内", WorkdaysAhead(3)),
        ("5 天", None),
        ("0 workdays", None),
        ("900 workdays", None),
        ("不是日子", None),
        ("", None),
    ],
)
def test_a_day_in_words(text: str, due: date | WorkdaysAhead | None) -> None:
    assert read_due(text) == due


@given(st.sampled_from(STATES), st.integers(-30, 60), st.sampled_from(CONFIRMERS))
def test_nobody_hears_of_what_is_over_or_not_yet_due(state: str, late: int, confirm: str) -> None:
    whom = reminded(state, due_on=TODAY, done_on=TODAY, confirm=confirm, today=TODAY + timedelta(days=late))
    if state in ("confirmed", "dropped") or late < 0 or (state == "done" and not confirm):
        assert whom == ""
    if state == "open":
        assert (whom == "owner") == (late in (0, *range(1, 61, 7)))
    if state == "done" and late == 14:
        assert whom == {"": "", "giver": "giver", "firm": "owner"}[confirm]


def test_only_what_is_open_is_overdue() -> None:
    assert is_overdue("open", date(2026, 6, 29), TODAY)
    assert not is_overdue("open", TODAY, TODAY)
    assert not is_overdue("open", None, TODAY)
    assert not is_overdue("done", date(2020, 1, 1), TODAY)
