"""The file of a SQLite database, looked at from outside: its head, its size, before anybody asks it something."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from django.db import connection

_MAGIC = b"SQLite format 3\x00"
SMALL_BYTES = 64 * 1024 * 1024
_TRIES, _WAIT_SECONDS = 3, 0.3
HEAD_BYTES = 100
_DESCRIPTORS: dict[tuple[int, int], int] = {}
_OPENING = threading.Lock()


def file_of_database() -> Path | None:
    """The file; None for a server, for a database in memory, and for one that is not made yet."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]  # of SQLite only
        return None
    path = Path(str(connection.settings_dict["NAME"]))
    return path if path.is_file() else None


def small_file() -> bool:
    """Whether every page is soon looked at."""
    path = file_of_database()
    return path is not None and path.stat().st_size <= SMALL_BYTES


def damage_of_file() -> str:
    """What is wrong with head and size of the file; '' for nothing.

    Looked at again before it is believed: a writer may be in the middle of a checkpoint.
    """
    path = file_of_database()
    wrong = ""
    for turn in range(_TRIES):
        wrong = _damage_of(path) if path is not None else ""
        if not wrong:
            return ""
        if turn + 1 < _TRIES:
            time.sleep(_WAIT_SECONDS)
    return wrong


def _damage_of(path: Path) -> str:
    head = _head_of(path)
    size = path.stat().st_size
    wal = path.with_name(f"{path.name}-wal")
    if size == 0 and wal.exists() and wal.stat().st_size > 0:
        return ""  # everything still stands in the log that is written ahead
    if len(head) < HEAD_BYTES or head[:16] != _MAGIC:
        return "no head of a database"
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    if page < 512 or page & (page - 1) or head[21:24] != b"\x40\x20\x20" or head[18] > 2 or head[19] > 2:
        return "a wrong head"
    pages = int.from_bytes(head[28:32], "big")
    if pages and head[24:28] == head[92:96] and size < pages * page:
        return f"{size} of {pages * page} bytes are left"
    if size % page:
        return "cut in the middle of a page"
    return ""


def _head_of(path: Path) -> bytes:
    """The first bytes, through a descriptor that stays open as long as the process.

    Closing any descriptor of a file drops every lock the process holds on it, also those of SQLite's connections:
    another process would then take itself for the last one and remove the log that is written ahead under them.
    """
    with _OPENING:
        there = path.stat()
        descriptor = _DESCRIPTORS.get((there.st_dev, there.st_ino))
        if descriptor is None:
            descriptor = os.open(path, os.O_RDONLY)
            opened = os.fstat(descriptor)
            _DESCRIPTORS[opened.st_dev, opened.st_ino] = descriptor
        return os.pread(descriptor, HEAD_BYTES, 0)
