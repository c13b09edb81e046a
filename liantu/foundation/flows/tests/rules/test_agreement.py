"""Who may decide, in which order, and when a sign-off is agreed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.flows.rules.agreement import Asked, Decided, Step, check_steps, open_steps, state_of, step_for
from liantu.lib.problems import Problem

TODAY = date(2026, 3, 2)
CHIEF, LEADER = Step("Chief", ("chain_chief",), 1), Step("Leadership", ("zone_leadership",), 2)


def why(found: int | Problem) -> str:
    return found.code if isinstance(found, Problem) else f"step {found}"


@pytest.mark.parametrize(
    ("asked", "person", "roles", "answer"),
    [
        (Asked(1, (CHIEF, LEADER)), 2, {"chain_chief"}, "step 0"),
        (Asked(1, (CHIEF, LEADER)), 2, {"zone_leadership"}, "not_yet"),
        (Asked(1, (CHIEF, LEADER)), 2, {"observer"}, "not_asked"),
        (Asked(1, (CHIEF, LEADER)), 1, {"chain_chief"}, "own_request"),
        (Asked(1, (CHIEF, LEADER), (Decided(0, 2, "agreed"),)), 3, {"zone_leadership"}, "step 1"),
        (Asked(1, (CHIEF, LEADER), (Decided(0, 2, "agreed"),)), 2, {"zone_leadership"}, "decided_already"),
        (Asked(1, (CHIEF, LEADER), (Decided(0, 2, "agreed"),)), 3, {"chain_chief"}, "not_asked"),
        (Asked(1, (CHIEF, LEADER), (Decided(0, 2, "refused"),)), 3, {"zone_leadership"}, "not_open"),
        (Asked(1, (CHIEF,), expires_on=TODAY), 2, {"chain_chief"}, "step 0"),
        (Asked(1, (CHIEF,), expires_on=TODAY - timedelta(days=1)), 2, {"chain_chief"}, "not_open"),
        (Asked(1, (CHIEF,), withdrawn=True), 2, {"chain_chief"}, "not_open"),
        (Asked(1, (Step("Named", (), 1, 7),)), 7, set(), "step 0"),
        (Asked(1, (Step("Named", ("chain_chief",), 1, 7),)), 8, {"chain_chief"}, "not_asked"),
        (Asked(1, (Step("A", ("chain_chief",)), Step("B", (), 1, 7))), 7, {"chain_chief"}, "step 1"),
    ],
)
def test_who_decides_now(asked: Asked, person: int, roles: set[str], answer: str) -> None:
    assert why(step_for(asked, person=person, roles=roles, today=TODAY)) == answer


def test_all_problems_of_the_steps_at_once() -> None:
    steps = (
        Step("Nobody"),
        Step("Observer", ("observer",)),
        Step("Self", (), 1, 1),
        Step("A", (), 1, 5),
        Step("B", (), 2, 5),
    )
    found = check_steps(Asked(1, steps, (), TODAY - timedelta(days=1)), deciding_roles={"chain_chief"}, today=TODAY)
    assert {one.code for one in found} == {
        "step_for_nobody",
        "role_cannot_decide",
        "asks_oneself",
        "person_twice",
        "already_over",
    }
    assert [one.code for one in check_steps(Asked(1, ()), deciding_roles=(), today=TODAY)] == ["no_steps"]


def test_nothing_is_agreed_by_nobody() -> None:
    assert state_of(Asked(1, ()), today=TODAY) == "open"


ROLES = ("chain_chief", "zone_leadership", "zone_administrator")
steps = st.lists(
    st.builds(
        Step, st.just("x"), st.lists(st.sampled_from(ROLES), min_size=1, max_size=2).map(tuple), st.integers(1, 3)
    ),
    min_size=1,
    max_size=4,
).map(tuple)
tries = st.lists(st.tuples(st.integers(1, 6), st.sets(st.sampled_from(ROLES)), st.booleans()), max_size=25)


@given(steps, tries)
def test_whatever_people_try(needed: tuple[Step, ...], attempts: list[tuple[int, set[str], bool]]) -> None:
    """The requester never decides, nobody decides twice, order holds, and a closed one takes no more decisions."""
    asked = Asked(1, needed)
    for person, roles, agree in attempts:
        before = state_of(asked, today=TODAY)
        found = step_for(asked, person=person, roles=roles, today=TODAY)
        if isinstance(found, Problem):
            continue
        assert before == "open"
        assert person != 1
        assert found in open_steps(asked)
        assert set(needed[found].roles) & roles
        asked = Asked(1, needed, (*asked.decided, Decided(found, person, "agreed" if agree else "refused")))
    people = [one.person for one in asked.decided]
    assert len(people) == len(set(people))
    orders = [needed[one.position].order for one in asked.decided]
    assert orders == sorted(orders)
    if state_of(asked, today=TODAY) == "agreed":
        assert len(asked.decided) == len(needed)
    refusals = [one.verdict for one in asked.decided].count("refused")
    assert refusals <= 1
    assert not refusals or asked.decided[-1].verdict == "refused"
