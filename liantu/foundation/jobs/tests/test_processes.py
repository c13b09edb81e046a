"""Real worker processes on one database: nothing runs twice, a killed one loses nothing, SIGTERM ends in order."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.utils import timezone

from liantu.foundation.jobs.models import Job, JobState
from liantu.people.models import Zone

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60


class Floor:
    """A database that several processes share, and the folder they talk through."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.memory: Any = None
        self.processes: list[subprocess.Popen[bytes]] = []
        self.url = ""

    def open(self, jobs: int, steps: int) -> None:
        """Put jobs in; then share the database: PostgreSQL as it is, SQLite as a copy in a file."""
        zone = Zone.objects.create(code="north", name="北区")
        for number in range(jobs):
            Job.objects.create(zone=zone, kind="t.probe", title=str(number), payload={"steps": steps})
        given = connection.settings_dict
        if connection.vendor == "sqlite":
            path = self.folder / "shared.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.close()
            self.memory = connections["default"]
            connections["default"] = type(self.memory)({**given, "NAME": str(path)}, "default")
            self.url = f"sqlite:///{path}"
        else:
            user = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
            self.url = f"postgresql://{user}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"

    @property
    def jobs(self) -> Any:
        """The rows as they stand."""
        return Job.objects.order_by("pk")

    def worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a worker process."""
        process = subprocess.Popen(
            [sys.executable, "-m", "liantu.foundation.jobs.tests.probe", *arguments],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "liantu.settings",
                "LIANTU_DATABASE_URL": self.url,
                "LIANTU_HOME": str(self.folder),
                "LIANTU_PROBE": str(self.folder),
                "LIANTU_DEBUG": "1",
            },
        )
        self.processes.append(process)
        return process

    def log(self, word: str) -> list[tuple[str, ...]]:
        """The lines of the log with this word: (process, rest)."""
        path = self.folder / "log"
        lines = [line.split() for line in path.read_text("utf-8").splitlines()] if path.exists() else []
        return [(line[0], *line[2:]) for line in lines if line[1:2] == [word]]

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait for something to become true."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not until():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.02)

    def close(self) -> None:
        """End what still runs."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        if self.memory is not None:
            connections["default"].close()
            connections["default"] = self.memory


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = Floor(tmp_path)
    yield made
    made.close()


def test_two_workers_never_run_a_job_twice(floor: Floor) -> None:
    floor.open(jobs=60, steps=1)
    workers = [floor.worker("--once"), floor.worker("--once")]
    floor.wait(lambda: len(floor.log("ready")) == 2)
    (floor.folder / "go").touch()
    assert [worker.wait(timeout=PATIENCE_SECONDS) for worker in workers] == [0, 0]
    started = floor.log("start")
    assert sorted(int(job) for _pid, job in started) == [job.pk for job in floor.jobs]
    assert len({pid for pid, _job in started}) == 2, "only one worker worked: nothing was proved"
    assert {(job.state, job.attempts) for job in floor.jobs} == {(JobState.DONE, 1)}


def test_a_killed_workers_job_is_finished_by_the_next(floor: Floor) -> None:
    floor.open(jobs=1, steps=100_000)
    (floor.folder / "go").touch()
    first = floor.worker("--once")
    floor.wait(lambda: len(floor.log("start")) == 1 and floor.jobs.get().progress_total > 0)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=PATIENCE_SECONDS)
    job = floor.jobs.get()
    assert job.state == JobState.RUNNING
    floor.jobs.update(heartbeat_at=timezone.now() - timedelta(minutes=1))  # instead of waiting for it to grow stale
    (floor.folder / "hurry").touch()
    assert floor.worker("--once").wait(timeout=PATIENCE_SECONDS) == 0
    job = floor.jobs.get()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert job.result["pid"] != first.pid


def test_sigterm_gives_the_job_back(floor: Floor) -> None:
    floor.open(jobs=1, steps=100_000)
    (floor.folder / "go").touch()
    worker = floor.worker()
    floor.wait(lambda: len(floor.log("start")) == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE_SECONDS) == 0
    job = floor.jobs.get()
    assert (job.state, job.attempts, job.claimed_by) == (JobState.QUEUED, 0, "")


def resident_mb(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell how large a process is")
def test_a_worker_that_grew_gives_its_memory_back_and_lives_on(floor: Floor) -> None:
    floor.open(jobs=2, steps=1)
    first = floor.jobs.first()
    Job.objects.filter(pk=first.pk).update(payload={"steps": 1, "megabytes": 300})
    worker = floor.worker("--command")
    floor.wait(lambda: len(floor.log("end")) == 2)
    floor.wait(lambda: all(job.state == JobState.DONE for job in floor.jobs))
    assert len(floor.log("ready")) == 2, "it did not begin afresh"
    assert {job.result["pid"] for job in floor.jobs} == {worker.pid}, "the process was to live on"
    assert {job.attempts for job in floor.jobs} == {1}
    assert resident_mb(worker) < 250
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE_SECONDS) == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell how large a process is")
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.6])
def test_a_worker_asked_to_end_while_it_begins_afresh_ends_in_order(floor: Floor, seconds: float) -> None:
    floor.open(jobs=1, steps=1)
    floor.jobs.update(payload={"steps": 1, "megabytes": 300})
    worker = floor.worker("--command")
    floor.wait(lambda: floor.jobs.get().state == JobState.DONE)
    time.sleep(seconds)  # before, in and after the change
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE_SECONDS) == 0
