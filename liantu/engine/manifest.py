"""The manifest of a release: what it is, where it is from, what it holds, and the checksums that prove it whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .errors import one_problem

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
# raise on every change of reading, role or index rules: results of releases built by other code are not comparable
CODE_VERSION = "2026.11-1"


@dataclass(frozen=True)
class ShardInfo:
    """One shard: its folder name, rows, bytes of its table and of its index, places (postings) in its index."""

    name: str
    rows: int
    table_bytes: int
    index_bytes: int
    places: int


@dataclass(frozen=True)
class ReleaseInfo:
    """What a register release is. The caller gives the first block; writing the release fills in the second."""

    release_id: str
    title: str = ""
    source: str = ""
    licence: str = ""
    as_of_on: date | None = None
    created_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    parent_id: str = ""

    schema_version: int = SCHEMA_VERSION
    code_version: str = CODE_VERSION
    rows: int = 0
    shards: tuple[ShardInfo, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)  # bytes by relative path; none in releases of before

    @property
    def table_bytes(self) -> int:
        """Bytes of the tables of all shards."""
        return sum(shard.table_bytes for shard in self.shards)

    @property
    def index_bytes(self) -> int:
        """Bytes of the indexes of all shards."""
        return sum(shard.index_bytes for shard in self.shards)


def write_manifest(folder: Path, info: ReleaseInfo) -> None:
    """Write the manifest into the folder, whole or not at all."""
    content = json.dumps(asdict(info), ensure_ascii=False, indent=1, sort_keys=True, default=_plain)
    aside = folder / f".{MANIFEST}.{os.getpid()}"
    with aside.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> tuple[ReleaseInfo, str]:
    """The manifest of a release folder and its own checksum.

    Raises ReleaseError when there is none, it cannot be read, or its schema is newer than this program.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise one_problem(
            "not-a-release", "There is no register release here.", where=folder, fix="Name a folder under registers/."
        ) from None
    except OSError as error:
        raise one_problem(
            "unreadable", "The manifest cannot be read: %(why)s", where=path, why=error.strerror
        ) from error
    try:
        info = _info_of(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise one_problem(
            "manifest-broken",
            "The manifest is damaged.",
            where=path,
            fix="Add the register again from its source files.",
        ) from error
    if info.schema_version > SCHEMA_VERSION:
        raise one_problem(
            "too-new",
            "The release was written by a newer version of the program.",
            where=folder,
            fix="Update the program.",
        )
    return info, hashlib.sha256(content).hexdigest()


def _info_of(fields: dict[str, Any]) -> ReleaseInfo:
    info = ReleaseInfo(**{**fields, "shards": tuple(ShardInfo(**shard) for shard in fields["shards"])})
    return replace(
        info,
        as_of_on=None if info.as_of_on is None else date.fromisoformat(str(info.as_of_on)),
        created_at=None if info.created_at is None else datetime.fromisoformat(str(info.created_at)),
    )


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a manifest")


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> dict[str, Path]:
    """Every file of a release but the manifest, by relative path."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST and not p.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path for path in files}


def sizes_of(folder: Path) -> dict[str, int]:
    """Bytes of every file under the folder but the manifest, by relative path."""
    return {name: path.stat().st_size for name, path in files_of(folder).items()}


def checksums_of(folder: Path, known: Collection[str] = ()) -> dict[str, str]:
    """SHA-256 of every file under the folder but the manifest and those ``known``, by relative path."""
    return {name: checksum(path) for name, path in files_of(folder).items() if name not in known}
