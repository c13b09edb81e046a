"""The worker: takes one job after the other until told to stop; a killed worker's job is taken by the next."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from liantu.foundation.jobs import actions
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.models import Job
from liantu.foundation.jobs.reads import problems_of as problems_of
from liantu.foundation.jobs.reads import signs_of_running
from liantu.foundation.jobs.registry import JobCancelled, RetryLater, job_kinds
from liantu.foundation.jobs.rules.timing import STALE_AFTER
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.resident import resident_bytes

logger = logging.getLogger("liantu.jobs")
END_SIGNALS = (signal.SIGTERM, signal.SIGINT)
IDLE_SECONDS = 0.5
ZONES_SECONDS = 3600.0
# SQLite answers "locked" at once, whatever the patience, to who opens the file while the last other one closes it.
MISSES_MOST = 3
BEAT_SECONDS = 5.0
# A register built leaves hundreds of megabytes with the allocators, whatever is freed: a process that holds more than
# this after a job, and more than it began with, is followed by a fresh one.
HELD_MOST_BYTES = 250 * 2**20
GROWN_MOST_BYTES = 64 * 2**20
# The world may be ready later: a locked database, a full disk. Anything else would fail again the same way.
RETRYABLE = (OSError, DatabaseError, InterfaceError, MemoryError)


class Worker:
    """One process that works jobs off."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"  # process ids come again
        self.stopping = threading.Event()
        self._upkeep_at = self._daily_at = 0.0
        self._signs: dict[tuple[int, datetime], float] = {}
        self._began_bytes = 0
        self.outgrown = False
        """Whether it ended because it holds too much memory: a fresh process should go on."""

    def run(self, *, once: bool = False) -> int:
        """Work until stopped, or with ``once`` until nothing is due; answers how many jobs were worked."""
        worked = missed = 0
        self._began_bytes = resident_bytes()
        while not self.stopping.is_set() and not self.outgrown:
            if not connection.in_atomic_block:  # a test's own transaction is not to be lost
                close_old_connections()
            try:
                job = self._next()
            except (DatabaseError, InterfaceError):
                missed += 1
                if once and missed > MISSES_MOST:
                    raise
                logger.exception("the database does not answer")
                connection.close()
                self.stopping.wait(IDLE_SECONDS if once else BEAT_SECONDS)
                continue
            if job is not None:
                self.work(job)
                worked += 1
                self.outgrown = not once and self._holds_too_much()
            elif once:
                break
            else:
                self.stopping.wait(IDLE_SECONDS)
        with suppress(DatabaseError, InterfaceError):
            actions.sign_off_worker(self.name)
        return worked

    def _holds_too_much(self) -> bool:
        """Whether jobs left more memory in this process than a fresh one would need."""
        held = resident_bytes()
        return held > HELD_MOST_BYTES and held - self._began_bytes > GROWN_MOST_BYTES

    def _next(self) -> Job | None:
        """Do what has to be done between jobs, every few seconds, and claim the next one."""
        now = time.monotonic()
        if not self._upkeep_at or now - self._upkeep_at >= BEAT_SECONDS:
            self._upkeep_at = now
            actions.sign_of_life(self.name)
            if not self._daily_at or now - self._daily_at >= ZONES_SECONDS:  # for zones made meanwhile
                self._daily_at = now
                actions.schedule_daily_work()
            actions.enqueue_scheduled()
            actions.give_up_on(self._stalled(now))
            actions.bury_abandoned()
        return actions.claim_next(self.name)

    def _stalled(self, now: float) -> list[tuple[int, datetime]]:
        """Running jobs whose sign of life was not renewed while this worker watched, by a clock nobody can set."""
        signs = set(signs_of_running())
        self._signs = {sign: self._signs.get(sign, now) for sign in signs}
        return [sign for sign, seen_at in self._signs.items() if now - seen_at > STALE_AFTER.total_seconds()]

    def work(self, job: Job) -> None:
        """Run one claimed job to its end, whatever the end is."""
        kind = job_kinds.get(job.kind)
        if kind is None:
            problem = Problem(
                "unknown_kind", "No room of this version does work of kind “%(kind)s”.", params={"kind": job.kind}
            )
            actions.fail(job, self.name, [problem], retry=False)
            return
        with self._heartbeat(job):
            try:
                result = kind.handler(JobContext(job, self.name, self.stopping.is_set))
            except JobCancelled:
                self._end(job, lambda: actions.stop(job, self.name))
            except ProblemsError as refused:
                problems = list(refused.problems)
                self._end(job, lambda: actions.fail(job, self.name, problems, retry=False))
            except RetryLater as later:
                problems = [_not_ready(later)]
                self._end(job, lambda: actions.fail(job, self.name, problems, retry=True))
            except Exception as error:
                logger.exception("job failed", extra={"job": job.pk})
                problems, again = [_unforeseen(error)], isinstance(error, RETRYABLE)
                self._end(job, lambda: actions.fail(job, self.name, problems, retry=again))
            else:
                self._end(job, lambda: actions.finish(job, self.name, result))

    def _end(self, job: Job, write: Callable[[], object]) -> None:
        """Write how a job ended. A database that is away is waited for; a worker does not die of it.

        Every such writing holds only while the job is this worker's: one that could not be written for so long that
        the job counts as abandoned is left to who takes the job then.
        """
        until = time.monotonic() + STALE_AFTER.total_seconds()
        while True:
            try:
                write()
            except (DatabaseError, InterfaceError):
                if connection.in_atomic_block:  # a test's own transaction is not to be lost
                    raise
                logger.exception("the end of a job was not written", extra={"job": job.pk})
                connection.close()
                if time.monotonic() > until:
                    return
                time.sleep(IDLE_SECONDS)
            else:
                return

    @contextmanager
    def _heartbeat(self, job: Job) -> Iterator[None]:
        """Beats from a second thread, so that a long step without progress is not taken for death."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(BEAT_SECONDS):
                try:
                    actions.beat(job, self.name)
                    actions.sign_of_life(self.name)
                except (DatabaseError, InterfaceError):  # the next beat may get through
                    logger.exception("a heartbeat was lost", extra={"job": job.pk})
                    connection.close()
            connection.close()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(timeout=BEAT_SECONDS)

    def stop_on_signals(self) -> None:
        """End on SIGTERM and SIGINT: the job at hand is given back at its next word of progress."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        for one in END_SIGNALS:
            signal.signal(one, stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)  # held back while a worker became a fresh one


def _not_ready(later: RetryLater) -> Problem:
    """What the handler waits for: its own problem when it brought one, else its words."""
    if later.args and isinstance(later.args[0], Problem):
        return later.args[0]
    return Problem("not_ready", "It could not be done yet: %(reason)s", params={"reason": str(later) or "—"})


def _unforeseen(error: BaseException) -> Problem:
    """An error nobody foresaw, as a problem; the details are in the log, not on the page."""
    return Problem(
        "unforeseen",
        "An error nobody foresaw: %(kind)s.",
        fix="Try again; if it comes back, send the log to the operator.",
        params={"kind": type(error).__name__},
    )
