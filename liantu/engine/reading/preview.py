"""What would be read from some files, before anything is: columns, first rows, size, room on disk, every problem."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liantu.engine.reading.delimited import DelimitedTable
from liantu.engine.reading.fields import FIELD_BY_NAME, KEEP_NOTHING_PERSONAL, FieldMapping, PersonalPolicy
from liantu.engine.reading.headers import LOOK_AT_ROWS, HeaderFinding, find_mapping
from liantu.engine.reading.normalise import Normaliser
from liantu.engine.reading.parquet_files import ParquetTable
from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, ReadingError, SourceFile, find_sources, in_units
from liantu.engine.reading.tables import RawTable, ShapeRule
from liantu.engine.reading.workbooks import SheetTable, open_sheets
from liantu.lib.chinese_dates import LATEST_ON
from liantu.lib.problems import Problem

BYTES_PER_ROW = 450
"""Room one enterprise takes in a release being built: table, index and working files, with reserve."""
_PREVIEW_BLOCK = 512 * 1024


@dataclass(frozen=True)
class FilePreview:
    """What one table would give. ``header_row``: the line of the last header row, 0 when there is none.

    ``rows``: the first rows as they would be kept (field → value); ``raw_rows``: the same rows as they stand.
    ``columns``: for each column (place, header, field or '', why: read, unknown, personal, doubled).
    """

    label: str
    kind: str
    sheet: str
    encoding: str
    delimiter: str
    header_row: int
    mapping: FieldMapping | None
    columns: tuple[tuple[int, str, str, str], ...]
    rows: tuple[Mapping[str, Any], ...]
    raw_rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    estimated_rows: int
    size_bytes: int

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Headers of columns that are kept aside: listed here, not imported."""
        return tuple(header for _, header, _, why in self.columns if why == "unknown")

    @property
    def personal_left_out(self) -> tuple[str, ...]:
        """Headers of personal columns that are not read."""
        return tuple(header for _, header, _, why in self.columns if why == "personal")


