"""The bytes of a ranked list, so that a saved list can be proved equal to one ranked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """A ranked list as stored: canonical JSON lines (one target a line, best first) and their SHA-256."""

    lines: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The list as bytes."""
        return ("\n".join(self.lines) + "\n").encode("utf-8") if self.lines else b""

    @property
    def sha256(self) -> str:
        """The checksum that a ranking made again must equal."""
        return hashlib.sha256(self.content).hexdigest()

    def rows(self) -> list[dict[str, Any]]:
        """The targets as dictionaries, best first, with ``rank`` from 1."""
        return [{**json.loads(line), "rank": number} for number, line in enumerate(self.lines, 1)]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Answer:
        """The answer for target rows, best first; equal rows give equal bytes."""
        return cls(tuple(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in rows))

    @classmethod
    def from_content(cls, content: bytes) -> Answer:
        """The answer stored as ``content``."""
        # JSON escapes the line feed but not the other line ends that splitlines would cut at
        return cls(tuple(content.decode("utf-8").split("\n")[:-1]))


def first_difference(old: Answer, new: Answer) -> int | None:
    """The rank (from 1) of the first line that differs, or None when the two are byte-equal."""
    for rank, (before, after) in enumerate(zip(old.lines, new.lines, strict=False), 1):
        if before != after:
            return rank
    if len(old.lines) != len(new.lines):
        return min(len(old.lines), len(new.lines)) + 1
    return None
