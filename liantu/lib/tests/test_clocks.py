"""Working days, working time, clocks: published tables, published clocks, and a minute-by-minute simulation."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.lib.clocks import Allowance as Allowed
from liantu.lib.clocks import (
    Calendar,
    CalendarMissingError,
    Clock,
    OfficeHours,
    Pause,
    natural_days,
    official_days,
    workdays,
)
from liantu.lib.problems import ProblemsError

CALENDAR = Calendar()
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEXT_YEAR = official_days().last_year + 1


def at(text: str, tz: str = "Asia/Shanghai") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


# -- working days -------------------------------------------------------------------------------------------------


def test_published_holidays_and_shifted_days() -> None:
    assert not CALENDAR.is_workday(dt.date(2025, 10, 1))
    assert CALENDAR.is_workday(dt.date(2025, 9, 28))  # a Sunday worked for the autumn holidays
    assert not CALENDAR.is_workday(dt.date(2025, 11, 15))
    assert CALENDAR.is_workday(dt.date(2025, 11, 14))


def test_the_days_of_the_place_win() -> None:
    own = Calendar(days={dt.date(2025, 11, 14): "rest", dt.date(2025, 11, 15): "morning"})
    assert not own.is_workday(dt.date(2025, 11, 14))
    assert own.is_workday(dt.date(2025, 11, 15))


def test_an_unannounced_year_is_refused_with_its_number() -> None:
    with pytest.raises(CalendarMissingError, match=str(NEXT_YEAR)) as caught:
        CALENDAR.is_workday(dt.date(NEXT_YEAR, 3, 2))
    assert caught.value.year == NEXT_YEAR
    with pytest.raises(CalendarMissingError):
        CALENDAR.add_workdays(dt.date(NEXT_YEAR - 1, 12, 28), 30)
    with pytest.raises(CalendarMissingError):
        CALENDAR.add_work_minutes(at(f"{NEXT_YEAR - 1}-12-31 17:00"), 120)
    with pytest.raises(CalendarMissingError):
        Clock(at(f"{NEXT_YEAR - 1}-12-30 09:00"), workdays(9)).due_on(CALENDAR)
    assert CALENDAR.missing_year(dt.date(NEXT_YEAR, 1, 4), after_on=dt.date(NEXT_YEAR - 1, 12, 1)) == NEXT_YEAR
    assert CALENDAR.missing_year(dt.date(NEXT_YEAR - 1, 12, 31)) is None


def test_a_first_reckoning_follows_the_week_and_says_which_year_is_missing() -> None:
    first = CALENDAR.provisional()
    friday = next(dt.date(NEXT_YEAR, 3, day) for day in range(1, 8) if dt.date(NEXT_YEAR, 3, day).weekday() == 4)
    assert first.add_workdays(friday, 1).weekday() == 0
    assert first.missing_year(friday) == NEXT_YEAR


def test_a_year_entered_by_hand_is_believed() -> None:
    own = Calendar(days={dt.date(NEXT_YEAR, 1, 1): "rest"}, entered_years=frozenset({NEXT_YEAR}))
    assert not own.is_workday(dt.date(NEXT_YEAR, 1, 1))
    monday = next(dt.date(NEXT_YEAR, 3, day) for day in range(1, 8) if dt.date(NEXT_YEAR, 3, day).weekday() == 0)
    assert own.is_workday(monday)
    assert own.missing_year(monday) is None


def test_a_year_entered_replaces_the_published_one() -> None:
    own = Calendar(entered_years=frozenset({2025}))
    assert own.is_workday(dt.date(2025, 10, 1))  # the notice as entered says nothing of the autumn holidays


def test_counting_over_the_autumn_holidays() -> None:
    # 2025: 1–8 October off, 11 October (Saturday) worked.
    assert CALENDAR.add_workdays(dt.date(2025, 9, 30), 1) == dt.date(2025, 10, 9)
    assert CALENDAR.add_workdays(dt.date(2025, 9, 30), 3) == dt.date(2025, 10, 11)
    assert CALENDAR.add_workdays(dt.date(2025, 9, 30), 0) == dt.date(2025, 9, 30)
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_workdays(dt.date(2025, 9, 30), -1)


def test_a_calendar_without_any_working_day_is_said_to_have_none() -> None:
    never = Calendar(official=None, week=frozenset())
    with pytest.raises(ValueError, match="no working day"):
        never.add_workdays(dt.date(2025, 1, 1), 1)
    with pytest.raises(ValueError, match="no working time"):
        never.add_work_minutes(at("2025-01-01 09:00"), 1)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2024, 12, 31)), st.integers(0, 60))
def test_adding_and_counting_agree(start: dt.date, days: int) -> None:
    end = CALENDAR.add_workdays(start, days)
    assert CALENDAR.workdays_between(start, end) == days
    assert CALENDAR.workdays_between(end, start) == -days
    assert days == 0 or CALENDAR.is_workday(end)


@pytest.mark.shared_data
def test_every_published_day_and_month_from_2018_on(shared_data: Path) -> None:
    folder = shared_data / "working_days"
    with (folder / "cn_special_days_2018_2026.csv").open(encoding="utf-8") as file:
        special = {dt.date.fromisoformat(row["date"]): row["is_off_day"] == "0" for row in csv.DictReader(file)}
    totals: dict[str, int] = {}
    day = dt.date(2018, 1, 1)
    while day.year <= 2026:
        wanted = special.get(day, day.weekday() < 5)
        assert CALENDAR.is_workday(day) == wanted, day
        totals[f"{day:%Y-m%m}"] = totals.get(f"{day:%Y-m%m}", 0) + wanted
        day += dt.timedelta(days=1)
    with (folder / "working_days_per_month.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    for row in rows:
        assert {f"{row['year']}-m{month:02}": int(row[f"m{month:02}"]) for month in range(1, 13)}.items() <= (
            totals.items()
        )


# -- working time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-02 09:00", 60, "2026-03-02 10:00"),
        ("2026-03-02 11:30", 60, "2026-03-02 14:30"),  # over the break at noon
        ("2026-03-02 17:00", 60, "2026-03-03 09:00"),
        ("2026-03-02 07:00", 60, "2026-03-02 09:30"),  # before the office opens
        ("2026-03-02 16:30", 60, "2026-03-02 17:30"),  # ends with the office hours: at closing, not next morning
        ("2026-09-30 17:00", 60, "2026-10-08 09:00"),  # over the autumn holidays
        ("2026-03-02 09:00:59", 1, "2026-03-02 09:01"),  # seconds are dropped
        ("2026-03-01 09:00", 0, "2026-03-01 09:00"),  # nothing to do: at once, also on a Sunday
    ],
)
def test_working_time(start: str, minutes: int, end: str) -> None:
    assert CALENDAR.add_work_minutes(at(start), minutes) == at(end)
    assert CALENDAR.work_minutes_between(at(start), at(end)) == minutes
    assert CALENDAR.work_minutes_between(at(end), at(start)) == -minutes


def test_half_days_and_hours_that_change_with_the_season() -> None:
    morning, afternoon = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
    own = Calendar(days={morning: "morning", afternoon: "afternoon"})
    assert own.work_minutes_between(at("2026-03-02 00:00"), at("2026-03-03 00:00")) == 210
    assert own.add_work_minutes(at("2026-03-02 11:00"), 90) == at("2026-03-03 14:30")
    through = OfficeHours(spans=((dt.time(9), dt.time(17)),), noon=dt.time(12, 30))
    assert through.on(morning, "morning") == ((dt.time(9), dt.time(12, 30)),)
    assert through.on(morning, "afternoon") == ((dt.time(12, 30), dt.time(17)),)
    summer = OfficeHours(from_on=dt.date(2026, 6, 1), spans=((dt.time(8), dt.time(12)), (dt.time(15), dt.time(18))))
    seasons = Calendar(hours=(OfficeHours(), summer))
    assert seasons.add_work_minutes(at("2026-05-29 17:00"), 60) == at("2026-06-01 08:30")


@pytest.mark.parametrize(
    "spans", [((dt.time(9), dt.time(9)),), ((dt.time(9), dt.time(12)), (dt.time(11), dt.time(17)))]
)
def test_office_hours_that_cannot_be_are_refused(spans: Any) -> None:
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours(spans=spans)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_work_minutes(dt.datetime(2026, 3, 2, 9), 1)


# -- published clocks ---------------------------------------------------------------------------------------------


def vector_clock(vector: dict[str, Any]) -> tuple[Clock, Calendar]:
    """A published vector as our values: the clock stands still while the state is not open."""
    given = vector["calendar"]
    spans = {
        WEEKDAYS.index(name): tuple((dt.time.fromisoformat(start), dt.time.fromisoformat(end)) for start, end in hours)
        for name, hours in given["hours"].items()
    }
    calendar = Calendar(
        days={dt.date.fromisoformat(day): "rest" for day in given.get("holidays", [])},
        hours=(OfficeHours(by_weekday=tuple(spans.items())),),
        official=None,
        week=frozenset(spans),
        tz=ZoneInfo(given["tz"]),
    )
    clock = Clock(at(vector["created"], "UTC"), Allowed(vector["budget_min"], "work_minutes"))
    for moment, state in vector["states"]:
        if state == "open" and clock.is_paused:
            clock = clock.resume(at(moment, "UTC"))
        elif state != "open" and not clock.is_paused:
            clock = clock.pause(at(moment, "UTC"), state)
    return clock, calendar


@pytest.mark.shared_data
def test_every_published_clock(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "service_requests" / "working_time_clock_vectors.json").read_text("utf-8"))
    assert len(vectors) >= 18
    for vector in vectors:
        clock, calendar = vector_clock(vector)
        if vector["stopped"]:
            stopped = at(vector["stopped"], "UTC")
            assert clock.used(calendar, stopped) == vector["expected_worked_min"], vector["name"]
            assert clock.left(calendar, stopped) == vector["expected_left_min"], vector["name"]
            continue
        due = clock.due_at(calendar)
        assert due is not None
        wanted = at(vector["expected_due"], "UTC")
        if "boundary" in vector:  # our choice: at closing; the source's: the next opening. No working time between.
            assert due < wanted, vector["name"]
            assert calendar.work_minutes_between(due, wanted) == 0, vector["name"]
            assert due == at("2013-06-04 16:00", "UTC")
        else:
            assert due == wanted, vector["name"]


# -- clocks -------------------------------------------------------------------------------------------------------

STARTED = at("2026-03-02 10:00")  # a Monday


def test_working_days_pause_and_resume() -> None:
    clock = Clock(STARTED, workdays(5))
    assert clock.due_on(CALENDAR) == dt.date(2026, 3, 9)
    assert clock.due_at(CALENDAR) == at("2026-03-10 00:00")
    assert not clock.is_late(CALENDAR, at("2026-03-09 23:59"))
    assert clock.is_late(CALENDAR, at("2026-03-10 00:01"))
    standing = clock.pause(at("2026-03-04 09:00"), "papers asked for")
    assert standing.is_paused
    assert standing.due_on(CALENDAR) is None
    assert standing.used(CALENDAR, at("2026-04-01 09:00")) == 2  # the day of the pause counts
    running = standing.resume(at("2026-03-06 09:00"))
    assert running.due_on(CALENDAR) == dt.date(2026, 3, 11)  # two days stood still
    assert running.share_used(CALENDAR, at("2026-03-11 09:00")) == 1
    assert standing.resume(at("2026-03-04 17:00")).due_on(CALENDAR) == clock.due_on(CALENDAR)  # one day: nothing lost
    assert replace(running, allowance=workdays(6)).due_on(CALENDAR) == dt.date(2026, 3, 12)  # pauses are kept


def test_natural_days_may_roll_to_the_next_working_day() -> None:
    start = at("2026-09-24 10:00")  # seven days later stands in the autumn holidays
    assert Clock(start, natural_days(7)).due_on(CALENDAR) == dt.date(2026, 10, 1)
    assert Clock(start, natural_days(7, rolls=True)).due_on(CALENDAR) == dt.date(2026, 10, 8)


def test_points_of_escalation() -> None:
    clock = Clock(STARTED, Allowed(300, "work_minutes"))
    points = clock.escalations(CALENDAR, at("2026-03-02 16:10"), (0.8, 0.5))
    assert [(one.share, one.at, one.is_reached) for one in points] == [
        (0.5, at("2026-03-02 14:30"), True),
        (0.8, at("2026-03-02 16:00"), True),
        (None, at("2026-03-02 17:00"), False),
    ]
    days = Clock(STARTED, workdays(5)).escalations(CALENDAR, at("2026-03-10 00:01"))
    assert [(one.share, one.at, one.is_reached) for one in days] == [
        (0.8, at("2026-03-06 00:00"), True),
        (None, at("2026-03-10 00:00"), True),
    ]
    standing = clock.pause(at("2026-03-02 15:00"), "waits for the firm")
    assert [one.at for one in standing.escalations(CALENDAR, at("2026-03-09 09:00"), (0.5, 0.8))] == [
        at("2026-03-02 14:30"),
        None,
        None,
    ]
    with pytest.raises(ValueError, match="escalation"):
        clock.escalations(CALENDAR, STARTED, (0.0,))


def test_pausing_refuses_what_cannot_be_with_every_reason() -> None:
    standing = Clock(STARTED, workdays(5)).pause(at("2026-03-04 09:00"), "papers")
    with pytest.raises(ProblemsError) as caught:
        standing.pause(at("2026-03-01 09:00"), " ")
    assert [problem.code for problem in caught.value.problems] == [
        "pause_without_reason",
        "paused_already",
        "pause_too_early",
    ]
    with pytest.raises(ProblemsError, match="not standing still"):
        Clock(STARTED, workdays(5)).resume(STARTED)
    with pytest.raises(ProblemsError, match="before it was paused"):
        standing.resume(STARTED)


def test_a_pause_of_years_is_no_calendar_without_working_days() -> None:
    paused = Pause(at("2012-03-02 10:00"), at("2018-03-02 10:00"), "suspended")
    clock = Clock(at("2012-03-01 10:00"), workdays(3), (paused,))
    assert clock.due_on(CALENDAR) == dt.date(2018, 3, 6)


# -- equal to a simulation minute by minute -----------------------------------------------------------------------

FIRST = dt.datetime(2026, 2, 10, tzinfo=dt.UTC)  # spring festival with a make-up Saturday and a Sunday around it
DAYS = 24
kinds = st.sampled_from(["work", "rest", "morning", "afternoon"])
calendars = st.builds(
    Calendar,
    days=st.dictionaries(st.dates(dt.date(2026, 2, 10), dt.date(2026, 3, 6)), kinds, max_size=8),
    hours=st.sampled_from(
        [
            (OfficeHours(),),
            (OfficeHours(spans=((dt.time(9), dt.time(18)),)),),
            (OfficeHours(), OfficeHours(from_on=dt.date(2026, 2, 20), spans=((dt.time(7, 45), dt.time(11, 59)),))),
        ]
    ),
    tz=st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")]),
)
moments = st.integers(0, 12 * 24 * 60).map(lambda minutes: FIRST + dt.timedelta(minutes=minutes))
spans_of_time = st.tuples(moments, st.integers(0, 3000))


def is_working(calendar: Calendar, minute: dt.datetime) -> bool:
    """Whether the minute that begins now is worked: looked up in the hours, no arithmetic."""
    here = minute.astimezone(calendar.tz)
    begun = [hours for hours in calendar.hours if hours.from_on <= here.date()]
    kind = calendar.kind_of(here.date())
    if kind == "rest":
        return False
    hours = begun[-1]
    inside = any(start <= here.time() < end for start, end in hours.spans)
    return inside and (kind == "work" or (here.time() < hours.noon if kind == "morning" else here.time() >= hours.noon))


@settings(max_examples=40, deadline=None)
@given(calendars, moments, st.integers(1, 1500), st.lists(spans_of_time, max_size=3), st.integers(0, 9000))
def test_equal_to_a_minute_by_minute_simulation(
    calendar: Calendar, start: dt.datetime, budget: int, breaks: list[tuple[dt.datetime, int]], after: int
) -> None:
    pauses = tuple(Pause(one, one + dt.timedelta(minutes=long), "waits") for one, long in breaks)
    clock = Clock(start, Allowed(budget, "work_minutes"), pauses)
    now = start + dt.timedelta(minutes=after)
    worked, due, used = 0, None, None
    minute = start
    while minute < FIRST + dt.timedelta(days=DAYS) and (due is None or minute <= now):
        if minute == now:
            used = worked
        runs = is_working(calendar, minute) and not any(one.from_at <= minute < (one.until_at or now) for one in pauses)
        worked += runs
        minute += dt.timedelta(minutes=1)
        if worked == budget and due is None:
            due = minute
    if used is not None:
        assert clock.used(calendar, now) == used
    if due is not None:
        assert clock.due_at(calendar) == due
        assert clock.used(calendar, due) == budget
        if not pauses:
            assert calendar.add_work_minutes(start, budget) == due
            assert calendar.work_minutes_between(start, due) == budget


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 9), st.lists(spans_of_time, max_size=3), st.booleans())
def test_equal_to_a_day_by_day_simulation(
    calendar: Calendar, start: dt.datetime, amount: int, breaks: list[tuple[dt.datetime, int]], only_work: bool
) -> None:
    pauses = tuple(
        Pause(start + (one - FIRST), start + (one - FIRST) + dt.timedelta(minutes=long), "waits")
        for one, long in breaks
    )
    clock = Clock(start, Allowed(amount, "workdays" if only_work else "days"), pauses)
    day, counted = start.astimezone(calendar.tz).date(), 0
    while counted < amount:
        day += dt.timedelta(days=1)
        still = any(
            one.from_at.astimezone(calendar.tz).date() < day <= (one.until_at or start).astimezone(calendar.tz).date()
            for one in pauses
        )
        counted += not still and (calendar.kind_of(day) != "rest" or not only_work)
    assert clock.due_on(calendar) == day
    assert clock.share_used(calendar, calendar.start_of(day)) == 1
