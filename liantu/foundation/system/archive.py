"""The file format of a backup: one ZIP with a manifest of every member's size and checksum.

``manifest.json`` · ``database/NNN-app.model.jsonl`` (one Django-serialised row a line, parents before children) ·
``files/…`` · ``registers/…``. The manifest is written last: an interrupted backup has none and is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from liantu.lib.problems import Problem, ProblemsError

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
_MANIFEST_MOST = 256 * BLOCK
_NAME_MOST = 200
"""Bytes of one part of a name; file systems take 255, and a name aside is a little longer."""
_DAMAGED = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error)
"""What a damaged member, one that is locked or one packed in an unknown way make the archive raise."""
_NO_BACKUP = (*_DAMAGED, KeyError, ValueError, TypeError, AttributeError, OverflowError)
_ROWS = re.compile(r"database/\d{3}-[a-z_]+\.[a-z_]+\.jsonl")


class BackupWriter:
    """Writes members one after the other and remembers their checksums."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self.members: dict[str, dict[str, Any]] = {}

    def add_lines(self, name: str, lines: Iterable[bytes]) -> int:
        """Write lines, packed; answers how many."""
        count = 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as out:
            for line in lines:
                out.write(line)
                digest.update(line)
                size += len(line)
                count += 1
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest(), "rows": count}
        return count

    def add_file(self, name: str, source: Path) -> None:
        """Copy a file as it is."""
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as file, self._zip.open(zipfile.ZipInfo(name), "w", force_zip64=True) as out:
            while block := file.read(BLOCK):
                out.write(block)
                digest.update(block)
                size += len(block)
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest and end."""
        content = {"format": FORMAT, **about, "members": self.members}
        info = zipfile.ZipInfo(MANIFEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(info, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True))
        self._zip.close()

    def __enter__(self) -> BackupWriter:
        return self

    def __exit__(self, *_: object) -> None:
        """What is not closed ends without a manifest; a full disk, which broke it off, is told already."""
        with suppress(OSError):
            self._zip.close()


class BackupReader:
    """A backup proved whole before anything is taken from it."""

    def __init__(self, path: Path) -> None:
        """Open and read the manifest. Raises ProblemsError when it is no backup or of a newer format."""
        try:
            self._zip = zipfile.ZipFile(path)
            with self._zip.open(MANIFEST) as file:
                content = json.loads(file.read(_MANIFEST_MOST))
            self.about: dict[str, Any] = content
            self.members = _members_of(content)
            version = int(content["format"])
        except _NO_BACKUP as error:
            raise ProblemsError(
                [
                    Problem(
                        "no_backup_file",
                        "This is no whole backup of Liantu.",
                        where=path.name,
                        fix="Name a file that liantu backup has written to its end.",
                    )
                ]
            ) from error
        if version > FORMAT:
            raise ProblemsError(
                [
                    Problem(
                        "backup_too_new",
                        "A newer version of Liantu wrote this backup.",
                        where=path.name,
                        fix="Install version %(version)s or later.",
                        params={"version": str(content.get("version", "?"))},
                    )
                ]
            )

    def problems(self, folders: Collection[str]) -> list[Problem]:
        """Everything wrong with the members: of no known kind, leading out, missing, changed or not announced.

        ``folders``: the names of folders whose files a backup may hold.
        """
        names = [info.filename for info in self._zip.infolist()]
        present = set(names) - {MANIFEST}
        found = [
            Problem("member_unknown", "The manifest does not know this member.", where=name)
            for name in sorted(present - self.members.keys())
        ]
        found += [
            Problem("member_twice", "The member stands twice in the backup.", where=name)
            for name, count in sorted(Counter(names).items())
            if count > 1
        ]
        found += [
            Problem("member_twice", "The member stands twice in the backup.", where=name)
            for name in sorted(_in_each_others_way(self.members))
        ]
        for name, said in sorted(self.members.items()):
            if not (_ROWS.fullmatch(name) or _stays_inside(name, folders)):
                found.append(Problem("member_leads_out", "The name leads out of the backup.", where=name))
            elif name not in present:
                found.append(Problem("member_missing", "The member is missing.", where=name))
            elif self._checksum(name) != (said.get("bytes"), said.get("sha256")):
                found.append(
                    Problem(
                        "member_changed", "The member was changed or damaged.", where=name, fix="Use another backup."
                    )
                )
        return found

    def _checksum(self, name: str) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as file:
                while block := file.read(BLOCK):
                    digest.update(block)
                    size += len(block)
        except _DAMAGED:
            return -1, ""
        return size, digest.hexdigest()

    def tables(self) -> list[str]:
        """The members with rows, parents before children."""
        return sorted(name for name in self.members if name.startswith("database/"))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member with rows."""
        with self._zip.open(name) as file:
            yield from file

    def under(self, folder: str) -> list[str]:
        """The members of a folder."""
        return sorted(name for name in self.members if name.startswith(f"{folder}/"))

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a member."""
        return self._zip.open(name)


def _members_of(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The members a manifest names. Raises ValueError, TypeError where it is none."""
    members, migrations = content["members"], content.get("migrations", [])
    if not (isinstance(members, dict) and all(isinstance(said, dict) for said in members.values())):
        raise TypeError("members")
    if not (isinstance(migrations, list) and all(isinstance(name, str) for name in migrations)):
        raise TypeError("migrations")
    for name in members:
        name.encode()  # half a sign, which JSON can spell, is no name
    return dict(members)


def _in_each_others_way(names: Collection[str]) -> set[str]:
    """Names that some file system takes for one, and files that are folders of others."""
    alike = Counter(unicodedata.normalize("NFC", name).casefold() for name in names)
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    twice = {name for name in names if alike[unicodedata.normalize("NFC", name).casefold()] > 1}
    return twice | {name for name in names if name in folders}


def _stays_inside(name: str, folders: Collection[str]) -> bool:
    """Whether a member is a file inside one of the folders, spelt in the one way that cannot be read as another."""
    parts = name.split("/")
    plain = not any(sign in name for sign in "\\\x00:") and not any(part in ("", ".", "..") for part in parts)
    plain = plain and name.isprintable() and all(len(part.encode()) <= _NAME_MOST for part in parts)
    return plain and len(parts) > 1 and parts[0] in folders and PurePosixPath(name).as_posix() == name
