"""The flow of suggestions and the periods of their lists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.dated import Dated
from liantu.prospects.suggestions.rules.flow import BY_VERB, STATES, STEPS, Given, check_step, steps_from
from liantu.prospects.suggestions.rules.periods import PeriodRule, period_before, period_of

TODAY = date(2026, 6, 30)
FULL = Given("因产能不足", 1, TODAY, "线索 12")
RULE = Dated("suggestion_periods.yaml", PeriodRule).on(TODAY)


@given(st.lists(st.sampled_from([step.verb for step in STEPS]), max_size=30))
def test_nothing_is_converted_that_was_not_accepted_and_assigned(verbs: list[str]) -> None:
    state, seen = "submitted", ["submitted"]
    for verb in verbs:
        if not check_step(verb, state, FULL, today=TODAY):
            state = BY_VERB[verb].target
            seen.append(state)
    if "converted" in seen:
        before = seen[: seen.index("converted")]
        assert "accepted" in before
        assert before[-1] == "assigned"
    if seen[-1] in ("closed", "declined"):
        assert not steps_from(seen[-1])


def test_every_step_tells_all_it_lacks() -> None:
    assert {problem.code for problem in check_step("assign", "accepted", Given(), today=TODAY)} == {
        "no_assignee",
        "no_due_day",
    }
    late = Given(assignee=1, due_on=TODAY - timedelta(days=1))
    assert [problem.code for problem in check_step("assign", "accepted", late, today=TODAY)] == ["due_day_past"]
    assert [problem.code for problem in check_step("return", "submitted", Given(" "), today=TODAY)] == [
        "reason_needed_step"
    ]
    assert [problem.code for problem in check_step("fly", "submitted", FULL, today=TODAY)] == ["no_such_step"]
    assert [problem.code for problem in check_step("accept", "closed", FULL, today=TODAY)] == ["not_from_here"]


def test_every_state_can_be_reached() -> None:
    reached, ahead = {"submitted"}, ["submitted"]
    while ahead:
        for step in steps_from(ahead.pop()):
            if step.target not in reached:
                reached.add(step.target)
                ahead.append(step.target)
    assert reached == set(STATES)


def test_quarters() -> None:
    period = period_of(date(2026, 5, 20), RULE)
    assert (period.code, period.starts_on, period.ends_on) == ("2026Q2", date(2026, 4, 1), date(2026, 6, 30))
    assert period.due_on == date(2026, 7, 15)
    assert period_before(period_of(date(2026, 1, 5), RULE), RULE).code == "2025Q4"


@pytest.mark.parametrize(("length", "code"), [("half_year", "2026H2"), ("year", "2026")])
def test_other_lengths(length: str, code: str) -> None:
    assert period_of(date(2026, 9, 1), PeriodRule.model_validate({"length": length, "grace_days": 0})).code == code


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["quarter", "half_year", "year"]))
def test_a_day_lies_in_its_period(day: date, length: str) -> None:
    rule = PeriodRule.model_validate({"length": length, "grace_days": 10})
    period = period_of(day, rule)
    assert period.starts_on <= day <= period.ends_on
    assert period_before(period, rule).ends_on == period.starts_on - timedelta(days=1)
