"""The seal of an audit entry: a keyed hash whose key lies outside the database, and the anchors written beside it.

Whoever can write the database but does not have the key can neither change an entry nor add one that fits. Whoever cuts
the end off, or empties the whole log, is contradicted by the anchors: an append-only file that holds the end of every
zone's log after each entry, sealed line by line. Who has key, database and anchors can forge all three: a copy of the
anchors elsewhere (``LIANTU_AUDIT_ANCHORS``, ``liantu audit heads`` on paper) is what such a person cannot reach.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from liantu.lib.asides import kept_text
from liantu.lib.environment import read_text

KIND = "2"
ADDED, RESTORED = "+", "r"
_TAIL = 512
_LAST = 64 * 1024


@dataclass(frozen=True)
class Key:
    """A sealing key and its name; the name is written with what it seals."""

    name: str
    secret: bytes

    def seal(self, text: bytes) -> str:
        """The keyed hash of a text."""
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()


def key_in_use() -> Key:
    """The key that seals now: from ``LIANTU_AUDIT_KEY``, else made once and kept in the data folder for its owner."""
    return _key(read_text("LIANTU_AUDIT_KEY") or _kept(Path(settings.HOME) / "audit-key"))


def key_named(name: str) -> Key | None:
    """The key of that name: the one in use, or an earlier one laid beside it as ``audit-key.…``; None when not here."""
    found = key_in_use()
    if found.name == name:
        return found
    for path in sorted(Path(settings.HOME).glob("audit-key.*")):
        earlier = _key(path.read_text(encoding="ascii").strip())
        if earlier.name == name:
            return earlier
    return None


@lru_cache(maxsize=16)
def _key(text: str) -> Key:
    secret = text.encode()
    return Key(hashlib.sha256(b"name of " + secret).hexdigest()[:8], secret)


def _kept(path: Path) -> str:
    return kept_text(path, lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Anchor:
    """One line of the anchors: the end of a zone's log at a moment, and whether its seal holds.

    ``sealed``: True, False, or None when its key is not here.
    """

    kind: str
    zone: str
    sequence: int
    entry_hash: str
    at: str
    sealed: bool | None
    key: str = ""


def anchors_path() -> Path:
    """The file of the anchors."""
    told = read_text("LIANTU_AUDIT_ANCHORS")
    return Path(told).expanduser() if told else Path(settings.HOME) / "audit-anchors.log"


def write_anchor(zone: str, sequence: int, entry_hash: str, *, kind: str = ADDED) -> None:
    """Add the end of a zone's log to the anchors, sealed with the line before it. Raises OSError."""
    key, at = key_in_use(), datetime.now(UTC).isoformat(timespec="seconds")
    path = anchors_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _TAIL, 0))
        before = (file.read().splitlines() or [b""])[-1]
        line = f"{kind} {zone} {sequence} {entry_hash} {at} {key.name}"
        _append(file.fileno(), f"{line} {key.seal(before + line.encode())}\n".encode(), size)


def _append(handle: int, line: bytes, size: int) -> None:
    """Write a line to the end whole or not at all: half of one would count as changed for ever. Raises OSError."""
    if os.write(handle, line) < len(line):  # the disk became full
        with suppress(OSError):  # a file that may only grow keeps the half
            os.ftruncate(handle, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(anchors_path()))


def anchors() -> Iterator[Anchor]:
    """Every anchor in the order written."""
    try:
        file = anchors_path().open("rb")
    except FileNotFoundError:
        return
    with file:
        yield from _anchors_in(file, b"")


def last_anchors() -> list[Anchor]:
    """The newest anchors, at most some hundred; their first line is not proved, for want of the one before."""
    try:
        with anchors_path().open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _LAST, 0))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return []
    return list(_anchors_in(lines[1:], lines[0])) if len(lines) > 1 else list(_anchors_in(lines, b""))


def _anchors_in(lines: Iterable[bytes], before: bytes) -> Iterator[Anchor]:
    for raw in lines:
        line = raw.rstrip(b"\n")
        parts = line.decode("utf-8", "replace").split(" ")
        if len(parts) != 7 or not parts[2].isdecimal():
            yield Anchor("?", "?", 0, "", "", False)
            before = line
            continue
        kind, zone, sequence, entry_hash, at, name, seal = parts
        key = key_named(name)
        told = line.rsplit(b" ", 1)[0]
        sealed = None if key is None else hmac.compare_digest(key.seal(before + told).encode(), seal.encode())
        yield Anchor(kind, zone, int(sequence), entry_hash, at, sealed, name)
        before = line


@dataclass
class Held:
    """What the anchors remember of one zone: the newest anchor, the key in use from which entry on, acts they miss."""

    newest: Anchor
    keys: list[tuple[int, str]]
    missed: int = 0

    def key_at(self, sequence: int) -> str | None:
        """The name of the key that sealed an entry; None before the first anchor and behind the last."""
        if sequence > self.newest.sequence:
            return None
        return next((key for first, key in reversed(self.keys) if first <= sequence), None)


def hold_anchors(lines: Iterable[Anchor]) -> tuple[dict[str, Held], int | None]:
    """What the anchors remember of each zone, and the number of the first line whose seal does not hold."""
    held: dict[str, Held] = {}
    broken_line = None
    known_key = False
    for number, anchor in enumerate(lines, 1):
        strange = anchor.sealed is False or (anchor.sealed is None and known_key)
        known_key = known_key or anchor.sealed is True
        if strange and broken_line is None:
            broken_line = number
        if anchor.zone == "?":
            continue
        there = held.get(anchor.zone)
        if there is None or anchor.kind == RESTORED:  # a restore sets the end back on purpose
            # what it brought was sealed elsewhere: with which keys, these anchors do not know
            held[anchor.zone] = Held(anchor, [] if anchor.kind == RESTORED else [(anchor.sequence, anchor.key)])
        elif anchor.sequence >= there.newest.sequence:  # two writers may anchor in another order than they wrote
            there.missed += max(anchor.sequence - there.newest.sequence - 1, 0)
            there.newest = anchor
            if not there.keys or there.keys[-1][1] != anchor.key:
                there.keys.append((anchor.sequence, anchor.key))
        else:
            there.missed = max(there.missed - 1, 0)
    return held, broken_line
