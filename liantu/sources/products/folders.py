"""What was brought in, as tables of text: a folder, an archive, a workbook or a single file. All of it is hostile."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.products.rules.columns import Recognised, recognise
from liantu.ui.sheet_reading import cell_text, csv_rows

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
    for name, content in _files(path, problems):
        try:
            for where, rows in _tables(name, content):
                _take(found, where, rows)
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


def _files(path: Path, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files that may be tables, by name; what cannot be taken becomes a problem."""
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.is_file() and _ending(one.name) in SHEETS + TEXTS)
        named = [(one.name, one.stat().st_size, one) for one in paths]
        if not _too_large([(name, size) for name, size, _one in named], path.name, problems):
            yield from ((name, one.read_bytes()) for name, _size, one in named)
        return
    if _ending(path.name) != "zip":
        if not _too_large([(path.name, path.stat().st_size)], path.name, problems):
            yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = sorted(
                (entry for entry in archive.infolist() if not entry.is_dir() and _is_table(entry.filename)),
                key=lambda entry: entry.filename,
            )
            if not _too_large([(entry.filename, entry.file_size) for entry in entries], path.name, problems):
                for entry in entries:
                    with archive.open(entry) as file:
                        content = file.read(entry.file_size + 1)
                    if len(content) > entry.file_size:
                        raise zipfile.BadZipFile
                    yield _entry_name(entry), content
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        problems.append(
            Problem("archive_broken", "The archive is damaged or locked.", where=path.name, fix="Pack it again.")
        )


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of a packed file; older packers write it in GB18030 without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return PurePosixPath(name).name


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


def _is_table(name: str) -> bool:
    plain = PurePosixPath(name).name
    return _ending(plain) in SHEETS + TEXTS and not plain.startswith(".") and "__MACOSX" not in name


def _tables(name: str, content: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    if _ending(name) in TEXTS:
        yield name, _text_rows(name, content)
        return
    from python_calamine import CalamineError, CalamineWorkbook

    broken = Problem(
        "sheet-broken", "The file is damaged.", where=name, fix="Open it in Excel, save it again and try once more."
    )
    try:
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > TOTAL_BYTES_MOST:
                    raise ProblemsError([broken])
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            yield f"{name} · {title}", ([cell_text(cell) for cell in row] for row in rows)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise ProblemsError([broken]) from None


def _text_rows(name: str, content: bytes) -> Iterator[list[str]]:
    try:
        yield from csv_rows(content)
    except ProblemsError as error:
        raise ProblemsError([replace(problem, where=name) for problem in error.problems]) from None
    except csv.Error:
        raise ProblemsError(
            [
                Problem(
                    "sheet-broken",
                    "The file is damaged.",
                    where=name,
                    fix="Open it in Excel, save it again and try once more.",
                )
            ]
        ) from None
