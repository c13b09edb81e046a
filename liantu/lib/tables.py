"""Rows of a command as a table for people, or as JSON, CSV or Parquet for programs."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

FORMATS: tuple[str, ...] = ("table", "json", "csv", "parquet")
ROWS_THAT_SAY_THE_WIDTH = 2_000


class TableError(Exception):
    """The rows cannot be written as asked."""


def display_width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


class Written(Protocol):
    """Where text goes: a file, the terminal, what a command writes to."""

    def write(self, text: str, /) -> object: ...


def write_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    format: str,
    out: Written | None = None,
    path: Path | None = None,
) -> None:
    """Write ``rows`` with the given ``columns`` in one of ``FORMATS`` to ``path``, else to ``out`` (standard output).

    Text is written row by row as the rows come; Parquet holds them all.

    Raises TableError for an unknown format, or Parquet without a path.
    """
    if format not in FORMATS:
        raise TableError(f"unknown format {format!r}; choose one of {', '.join(FORMATS)}")
    if format == "parquet":
        if path is None:
            raise TableError("Parquet is not text: name a file with --out")
        _write_parquet(rows, columns, path)
        return
    if path is not None:
        with path.open("w", encoding="utf-8", newline="") as file:
            _write_text(rows, columns, format, file)
        return
    _write_text(rows, columns, format, out or sys.stdout)


def _write_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], format: str, out: Written) -> None:
    if format == "json":
        before = "["
        for row in rows:
            out.write(before)
            json.dump({name: row.get(name) for name in columns}, out, ensure_ascii=False, default=str)
            before = ", "
        out.write("[]\n" if before == "[" else "]\n")
    elif format == "csv":
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    else:
        _write_table(rows, columns, out)


def _write_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], out: Written) -> None:
    """Aligned columns, cut at 40 characters' width so that a row stays on a line; the first rows say how wide."""
    cells = ([_shorten(_cell(row.get(name)), 40) for name in columns] for row in rows)
    first = list(islice(cells, ROWS_THAT_SAY_THE_WIDTH))
    lines = [list(columns), *first]
    widths = [max(display_width(line[at]) for line in lines) for at in range(len(columns))]
    for line in chain([list(columns), ["─" * width for width in widths]], first, cells):
        padded = (text + " " * (width - display_width(text)) for text, width in zip(line, widths, strict=True))
        out.write("  ".join(padded).rstrip() + "\n")


def _write_parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = list(rows)
    pq.write_table(pa.table({name: [row.get(name) for row in held] for name in columns}), path, compression="zstd")


def _cell(value: Any) -> str:
    """A value as text; a text that a spreadsheet would run as a formula is disarmed."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    text = value if isinstance(value, str) else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _shorten(text: str, most: int) -> str:
    if display_width(text) <= most:
        return text
    kept, width = [], 0
    for char in text:
        width += display_width(char)
        if width > most - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"
