"""When to try again, when to come back, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

STALE_AFTER = timedelta(seconds=30)
RETRY_MOST = timedelta(hours=1)
RATE_WINDOW_SECONDS = 30.0


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 10 s, 40 s, 160 s … at most an hour."""
    return min(timedelta(seconds=10 * 4 ** min(max(attempts - 1, 0), 10)), RETRY_MOST)


def rate(samples: Sequence[tuple[float, int]]) -> float | None:
    """Units a second over the last ``RATE_WINDOW_SECONDS``. ``samples``: (seconds, units done), oldest first.

    None before two different moments, or when nothing was done between them. When the count falls — a new phase
    began — only what came after the fall counts.
    """
    recent: list[tuple[float, int]] = []
    for moment, done in samples:
        if recent and done < recent[-1][1]:
            recent = []
        recent.append((moment, done))
    if len(recent) < 2:
        return None
    newest, reached = recent[-1]
    oldest, began = next((sample for sample in recent if sample[0] >= newest - RATE_WINDOW_SECONDS), recent[-1])
    if newest <= oldest or reached <= began:
        return None
    return (reached - began) / (newest - oldest)


def seconds_left(done: int, total: int, per_second: float | None, since_told: float = 0.0) -> float | None:
    """Seconds to the end at ``per_second``, ``since_told`` seconds after it was told; None while nobody can tell."""
    if per_second is None or per_second <= 0 or total <= 0 or done > total:
        return None
    return max((total - done) / per_second - max(since_told, 0.0), 0.0)


def next_run(
    after: datetime,
    *,
    every_minutes: int | None,
    daily_at: time | None,
    every_days: int = 1,
    last: datetime | None = None,
) -> datetime:
    """The next moment of a schedule after ``after``, in the time zone of ``after``.

    ``every_minutes``: counted from ``last`` (default: ``after``); missed runs are made up once, not one by one.
    ``daily_at``: the next time the clock shows it, ``every_days`` days after the day of ``last``.
    """
    if every_minutes is not None:
        step = timedelta(minutes=every_minutes)
        begin = last or after
        missed = max(int((after - begin) / step), 0)
        moment = begin + step * missed
        return moment if moment > after else moment + step
    assert daily_at is not None, "a schedule has an interval or a time of day"
    zone = after.tzinfo
    day: date = after.date() if last is None else last.astimezone(zone).date() + timedelta(days=every_days)
    moment = datetime.combine(day, daily_at, tzinfo=zone)
    while moment <= after:
        day += timedelta(days=every_days if last is not None else 1)
        moment = datetime.combine(day, daily_at, tzinfo=zone)
    return moment


def run_set_right(
    next_at: datetime,
    now: datetime,
    *,
    every_minutes: int | None,
    daily_at: time | None,
    every_days: int = 1,
    starts_on: date | None = None,
    last: datetime | None = None,
) -> datetime:
    """The next moment of a schedule, earlier than ``next_at`` when that lies farther off than any rhythm reaches.

    The clock was ahead when it was written. ``last``: when the schedule last ran; not a second time on that day.
    """
    begin = now
    if starts_on is not None and starts_on > now.date():
        begin = datetime.combine(starts_on, time.min, tzinfo=now.tzinfo)
    if every_minutes is not None:
        return min(next_at, begin + timedelta(minutes=every_minutes))
    assert daily_at is not None, "a schedule has an interval or a time of day"
    if next_at <= datetime.combine(begin.date() + timedelta(days=every_days), daily_at, tzinfo=now.tzinfo):
        return next_at
    moment = next_run(begin, every_minutes=None, daily_at=daily_at)
    if last is not None and moment.date() == last.astimezone(now.tzinfo).date():
        moment = next_run(moment, every_minutes=None, daily_at=daily_at)
    return min(next_at, moment)
