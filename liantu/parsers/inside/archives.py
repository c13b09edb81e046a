"""Archives of strangers: the tables in a file, or in the files packed into it."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.bounds import MB
from liantu.parsers.inside.sheets import TEXTS, WORKBOOKS, ending, tables_of, text_rows

_FIRST = 1_048_576
"""Rows of one table that are written at most: as many as a sheet can hold."""


def packed_tables(file: IO[bytes], *, out: IO[bytes], name: str, files_most: int, each_mb: int, all_mb: int) -> None:
    """Every table of a workbook, a text file, or the files in a ``.zip``, written as lines of JSON.

    A table is a line ``{"where": …}``, then a line of cells a row. Raises ProblemsError with everything that stops it.
    """
    problems: list[Problem] = []
    for label, content in _files(file, name, (files_most, each_mb, all_mb)):
        try:
            for where, rows in _tables(label, content, all_mb * MB):
                out.write(json.dumps({"where": where}, ensure_ascii=False).encode() + b"\n")
                for _turn, row in zip(range(_FIRST), rows, strict=False):
                    out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        except ProblemsError as error:
            problems += [replace(problem, where=problem.where or label) for problem in error.problems]
    out.flush()
    if problems:
        raise ProblemsError(problems)


def _tables(name: str, content: IO[bytes], unpacked_most: int) -> Iterator[tuple[str, Iterator[list[str]]]]:
    if ending(name) in TEXTS:
        yield name, text_rows(content.read(), name, "\t" if ending(name) == "tsv" else "")
        return
    for title, rows in tables_of(content, name, unpacked_most, every=True):
        yield f"{name} · {title}", rows


def _files(file: IO[bytes], name: str, most: tuple[int, int, int]) -> Iterator[tuple[str, IO[bytes]]]:
    """Names and contents of the files that may be tables, by name."""
    if ending(name) != "zip":
        yield name, file
        return
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and _is_table(entry.filename)]
            _refuse_large([(entry.filename, entry.file_size) for entry in entries], name, most)
            for entry in sorted(entries, key=lambda entry: entry.filename):
                with archive.open(entry) as packed:
                    yield _entry_name(entry), packed
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        text, fix = "The archive is damaged or locked.", "Pack it again."
        raise ProblemsError([Problem("archive_broken", text, where=name, fix=fix)]) from None


def _is_table(name: str) -> bool:
    plain = PurePosixPath(name).name
    return ending(plain) in WORKBOOKS | TEXTS and not plain.startswith(".") and "__MACOSX" not in name


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of a packed file; older packers write it in GB18030 without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return PurePosixPath(name).name


def _refuse_large(files: list[tuple[str, int]], name: str, most: tuple[int, int, int]) -> None:
    """Refuse before a byte is unpacked."""
    count, each_mb, all_mb = most
    large = [one for one, size in files if size > each_mb * MB]
    if large or len(files) > count or sum(size for _one, size in files) > all_mb * MB:
        text = "More than %(files)d files, %(each)d MB in one or %(all)d MB together are not taken."
        told = {"files": count, "each": each_mb, "all": all_mb}
        where = ", ".join(large[:3]) or name
        fix = "Leave out what is not a product list."
        raise ProblemsError([Problem("lists_too_large", text, where=where, fix=fix, params=told)])
