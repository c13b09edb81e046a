"""Progress with time left on a terminal's error stream, and Ctrl-C as a wish to stop, not a crash."""

from __future__ import annotations

import os
import signal
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.tables import display_width

WIDTH = 28


def at_least(least: int, most: int = 10_000_000) -> Callable[[str], int]:
    """The type of an option that is a whole number from ``least`` to ``most``."""

    def whole_number(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise ArgumentTypeError(
                _("“%(text)s” is not a whole number from %(least)s to %(most)s")
                % {"text": text, "least": least, "most": most}
            )
        return number

    return whole_number


def must_be_writable(path: Path | None) -> None:
    """Refuse a file that cannot be written before the work starts, not after it. Raises ProblemsError."""
    if path is None:
        return
    folder = path.absolute().parent
    if path.is_dir():
        message, fix = noop("This is a folder; a file is needed."), noop("Name a file in it.")
    elif not folder.is_dir():
        message, fix = noop("Its folder does not exist."), noop("Make the folder first, or choose another place.")
    elif not os.access(path if path.exists() else folder, os.W_OK):
        message, fix = (
            noop("It may not be written."),
            noop("Look at its owner and permissions, or choose another place."),
        )
    else:
        return
    raise ProblemsError([Problem("cannot_write", message, where=f"--out {path}", fix=fix)])


def seconds_left(done: int, total: int, elapsed: float) -> float | None:
    """How long it will still take at the speed so far; None while nothing is known."""
    return elapsed * (total - done) / done if done > 0 and total > 0 and elapsed > 0.5 else None


def in_words(seconds: float | None) -> str:
    """Seconds as 0:42 or 1:02:03; empty when unknown."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Bar:
    """One line that is written over itself; on a stream that is no terminal it stays silent until ``end``."""

    def __init__(self, label: str, *, out: IO[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._label, self._out, self._clock = label, out or sys.stderr, clock
        self._begun, self._told_at, self._width = clock(), 0.0, 0
        self._live = self._out.isatty()

    def tell(self, done: int, total: int, note: str = "") -> None:
        """How far it is: at most five times a second."""
        now = self._clock()
        if not self._live or (now - self._told_at < 0.2 and done < total):
            return
        self._told_at = now
        share = min(done / total, 1.0) if total else 0.0
        left = in_words(seconds_left(done, total, now - self._begun))
        filled = int(share * WIDTH)
        line = f"{self._label} {'█' * filled}{'░' * (WIDTH - filled)} {share:4.0%} {left} {note}"
        self._write(line)

    def end(self, line: str = "") -> None:
        """Leave ``line`` in place of the bar, with how long it took."""
        took = in_words(self._clock() - self._begun)
        if self._live:
            self._write("")
            self._out.write("\r")
        if line:
            self._out.write(f"{line} ({took})\n")
        self._out.flush()

    def _write(self, line: str) -> None:
        width = display_width(line)
        self._out.write("\r" + line + " " * max(self._width - width, 0))
        self._width = width
        self._out.flush()


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Inside the block the first Ctrl-C (or SIGTERM) sets the answer of the function to True; the second one kills."""
    stopped = False
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped:
            raise KeyboardInterrupt
        stopped = True

    for number in before:
        signal.signal(number, stop)
    try:
        yield lambda: stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
