"""CSV and TSV: a fast path for clean blocks, a patient one that saves the rows around a broken quote or shape."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from liantu.engine.reading.encodings import Block, Encoding, sniff_encoding, text_blocks
from liantu.engine.reading.fields import recognise_header
from liantu.engine.reading.sources import DEFAULT_LIMITS, Limits, SourceFile
from liantu.engine.reading.tables import BrokenRecord, RawChunk, ShapeRule, chunk_of, fit_width

Record = tuple[int, Sequence[str], str]
"""Line number, cells, and the code of what was wrong ('' when sound)."""
DELIMITERS = (",", "\t", ";", "|", "，", "\x01", "^")
_HEAD_BYTES = 256 * 1024
_MOST_RECORD_LINES = 2_000
_SHOWN_CHARACTERS = 2_000
_MOST_QUOTES_TRIED = 40
_MENDED = ("quote-mended", "lines-joined")


class DelimitedTable:
    """A delimited text file as a table; encoding and delimiter are told from its head unless given."""

    sheet = ""

    def __init__(
        self,
        source: SourceFile,
        *,
        limits: Limits = DEFAULT_LIMITS,
        encoding: str = "",
        delimiter: str = "",
        block_bytes: int = 2 * 2**20,
    ) -> None:
        self.source, self.label, self._limits, self._block_bytes = source, source.label, limits, block_bytes
        with source.open(limits) as stream:
            self.head = stream.read(_HEAD_BYTES)
        sniffed = sniff_encoding(self.head)
        self.encoding = Encoding(encoding, sniffed.bom_bytes, sniffed.lone_cr) if encoding else sniffed
        self.delimiter = delimiter or self._sniff_delimiter()

    def _head_lines(self) -> list[str]:
        blocks = text_blocks(io.BytesIO(self.head), self.encoding, block_bytes=_HEAD_BYTES)
        lines = b"".join(block.data for block in blocks).decode("utf-8", "replace").split("\n")
        return lines[:-1] if len(self.head) < _HEAD_BYTES else lines[:-2]

    def _sniff_delimiter(self) -> str:
        """The delimiter that names the most header fields; among equals, the one that splits lines most evenly."""
        lines = [line for line in self._head_lines()[:60] if line.strip()]

        def merit(delimiter: str) -> tuple[int, float]:
            rows = [_plain_cells(line, delimiter) for line in lines]
            fields = max((len({hit[0] for cell in row if (hit := recognise_header(cell))}) for row in rows), default=0)
            widths = Counter(len(row) for row in rows)
            width, count = widths.most_common(1)[0] if widths else (1, 0)
            return fields if fields >= 2 else 0, (count / max(len(rows), 1)) * (width > 1)

        return max(DELIMITERS, key=merit) if lines else ","

    def sample(self, records: int) -> list[list[str]]:
        """The first records (of the first 256 kB) as cells, header included."""
        lines = self._head_lines()
        found = _records(lines, 1, self.delimiter, None, last=True)
        return [list(cells) for _, cells, _ in itertools.islice(found, records)]

    def chunks(self, header_rows: int, width: int, shape: ShapeRule) -> Iterator[RawChunk]:
        """The rows below ``header_rows`` records, ``width`` cells each, in blocks of about 2 MB."""
        skip, carried, carried_line = header_rows, b"", 0
        with self.source.open(self._limits) as stream:
            for block in text_blocks(stream, self.encoding, block_bytes=self._block_bytes):
                if carried:
                    block.data, block.first_line = carried + block.data, carried_line
                    carried = b""
                if not skip and (chunk := self._fast(block, width)) is not None:
                    yield chunk
                    continue
                chunk, skip, carried, carried_line = self._patient(block, width, shape, skip)
                yield chunk
        if carried:
            tail = Block(carried, carried_line, 0, last=True)
            yield self._patient(tail, width, shape, skip)[0]

    def _fast(self, block: Block, width: int) -> RawChunk | None:
        """The block by Arrow's reader when each of its lines is one well-formed row, else None."""
        if not block.data or width < 2 or len(self.delimiter.encode()) != 1:
            return None
        lines = block.data.count(b"\n")
        names = [str(place) for place in range(width)]
        try:
            table = arrow_csv.read_csv(
                cast(Any, pa.BufferReader(block.data)),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=len(block.data) + 1
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: pa.string() for name in names}, strings_can_be_null=False, check_utf8=False
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != lines:
            return None
        columns = [_one_array(table.column(place)) for place in range(width)]
        numbers = np.arange(block.first_line, block.first_line + lines, dtype=np.int64)
        return RawChunk(columns, numbers, [], _encoding_notes(block), block.bytes_read, block.controls)

    def _patient(self, block: Block, width: int, shape: ShapeRule, skip: int) -> tuple[RawChunk, int, bytes, int]:
        """The block record by record; also how many header records remain, and an unfinished tail with its line."""
        lines = block.data.decode("utf-8", "replace").split("\n")[:-1]
        rows: list[tuple[int, Sequence[str]]] = []
        broken: list[BrokenRecord] = []
        notes = _encoding_notes(block)
        carried, carried_line = b"", 0
        records = _records(lines, block.first_line, self.delimiter, width, last=block.last)
        for number, cells, code in _torn_joined(records, width, shape):
            if code == "unfinished":
                carried, carried_line = ("\n".join(cells) + "\n").encode(), number
            elif skip:
                skip -= 1
            elif code and code not in _MENDED:
                broken.append(BrokenRecord(number, tuple(cell[:_SHOWN_CHARACTERS] for cell in cells), code))
            elif any(cells):
                fitting, note = fit_width(cells, width, shape, self.delimiter)
                if fitting is None:
                    broken.append(BrokenRecord(number, tuple(cell[:_SHOWN_CHARACTERS] for cell in cells), note))
                    continue
                rows.append((number, fitting))
                notes.extend((number, said) for said in (code, note) if said)
        chunk = chunk_of(rows, width)
        chunk.broken, chunk.notes = broken, notes
        chunk.bytes_read, chunk.controls = block.bytes_read, block.controls
        return chunk, skip, carried, carried_line


