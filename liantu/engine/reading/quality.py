"""What a register is worth: counts of what was read, refused, odd, double — as a value that travels as JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Tags = np.ndarray[Any, np.dtype[np.int64]]
MOST_TRACKED = 1_500_000
"""Rows whose doubles are told by line: 16 bytes each are kept. Beyond them doubles are only counted, on disk."""
_COUNTED_AT_ONCE = 1_000_000


@dataclass
class FileQuality:
    """What one file gave: its label, the rows read, accepted and refused, and the columns nobody read.

    ``cut_short``: the code of the problem that ended the file before its end, '' when it was read whole.
    """

    label: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    personal_left_out: list[str] = field(default_factory=list)
    cut_short: str = ""


@dataclass
class QualityReport:
    """The quality of one reading. All counts are rows unless the name says otherwise; dates are ISO texts ('' if none).

    ``refused`` and ``noted`` count rows by reason code (``liantu.engine.reading.reasons``); ``bad_codes`` by
    ``CodeFault``, ``unreadable_capital`` by ``MoneyFault``, ``unreadable_dates`` by ``DateFault``. ``by_industry``:
    first two digits of the GB/T 4754 code. ``doubles_told_among``: the first rows whose doubles are noted by line;
    the counts of doubles are of all rows.
    """

    rows_read: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    blank_rows: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    valid_codes: int = 0
    missing_codes: int = 0
    bad_codes: dict[str, int] = field(default_factory=dict)
    double_codes: int = 0
    double_names: int = 0
    doubles_told_among: int = 0
    missing_capital: int = 0
    unreadable_capital: dict[str, int] = field(default_factory=dict)
    missing_dates: int = 0
    unreadable_dates: dict[str, int] = field(default_factory=dict)
    empty_scopes: int = 0
    shortened_scopes: int = 0
    provinces_from_code: int = 0
    control_characters: int = 0
    first_registered_on: str = ""
    last_registered_on: str = ""
    by_province: dict[str, int] = field(default_factory=dict)
    by_industry: dict[str, int] = field(default_factory=dict)
    by_enterprise_type: dict[str, int] = field(default_factory=dict)
    by_status: dict[str, int] = field(default_factory=dict)
    by_currency: dict[str, int] = field(default_factory=dict)
    personal_kept: list[str] = field(default_factory=list)
    personal_reason: str = ""
    files: list[FileQuality] = field(default_factory=list)

    def to_json(self) -> str:
        """The report as JSON: keys in order of the fields, counts by size then name; equal reports, equal bytes."""
        data = dataclasses.asdict(self)
        for name, value in data.items():
            if isinstance(value, dict):
                data[name] = dict(sorted(value.items(), key=lambda item: (-item[1], item[0])))
        return json.dumps(data, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> QualityReport:
        """The report that ``to_json`` wrote; unknown keys of a later version are passed over. Raises ValueError."""
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("a quality report is a JSON object")
        known = {item.name for item in dataclasses.fields(cls)}
        report = cls(**{key: value for key, value in data.items() if key in known})
        report.files = [FileQuality(**item) if isinstance(item, Mapping) else item for item in report.files]
        return report


class SeenBefore:
    """Which of many 64-bit hashes were seen before, where first, and how many were — in bounded memory.

    Up to ``most`` hashes are kept in sorted runs, merged as they grow; beyond them all hashes go to a temporary file
    and are counted at the end.
    """

    def __init__(self, most: int = MOST_TRACKED) -> None:
        self._runs: list[tuple[Hashes, Tags]] = []
        self._most, self._tracked, self._doubles = most, 0, 0
        self._spool: IO[bytes] | None = None

    @property
    def tracked(self) -> int:
        """How many hashes were compared one by one."""
        return self._tracked

    def add(self, hashes: Hashes, tags: Tags) -> Tags:
        """For each hash the tag under which it was seen first, −1 when it is new or beyond the limit."""
        first = np.full(len(hashes), -1, dtype=np.int64)
        if not len(hashes):
            return first
        if self._spool is None and self._tracked + len(hashes) > self._most:
            self._start_spool()
        if self._spool is not None:
            self._spool.write(np.ascontiguousarray(hashes).tobytes())
            return first
        self._tracked += len(hashes)
        order = np.argsort(hashes, kind="stable")
        sorted_hashes, sorted_tags = hashes[order], tags[order]
        is_new = np.ones(len(hashes), dtype=bool)
        is_new[1:] = sorted_hashes[1:] != sorted_hashes[:-1]
        starts = np.maximum.accumulate(np.where(is_new, np.arange(len(hashes)), 0))
        found = np.where(is_new, -1, sorted_tags[starts])
        for run_hashes, run_tags in self._runs:
            places = np.searchsorted(run_hashes, sorted_hashes)
            places[places == len(run_hashes)] = 0
            hit = run_hashes[places] == sorted_hashes
            found[hit] = run_tags[places[hit]]
        fresh = is_new & (found == -1)
        self._keep(sorted_hashes[fresh], sorted_tags[fresh])
        self._doubles += int((~fresh).sum())
        first[order] = found
        return first

    def _keep(self, hashes: Hashes, tags: Tags) -> None:
        while self._runs and len(self._runs[-1][0]) < 2 * len(hashes):
            more_hashes, more_tags = self._runs.pop()
            hashes, tags = np.concatenate([more_hashes, hashes]), np.concatenate([more_tags, tags])
            order = np.argsort(hashes, kind="stable")
            hashes, tags = hashes[order], tags[order]
        if len(hashes):
            self._runs.append((hashes, tags))

    def _start_spool(self) -> None:
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 — lives until close()
        for hashes, _ in self._runs:
            self._spool.write(hashes.tobytes())
        self._runs.clear()

    def close(self) -> int:
        """How many of all hashes were doubles of an earlier one; the temporary file is gone afterwards."""
        if self._spool is not None:
            self._spool.flush()
            count = self._spool.seek(0, 2) // 8
            file = self._spool.fileno()
            self._doubles += count_doubles(
                lambda start, stop: np.frombuffer(os.pread(file, 8 * (stop - start), 8 * start), dtype=np.uint64), count
            )
            self._spool.close()
            self._spool = None
        return self._doubles


def count_doubles(piece: Callable[[int, int], Hashes], count: int, *, at_once: int = _COUNTED_AT_ONCE) -> int:
    """How many of ``count`` hashes equal an earlier one; ``piece(start, stop)`` gives some of them.

    About ``at_once`` are held and sorted at a time, chosen by their upper bits.
    """
    parts = np.uint64(count // at_once + 1)
    doubles = 0
    for part in range(int(parts)):
        chosen = [np.zeros(0, dtype=np.uint64)]
        for start in range(0, count, at_once):
            some = piece(start, min(start + at_once, count))
            chosen.append(some[(some >> np.uint64(40)) % parts == np.uint64(part)])
        ranked = np.sort(np.concatenate(chosen))
        doubles += int((ranked[1:] == ranked[:-1]).sum())
    return doubles
