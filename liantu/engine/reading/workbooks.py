"""Excel and OpenDocument workbooks: each sheet a table of text cells, laid out by the bounded process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, ReadingError, SourceFile
from liantu.engine.reading.tables import RawChunk, ShapeRule, chunk_of
from liantu.lib.problems import ProblemsError
from liantu.parsers.bounded import parse_into
from liantu.parsers.bounds import REGISTER

_ROWS_A_CHUNK = 20_000


class SheetTable:
    """One sheet of a workbook as a table: its lines in the spool the bounded process wrote."""

    def __init__(self, label: str, sheet: dict[str, Any], spool: IO[bytes], workbook_bytes: int, share: float) -> None:
        self.label, self.sheet, self.height = label, str(sheet["name"]), int(sheet["height"])
        self._spool, self._start, self._end = spool, int(sheet["start"]), int(sheet["end"])
        self._bytes = int(workbook_bytes * share)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        at = self._start
        while at < self._end:
            self._spool.seek(at)
            lines = self._spool.readlines(min(2**22, self._end - at))
            for line in lines:
                if at >= self._end:
                    break
                at += len(line)
                number, *cells = json.loads(line)
                yield number, cells

    def sample(self, records: int) -> list[list[str]]:
        """The first records as cells, header included."""
        found: list[list[str]] = []
        for _, row in self._rows():
            if len(found) >= records:
                break
            found.append(row)
        return found

    def chunks(self, header_rows: int, width: int, shape: ShapeRule) -> Iterator[RawChunk]:
        """The rows below the header, 20,000 at a time."""
        rows: list[tuple[int, Sequence[str]]] = []
        total, done = max(self.height, 1), 0
        for place, (number, cells) in enumerate(self._rows()):
            if place < header_rows or not any(cells):
                continue
            rows.append((number, (cells + [""] * width)[:width]))
            if len(rows) == _ROWS_A_CHUNK:
                chunk = chunk_of(rows, width)
                share = self._bytes * (place + 1) // total
                chunk.bytes_read, done = share - done, share
                yield chunk
                rows = []
        chunk = chunk_of(rows, width) if rows else RawChunk(chunk_of([], width).columns, np.zeros(0, dtype=np.int64))
        chunk.bytes_read = self._bytes - done
        yield chunk


def open_sheets(source: SourceFile, *, limits: Limits = DEFAULT_LIMITS) -> list[SheetTable]:
    """The visible, non-empty sheets of a workbook.

    Raises ReadingError when it is damaged, protected, of no known kind, or opening it takes more than a file may.
    """
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the tables read from it as long as they live
    options = {"name": source.label[-200:], "unpacked_most": limits.workbook_unpacked_bytes}
    try:
        with source.seekable(limits) as place, _open(place) as file:
            where, bounds = source.label, REGISTER
            filled = parse_into("workbook_spool", file, spool, where=where, bounds=bounds, options=options)
    except ProblemsError as error:
        raise ReadingError(list(error.problems)) from error
    total = sum(sheet["height"] for sheet in filled) or 1
    return [SheetTable(source.label, one, spool, source.size_bytes, one["height"] / total) for one in filled]


def _open(place: Path | IO[bytes]) -> IO[bytes]:
    return place.open("rb") if isinstance(place, Path) else place
