"""What was brought in, as tables of text: a folder, an archive, a workbook or a single file. All of it is hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryFile

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.bounded import parse_into
from liantu.parsers.bounds import MB, REGISTER
from liantu.sources.products.rules.columns import Recognised, recognise

SHEETS, TEXTS = ("xlsx", "xls", "xlsm"), ("csv", "tsv", "txt")
FILE_BYTES_MOST = 300 * 1024 * 1024
TOTAL_BYTES_MOST = 600 * 1024 * 1024
FILES_MOST, ROWS_MOST, COLUMNS_MOST = 100, 1_000_000, 60


@dataclass
class BroughtTable:
    """A table that is read: where it stands, its kind and columns, and its rows with their numbers in the file."""

    where: str
    known: Recognised
    rows: list[tuple[int, Sequence[str]]] = field(repr=False, default_factory=list)

    def cell(self, row: Sequence[str], name: str) -> str:
        """A cell by the name of its field; '' where there is none."""
        at = self.known.columns.get(name)
        return row[at].strip() if at is not None and at < len(row) else ""


@dataclass
class Brought:
    """All tables that are read, and the names of those that are not of a known kind."""

    tables: list[BroughtTable] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[BroughtTable]:
        """The tables of a kind, in the order of their names."""
        return [table for table in self.tables if table.known.kind == kind]


def read_brought(path: Path) -> Brought:
    """Read a folder, ``.zip``, workbook or text file. Raises ProblemsError with everything that stops it."""
    found, problems = Brought(), list[Problem]()
    for one in _paths(path, problems):
        try:
            _read(found, one)
        except ProblemsError as error:
            problems += error.problems
    if not problems and not found.of("lists"):
        problems.append(
            Problem(
                "no_product_list",
                "No table with enterprises and their products was found.",
                where=path.name,
                fix="Name its columns, for example: 企业名称, 产品名称, 占比, 年份.",
            )
        )
    if problems:
        raise ProblemsError(problems)
    return found


def _read(found: Brought, path: Path) -> None:
    """Take every table of one file. Raises ProblemsError."""
    most = {"files_most": FILES_MOST, "each_mb": FILE_BYTES_MOST // MB, "all_mb": TOTAL_BYTES_MOST // MB}
    options = {"name": path.name[-200:], **most}
    with path.open("rb") as file, TemporaryFile() as spool:
        parse_into("packed_tables", file, spool, where=path.name, bounds=REGISTER, options=options)
        spool.seek(0)
        tables = groupby(map(json.loads, spool), key=_NamesTable())
        for where, lines in tables:
            _take(found, where, islice(lines, 1, None))


class _NamesTable:
    """For each line of a spool the table it belongs to: a line that is no list names the next one."""

    where = ""

    def __call__(self, line: list[str] | dict[str, str]) -> str:
        if isinstance(line, dict):
            self.where = line["where"]
        return self.where


def _take(found: Brought, where: str, rows: Iterator[list[str]]) -> None:
    known = recognise(next(rows, [])[:COLUMNS_MOST])
    if known is None:
        found.unread.append(where)
        return
    table = BroughtTable(where, known)
    for number, row in enumerate(rows, start=2):
        if number > ROWS_MOST + 1:
            raise ProblemsError(
                [
                    Problem(
                        "too_many_rows",
                        "The table has more than %(most)d rows.",
                        where=where,
                        fix="Split it.",
                        params={"most": ROWS_MOST},
                    )
                ]
            )
        if any(cell.strip() for cell in row):
            table.rows.append((number, row[:COLUMNS_MOST]))
    found.tables.append(table)


def _paths(path: Path, problems: list[Problem]) -> list[Path]:
    """The files that may hold tables, by name; none, with a problem, when they are too many or too large."""
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.is_file() and _ending(one.name) in SHEETS + TEXTS)
    else:
        paths = [path]
    return [] if _too_large([(one.name, one.stat().st_size) for one in paths], path.name, problems) else paths


def _too_large(files: list[tuple[str, int]], where: str, problems: list[Problem]) -> bool:
    """Refuse before a byte is unpacked."""
    large = [name for name, size in files if size > FILE_BYTES_MOST]
    if large or len(files) > FILES_MOST or sum(size for _name, size in files) > TOTAL_BYTES_MOST:
        problems.append(
            Problem(
                "lists_too_large",
                "More than %(files)d files, %(each)d MB in one or %(all)d MB together are not taken.",
                where=", ".join(large[:3]) or where,
                fix="Leave out what is not a product list.",
                params={"files": FILES_MOST, "each": FILE_BYTES_MOST // 1024**2, "all": TOTAL_BYTES_MOST // 1024**2},
            )
        )
        return True
    return False


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
