"""Which files a register is read from: plain, packed (.gz, .zip), in a folder — bounded before anything is read."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Literal, cast

from liantu.engine.reading.encodings import sniff_encoding
from liantu.lib.problems import Problem, ProblemsError

Kind = Literal["delimited", "workbook", "parquet"]
_STEP_BYTES = 64 * 1024
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt", ".tab", ".psv"}
_BOOK_SUFFIXES = {".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".et"}
_KNOWN_SUFFIXES = _TEXT_SUFFIXES | _BOOK_SUFFIXES | {".parquet", ".pq", ".gz", ".zip"}
_CONTROLS = bytes({*range(1, 32), 127} - {9, 10, 11, 12, 13, 26, 27})  # tab, line ends, Ctrl-Z, Escape are met in text
_OLE, _PARQUET, _GZIP, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"\x1f\x8b", b"PK\x03\x04"
_FOREIGN = {
    b"%PDF": "PDF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite f": "SQLite",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
    b"Obj\x01": "Avro",
    b"ORC": "ORC",
}


class ReadingError(ProblemsError):
    """An input cannot be read as a register; every problem found is inside."""


@dataclass(frozen=True)
class Limits:
    """What hostile or oversized input may cost before it is refused (bytes, counts).

    ``workbook_bytes`` and ``workbook_unpacked_bytes`` bound Excel files, which are loaded whole; ``unpacked_bytes`` and
    ``ratio`` bound packed files; a ``ratio`` is judged only above ``ratio_from_bytes`` (small tables pack well).
    """

    workbook_bytes: int = 128 * 2**20
    workbook_unpacked_bytes: int = 3 * 2**29
    unpacked_bytes: int = 200 * 2**30
    ratio: int = 120
    ratio_from_bytes: int = 64 * 2**20
    members: int = 2_000
    files: int = 10_000
    cell_bytes: int = 65_536
    record_bytes: int = 4 * 2**20


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class SourceFile:
    """One table file to read: a file on disk or a member of a zip archive.

    ``size_bytes``: on disk (packed); ``unpacked_bytes``: of the contents, estimated for .gz.
    """

    path: Path
    kind: Kind
    size_bytes: int
    unpacked_bytes: int
    packing: Literal["", "gzip", "zip"] = ""
    member: str = ""
    shown_name: str = ""

    @property
    def label(self) -> str:
        """The file's name for people: ``register.zip/part-1.csv``."""
        return self.shown_name or (f"{self.path.name}/{self.member}" if self.member else self.path.name)

    @contextmanager
    def open(self, limits: Limits = DEFAULT_LIMITS) -> Iterator[BinaryIO]:
        """The unpacked bytes as a stream. Raises ReadingError when unpacking passes the limits or meets damage."""
        if self.packing == "zip":
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as member:
                yield cast(BinaryIO, _Bounded(member, self, limits))
        elif self.packing == "gzip":
            with gzip.open(self.path, "rb") as unpacked:
                yield cast(BinaryIO, _Bounded(cast(IO[bytes], unpacked), self, limits))
        else:
            with self.path.open("rb") as plain:
                yield plain

    @contextmanager
    def seekable(self, limits: Limits = DEFAULT_LIMITS) -> Iterator[Path | BinaryIO]:
        """A path, or a temporary file with the unpacked bytes, for readers that jump around (Excel, Parquet)."""
        if not self.packing:
            yield self.path
            return
        with tempfile.TemporaryFile() as spool, self.open(limits) as stream:
            while piece := stream.read(2**20):
                spool.write(piece)
            spool.seek(0)
            yield cast(BinaryIO, spool)


