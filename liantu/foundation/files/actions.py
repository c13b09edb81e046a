"""Every write on files: bytes first, then the row; a file without a row is an orphan that ``doctor`` finds."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.files.models import StoredFile
from liantu.foundation.files.rules.kinds import MEDIA_TYPES, kind_of, safe_name
from liantu.lib.asides import aside
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

BLOCK = 1024 * 1024
TAIL = 64 * 1024
RESERVE_BYTES = 200 * 1024 * 1024


def store_upload(
    upload: UploadedFile, *, by: User | None, zone: Zone, purpose: str, allowed: tuple[str, ...]
) -> StoredFile:
    """Keep an uploaded file. ``allowed``: kinds as in ``rules.kinds``.

    Raises ProblemsError when it is empty, too large for the limit or the disk, or not of an allowed kind.
    """
    return _store(upload.name or "file", upload, upload.size or 0, by=by, zone=zone, purpose=purpose, allowed=allowed)


def store_bytes(
    name: str, data: bytes, *, by: User | None, zone: Zone, purpose: str, allowed: tuple[str, ...]
) -> StoredFile:
    """Keep a file made by the program. Raises ProblemsError like ``store_upload``."""
    return _store(name, io.BytesIO(data), len(data), by=by, zone=zone, purpose=purpose, allowed=allowed)


def delete_file(stored: StoredFile, *, by: User, reason: str) -> None:
    """Mark a file as deleted; its bytes go when no other row has the same content. The row stays, for the record.

    Raises NotAllowed; ProblemsError without a reason.
    """
    require(by, "files.delete", stored.zone)
    if not reason.strip():
        raise ProblemsError(
            [Problem("no_reason", "Say why the file is deleted.", where="reason", fix="Write one sentence.")]
        )
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=stored.pk, deleted_at__isnull=True).update(deleted_at=timezone.now()):
            return
        record("files.deleted", by=by, zone=stored.zone, target=stored, reason=reason.strip()[:500])
        transaction.on_commit(lambda: _drop_bytes(stored))


def _drop_bytes(stored: StoredFile) -> None:
    """Remove the bytes unless another row still has them."""
    if not StoredFile.objects.filter(path=stored.path, deleted_at__isnull=True).exists():
        stored.local_path.unlink(missing_ok=True)


def record_download(stored: StoredFile, *, by: User) -> None:
    """Write down that a person took a file."""
    record("files.downloaded", by=by, zone=stored.zone, target=stored)


def _store(
    name: str, source: IO[bytes], size: int, *, by: User | None, zone: Zone, purpose: str, allowed: tuple[str, ...]
) -> StoredFile:
    name = safe_name(name)
    _check_size(name, size)
    kind = _kind(source, name)
    if kind not in allowed:
        raise ProblemsError(
            [
                Problem(
                    "wrong_kind",
                    "“%(name)s” is not one of: %(allowed)s.",
                    where=name,
                    fix="Save it in one of these formats and bring it again.",
                    params={"name": name, "allowed": ", ".join(allowed)},
                )
            ]
        )
    source.seek(0)
    folder = Path(settings.MEDIA_ROOT) / zone.code
    sha256, path, written = _write_by_checksum(source, folder)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            zone=zone,
            name=name,
            purpose=purpose,
            size_bytes=written,
            sha256=sha256,
            media_type=MEDIA_TYPES[kind],
            path=str(path.relative_to(settings.MEDIA_ROOT)),
            stored_by=by,
        )
        record("files.stored", by=by, zone=zone, target=stored, after={"sha256": sha256, "bytes": written})
    return stored


def _kind(source: IO[bytes], name: str) -> str:
    """The kind of the bytes, told by their beginning and end."""
    source.seek(0)
    head = source.read(4096)
    end = source.seek(0, os.SEEK_END)
    source.seek(max(end - TAIL, 0))
    return kind_of(head, name, source.read(TAIL))


def _check_size(name: str, size: int) -> None:
    """Refuse what is empty, over the limit, or over what the disk has left."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free - RESERVE_BYTES
    most = int(settings.UPLOAD_MAX_BYTES)
    params = {"name": name, "size_mb": size / 1e6, "most_mb": most / 1e6, "free_mb": max(free, 0) / 1e6}
    if size == 0:
        raise ProblemsError(
            [Problem("empty_file", "“%(name)s” is empty.", where=name, fix="Choose another file.", params=params)]
        )
    if size > most:
        raise ProblemsError(
            [
                Problem(
                    "file_too_large",
                    "“%(name)s” has %(size_mb).0f MB; at most %(most_mb).0f MB can be uploaded.",
                    where=name,
                    fix="Split or zip it, or have the operator read it from a folder on the server.",
                    params=params,
                )
            ]
        )
    if size > free:
        raise ProblemsError(
            [
                Problem(
                    "disk_full",
                    "“%(name)s” has %(size_mb).0f MB; the disk has %(free_mb).0f MB left.",
                    where=name,
                    fix="Ask the operator to make room.",
                    params=params,
                )
            ]
        )


def _write_by_checksum(source: IO[bytes], folder: Path) -> tuple[str, Path, int]:
    """Write the bytes beside their place, then move them there; equal content is kept once."""
    folder.mkdir(parents=True, exist_ok=True)
    digest, written = hashlib.sha256(), 0
    with aside(folder / "upload", mode=0o600) as made:
        with made.open("wb") as out:
            while block := source.read(BLOCK):
                digest.update(block)
                written += len(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        name = digest.hexdigest()
        place = folder / name[:2] / name
        place.parent.mkdir(exist_ok=True)
        made.replace(place)
    return name, place, written
