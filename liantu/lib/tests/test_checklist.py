"""What is missing, why, and what will be asked later; each kind, and every list the rooms can write."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.checklist import (
    KINDS,
    Facts,
    Kind,
    Lack,
    Names,
    Paper,
    Requirement,
    RequirementText,
    lack_of,
    missing,
    missing_ahead,
    missing_until,
    names_of,
)
from liantu.lib.dated import typed
from liantu.lib.problems import ProblemsError

NAMES = ("a", "b", "c")
CONTRACT = Requirement("contract", "evidence", ("investment_agreement",), "正式投资协议", verified=True)


@dataclass(frozen=True)
class Gate:
    """A step as the rooms write it."""

    code: str
    requires: tuple[Requirement, ...] = ()
    optional: bool = False


@st.composite
def requirements(draw: st.DrawFn, number: int = 0) -> Requirement:
    """Any requirement over the three names."""
    when = {"a": ("x",)} if draw(st.booleans()) else {}
    return Requirement(
        f"r{draw(st.integers(0, 6))}",
        draw(st.sampled_from(sorted(KINDS))),
        tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2))),
        "名",
        once_only=draw(st.booleans()),
        when=when,
        verified=draw(st.booleans()),
    )


GATES = st.lists(st.tuples(st.lists(requirements(), max_size=3), st.booleans()), min_size=1, max_size=5).map(
    lambda rows: [Gate(f"s{at}", tuple(asked), optional) for at, (asked, optional) in enumerate(rows)]
)
PAPERS = st.builds(
    Paper, st.lists(st.sampled_from(NAMES), max_size=2).map(tuple), st.booleans(), st.booleans(), st.just("函")
)
FACTS = st.builds(
    Facts,
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(("", " ", "x", "y"))),
    st.lists(PAPERS, max_size=3).map(tuple),
    st.frozensets(st.sampled_from(NAMES)),
)


@pytest.mark.parametrize(
    ("requirement", "facts", "why"),
    [
        (Requirement("r", "field", ("a",), "名"), Facts({"a": " "}), "absent"),
        (Requirement("r", "field", ("a", "b"), "名"), Facts({"b": "x"}), None),
        (Requirement("r", "amount", ("signed",), "名"), Facts(amounts={"intent"}), "absent"),
        (Requirement("r", "amount", ("signed",), "名"), Facts(amounts={"signed"}), None),
        (CONTRACT, Facts(), "absent"),
        (CONTRACT, Facts(papers=(Paper(("investment_agreement",)),)), "unverified"),
        (CONTRACT, Facts(papers=(Paper(("investment_agreement",), is_verified=True),)), None),
        (CONTRACT, Facts(papers=(Paper(("investment_agreement",), True, is_taken_back=True),)), "taken_back"),
        (CONTRACT, Facts(papers=(Paper(("framework_agreement",), True),)), "absent"),
        (Requirement("r", "field", ("a",), "名", when={"b": ("x",)}), Facts({"b": "y"}), None),
        (Requirement("r", "field", ("a",), "名", when={"b": ("x",)}), Facts({"b": "x"}), "absent"),
    ],
)
def test_each_kind_says_why(requirement: Requirement, facts: Facts, why: str | None) -> None:
    lack = lack_of(requirement, facts)
    assert (lack.why if lack else None) == why


def test_a_paper_that_is_not_enough_is_told_with_its_title() -> None:
    waiting = missing([CONTRACT], Facts(papers=(Paper(("investment_agreement",), title="投资协议书"),)))[0]
    gone = Paper(("investment_agreement",), True, True, "投资协议书", "签错主体")
    back = missing([CONTRACT], Facts(papers=(gone,)))[0]
    assert waiting.because is not None and back.because is not None
    assert waiting.place == ("evidence", "investment_agreement")
    assert "投资协议书" in str(waiting.because)
    assert "签错主体" in str(back.because)
    assert missing([CONTRACT], Facts())[0].because is None


def test_a_room_adds_a_kind_of_its_own() -> None:
    def lack(requirement: Requirement, facts: Facts) -> Lack | None:
        return Lack("absent") if set(facts.more.get("sign_off", ())).isdisjoint(requirement.names) else None

    kinds_here = kinds = {**KINDS, "sign_off": Kind("sign_off", lack, {"legal", "fair_competition"})}

    class SignedOff(RequirementText):
        kinds = kinds_here
        sign_off: Names = ()

    row = {"code": "l", "name": "法务", "sign_off": "legal"}
    read = typed(SignedOff, row, source="plan").asked()
    assert lack_of(read, Facts(), kinds) is not None
    assert lack_of(read, Facts(more={"sign_off": {"legal"}}), kinds) is None
    with pytest.raises(ProblemsError) as told:
        typed(SignedOff, {**row, "sign_off": ["love", "hate"]}, source="plan")
    assert [(one.code, one.where, one.params["name"]) for one in told.value.problems] == [
        ("unknown_name", "plan", "love, hate")
    ]
    old = typed(SignedOff, {**row, "sign_off": "love"}, source="plan", context={"holds": True})
    assert old.asked().names == ("love",)


@given(GATES, FACTS, st.data())
def test_until_and_ahead_together_are_everything_that_is_not_met(
    gates: list[Gate], facts: Facts, data: st.DataObject
) -> None:
    """What is asked now and what will be asked leave out no unmet requirement, except what only its own step asks."""
    target = data.draw(st.sampled_from([gate.code for gate in gates]))
    place = [gate.code for gate in gates].index(target)
    now, ahead = missing_until(gates, target, facts), missing_ahead(gates, target, facts)
    told = {one.requirement.code for one in (*now, *ahead)}
    for at, gate in enumerate(gates):
        for one in gate.requires:
            passed = one.once_only and (at < place or (at > place and gate.optional))
            if lack_of(one, facts) is not None and not passed:
                assert one.code in told
    assert all(lack_of(one.requirement, facts) is not None for one in (*now, *ahead))
    order = [gate.code for gate in gates]
    assert [order.index(one.asked_by) for one in now] == sorted(order.index(one.asked_by) for one in now)
    assert all(order.index(one.asked_by) > place for one in ahead)
    assert not {one.requirement.code for one in now} & {one.requirement.code for one in ahead}
    assert len({one.requirement.code for one in ahead}) == len(ahead)


@given(GATES, FACTS, st.sampled_from(NAMES))
def test_a_checked_paper_more_never_makes_more_missing(gates: list[Gate], facts: Facts, tag: str) -> None:
    more = Facts(facts.fields, (*facts.papers, Paper((tag,), is_verified=True)), facts.amounts)
    last = gates[-1].code
    assert len(missing_until(gates, last, more)) <= len(missing_until(gates, last, facts))


@given(requirements(), FACTS)
def test_a_paper_taken_back_stands_for_nothing(requirement: Requirement, facts: Facts) -> None:
    gone = Facts(facts.fields, tuple(Paper(one.tags, True, True) for one in facts.papers), facts.amounts)
    without = Facts(facts.fields, (), facts.amounts)
    assert (lack_of(requirement, gone) is None) is (lack_of(requirement, without) is None)


@given(GATES)
def test_a_step_that_is_not_there_is_an_error(gates: list[Gate]) -> None:
    with pytest.raises(KeyError):
        missing_until(gates, "elsewhere", Facts())


def test_the_tags_papers_may_carry() -> None:
    asked = [CONTRACT, Requirement("r", "field", ("a",), "名")]
    assert names_of(asked, "evidence") == {"investment_agreement"}


@pytest.mark.parametrize("row", [None, [], "x", {}, {"code": "a", "name": "甲"}, {"code": "a", "field": "x"}])
def test_what_is_no_requirement_is_told(row: object) -> None:
    with pytest.raises(ProblemsError) as told:
        typed(RequirementText, row, source="plan · 3")
    assert all(one.where.startswith("plan · 3") for one in told.value.problems)
