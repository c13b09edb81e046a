"""When to try again, and how long the rest will take."""

from __future__ import annotations

from datetime import datetime, timedelta

STALE_AFTER = timedelta(seconds=30)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 10 s, 40 s, 160 s … at most an hour."""
    return min(timedelta(seconds=10 * 4 ** max(attempts - 1, 0)), timedelta(hours=1))


def seconds_left(done: int, total: int, started_at: datetime | None, now: datetime) -> float | None:
    """Seconds until the end at the speed so far; None before there is any."""
    if started_at is None or done <= 0 or total <= 0 or now <= started_at:
        return None
    return max((now - started_at).total_seconds() * (total - done) / done, 0.0)


def next_daily(hour: int, minute: int, now: datetime) -> datetime:
    """The next moment the clock shows ``hour``:``minute`` after ``now``, in the zone of ``now``."""
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment > now else moment + timedelta(days=1)