@dataclass(frozen=True)
class Preview:
    """What the given paths would give. ``problems`` are of no single table; ``needed_bytes``: room of a release."""

    files: tuple[FilePreview, ...]
    problems: tuple[Problem, ...]
    estimated_rows: int
    size_bytes: int
    needed_bytes: int

    @property
    def readable(self) -> bool:
        """Whether at least one table can be read."""
        return any(file.mapping is not None for file in self.files)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem, of the paths and of each table."""
        return (*self.problems, *(problem for file in self.files for problem in file.problems))

    def to_dict(self) -> dict[str, Any]:
        """The preview in JSON types."""
        data: dict[str, Any] = _plain(dataclasses.asdict(self))
        return data


@dataclass(frozen=True)
class OpenedTable:
    """A table of a source with the mapping found for it."""

    source: SourceFile
    table: RawTable
    finding: HeaderFinding
    sample: tuple[tuple[str, ...], ...] = field(repr=False)


def preview(
    paths: Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    policy: PersonalPolicy = KEEP_NOTHING_PERSONAL,
    limits: Limits = DEFAULT_LIMITS,
    rows: int = 20,
    latest_on: dt.date = LATEST_ON,
) -> Preview:
    """What ``read_batches`` would read from the paths, looked at without reading them whole (workbooks excepted).

    ``mapping``: what the user chose, header text or ``#3`` → field name ('' leaves the column out). Never raises for
    what is in the files: problems are in the result, all at once.
    """
    sources, problems = find_sources(paths, limits=limits)
    files: list[FilePreview] = []
    for source in sources:
        try:
            opened = open_tables(source, mapping=mapping, policy=policy, limits=limits, block_bytes=_PREVIEW_BLOCK)
            files.extend(_file_preview(item, rows, latest_on) for item in opened)
        except ReadingError as error:
            problems.extend(error.problems)
    total = sum(file.estimated_rows for file in files)
    size = sum(source.size_bytes for source in sources)
    return Preview(tuple(files), tuple(problems), total, size, total * BYTES_PER_ROW)


def open_tables(
    source: SourceFile,
    *,
    mapping: Mapping[str, str] | None = None,
    policy: PersonalPolicy = KEEP_NOTHING_PERSONAL,
    limits: Limits = DEFAULT_LIMITS,
    block_bytes: int = 2 * 2**20,
) -> list[OpenedTable]:
    """The tables of a file with their mappings. Sheets without a usable header are left out when another sheet has one.

    Raises ReadingError when the file is damaged, protected or empty.
    """
    tables: list[RawTable]
    if source.kind == "workbook":
        tables = list(open_sheets(source, limits=limits))
    elif source.kind == "parquet":
        tables = [ParquetTable(source, limits=limits)]
    else:
        tables = [DelimitedTable(source, limits=limits, block_bytes=block_bytes)]
    opened = []
    for table in tables:
        where = f"{table.label} [{table.sheet}]" if table.sheet else table.label
        sample = table.sample(LOOK_AT_ROWS + 20)
        finding = find_mapping(sample, where=where, choices=mapping, policy=policy)
        opened.append(OpenedTable(source, table, finding, tuple(tuple(row) for row in sample)))
    if not opened:
        raise ReadingError(
            [Problem("empty-table", "The file has no rows.", source.label, "Choose the file with the data.")]
        )
    usable = [item for item in opened if item.finding.mapping is not None and not item.finding.mapping.inferred]
    return usable or opened


def room_problem(needed_bytes: int, folder: Path, *, free_bytes: int | None = None) -> Problem | None:
    """Why a release of ``needed_bytes`` cannot be built in ``folder``, or None when the room suffices.

    ``free_bytes`` replaces the free space of the disk (for tests).
    """
    place = next(parent for parent in (folder, *folder.resolve().parents) if parent.exists())
    free = shutil.disk_usage(place).free if free_bytes is None else free_bytes
    if needed_bytes <= free:
        return None
    return Problem(
        "disk-too-small",
        "The register needs about %(needed)s on the disk of %(folder)s; %(free)s are free.",
        str(folder),
        "Free %(missing)s there, or set LIANTU_HOME to a larger disk.",
        {
            "needed": in_units(needed_bytes),
            "free": in_units(free),
            "folder": folder,
            "missing": in_units(needed_bytes - free),
        },
    )


def _file_preview(item: OpenedTable, rows: int, latest_on: dt.date) -> FilePreview:
    table, mapping = item.table, item.finding.mapping
    shown: list[Mapping[str, Any]] = []
    header_rows = mapping.header_rows if mapping else 0
    if mapping is not None:
        shown = _first_rows(table, mapping, rows, latest_on)
    return FilePreview(
        label=table.label,
        kind=item.source.kind,
        sheet=table.sheet,
        encoding=table.encoding.shown if isinstance(table, DelimitedTable) else "",
        delimiter=table.delimiter if isinstance(table, DelimitedTable) else "",
        header_row=header_rows,
        mapping=mapping,
        columns=_columns(mapping) if mapping else (),
        rows=tuple(shown),
        raw_rows=_without_personal(item.sample[header_rows : header_rows + rows], mapping),
        problems=item.finding.problems,
        estimated_rows=_estimate(item, header_rows),
        size_bytes=item.source.size_bytes,
    )


def _first_rows(table: RawTable, mapping: FieldMapping, rows: int, latest_on: dt.date) -> list[Mapping[str, Any]]:
    normaliser = Normaliser(mapping, latest_on=latest_on)
    shown: list[Mapping[str, Any]] = []
    for chunk in table.chunks(mapping.header_rows, len(mapping.headers), ShapeRule(mapping)):
        part = chunk.first(rows * 3)
        done = normaliser.normalise(part)
        names = list(done.columns)
        values = [done.columns[name].to_pylist() for name in names]
        for row in range(len(part.lines)):
            if done.keep[row] and len(shown) < rows:
                shown.append(
                    {"source_row": int(part.lines[row])} | {n: v[row] for n, v in zip(names, values, strict=True)}
                )
        if len(shown) >= rows or len(chunk.lines):
            break
    return shown


def _columns(mapping: FieldMapping) -> tuple[tuple[int, str, str, str], ...]:
    by_place = {place: name for name, place in mapping.columns.items()}
    described = []
    for place, header in enumerate(mapping.headers):
        why = "read" if place in by_place else "unknown"
        why = "personal" if place in mapping.personal_left_out else "doubled" if place in mapping.doubled else why
        described.append((place, header or f"#{place + 1}", by_place.get(place, ""), why))
    return tuple(described)


def _without_personal(rows: Sequence[Sequence[str]], mapping: FieldMapping | None) -> tuple[tuple[str, ...], ...]:
    hidden = set(mapping.personal_left_out) if mapping else set()
    return tuple(tuple("…" if place in hidden and cell else cell for place, cell in enumerate(row)) for row in rows)


def _estimate(item: OpenedTable, header_rows: int) -> int:
    table = item.table
    if isinstance(table, SheetTable):
        return max(table.height - header_rows, 0)
    if isinstance(table, ParquetTable):
        return table.rows
    if isinstance(table, DelimitedTable):
        lines = table.head.count(b"\n") or table.head.count(b"\r") or 1
        return max(round(item.source.unpacked_bytes * lines / max(len(table.head), 1)) - header_rows, 0)
    return 0


def _plain(value: Any) -> Any:
    """JSON types: dates and decimals as text, tuples as lists."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


FIELD_CHOICES: tuple[tuple[str, str], ...] = tuple((item.name, item.chinese) for item in FIELD_BY_NAME.values())
"""(field, Chinese name) of everything a column may be mapped to, for the preview page."""
