"""Brings the parts of the program up, keeps them up, and takes them down together. Knows no Django: it stays small.

A part that ends is started again, sooner or later by how often it ended; every ending is one line in the log. Two
programs cannot work on one data folder: the first holds a lock on it.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO

LOOK_SECONDS = 0.2
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 60.0
WELL_AFTER_SECONDS = 60.0
GRACE_SECONDS = 30.0
STATE_FILE, LOCK_FILE = "parts.json", "running.lock"


@dataclass
class Part:
    """One process of the program: its name and command, how it stands, how often it was started again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    restarts: int = 0
    wait_seconds: float = FIRST_WAIT_SECONDS
    start_at: float = 0.0
    started_at: float = 0.0

    def state(self) -> dict[str, object]:
        """How it stands, for the page of the installation and the watchdog."""
        up = self.process is not None
        return {"up": up, "since": self.since.isoformat(timespec="seconds"), "restarts": self.restarts}


class Supervisor:
    """Starts the parts, restarts what ends, ends them when asked."""

    def __init__(self, parts: Sequence[Part], home: Path, say: Callable[[str], None]) -> None:
        self.parts, self._home, self._say = list(parts), home, say
        self._stopping = False

    def run(self, once_up: Callable[[Part], None]) -> int:
        """Work until asked to stop; ``once_up`` is called when every part was started. Answers the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for part in self.parts:
            self._start(part)
        once_up(self.parts[0])
        while not self._stopping:
            for part in self.parts:
                self._look(part)
            time.sleep(LOOK_SECONDS)
        return self._end()

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stopping

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, part: Part) -> None:
        part.process = subprocess.Popen(list(part.command))
        part.started_at, part.since = time.monotonic(), datetime.now(UTC)
        self._write()

    def _look(self, part: Part) -> None:
        """Start a part that ended and has waited; lay down its waiting when it ends."""
        now = time.monotonic()
        if part.process is None:
            if now >= part.start_at and not self._stopping:
                part.restarts += 1
                self._start(part)
            return
        code = part.process.poll()
        if code is None:
            if now - part.started_at > WELL_AFTER_SECONDS:
                part.wait_seconds = FIRST_WAIT_SECONDS
            return
        part.process, part.since = None, datetime.now(UTC)
        part.start_at = now + part.wait_seconds
        self._say(f"{part.name} ended ({_how(code)}); starting it again in {part.wait_seconds:.0f} s")
        part.wait_seconds = min(part.wait_seconds * 2, LONGEST_WAIT_SECONDS)
        self._write()

    def _end(self) -> int:
        """Ask every part to end, wait, and end those that do not."""
        running = [part for part in self.parts if part.process is not None]
        for part in running:
            part.process.terminate()  # type: ignore[union-attr]  # filtered above
        until = time.monotonic() + GRACE_SECONDS
        for part in running:
            assert part.process is not None
            try:
                part.process.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self._say(f"{part.name} did not end in {GRACE_SECONDS:.0f} s; it is ended now")
                part.process.kill()
                part.process.wait()
        with suppress(OSError):
            (self._home / STATE_FILE).unlink()
        return 0

    def _write(self) -> None:
        """Write how the parts stand, whole or not at all."""
        aside = self._home / f".{STATE_FILE}"
        with suppress(OSError):  # a full disk must not take the supervisor down
            aside.write_text(json.dumps({part.name: part.state() for part in self.parts}), encoding="utf-8")
            aside.replace(self._home / STATE_FILE)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"


def taken(host: str, port: int) -> bool:
    """Whether somebody else listens on the port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def hold(home: Path) -> IO[str] | None:
    """Take the data folder for this program; None when another program on this machine holds it.

    The lock goes with the process, however it ends.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / LOCK_FILE).open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def say_in_log(line: str) -> None:
    """One line with its moment on the error stream, where services collect it."""
    sys.stderr.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} liantu: {line}\n")
    sys.stderr.flush()