def _torn_joined(records: Iterator[Record], width: int, shape: ShapeRule) -> Iterator[Record]:
    """The records, with those put together again that line breaks inside unquoted cells had torn into several.

    Only when the first part proves to be the start of a row (its code or date in place), no further part looks like
    one, and all parts together have exactly the table's width.
    """
    waiting: list[Record] = []
    for record in records:
        cells = record[1]
        if not waiting:
            if not record[2] and 1 < len(cells) < width and shape.short_fits(cells):
                waiting = [record]
            else:
                yield record
            continue
        size = sum(len(part[1]) for part in waiting) - len(waiting) + len(cells)
        if record[2] or size > width or shape.short_fits(cells):
            yield from waiting
            waiting = []
            if not record[2] and 1 < len(cells) < width and shape.short_fits(cells):
                waiting = [record]
            else:
                yield record
            continue
        waiting.append(record)
        if size == width:
            yield waiting[0][0], _glued([part[1] for part in waiting]), "lines-joined"
            waiting = []
    yield from waiting


def _glued(parts: Sequence[Sequence[str]]) -> list[str]:
    """The parts of one row with the last cell of each and the first of the next made one cell, a line break between."""
    cells = list(parts[0])
    for part in parts[1:]:
        cells[-1] = f"{cells[-1]}\n{part[0]}" if part else cells[-1]
        cells.extend(part[1:])
    return cells


def _encoding_notes(block: Block) -> list[tuple[int, str]]:
    return [(line, "other-encoding") for line in block.other_encoding] + [
        (line, "undecodable") for line in block.undecodable
    ]


def _one_array(column: Any) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _plain_cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line alone; quotes count only where they are balanced."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return line.split(delimiter)


def _records(
    lines: Sequence[str], first_line: int, delimiter: str, width: int | None, *, last: bool
) -> Iterator[tuple[int, Sequence[str], str]]:
    """(line number, cells, code) of each record; code '' means sound.

    A quote that never closes must not swallow the rows after it: a record over several lines is believed only when it
    is well formed and has the table's width. Otherwise its first line is taken alone. ``unfinished`` carries the raw
    lines of a record that may go on in the next block.
    """
    place = 0
    while place < len(lines):
        line, number = lines[place], first_line + place
        if '"' not in line:
            yield number, line.split(delimiter), ""
            place += 1
            continue
        if not _opens_quote(line, delimiter):
            cells, code = _plain_cells(line, delimiter), ""
            if width is not None and len(cells) != width and _is_malformed(line, delimiter):
                mended, said = _mend(line, delimiter, width)
                cells, code = (mended, said) if said == "quote-mended" else (cells, code)
            yield number, cells, code
            place += 1
            continue
        joined, used = _joined_record(lines, place, delimiter, width)
        if joined is not None:
            yield number, joined, ""
            place += used
            continue
        if used == 0 and not last and len(lines) - place < _MOST_RECORD_LINES:
            yield number, lines[place:], "unfinished"
            return
        yield number, *_mend(line, delimiter, width)
        place += 1


def _opens_quote(line: str, delimiter: str) -> bool:
    """Whether the line ends inside a quoted cell."""
    try:
        reader = csv.reader(iter([line, "x"]), delimiter=delimiter)
        next(reader)
    except (csv.Error, StopIteration):
        return True
    return reader.line_num > 1


def _is_malformed(line: str, delimiter: str) -> bool:
    """Whether text stands behind a closing quote: quotes of different cells have been taken for a pair."""
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return True
    return False


def _joined_record(lines: Sequence[str], place: int, delimiter: str, width: int | None) -> tuple[list[str] | None, int]:
    """The record from ``place`` over several lines: (cells, lines used), or (None, 0: did not close, 1: is wrong)."""
    window = lines[place : place + _MOST_RECORD_LINES]
    reader = csv.reader((line + "\n" for line in window), delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        return None, 0 if "unexpected end of data" in str(error) else 1
    except StopIteration:
        return None, 1
    if width is not None and len(cells) != width:
        return None, 1
    between = lines[place + 1 : place + reader.line_num - 1]
    full = (width or len(cells)) - 1
    if any(line.count(delimiter) == full and not _opens_quote(line, delimiter) for line in between):
        return None, 1
    return cells, reader.line_num


def _mend(line: str, delimiter: str, width: int | None) -> tuple[list[str], str]:
    """A line whose quote never closes, alone: sound without the one quote whose removal helps, else broken."""
    places = [place for place, sign in enumerate(line) if sign == '"']
    for place in reversed(places[-_MOST_QUOTES_TRIED:]):
        without = line[:place] + line[place + 1 :]
        if _opens_quote(without, delimiter):
            continue
        cells = _plain_cells(without, delimiter)
        if width is None or len(cells) == width:
            return cells, "quote-mended"
    return line.split(delimiter), "quote-unclosed"
