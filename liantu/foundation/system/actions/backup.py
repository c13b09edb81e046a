"""A backup of everything in one file: the rows of one moment, and the folders rooms say they write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import liantu
from liantu.audit.actions import record
from liantu.foundation.jobs.models import WorkerSign
from liantu.foundation.system import reads
from liantu.foundation.system.archive import BackupWriter
from liantu.foundation.system.folders import folders_taken
from liantu.foundation.system.rules.agreement import surplus
from liantu.lib.asides import aside
from liantu.lib.problems import Problem, ProblemsError

Tell = Callable[[int, int, str], None]
# Made anew by every installation, or gone with its processes: log-ins, failed log-ins, Django's own permission tables.
_LEFT_OUT_APPS = {"sessions", "contenttypes", "admin", "axes"}
_LEFT_OUT_MODELS: tuple[type[models.Model], ...] = (Permission, Group, WorkerSign)
_LEFT_OUT_FIELDS = {"groups", "user_permissions"}
KEEP = 14
ROWS_AT_ONCE = 500
_SNAPSHOT = "backup"


def _silent(_done: int, _total: int, _note: str) -> None:
    """Nobody listens."""


class _ExactJson(DjangoJSONEncoder):
    """Django's own encoder cuts moments to milliseconds; the hashes of the audit log need them whole."""

    def default(self, o: Any) -> Any:
        """A moment or time of day with all its digits."""
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def saved_models() -> list[type[models.Model]]:
    """The tables a backup holds, parents before children."""
    wanted = [
        (config, None)
        for config in apps.get_app_configs()
        if config.label not in _LEFT_OUT_APPS and config.models_module
    ]
    ordered = serializers.sort_dependencies(wanted, allow_cycles=True)
    return [
        model for model in ordered if model not in _LEFT_OUT_MODELS and model._meta.managed and not model._meta.proxy
    ]


def applied_migrations() -> list[str]:
    """The changes of tables of this installation, for comparison."""
    labels = {model._meta.app_label for model in saved_models()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in labels)


def back_up(
    target: Path | None = None, *, with_files: bool = True, with_registers: bool = False, tell: Tell = _silent
) -> Path:
    """Write everything into one ZIP file and answer its path.

    ``target``: a ``.zip`` file or a folder (default: ``backups`` in the data folder); a file that exists is refused.
    ``tell``: (members done, members in all, what). The rows are of one moment. Raises ProblemsError.
    """
    path = _place_for(target)
    tables = saved_models()
    folders = folders_taken(with_files=with_files, with_registers=with_registers)
    copies = [copy for folder in folders for copy in _files_under(folder.name, folder.path)]
    _need_room(path.parent, sum(source.stat().st_size for _name, source in copies))
    with aside(path) as made, BackupWriter(made) as writer:
        with _one_moment() as snapshot:
            for number, model in enumerate(tables):
                label = model._meta.label_lower
                tell(number, len(tables) + len(copies), label)
                writer.add_lines(f"database/{number:03}-{label}.jsonl", _lines_of(model, snapshot))
            about = _about(with_files=with_files, with_registers=with_registers)
        for number, (name, source) in enumerate(copies, start=len(tables)):
            tell(number, len(tables) + len(copies), name)
            if source.exists():  # a file deleted meanwhile is not missed
                writer.add_file(name, source)
        writer.close(about | {"folders": [folder.name for folder in folders]})
        _flush(made)
        made.replace(path)
    record("system.backed_up", by=None, zone=None, after={"name": path.name, "bytes": path.stat().st_size})
    return path


def _place_for(target: Path | None) -> Path:
    """The file to write. Raises ProblemsError when it is there already."""
    folder, name = target or reads.backups_folder(), f"{timezone.localtime():%Y%m%d-%H%M%S}-liantu.zip"
    path = folder if folder.suffix == ".zip" else folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise ProblemsError(
            [Problem("backup_exists", "The file is there already.", where=path.name, fix="Choose another name.")]
        )
    return path