class _Bounded(io.RawIOBase):
    """A stream that counts what it unpacks: headers of archives may lie, bytes do not."""

    def __init__(self, stream: IO[bytes], source: SourceFile, limits: Limits) -> None:
        self._stream, self._source, self._limits, self._count = stream, source, limits, 0
        self._damage: Problem | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes. What came before damage is given first; the damage is raised by the next call."""
        if self._damage is not None:
            raise ReadingError([self._damage])
        pieces: list[bytes] = []
        left = size if size >= 0 else self._limits.unpacked_bytes + 1
        while left:
            try:
                piece = self._stream.read(min(left, _STEP_BYTES))
            except Exception as error:  # OSError, EOFError, BadZipFile, zlib.error, NotImplementedError …
                self._damage = _damaged(self._source.label, error)
                if not pieces:
                    raise ReadingError([self._damage]) from error
                break
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
            self._count += len(piece)
            if problem := _too_big(self._source.label, self._source.size_bytes, self._count, self._limits):
                raise ReadingError([problem])
        return b"".join(pieces)


def find_sources(
    paths: Sequence[Path | str], *, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[SourceFile], list[Problem]]:
    """Every table file under the given files and folders, in order of name, and what cannot be read and why.

    Kinds are told by contents, not by the suffix. Links that leave a given folder are not followed; hidden files, lock
    files of Excel (~$…) and __MACOSX are passed over silently; archives inside archives are refused.
    """
    sources: list[SourceFile] = []
    problems: list[Problem] = []
    for path in _expand([Path(path) for path in paths], problems, limits):
        try:
            found, trouble = _look_at(path, limits)
        except OSError as error:
            found, trouble = [], [_unreadable(path, error)]
        sources.extend(found)
        problems.extend(trouble)
    return sources, problems


def _expand(paths: Sequence[Path], problems: list[Problem], limits: Limits) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            problems.append(
                Problem("file-missing", "%(path)s does not exist.", path.name, "Check the path.", {"path": path})
            )
            continue
        found = sorted(_files_in(path)) if path.is_dir() else [path]
        if path.is_dir() and not found:
            problems.append(
                Problem(
                    "folder-empty",
                    "The folder %(path)s has no CSV, Excel, Parquet, .gz or .zip file.",
                    path.name,
                    "Choose the folder with the register's files.",
                    {"path": path},
                )
            )
        for file in found:
            real = file.resolve()
            if len(seen) == limits.files:
                problems.append(
                    Problem(
                        "too-many-files",
                        "There are more than %(most)s files; the first %(most)s are read.",
                        path.name,
                        "Join them, or bring the rest as a second register.",
                        {"most": limits.files},
                    )
                )
                return
            if real not in seen:
                seen.add(real)
                yield file


def _files_in(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for place, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        for name in names:
            path = Path(place) / name
            if name.startswith((".", "~$")) or path.suffix.lower() not in _KNOWN_SUFFIXES:
                continue
            if path.is_symlink() and root not in path.resolve().parents:
                continue
            yield path


def _look_at(path: Path, limits: Limits) -> tuple[list[SourceFile], list[Problem]]:
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        return [], [
            Problem(
                "not-a-file", "%(path)s is not a regular file.", path.name, "Copy the data into a file.", {"path": path}
            )
        ]
    if info.st_size == 0:
        return [], [Problem("file-empty", "The file is empty.", path.name, "Export it again.")]
    with path.open("rb") as stream:
        head = stream.read(8192)
    if head.startswith(_GZIP):
        return _look_into_gzip(path, info.st_size, limits)
    if head.startswith(_ZIP) or head.startswith(b"PK\x05\x06"):
        return _look_into_zip(path, info.st_size, limits)
    kind = kind_of(head, path.suffix)
    if isinstance(kind, Problem):
        return [], [kind.__class__(kind.code, kind.message, path.name, kind.fix, kind.params)]
    if kind == "workbook" and info.st_size > limits.workbook_bytes:
        return [], [_workbook_too_big(path.name, info.st_size, limits.workbook_bytes)]
    return [SourceFile(path, kind, info.st_size, info.st_size)], []


def kind_of(head: bytes, suffix: str = "") -> Kind | Problem:
    """What the first bytes of an unpacked file say it is, or the problem with it (place left open)."""
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_OLE):
        return "workbook"
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<style", b"<meta")):
        return Problem(
            "html-not-excel",
            "This is a web page or XML saved under a table's name.",
            "",
            "Open it in Excel or WPS, save it as .xlsx or CSV, and bring that file.",
        )
    if text.startswith((b"{", b"[{")):
        return Problem("json-file", "This is a JSON file.", "", "Export the register as CSV, Excel or Parquet.")
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            return Problem(
                "foreign-file",
                "This is a %(what)s file, not a table.",
                "",
                "Bring CSV, Excel or Parquet.",
                {"what": what},
            )
    if _is_no_text(head):
        return Problem(
            "no-text",
            "This is no table: the file holds data of a program, or is damaged.",
            "",
            "Open it with the program it comes from and export CSV, Excel or Parquet.",
        )
    return "delimited"


def _is_no_text(head: bytes) -> bool:
    """Whether one byte in twenty is a control byte that no text has; of random bytes it is one in ten. NUL is met."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or sniff_encoding(head).codec.startswith("utf-16"):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > max(len(head) // 20, 8)


