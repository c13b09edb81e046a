"""The worker: takes one job after the other until told to stop; a killed worker's job is taken by the next."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from contextlib import contextmanager
from collections.abc import Iterator
from types import FrameType
from typing import Any

from django.db import close_old_connections, connection

from liantu.foundation.jobs import actions
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.models import Job
from liantu.foundation.jobs.registry import JobCancelled, RetryLater, job_kinds
from liantu.lib.problems import Problem, ProblemsError

logger = logging.getLogger("liantu.jobs")
IDLE_SECONDS = 0.5
BEAT_SECONDS = 5.0


class Worker:
    """One process that works jobs off."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self.stopping = threading.Event()

    def run(self, *, once: bool = False) -> int:
        """Work until stopped, or with ``once`` until nothing is due; answers how many jobs were worked."""
        worked = 0
        while not self.stopping.is_set():
            close_old_connections()
            actions.enqueue_scheduled()
            job = actions.claim_next(self.name)
            if job is None:
                if once:
                    break
                self.stopping.wait(IDLE_SECONDS)
                continue
            self.work(job)
            worked += 1
        return worked

    def work(self, job: Job) -> None:
        """Run one claimed job to its end, whatever the end is."""
        kind = job_kinds.get(job.kind)
        if kind is None:
            problem = Problem(
                "unknown_kind", "No room of this version does work of kind “%(kind)s”.", params={"kind": job.kind}
            )
            actions.fail(job, self.name, [as_json(problem)], retry=False)
            return
        with self._heartbeat(job):
            try:
                result = kind.handler(JobContext(job, self.name))
            except JobCancelled:
                actions.stop_cancelled(job, self.name)
            except ProblemsError as refused:
                actions.fail(job, self.name, [as_json(problem) for problem in refused.problems], retry=False)
            except RetryLater as error:
                actions.fail(job, self.name, [_unforeseen(error)], retry=True)
            except Exception as error:
                logger.exception("job failed", extra={"job": job.pk})
                actions.fail(job, self.name, [_unforeseen(error)], retry=True)
            else:
                actions.finish(job, self.name, result)

    @contextmanager
    def _heartbeat(self, job: Job) -> Iterator[None]:
        """Beats from a second thread, so that a long step without progress is not taken for death."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(BEAT_SECONDS):
                actions.beat(job, self.name)
            connection.close()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(timeout=BEAT_SECONDS)

    def stop_on_signals(self) -> None:
        """End after the current job on SIGTERM and SIGINT."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as plain values for the job row."""
    return {
        "code": problem.code, "message": problem.message, "where": problem.where, "fix": problem.fix,
        "params": {name: value if isinstance(value, int | float | str) else str(value) for name, value in problem.params.items()},
    }  # fmt: skip


def problems_of(job: Job) -> list[Problem]:
    """The stored problems of a job."""
    return [Problem(**content) for content in job.problems]


def _unforeseen(error: BaseException) -> dict[str, Any]:
    """An error nobody foresaw, as a problem; the details are in the log."""
    return as_json(
        Problem(
            "unforeseen", "An error nobody foresaw: %(kind)s.", fix="Try again; if it comes back, send the log to the operator.",
            params={"kind": type(error).__name__},
        )
    )  # fmt: skip


def wait_for(job: Job, *, seconds: float = 60.0) -> Job:
    """Wait until a job is over, for commands and tests; answers it as it stands then."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.is_over:
            break
        time.sleep(0.05)
    return job
