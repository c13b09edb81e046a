"""What a running job is given: its payload, and the way to tell how far it is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from liantu.foundation.jobs import actions
from liantu.foundation.jobs.models import Job
from liantu.foundation.jobs.registry import JobCancelled
from liantu.foundation.jobs.rules.timing import rate
from liantu.people.models import User, Zone

REPORT_EVERY_SECONDS = 0.5


class JobContext:
    """One run of a job. ``worker_stops`` tells that the process was asked to end, and the job must be given back."""

    def __init__(self, job: Job, worker: str, worker_stops: Callable[[], bool] = lambda: False) -> None:
        self.job = job
        self.worker = worker
        self._worker_stops = worker_stops
        self._told_at = 0.0
        self._stop = False
        self._samples: deque[tuple[float, int]] = deque(maxlen=80)

    @property
    def payload(self) -> dict[str, Any]:
        """What was asked."""
        return dict(self.job.payload)

    @property
    def zone(self) -> Zone:
        """Whose work it is."""
        return self.job.zone

    @property
    def user(self) -> User | None:
        """Who asked."""
        return self.job.requested_by

    def progress(self, done: int, total: int | None, note: str = "") -> None:
        """Tell how far the work is; written twice a second at most. Raises JobCancelled when it must stop."""
        now = time.monotonic()
        if now - self._told_at >= REPORT_EVERY_SECONDS or (total and done >= total):
            self._told_at = now
            self._samples.append((now, done))
            per_second = rate(tuple(self._samples))
            self._stop = not actions.report_progress(self.job, self.worker, done, total or 0, note, per_second)
        if self._stop or self._worker_stops():
            raise JobCancelled

    def should_stop(self) -> bool:
        """Whether somebody asked to stop, or another worker has the job; asks twice a second at most."""
        now = time.monotonic()
        if now - self._told_at >= REPORT_EVERY_SECONDS:
            self._told_at = now
            self._stop = not actions.keep_alive(self.job, self.worker)
        return self._stop or self._worker_stops()
