"""When work comes back, and how long it will take."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.jobs.rules.timing import next_run, rate, retry_delay, run_set_right, seconds_left

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=SHANGHAI)


def test_retries_wait_longer_each_time_and_an_hour_at_most() -> None:
    assert [retry_delay(n).total_seconds() for n in (1, 2, 3, 4)] == [10, 40, 160, 640]
    assert retry_delay(500) == timedelta(hours=1)


def test_speed_is_that_of_the_last_half_minute() -> None:
    slow_then_fast = [(0.0, 0), (100.0, 10), (110.0, 1010), (120.0, 2010)]
    assert rate(slow_then_fast) == 100.0


def test_a_new_phase_begins_the_count_anew() -> None:
    assert rate([(0.0, 900), (1.0, 1000), (2.0, 0)]) is None
    assert rate([(0.0, 900), (1.0, 1000), (2.0, 0), (3.0, 5)]) == 5.0


def test_no_speed_no_promise() -> None:
    assert rate([]) is None
    assert rate([(1.0, 5), (2.0, 5)]) is None
    assert seconds_left(5, 10, None) is None
    assert seconds_left(5, 0, 1.0) is None
    assert seconds_left(5, 10, 1.0, 2.0) == 3.0
    assert seconds_left(5, 10, 1.0, 60.0) == 0.0


def test_daily_at_a_time_of_day() -> None:
    assert next_run(NOON, every_minutes=None, daily_at=time(2, 30)) == datetime(2026, 5, 5, 2, 30, tzinfo=SHANGHAI)
    assert next_run(NOON, every_minutes=None, daily_at=time(13, 0)) == datetime(2026, 5, 4, 13, 0, tzinfo=SHANGHAI)


def test_every_seven_days_counts_from_the_last_day() -> None:
    last = datetime(2026, 5, 3, 18, 30, tzinfo=UTC)  # 02:30 of the 4th in Shanghai
    answer = next_run(NOON, every_minutes=None, daily_at=time(2, 30), every_days=7, last=last)
    assert answer == datetime(2026, 5, 11, 2, 30, tzinfo=SHANGHAI)


def test_missed_runs_are_made_up_once() -> None:
    last = NOON - timedelta(minutes=95)
    assert next_run(NOON, every_minutes=10, daily_at=None, last=last) == NOON + timedelta(minutes=5)


@given(minutes=st.integers(1, 10_000), ago=st.integers(0, 10_000_000))
def test_an_interval_lands_after_now_and_within_one_step(minutes: int, ago: int) -> None:
    answer = next_run(NOON, every_minutes=minutes, daily_at=None, last=NOON - timedelta(seconds=ago))
    assert NOON < answer <= NOON + timedelta(minutes=minutes)


@given(hour=st.integers(0, 23), every_days=st.integers(1, 30), ago=st.integers(0, 100_000), first=st.booleans())
def test_a_time_of_day_lands_after_now_on_the_clock(hour: int, every_days: int, ago: int, first: bool) -> None:
    last = None if first else NOON - timedelta(minutes=ago)
    answer = next_run(NOON, every_minutes=None, daily_at=time(hour), every_days=every_days, last=last)
    assert answer > NOON
    assert (answer.hour, answer.minute) == (hour, 0)
    assert answer - NOON <= timedelta(days=every_days + 1 if last else 1)  # ``last`` may be any hour of its day


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.one_of(st.tuples(st.integers(1, 5000), st.none()), st.tuples(st.none(), st.times())),
    st.integers(1, 30),
    st.timedeltas(timedelta(0), timedelta(days=900)),
)
def test_what_no_clock_put_off_stays_and_what_one_did_comes_within_the_rhythm(
    now: datetime, rhythm: tuple[int | None, time | None], every_days: int, off: timedelta
) -> None:
    now = now.replace(tzinfo=SHANGHAI)
    minutes, at = rhythm
    given_ = {"every_minutes": minutes, "daily_at": at, "every_days": every_days}
    right = next_run(now, last=now, **given_)  # type: ignore[arg-type]
    assert run_set_right(right, now, **given_) == right  # type: ignore[arg-type]
    moved = run_set_right(right + off, now, **given_)  # type: ignore[arg-type]
    assert now < moved <= max(right + off, right)
    assert moved <= right + timedelta(days=1) or moved - now <= timedelta(days=every_days + 1)


def test_not_a_second_time_on_a_day() -> None:
    """The clock went back over midnight, after the work of the new day."""
    now, after = NOON.replace(hour=23), NOON + timedelta(days=2)
    ran = NOON.replace(hour=0) + timedelta(days=1)
    daily = {"every_minutes": None, "daily_at": time(0, 5)}
    next_at = (NOON + timedelta(days=2)).replace(hour=0, minute=5)
    assert run_set_right(next_at, now, last=ran, **daily) == next_at  # type: ignore[arg-type]
    assert run_set_right(next_at, now, last=None, **daily) < next_at < after  # type: ignore[arg-type]
    starts = (NOON + timedelta(days=90)).date()
    first = datetime.combine(starts, time(0, 5), tzinfo=SHANGHAI)
    assert run_set_right(first, now, starts_on=starts, **daily) == first  # type: ignore[arg-type]
