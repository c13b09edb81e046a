"""Parquet files as tables of text cells, a row group's slice at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as arrow_compute
from pyarrow import parquet

from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, ReadingError, SourceFile
from liantu.engine.reading.tables import RawChunk, ShapeRule
from liantu.lib.problems import Problem

pc: Any = arrow_compute  # its published types know neither scalars nor keyword forms

_ROWS_A_CHUNK = 8_192


class ParquetTable:
    """A Parquet file as a table; its column names are the header. Nested and binary columns read as empty."""

    sheet = ""

    def __init__(self, source: SourceFile, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self.source, self.label, self._limits = source, source.label, limits
        with self._open() as file:
            self.names: list[str] = list(file.schema_arrow.names)
            self.rows = int(file.metadata.num_rows)

    def _open(self) -> _OpenFile:
        return _OpenFile(self.source, self._limits)

    def sample(self, records: int) -> list[list[str]]:
        """The header and the first rows."""
        found = [self.names]
        with self._open() as file:
            for batch in file.iter_batches(batch_size=max(records, 1)):
                columns = [_as_text(column).to_pylist() for column in batch.columns]
                found.extend(list(row) for row in zip(*columns, strict=True))
                break
        return found[:records]

    def chunks(self, header_rows: int, width: int, shape: ShapeRule) -> Iterator[RawChunk]:
        """All rows; the line of a row is its number, counting from 1."""
        with self._open() as file:
            first, share, done = 1, self.source.size_bytes / max(self.rows, 1), 0
            for batch in file.iter_batches(batch_size=_ROWS_A_CHUNK, use_threads=False):
                lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                total = int((first - 1) * share)
                yield RawChunk([_as_text(column) for column in batch.columns], lines, bytes_read=total - done)
                done = total


class _OpenFile:
    """A context that opens the file and turns every trouble with it into a ReadingError."""

    def __init__(self, source: SourceFile, limits: Limits) -> None:
        self._source, self._seekable = source, source.seekable(limits)

    def __enter__(self) -> Any:
        place = self._seekable.__enter__()
        try:
            return parquet.ParquetFile(
                str(place) if isinstance(place, Path) else place, pre_buffer=False, buffer_size=2**20
            )
        except (pa.ArrowException, OSError, ValueError) as error:
            self._seekable.__exit__(None, None, None)
            raise self._damaged(error) from error

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._seekable.__exit__(kind, error, trace)
        if isinstance(error, pa.ArrowException | OSError):
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> ReadingError:
        return ReadingError(
            [
                Problem(
                    "parquet-damaged",
                    "The Parquet file cannot be read (%(detail)s).",
                    self._source.label,
                    "Copy it again; the file must be complete.",
                    {"detail": str(error)[:200]},
                )
            ]
        )


def _as_text(column: Any) -> pa.Array:
    """The column as strings without nulls; types that have no text form become empty."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date64(kind):
        column = column.cast(pa.date32(), safe=False)
    elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([""] * len(column), pa.string())
    text = column if pa.types.is_string(column.type) else column.cast(pa.string())
    return pc.fill_null(text, "") if text.null_count else text