def _look_into_gzip(path: Path, size: int, limits: Limits) -> tuple[list[SourceFile], list[Problem]]:
    try:
        with gzip.open(path, "rb") as stream:
            head = stream.read(8192)
    except (OSError, EOFError, zlib.error) as error:
        return [], [_damaged(path.name, error)]
    if head.startswith((_ZIP, _GZIP)):
        kind: Kind | Problem = Problem(
            "archive-in-archive", "An archive is packed inside the archive.", "", "Unpack it once."
        )
    else:
        kind = kind_of(head, Path(path.stem).suffix)
    if isinstance(kind, Problem):
        return [], [Problem(kind.code, kind.message, path.name, kind.fix, kind.params)]
    with path.open("rb") as stream:
        stream.seek(-4, os.SEEK_END)
        stated = int.from_bytes(stream.read(4), "little")
    # The trailer holds the size modulo 4 GiB, or anything when the file is cut or hostile: an estimate, nothing more.
    # Registers pack about 1:4. What really comes out is bounded while it is unpacked.
    unpacked = stated if size <= stated <= limits.ratio * size else size * 4
    return [SourceFile(path, kind, size, unpacked, "gzip")], []


def _look_into_zip(path: Path, size: int, limits: Limits) -> tuple[list[SourceFile], list[Problem]]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return [], [_damaged(path.name, error)]
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        unpacked = sum(member.file_size for member in members)
        if _is_workbook(names):
            return _workbook_in_zip_form(path, size, unpacked, limits)
        problems: list[Problem] = []
        if len(members) > limits.members:
            return [], [
                Problem(
                    "archive-too-many",
                    "The archive has %(count)s members; at most %(most)s are read.",
                    path.name,
                    "Pack fewer, larger files.",
                    {"count": len(members), "most": limits.members},
                )
            ]
        if problem := _too_big(path.name, size, unpacked, limits):
            return [], [problem]
        sources = []
        for member in sorted(members, key=lambda item: item.filename):
            outcome = _look_at_member(path, archive, member, limits)
            if isinstance(outcome, SourceFile):
                sources.append(outcome)
            elif outcome is not None:
                problems.append(outcome)
    if not sources and not problems:
        problems.append(
            Problem("archive-empty", "The archive has no CSV, Excel or Parquet file.", path.name, "Pack the tables.")
        )
    return sources, problems


def _is_workbook(names: set[str]) -> bool:
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names


def _workbook_in_zip_form(
    path: Path, size: int, unpacked: int, limits: Limits
) -> tuple[list[SourceFile], list[Problem]]:
    if size > limits.workbook_bytes or unpacked > limits.workbook_unpacked_bytes:
        return [], [_workbook_too_big(path.name, max(size, unpacked), limits.workbook_bytes)]
    if problem := _too_big(path.name, size, unpacked, limits):
        return [], [problem]
    return [SourceFile(path, "workbook", size, unpacked)], []


