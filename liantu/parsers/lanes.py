"""Many files at once: most take a moment, so that a few slow ones must not keep the others waiting."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from liantu.parsers.bounds import Bounds
from liantu.parsers.host import MESSAGE_MOST

QUICK_MOST = 3
SLOW_MOST = 3
QUICK_SECONDS = 1.0
"""As long as a file may take before it has to make room for the next; an ordinary sheet takes a tenth of it."""
_GRACE_SECONDS = 5
_QUICK = threading.BoundedSemaphore(QUICK_MOST)
_SLOW = threading.BoundedSemaphore(SLOW_MOST)


class Child:
    """The process that opens one file, as seen by who waits for it. Ends with its ``with``: so does the process."""

    def __init__(self, said: socket.socket, end_all: Callable[[], None]) -> None:
        self._said = said
        self._end_all = end_all
        self._began = time.monotonic()
        self._words: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._said.close()

    def done_within(self, seconds: float) -> bool:
        """Whether the process ended, waiting for it so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._said.settimeout(left)
            try:
                piece = self._said.recv(MESSAGE_MOST)
            except TimeoutError:
                return False
            if not piece:
                return True
            self._words.append(piece)
        return False

    def word(self, bounds: Bounds) -> dict[str, Any]:
        """How it went, waiting as long as its bounds say."""
        longest = bounds.seconds * bounds.patience
        if not self.done_within(self._began + longest + _GRACE_SECONDS - time.monotonic()):
            self._end_all()  # its alarm did not end it: end the host's whole group
            return {"how": "time"}
        if self._words:
            found: dict[str, Any] = json.loads(b"".join(self._words))
            return found
        # it ended without a word: by its alarm, or because it asked for more memory than it may have
        return {"how": "time" if time.monotonic() - self._began >= bounds.seconds * 0.9 else "memory"}


def through(begin: Callable[[], Child], bounds: Bounds) -> dict[str, Any]:
    """How the file of ``begin`` went. Few are opened at a time; one that takes long makes room for those behind it.

    Where there is no room among the slow ones either, it is left (``busy``): a flood of files made to be slow would
    otherwise hold every thread that answers pages.
    """
    with _QUICK:
        child = begin()
        quick = child.done_within(QUICK_SECONDS)
    with child:
        if quick:
            return child.word(bounds)
        if not _SLOW.acquire(blocking=False):
            return {"how": "busy"}
        try:
            return child.word(bounds)
        finally:
            _SLOW.release()