def _need_room(folder: Path, wanted_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted_bytes + 200_000_000:
        raise ProblemsError(
            [
                Problem(
                    "no_room",
                    "The backup needs about %(need_gb).1f GB; %(free_gb).1f GB are free.",
                    where=folder.name,
                    fix="Name a folder on another disk, or leave registers out.",
                    params={"need_gb": wanted_bytes / 1e9 + 0.2, "free_gb": free / 1e9},
                )
            ]
        )


@contextmanager
def _one_moment() -> Iterator[str]:
    """The name of a connection whose reads all see the rows of one moment; nobody's writing waits for them.

    It is a connection of its own: meanwhile the backup tells on the usual one how far it is. Raises ProblemsError when
    the database is damaged: a backup of a damaged database would be believed.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    if usual.in_atomic_block:  # inside a test, or a caller's own transaction
        yield DEFAULT_DB_ALIAS
        return
    alone = usual.vendor == "sqlite" and usual.is_in_memory_db()  # type: ignore[attr-defined]  # of SQLite's only
    alias = DEFAULT_DB_ALIAS if alone else _SNAPSHOT
    if not alone:
        connections[alias] = usual.copy(alias)
    snapshot = connections[alias]
    opening = "BEGIN" if snapshot.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    try:
        with snapshot.cursor() as cursor:
            cursor.execute(opening)
            try:
                _refuse_damage(snapshot)
                yield alias
            finally:
                cursor.execute("COMMIT")
    except DatabaseError as error:
        if "malformed" not in str(error):
            raise
        raise ProblemsError([_damage(str(error))]) from error
    finally:
        if not alone:
            snapshot.close()
            del connections[alias]


def _refuse_damage(snapshot: BaseDatabaseWrapper) -> None:
    """Look at every page of a SQLite file before it is copied. Raises ProblemsError."""
    if snapshot.vendor != "sqlite":
        return
    with snapshot.cursor() as cursor:
        said = cursor.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise ProblemsError([_damage(str(said))])


def _damage(said: str) -> Problem:
    text = "The database is damaged; a backup of it would be damaged too (%(said)s)."
    fix = "Stop the program, keep a copy of the data folder, and restore the last backup that is whole."
    return Problem("database_damaged", text, fix=fix, params={"said": said[:200]})


def _lines_of(model: type[models.Model], snapshot: str) -> Iterator[bytes]:
    """The rows of a table as JSON lines in the order of their keys."""
    fields = [field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)]
    names = [name for name in fields if name not in _LEFT_OUT_FIELDS]
    rows = model._base_manager.using(snapshot).order_by("pk")
    many = [field.name for field in model._meta.local_many_to_many if field.name in names]
    found = rows.prefetch_related(*many).iterator(chunk_size=ROWS_AT_ONCE)
    while pack := list(islice(found, ROWS_AT_ONCE)):
        told = serializers.serialize("jsonl", pack, fields=names, ensure_ascii=False, cls=_ExactJson)
        yield from (line + b"\n" for line in told.encode().split(b"\n") if line)


def _files_under(folder: str, root: Path) -> list[tuple[str, Path]]:
    """(member name, file) of everything under ``root`` but half-written things."""
    if not root.is_dir():
        return []
    found = [path for path in root.rglob("*") if path.is_file()]
    relative = sorted((path.relative_to(root).as_posix(), path) for path in found)
    whole = [(name, path) for name, path in relative if not any(part.startswith(".") for part in name.split("/"))]
    return [(f"{folder}/{name}", path) for name, path in whole]


def _about(*, with_files: bool, with_registers: bool) -> dict[str, Any]:
    return {
        "version": liantu.__version__,
        "made_at": timezone.now().isoformat(),
        "engine": connection.vendor,
        "migrations": applied_migrations(),
        "with_files": with_files,
        "with_registers": with_registers,
    }


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def thin_backups(*, keep: int = KEEP) -> tuple[str, ...]:
    """Remove the oldest backups of the data folder beyond ``keep``; answers their names."""
    gone = surplus([backup.name for backup in reads.backups()], keep=keep)
    for name in gone:
        (reads.backups_folder() / name).unlink(missing_ok=True)
    return gone
