"""The flow of suggestions and the periods of their lists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.dated import Dated
from liantu.lib.flow import Given, JustState
from liantu.lib.problems import ProblemsError
from liantu.prospects.suggestions.rules.flow import SUGGESTION
from liantu.prospects.suggestions.rules.periods import PeriodRule, period_before, period_of

TODAY = date(2026, 6, 30)
RULE = Dated("suggestion_periods.yaml", PeriodRule).on(TODAY)


def codes(verb: str, state: str, given_: Given) -> set[str]:
    return {problem.code for problem in SUGGESTION.check(verb, JustState(state), given_, today=TODAY)}


def test_every_step_tells_all_it_lacks() -> None:
    assert codes("assign", "accepted", Given()) == {"no_assignee", "no_due_day"}
    late = Given(values={"assignee": 1, "due_on": TODAY - timedelta(days=1)})
    assert codes("assign", "accepted", late) == {"due_day_past"}
    assert codes("return", "submitted", Given(note=" ")) == {"reason_needed_step"}
    assert codes("accept", "closed", Given()) == {"not_from_here"}
    with pytest.raises(ProblemsError):
        codes("fly", "submitted", Given())


def test_every_state_can_be_reached() -> None:
    reached, ahead = {"submitted"}, ["submitted"]
    while ahead:
        for step in SUGGESTION.steps_from(ahead.pop()):
            if step.target is not None and step.target not in reached:
                reached.add(step.target)
                ahead.append(step.target)
    assert reached == set(SUGGESTION.states)


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
