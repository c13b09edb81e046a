"""The question of a target list: reading hostile text, canonical bytes, ages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.problems import ProblemsError
from liantu.prospects.rules.answer import Answer, first_difference
from liantu.prospects.rules.question import FACTORS, Question, read_question, registered_between


def test_nothing_given_is_the_default() -> None:
    assert read_question({}) == Question()


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"w_role": ["nan"]}, ["not_a_number"]),
        ({"w_role": ["-1"], "capital_min": ["许多"]}, ["not_a_number", "not_a_number"]),
        ({f"w_{factor}": ["0"] for factor in FACTORS}, ["no_weight"]),
        ({"capital_min": ["500"], "capital_max": ["100"]}, ["bounds_crossed"]),
        ({"age_min": ["9"], "age_max": ["3"]}, ["bounds_crossed"]),
        ({"province": ["火星省"]}, ["unknown_province"]),
        ({"age_min": ["1e99"]}, ["not_a_number"]),
    ],
)
def test_every_wrong_value_is_told_at_once(values: dict[str, list[str]], codes: list[str]) -> None:
    with pytest.raises(ProblemsError) as refused:
        read_question(values, known_provinces=["山西省"])
    assert [problem.code for problem in refused.value.problems] == codes


weights = st.fixed_dictionaries(
    {factor: st.integers(0, 30).map(lambda tenth: tenth / 10) for factor in FACTORS}
).filter(lambda chosen: any(chosen.values()))
questions = st.builds(
    Question,
    weights=weights,
    provinces=st.sampled_from([(), ("山西省",), ("江苏省", "浙江省")]),
    capital_min_wan_yuan=st.none() | st.integers(0, 500).map(float),
    capital_max_wan_yuan=st.none() | st.integers(500, 10**6).map(float),
    age_min_years=st.none() | st.integers(0, 20),
    age_max_years=st.none() | st.integers(20, 60),
    exclude_present=st.booleans(),
    exclude_trade_only=st.booleans(),
    valid_code_only=st.booleans(),
)


@given(questions)
def test_round_trips(question: Question) -> None:
    values: dict[str, list[str]] = {}
    for name, value in question.as_query():
        values.setdefault(name, []).append(value)
    assert read_question(values) == question
    assert Question.from_canonical(question.canonical()) == question
    assert Question.from_canonical(question.canonical()).canonical() == question.canonical()


def test_ages_become_registration_days() -> None:
    question = Question(age_min_years=3, age_max_years=10)
    assert registered_between(question, as_of_on=date(2024, 2, 29)) == (date(2013, 2, 28), date(2021, 2, 28))


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=8)), max_size=6))
def test_answers_keep_their_bytes(rows: list[dict[str, object]]) -> None:
    answer = Answer.from_rows(rows)
    again = Answer.from_content(answer.content)
    assert first_difference(answer, again) is None
    assert answer.sha256 == again.sha256


def test_first_difference_names_the_rank() -> None:
    old = Answer.from_rows([{"a": 1}, {"a": 2}])
    assert first_difference(old, Answer.from_rows([{"a": 1}, {"a": 3}])) == 2
    assert first_difference(old, Answer.from_rows([{"a": 1}])) == 2
