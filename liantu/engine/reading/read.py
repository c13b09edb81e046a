"""Reading a register: every file, chunk by chunk, into the release's columns — refusing rows, never the rest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as arrow_compute

from liantu.engine.reading.fields import KEEP_NOTHING_PERSONAL, PERSONAL_FIELDS, FieldMapping, PersonalPolicy
from liantu.engine.reading.normalise import Normalised, Normaliser, Oddity
from liantu.engine.reading.preview import OpenedTable, open_tables
from liantu.engine.reading.quality import FileQuality, QualityReport, SeenBefore
from liantu.engine.reading.rows_report import RowsReport, mask_personal
from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, ReadingError, SourceFile, find_sources
from liantu.engine.reading.tables import RawChunk, ShapeRule
from liantu.engine.table import schema
from liantu.lib.chinese_dates import LATEST_ON, DateFault
from liantu.lib.credit_code import CodeFault
from liantu.lib.money import MoneyFault
from liantu.lib.problems import Problem

pc: Any = arrow_compute  # its published types know neither scalars nor keyword forms

_HOSTILE = frozenset({"archive-bomb", "archive-too-large"})
_MOST_KINDS = 500
"""Distinct provinces, types, industries that a quality report names; rarer ones are summed under …."""


@dataclass(frozen=True)
class Progress:
    """How far a reading is: packed bytes done of all, rows so far, the file in hand."""

    bytes_done: int
    bytes_total: int
    rows_read: int
    rows_refused: int
    file: str


class ReadingStopped(Exception):  # noqa: N818 — no error: someone asked for it
    """``should_stop`` said so; nothing after the last batch was read."""


class RegisterReading:
    """An iterator of Arrow batches in the release's columns; ``quality`` and ``problems`` are complete at its end."""

    def __init__(
        self,
        sources: Sequence[SourceFile],
        problems: Sequence[Problem],
        *,
        mapping: Mapping[str, str] | None,
        policy: PersonalPolicy,
        limits: Limits,
        refused: RowsReport | None,
        noted: RowsReport | None,
        progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        latest_on: dt.date,
    ) -> None:
        self.quality = QualityReport(personal_kept=sorted(policy.keep), personal_reason=policy.reason)
        self.problems: list[Problem] = list(problems)
        self.schema = _schema(policy)
        self._sources, self._mapping, self._policy, self._limits = sources, mapping, policy, limits
        self._refused, self._noted, self._progress, self._should_stop = refused, noted, progress, should_stop
        self._latest_on, self._last_id = latest_on, -1
        self._bytes_done, self._bytes_total = 0, sum(source.size_bytes for source in sources)
        self._seen_codes, self._seen_names = SeenBefore(), SeenBefore()
        self._counters: dict[str, Counter[str]] = {}
        self._first_on: dt.date | None = None
        self._last_on: dt.date | None = None
        self._batches = self._read()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        return next(self._batches)

    def _read(self) -> Iterator[pa.RecordBatch]:
        readable = 0
        for source in self._sources:
            before = self._bytes_done
            try:
                opened = open_tables(source, mapping=self._mapping, policy=self._policy, limits=self._limits)
                for item in opened:
                    self.problems.extend(item.finding.problems)
                    if item.finding.mapping is not None:
                        readable += 1
                        yield from self._table(item, item.finding.mapping)
            except ReadingError as error:
                self.problems.extend(error.problems)
                if self.quality.files and self.quality.files[-1].label.startswith(source.label):
                    self.quality.files[-1].cut_short = error.problems[0].code
                if any(problem.code in _HOSTILE for problem in error.problems):
                    raise ReadingError(self.problems) from error
            self._bytes_done = before + source.size_bytes
        if not readable:
            raise ReadingError(self.problems)
        self._finish()

    def _table(self, item: OpenedTable, mapping: FieldMapping) -> Iterator[pa.RecordBatch]:
        label = f"{item.table.label} [{item.table.sheet}]" if item.table.sheet else item.table.label
        file = FileQuality(
            label,
            unknown_columns=[mapping.headers[place] or f"#{place + 1}" for place in mapping.unknown],
            personal_left_out=[mapping.headers[place] for place in mapping.personal_left_out],
        )
        self.quality.files.append(file)
        source = item.source
        share = source.size_bytes / max(source.unpacked_bytes, 1) if source.packing else 1.0
        normaliser, number = Normaliser(mapping, latest_on=self._latest_on), len(self.quality.files)
        for chunk in item.table.chunks(mapping.header_rows, len(mapping.headers), ShapeRule(mapping)):
            if self._should_stop is not None and self._should_stop():
                raise ReadingStopped
            batch = self._chunk(chunk, normaliser, mapping, file, number)
            self._bytes_done = min(self._bytes_done + int(chunk.bytes_read * share), self._bytes_total)
            if self._progress is not None:
                done = self.quality
                self._progress(Progress(self._bytes_done, self._bytes_total, done.rows_read, done.rows_refused, label))
            if batch.num_rows:
                yield batch

    def _chunk(
        self, chunk: RawChunk, normaliser: Normaliser, mapping: FieldMapping, file: FileQuality, number: int
    ) -> pa.RecordBatch:
        done = normaliser.normalise(chunk)
        personal = frozenset(mapping.personal_left_out)
        self._number_rows(chunk, done, mapping)
        self._find_doubles(chunk, done, number)
        for broken in chunk.broken:
            self._count(self.quality.refused, broken.code)
            if self._refused is not None:
                self._refused.add(
                    file.label, broken.line, broken.code, mask_personal(broken.cells) if personal else broken.cells
                )
        for oddity in done.refused:
            self._report(self._refused, self.quality.refused, chunk, oddity, file.label, personal)
        for oddity in sorted(done.noted, key=lambda item: (item.row, item.code)):
            self._report(self._noted, self.quality.noted, chunk, oddity, file.label, personal)
        self._report_mended(chunk, file.label, personal)
        refused = len(chunk.broken) + len(done.refused)
        read = len(chunk.lines) - done.blank + len(chunk.broken)
        accepted = int(done.keep.sum())
        for target in (file, self.quality):
            target.rows_read += read
            target.rows_refused += refused
            target.rows_accepted += accepted
        done.columns["source_row"] = pa.array(chunk.lines)
        batch = self._batch(done)
        self._add_quality(chunk, done, batch)
        return batch

    def _batch(self, done: Normalised) -> pa.RecordBatch:
        rows = len(done.keep)
        arrays: list[Any] = [
            done.columns.get(field.name, pa.array([""] * rows, pa.string()) if pa.types.is_string(field.type) else None)
            for field in self.schema
        ]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        return batch if done.keep.all() else batch.filter(pa.array(done.keep))

    def _number_rows(self, chunk: RawChunk, done: Normalised, mapping: FieldMapping) -> None:
        """Given numbers stay while they rise; other rows get the next free one, so that no two rows share a number."""
        rows, place = len(chunk.lines), mapping.columns.get("enterprise_id")
        kept = np.flatnonzero(done.keep)
        numbers = np.zeros(rows, dtype=np.int64)
        numbers[kept] = self._last_id + 1 + np.arange(len(kept))
        if place is not None and len(kept):
            texts = pc.utf8_trim_whitespace(chunk.columns[place])
            whole = pc.match_substring_regex(texts, r"^\d{1,18}$")
            given = pc.if_else(whole, texts, "-1").cast(pa.int64()).to_numpy(zero_copy_only=False)
            if given[kept[0]] > self._last_id and (np.diff(given[kept]) > 0).all():
                numbers[kept] = given[kept]
            else:
                self._mend_numbers(given, numbers, kept, done)
        if len(kept):
            self._last_id = int(numbers[kept[-1]])
        done.columns["enterprise_id"] = pa.array(numbers)

    def _mend_numbers(
        self, given: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any], kept: np.ndarray[Any, Any], done: Normalised
    ) -> None:
        last = self._last_id
        for row in kept:
            if given[row] > last:
                last = int(given[row])
            else:
                last += 1
                done.noted.append(Oddity(int(row), "id-replaced", "" if given[row] < 0 else str(int(given[row]))))
            numbers[row] = last

    def _find_doubles(self, chunk: RawChunk, done: Normalised, number: int) -> None:
        import polars as pl

        kept = np.flatnonzero(done.keep)
        codes, names = done.columns["credit_code"], done.columns["name"]
        coded = kept[pc.greater(pc.binary_length(codes), 0).to_numpy(zero_copy_only=False)[kept]]
        tags = (np.int64(number) << 40) | chunk.lines
        if len(coded):
            hashes = pl.Series(pl.from_arrow(codes)).hash(1).to_numpy()
            first = self._seen_codes.add(hashes[coded], tags[coded])
            for row, tag in zip(coded[first >= 0], first[first >= 0], strict=True):
                label = self.quality.files[(int(tag) >> 40) - 1].label
                done.noted.append(Oddity(int(row), "code-double", f"{label}:{int(tag) & (2**40 - 1)}"))
        if len(kept):
            plain = pc.replace_substring(pc.replace_substring(names, "（", "("), "）", ")")
            hashes = pl.Series(pl.from_arrow(plain)).hash(2).to_numpy()
            self._seen_names.add(hashes[kept], tags[kept])

    def _report(
        self,
        report: RowsReport | None,
        counts: dict[str, int],
        chunk: RawChunk,
        oddity: Oddity,
        label: str,
        personal: frozenset[int],
    ) -> None:
        self._count(counts, oddity.code)
        if report is not None:
            line = int(chunk.lines[oddity.row])
            report.add(
                label,
                line,
                oddity.code,
                chunk.cells(oddity.row),
                detail=oddity.detail,
                fault=oddity.fault,
                personal=personal,
            )

    def _report_mended(self, chunk: RawChunk, label: str, personal: frozenset[int]) -> None:
        for line, code in chunk.notes:
            self._count(self.quality.noted, code)
            if self._noted is not None:
                row = int(np.searchsorted(chunk.lines, line))
                cells = chunk.cells(row) if row < len(chunk.lines) and chunk.lines[row] == line else ()
                self._noted.add(label, line, code, cells, personal=personal)

    @staticmethod
    def _count(counts: dict[str, int], code: str) -> None:
        counts[code] = counts.get(code, 0) + 1

    def _add_quality(self, chunk: RawChunk, done: Normalised, batch: pa.RecordBatch) -> None:
        report = self.quality
        report.blank_rows += done.blank
        report.control_characters += chunk.controls
        report.provinces_from_code += done.provinces_from_code
        report.shortened_scopes += done.shortened_scopes
        for faults, counts, missing, name in (
            (done.code_faults, report.bad_codes, CodeFault.MISSING, "missing_codes"),
            (done.date_faults, report.unreadable_dates, DateFault.MISSING, "missing_dates"),
            (done.capital_faults, report.unreadable_capital, MoneyFault.MISSING, "missing_capital"),
        ):
            for fault, count in faults.items():
                if fault == missing:
                    setattr(report, name, getattr(report, name) + count)
                else:
                    counts[str(fault)] = counts.get(str(fault), 0) + count
        report.valid_codes += int(pc.sum(batch.column("credit_code_valid")).as_py() or 0)
        report.empty_scopes += int(pc.sum(pc.equal(batch.column("business_scope"), "")).as_py() or 0)
        for name in ("province", "enterprise_type", "status", "capital_currency", "gbt4754"):
            column = batch.column(name)
            counter = self._counters.setdefault(name, Counter())
            for item in pc.value_counts(
                pc.utf8_slice_codeunits(column, 0, 2) if name == "gbt4754" else column
            ).to_pylist():
                if item["values"]:
                    counter[item["values"]] += item["counts"]
        if batch.num_rows:
            span = pc.min_max(batch.column("registered_on")).as_py()
            self._first_on = min((day for day in (self._first_on, span["min"]) if day), default=None)
            self._last_on = max((day for day in (self._last_on, span["max"]) if day), default=None)

    def _finish(self) -> None:
        report = self.quality
        report.doubles_told_among = self._seen_names.tracked
        report.double_codes, report.double_names = self._seen_codes.close(), self._seen_names.close()
        report.by_province = _largest(self._counters.get("province"))
        report.by_industry = _largest(self._counters.get("gbt4754"))
        report.by_enterprise_type = _largest(self._counters.get("enterprise_type"))
        report.by_status = _largest(self._counters.get("status"))
        report.by_currency = _largest(self._counters.get("capital_currency"))
        report.first_registered_on = self._first_on.isoformat() if self._first_on else ""
        report.last_registered_on = self._last_on.isoformat() if self._last_on else ""