def _look_at_member(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits
) -> SourceFile | Problem | None:
    shown = member_name(member)
    pure = PurePosixPath(shown.replace("\\", "/"))
    if shown and (member.is_dir() or pure.name.startswith((".", "~$")) or "__MACOSX" in pure.parts):
        return None
    where = f"{path.name}/{shown}"
    if not shown or pure.is_absolute() or ".." in pure.parts or (len(shown) > 1 and shown[1] == ":"):
        return Problem(
            "archive-path",
            "The member's name leads outside the archive.",
            where,
            "Pack the files again by plain names.",
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        return Problem("archive-link", "The member is a link, not a file.", where, "Pack the file itself.")
    if member.flag_bits & 0x1:
        return Problem(
            "archive-password", "The member is protected by a password.", where, "Unpack it and bring the files."
        )
    if pure.suffix.lower() not in _KNOWN_SUFFIXES:
        return None
    try:
        with archive.open(member) as stream:
            head = stream.read(8192)
    except Exception as error:  # damaged members raise zlib.error, BadZipFile, NotImplementedError, …
        return _damaged(where, error)
    if not head:
        return Problem("file-empty", "The file is empty.", where, "Export it again.")
    is_book = pure.suffix.lower() in _BOOK_SUFFIXES
    if head.startswith(_GZIP) or (head.startswith(_ZIP) and not is_book):
        return Problem("archive-in-archive", "An archive is packed inside the archive.", where, "Unpack it once.")
    kind = "workbook" if head.startswith(_ZIP) else kind_of(head, pure.suffix)
    if isinstance(kind, Problem):
        return Problem(kind.code, kind.message, where, kind.fix, kind.params)
    if problem := _too_big(where, member.compress_size, member.file_size, limits):
        return problem
    if kind == "workbook" and member.file_size > limits.workbook_bytes:
        return _workbook_too_big(where, member.file_size, limits.workbook_bytes)
    return SourceFile(path, kind, member.compress_size, member.file_size, "zip", member.filename, where)


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name as its packer meant it: without the UTF-8 flag, Chinese Windows writes GB18030."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _too_big(where: str, packed: int, unpacked: int, limits: Limits) -> Problem | None:
    if unpacked > limits.unpacked_bytes:
        return Problem(
            "archive-too-large",
            "Unpacked it has %(size)s; at most %(most)s are read.",
            where,
            "Split the register.",
            {"size": in_units(unpacked), "most": in_units(limits.unpacked_bytes)},
        )
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1):
        return Problem(
            "archive-bomb",
            "It unpacks to more than %(ratio)s times its size (%(packed)s → %(size)s), as harmful archives do.",
            where,
            "Unpack it yourself, check it, and bring the plain files.",
            {"ratio": limits.ratio, "packed": in_units(packed), "size": in_units(unpacked)},
        )
    return None


def _workbook_too_big(where: str, size: int, most: int) -> Problem:
    return Problem(
        "workbook-too-large",
        "The workbook has %(size)s; workbooks are loaded whole and may have %(most)s.",
        where,
        "Save it as CSV (UTF-8), which is read piece by piece at any size.",
        {"size": in_units(size), "most": in_units(most)},
    )


def _damaged(where: str, error: Exception) -> Problem:
    return Problem(
        "file-damaged",
        "The file is damaged or incomplete (%(detail)s).",
        where,
        "Copy or download it again.",
        {"detail": str(error)[:200] or type(error).__name__},
    )


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        "The file cannot be opened (%(detail)s).",
        path.name,
        "Check the rights on it.",
        {"detail": error.strerror or str(error)},
    )


def in_units(size: int) -> str:
    """A number of bytes for people: 5.0 GB, 120 MB, 3 kB (decimal units)."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} B"
