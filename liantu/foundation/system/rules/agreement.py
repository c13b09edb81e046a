"""Do the rows and the files agree, and what do findings come to?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TONES = ("ok", "warn", "bad")
_CHECKSUM_PLACE = re.compile(r"^[^/]+/[0-9a-f]{2}/[0-9a-f]{64}$")


@dataclass(frozen=True)
class Agreement:
    """How stored rows and files on disk compare; every tuple sorted."""

    missing: tuple[str, ...]
    wrong_size: tuple[str, ...]
    orphans: tuple[str, ...]


def compare(rows: Mapping[str, int], found: Mapping[str, int]) -> Agreement:
    """Compare what rows say (path → bytes) with what lies there (path → bytes).

    Only files in a place named by a checksum count as orphans: other things in the folder are not ours to judge.
    """
    return Agreement(
        missing=tuple(sorted(path for path in rows if path not in found)),
        wrong_size=tuple(sorted(path for path, size in rows.items() if path in found and found[path] != size)),
        orphans=tuple(sorted(path for path in found if path not in rows and _CHECKSUM_PLACE.match(path))),
    )


def worst(tones: Iterable[str]) -> str:
    """The worst of ``tones``; "ok" when there is none."""
    return max(tones, key=TONES.index, default="ok")


def disk_tone(free_bytes: int, total_bytes: int) -> str:
    """How a disk stands: bad under 1 GB, warn under 5 GB or a twentieth, whichever is less."""
    if free_bytes < 1_000_000_000:
        return "bad"
    return "warn" if free_bytes < min(5_000_000_000, total_bytes // 20) else "ok"


def surplus(names: Iterable[str], *, keep: int) -> tuple[str, ...]:
    """The backups to remove so that the newest ``keep`` stay. Names begin with their moment, so they sort by age."""
    return tuple(sorted(names, reverse=True)[max(keep, 1) :])