def read_batches(
    paths: Sequence[Path | str],
    mapping: Mapping[str, str] | None = None,
    *,
    policy: PersonalPolicy = KEEP_NOTHING_PERSONAL,
    limits: Limits = DEFAULT_LIMITS,
    refused: RowsReport | None = None,
    noted: RowsReport | None = None,
    progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    latest_on: dt.date = LATEST_ON,
) -> RegisterReading:
    """An iterator of Arrow batches in the release's columns (``liantu.engine.table.schema``), over all files in order.

    ``mapping``: header text or ``#3`` → field name ('' leaves a column out), as chosen in the preview; the rest is
    recognised. ``refused`` / ``noted`` receive each row that could not be used / was used with a remark. Dates after
    ``latest_on`` are not believed. Files that cannot be read are in ``.problems`` and the others go on; of a file that
    breaks off, the rows before stay and its quality says ``cut_short``. Raises ReadingError when no file can be read
    (here or at the first batch) or one unpacks beyond the limits, ReadingStopped when ``should_stop()`` says so.
    Personal columns the policy keeps follow the release's columns under their field names.
    """
    sources, problems = find_sources(paths, limits=limits)
    if not sources:
        raise ReadingError(problems)
    return RegisterReading(
        sources,
        problems,
        mapping=mapping,
        policy=policy,
        limits=limits,
        refused=refused,
        noted=noted,
        progress=progress,
        should_stop=should_stop,
        latest_on=latest_on,
    )


def _schema(policy: PersonalPolicy) -> pa.Schema:
    kept = [pa.field(name, pa.string()) for name in PERSONAL_FIELDS if name in policy.keep]
    return pa.schema([*schema(), *kept])


def _largest(counter: Counter[str] | None) -> dict[str, int]:
    """The counts by size; what is beyond the largest kinds is summed under …."""
    ranked = sorted((counter or Counter()).items(), key=lambda item: (-item[1], item[0]))
    result = dict(ranked[:_MOST_KINDS])
    if rest := sum(count for _, count in ranked[_MOST_KINDS:]):
        result["…"] = rest
    return result
