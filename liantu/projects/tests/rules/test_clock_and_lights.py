"""The lead's clock, the protection of the first contact, and the warning lights."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.clocks import Calendar
from liantu.lib.dated import Dated
from liantu.projects.rules.lead_clock import (
    Claim,
    ClockRule,
    LeadDays,
    check_extension,
    collisions,
    escalates,
    hands_of,
    protected_until,
)
from liantu.projects.rules.warning_lights import DIMENSIONS, WORSE, LightFacts, LightRule, light_of, next_look_on

CLOCK = Dated("lead_clock.yaml", ClockRule).on(date(2026, 1, 1))
LIGHTS = Dated("warning_lights.yaml", LightRule).on(date(2026, 1, 1))
MONDAY = date(2026, 5, 11)
TODAY = date(2026, 6, 30)


WEEK = Calendar(official=None)  # weekdays only, enough for these examples


def test_the_hands_of_a_lead() -> None:
    hands = {hand.code: hand for hand in hands_of(LeadDays(MONDAY), CLOCK, today=MONDAY, calendar=WEEK)}
    assert [hand.due_on for hand in hands.values()] == [date(2026, 5, 12), date(2026, 5, 14), date(2026, 5, 20)]
    assert {hand.light for hand in hands.values()} == {"green"}


def test_late_hands_are_red_and_done_ones_rest() -> None:
    days = LeadDays(MONDAY, responded_on=date(2026, 5, 13), screened_on=date(2026, 5, 14))
    hands = {hand.code: hand for hand in hands_of(days, CLOCK, today=date(2026, 6, 1), calendar=WEEK)}
    assert hands["respond"].light == "done"
    assert hands["respond"].done_on > hands["respond"].due_on  # done, but late
    assert hands["feed_back"].light == "red"
    assert hands["report"].due_on == date(2026, 5, 28)
    assert hands["report"].light == "red"


def test_a_closed_lead_owes_nothing() -> None:
    days = LeadDays(MONDAY, closed_on=date(2026, 5, 12))
    assert {hand.light for hand in hands_of(days, CLOCK, today=TODAY, calendar=WEEK)} == {"done"}


def test_large_leads_rise() -> None:
    assert escalates(Decimal(50_000), CLOCK)
    assert not escalates(Decimal(49_999), CLOCK)
    assert not escalates(None, CLOCK)


def claim(key: int, holder: str, enterprise: str, group: str = "", until: date = TODAY) -> Claim:
    return Claim(key, holder, enterprise, group, MONDAY, until)


def test_the_first_to_register_is_protected() -> None:
    claims = [claim(1, "甲", "E1"), claim(2, "乙", "E2", "集团"), claim(3, "丙", "E1", until=TODAY - timedelta(days=1))]
    assert [one.key for one in collisions("E1", "", "丁", claims, today=TODAY)] == [1]
    assert [one.key for one in collisions("E3", "集团", "丁", claims, today=TODAY)] == [2]
    assert not collisions("E1", "", "甲", claims, today=TODAY)  # one's own
    assert not collisions("", "", "丁", claims, today=TODAY)  # nobody knows who it is


def test_extensions() -> None:
    until = protected_until(MONDAY, CLOCK)
    assert until == date(2026, 8, 9)
    assert not check_extension(until, 30, 0, "谈判中", CLOCK, today=TODAY)
    told = check_extension(until, 400, 2, " ", CLOCK, today=until + timedelta(days=1))
    assert len(told) == 4


def test_a_start_that_is_late_turns_yellow_then_red() -> None:
    facts = LightFacts(signed_on=MONDAY, planned_start_on=TODAY - timedelta(days=5))
    light = light_of(facts, LIGHTS, today=TODAY)
    assert (light.light, [one.dimension for one in light.reasons]) == ("yellow", ["start"])
    assert light_of(facts, LIGHTS, today=TODAY, before="yellow").light == "red"
    assert light_of(facts, LIGHTS, today=TODAY, before="yellow").turned_red
    assert light_of(facts, LIGHTS, today=TODAY + timedelta(days=90)).light == "red"


def test_what_is_not_known_is_left_out_not_green() -> None:
    light = light_of(LightFacts(), LIGHTS, today=TODAY)
    assert light.light == "green"
    assert light.left_out == DIMENSIONS
    assert light.dimensions == ()


numbers = st.one_of(st.none(), st.floats(0, 100))


@given(numbers, numbers, numbers, st.one_of(st.none(), st.integers(0, 2000)), st.integers(0, 400))
def test_the_light_is_the_worst_of_its_dimensions(
    planned: float | None, done: float | None, placed: float | None, stay: int | None, quiet: int
) -> None:
    facts = LightFacts(
        signed_on=MONDAY,
        planned_start_on=MONDAY,
        planned_production_on=date(2027, 5, 1),
        planned_done_pct=planned,
        done_pct=done,
        in_place_pct=placed,
        stage_since_on=None if stay is None else TODAY - timedelta(days=stay),
        expected_days=90,
        last_entry_on=TODAY - timedelta(days=quiet),
    )
    light = light_of(facts, LIGHTS, today=TODAY)
    assert WORSE[light.light] == max(WORSE[one.light] for one in light.dimensions)
    assert {one.dimension for one in light.dimensions} | set(light.left_out) == set(DIMENSIONS)


def test_two_yellows_stay_red_until_it_is_measured_otherwise() -> None:
    facts = LightFacts(signed_on=MONDAY, planned_start_on=TODAY - timedelta(days=5))
    before, told = None, []
    for number in range(4):
        light = light_of(facts, LIGHTS, today=TODAY + timedelta(days=number), before=before)
        before = light.measured
        told.append(light.light)
    assert told == ["yellow", "red", "red", "red"]


days_ago = st.one_of(st.none(), st.integers(-200, 900).map(lambda days: TODAY - timedelta(days=days)))


@given(
    st.builds(
        LightFacts,
        signed_on=days_ago,
        planned_start_on=days_ago,
        started_on=days_ago,
        planned_production_on=days_ago,
        in_production_on=days_ago,
        is_in_statistics=st.booleans(),
        planned_done_pct=numbers,
        done_pct=numbers,
        in_place_pct=st.one_of(st.none(), st.floats(0, 130)),
        stage_since_on=days_ago,
        expected_days=st.one_of(st.none(), st.integers(1, 400)),
        last_entry_on=days_ago,
    )
)
def test_nothing_changes_by_the_clock_before_the_next_look_and_something_on_its_day(facts: LightFacts) -> None:
    def seen(day: date, before: str | None) -> object:
        light = light_of(facts, LIGHTS, today=day, before=before)  # type: ignore[arg-type]
        return light.light, [(one.dimension, one.light) for one in light.dimensions]

    now = light_of(facts, LIGHTS, today=TODAY, before="yellow")
    look_on = next_look_on(facts, LIGHTS, now, today=TODAY)
    horizon = look_on or TODAY + timedelta(days=1500)
    assert horizon > TODAY
    for ahead in range(1, (horizon - TODAY).days):
        assert seen(TODAY + timedelta(days=ahead), now.measured) == seen(TODAY, "yellow")
    if look_on is not None:
        assert seen(look_on, now.measured) != seen(TODAY, "yellow")
