"""Keeping a process small: mapped pages are given back when it grows over a limit; they stay in the page cache."""

from __future__ import annotations

import mmap
import sys
import threading
from collections.abc import Sequence

from liantu.lib.resident import resident_bytes

LIMIT_BYTES = 320 * 2**20
ROOM_BYTES = 24 * 2**20


class Trimmer:
    """Gives mapped pages back after a query when the process is too large and has grown since the last time."""

    def __init__(self, maps: Sequence[mmap.mmap], limit_bytes: int = LIMIT_BYTES) -> None:
        self._maps, self._least, self._limit = maps, limit_bytes, limit_bytes
        self._lock = threading.Lock()

    def after_query(self) -> None:
        """Look at the size of the process and give pages back if need be; safe while other threads read."""
        if resident_bytes() <= self._limit or not hasattr(mmap, "MADV_DONTNEED"):
            return
        with self._lock:
            for one in self._maps:
                one.madvise(mmap.MADV_DONTNEED)
            # what is left is not ours to give: wait until the index has grown again; not at all in a large process
            left = resident_bytes()
            self._limit = max(self._least, left + ROOM_BYTES) if left < 2 * self._least else sys.maxsize
