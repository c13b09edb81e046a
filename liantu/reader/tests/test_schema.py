"""Facts written as JSON and read back are the same facts; what is kept in another shape reads as empty, never fails."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.reader import facts
from liantu.reader.read import read_text
from liantu.reader.schema import as_json, fact_from_json, number_of

words = st.text(alphabet="甲乙丙丁12", max_size=6)
names = st.lists(words.filter(bool), max_size=3).map(tuple)
numbers = st.decimals(0, 10**6, places=2, allow_nan=False)
amounts = st.none() | st.builds(facts.Amount, words, numbers, words, words)
people = st.builds(facts.Person, words, words, words)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "organisation": st.builds(facts.Organisation, words, names, words, words),
    "person": people,
    "project": st.builds(
        facts.Project,
        words,
        words,
        names,
        words,
        words,
        st.none() | st.builds(facts.Stage, words, words),
        *[amounts] * 5,
        names,
        st.lists(st.builds(facts.ProjectDay, words, words, words), max_size=2).map(tuple),
    ),
    "event": st.builds(
        facts.Event,
        words,
        st.none() | st.builds(facts.Day, words, words),
        names,
        st.lists(people, max_size=2).map(tuple),
        names,
        names,
        st.none() | st.builds(facts.Outcome, st.booleans(), words),
    ),
    "figure": st.builds(facts.Figure, words, numbers, words, words, words),
    "leader": st.builds(facts.Leader, words),
    "claim": st.builds(facts.Claim, words, words, words, words),
}


def test_every_kind_of_fact_is_tried() -> None:
    assert set(FACTS) == set(facts.KINDS)


@given(st.data())
def test_a_fact_written_and_read_back_is_the_same(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(FACTS)))
    fact = data.draw(FACTS[kind])
    kept = json.loads(json.dumps(as_json(fact)))
    again = fact_from_json(kind, kept)
    assert again == fact
    assert as_json(again) == as_json(fact)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
FIELD_NAMES = sorted({one.name for kind in facts.KINDS.values() for one in fields(kind)} | {"org"})


@given(st.sampled_from(sorted(facts.KINDS)), st.dictionaries(st.sampled_from(FIELD_NAMES), JSON, max_size=6))
def test_whatever_was_kept_can_be_read(kind: str, content: dict[str, Any]) -> None:
    fact = fact_from_json(kind, content)
    assert isinstance(fact, facts.KINDS[kind])
    assert fact_from_json(kind, json.loads(json.dumps(as_json(fact)))) == fact


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", Decimal(1200)), ("3.5", Decimal("3.5")), (7, Decimal(7)), ("七", None), ("nan", None), (True, None)],
)
def test_numbers_as_people_write_them(text: object, value: Decimal | None) -> None:
    assert number_of(text) == value


def test_a_reading_gives_typed_facts() -> None:
    stated = read_text("9月12日，云川经开区与甲禾公司签约，由甲禾公司投资的石英砂项目总投资22亿元。").statements
    (project,) = stated.projects
    assert project.investors == ("甲禾公司",)
    assert project.total_investment == facts.Amount("22亿元", Decimal(220000), "万元", "CNY")
    assert project.stage is not None
    assert project.stage.code == "signed"
    assert [event.type for event in stated.events] == ["signing"]
