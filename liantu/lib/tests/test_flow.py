"""One table of steps: what forbids a step, who may never take it, whose consent it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.flow import Flow, Given, Second, Step, people_in, somebody_was_faster
from liantu.lib.problems import Problem, ProblemsError

TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Facts:
    state: str
    maker: int | None = 1
    helpers: tuple[int, ...] = (2, 3)
    is_ready: bool = True


def _not_ready(facts: Facts, today: date) -> list[Problem]:
    return [] if facts.is_ready else [Problem("not_ready", "x")]


def _too_much(facts: Facts, given: Given, today: date) -> list[Problem]:
    return [Problem("too_much", "x")] if (given.number("amount") or 0) > 5 else []


PAPER: Flow[Facts] = Flow(
    "paper",
    ("draft", "sent", "done"),
    (
        Step("send", ("draft",), "sent", "a", needs=("amount",), only=("maker",), when=_not_ready, check=_too_much),
        Step("note", ("draft", "sent"), None, "a", reason=True),
        Step("finish", ("sent",), "done", "a", but=("maker", "helpers"), holds=("is_ready",), second=("boss",)),
    ),
    words={
        "is_ready": Problem("not_ready_yet", "x"),
        "send.amount": Problem("no_amount", "x"),
        "finish.but": Problem("not_you", "x"),
    },
)


def codes(verb: str, facts: Facts, given: Given) -> list[str]:
    return [problem.code for problem in PAPER.check(verb, facts, given, today=TODAY)]


@pytest.mark.parametrize(
    ("verb", "facts", "given_", "told"),
    [
        ("send", Facts("draft"), Given(1, {"amount": 3}), []),
        ("send", Facts("draft"), Given(1, {"amount": 9}), ["too_much"]),
        (
            "send",
            Facts("draft", is_ready=False),
            Given(2, {"amount": " "}),
            ["not_your_step", "not_ready", "no_amount"],
        ),
        ("send", Facts("draft", maker=None), Given(1, {"amount": 0}), ["not_your_step"]),
        ("send", Facts("sent", is_ready=False), Given(2), ["not_from_here"]),
        ("note", Facts("sent"), Given(9, note=" "), ["reason_needed_step"]),
        ("note", Facts("draft"), Given(9, note="x"), []),
        ("finish", Facts("sent"), Given(3), ["not_you"]),
        ("finish", Facts("sent"), Given(4), []),
    ],
)
def test_what_forbids_a_step(verb: str, facts: Facts, given_: Given, told: list[str]) -> None:
    assert codes(verb, facts, given_) == told


def test_closed_steps_are_told_whatever_is_given() -> None:
    told = PAPER.closed_to("send", Facts("draft", is_ready=False), by=2, today=TODAY)
    assert [problem.code for problem in told] == ["not_your_step", "not_ready"]
    assert not PAPER.closed_to("send", Facts("draft"), by=1, today=TODAY)
    assert [step.verb for step in PAPER.steps_from("sent")] == ["note", "finish"]


def test_consents() -> None:
    assert PAPER.step("finish").consents(Facts("sent"), Given(4)) == (Second("Second person", ("boss",)),)
    assert PAPER.step("note").consents(Facts("sent"), Given(4)) == ()
    by_amount = Step(
        "x", ("sent",), None, "a", second=lambda facts, given: (Second("Leader", facts.helpers and ("l",)),)
    )
    assert by_amount.consents(Facts("sent"), Given(4)) == (Second("Leader", ("l",)),)


def test_a_table_that_does_not_hold_together_is_refused() -> None:
    with pytest.raises(ValueError, match="no state"):
        Flow("x", ("a",), (Step("go", ("a",), "b", "x"),))
    with pytest.raises(ValueError, match="twice"):
        Flow("x", ("a",), (Step("go", ("a",), "a", "x"), Step("go", ("a",), "a", "x")))
    with pytest.raises(ProblemsError):
        PAPER.step("nonsense")


def test_given_values_as_they_are_asked_for() -> None:
    told = Given(
        values={"t": " a ", "n": 3, "b": True, "d": TODAY, "no": None, "false": False, "empty": [], "blank": " "}
    )
    assert (told.text("t"), told.text("no"), told.number("n"), told.number("b")) == ("a", "", 3, None)
    assert (told.day("d"), told.day("t")) == (TODAY, None)
    assert [told.has(name) for name in ("t", "no", "false", "empty", "blank", "absent")] == [
        True, False, True, False, False, False,
    ]  # fmt: skip


def test_somebody_was_faster_says_where_it_stands() -> None:
    assert somebody_was_faster().code == somebody_was_faster("Sent").code == "somebody_was_faster"
    assert "Sent" in str(somebody_was_faster("Sent"))
    assert people_in(Facts("x"), ("maker", "helpers")) == {1, 2, 3}


acts = st.tuples(st.sampled_from(["send", "note", "finish"]), st.integers(1, 5), st.booleans(), st.booleans())


@given(st.lists(acts, max_size=30))
def test_no_sequence_reaches_done_without_what_the_steps_ask(sequence: list[tuple[str, int, bool, bool]]) -> None:
    state, sent_by, finished_by = "draft", 0, 0
    for verb, by, gives, speaks in sequence:
        given_ = Given(by, {"amount": 1} if gives else {}, "x" if speaks else "")
        if codes(verb, Facts(state), given_):
            continue
        assert verb != "send" or (gives and by == 1)
        assert verb != "note" or speaks
        state = PAPER.step(verb).target or state
        sent_by, finished_by = (
            (by, finished_by) if verb == "send" else (sent_by, by if verb == "finish" else finished_by)
        )
    if state == "done":
        assert sent_by == 1 and finished_by not in (1, 2, 3)


def test_what_the_thing_lacks_is_told_whoever_comes() -> None:
    assert codes("finish", Facts("sent", is_ready=False), Given(9)) == ["not_ready_yet"]
    assert codes("finish", Facts("sent", is_ready=False), Given(2)) == ["not_you", "not_ready_yet"]
    assert [one.code for one in PAPER.lacks("send", Facts("draft", is_ready=False), today=TODAY)] == ["not_ready"]
    assert PAPER.lacks("note", Facts("draft", is_ready=False), today=TODAY) == []


@pytest.mark.parametrize(
    ("verb", "state", "by", "leads", "told"),
    [
        ("send", "draft", 9, False, ["not_your_step"]),
        ("send", "draft", 9, True, []),
        ("finish", "sent", 9, True, []),
        ("finish", "sent", 2, True, ["not_you"]),
    ],
)
def test_who_leads_takes_the_steps_of_others_but_not_those_barred_to_her(
    verb: str, state: str, by: int, leads: bool, told: list[str]
) -> None:
    assert [one.code for one in PAPER.closed_to(verb, Facts(state), by=by, today=TODAY, leads=leads)] == told
