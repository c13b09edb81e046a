"""Bringing a backup back: proved first, then files beside their places, then rows, then the files into their places.

Nothing that is there is touched before every row of the backup is in and proved: a backup whose rows are refused has
moved no file. Whenever it is broken off, the installation is the old one whole or the new one whole: files are kept
under names made from their content, folders are put in place by one renaming each, and rows, with the tables themselves
where the backup is of an older version, change in one transaction that ends after the files. A note beside the data
says that a restore is under way, until it is done; ``doctor`` reads it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.apps import apps as todays_apps
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.utils import timezone

from liantu.audit.actions import anchor_heads, record
from liantu.foundation.system.actions.backup import applied_migrations, saved_models
from liantu.foundation.system.actions.rows import load_rows
from liantu.foundation.system.archive import BLOCK, BackupReader
from liantu.foundation.system.folders import home_folder
from liantu.foundation.system.reads import restore_note
from liantu.foundation.system.slots import made_from_rows
from liantu.lib.asides import aside, is_held, put_in_place
from liantu.lib.problems import Problem, ProblemsError
from liantu.supervision import LOCK_FILE

Tell = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _note: str) -> None:
    """Nobody listens."""


def restore(source: Path, *, force: bool = False, tell: Tell = _silent) -> dict[str, int]:
    """Bring a backup back; answers rows per table. The database may be another engine than the one it came from.

    A backup of older tables is taken too: its tables are made, filled, and brought to today's by the usual changes.
    Everything is checked first. Raises ProblemsError when the backup is damaged, of tables this version does not know,
    or the installation is not empty and ``force`` is off (``force`` deletes what is there).
    """
    reader = BackupReader(source)
    folders = {one.name: one.path for one in home_folder.values() if one.taken != "never"}
    problems = reader.problems(folders) or _problems_of_target(reader, force=force)
    if problems:
        raise ProblemsError(problems)
    steps = _Steps(len(reader.members), tell)
    with _noted(source), _Brought() as brought:
        for name, root in folders.items():
            brought.take(reader, name, root, steps)
        with _unchecked(), transaction.atomic():
            counts = _bring_rows(reader, steps, force=force)
            made_at = reader.about.get("made_at")
            record("system.restored", by=None, zone=None, after={"from": source.name, "made_at": made_at})
            transaction.on_commit(anchor_heads)
            brought.put_in_place()
    return counts


class _Steps:
    """Counts members done and tells of each."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._done, self._total, self._tell = 0, total, tell

    def next(self, name: str) -> None:
        """A member is begun."""
        self._tell(self._done, self._total, name)
        self._done += 1


def _problems_of_target(reader: BackupReader, *, force: bool) -> list[Problem]:
    """Why this installation cannot take the backup."""
    if is_held(Path(settings.HOME) / LOCK_FILE):
        text = "The program is running on this data folder; people would write into what is being replaced."
        return [Problem("program_runs", text, fix="Stop liantu start, then restore.")]
    unknown = sorted(set(_theirs(reader)) - set(_known_migrations()))
    version = str(reader.about.get("version", "?"))
    if unknown:
        text = "The backup is of version %(version)s and holds tables this version does not know (%(first)s)."
        fix = "Install version %(version)s or later and restore there."
        return [Problem("other_tables", text, fix=fix, params={"version": version, "first": unknown[0]})]
    full = [model._meta.label_lower for model in saved_models() if model._base_manager.exists()]
    if full and not force:
        return [
            Problem(
                "not_empty",
                "This installation is not empty (%(tables)s).",
                fix="Restore into a new data folder, or add --force to delete what is here.",
                params={"tables": ", ".join(full[:5])},
            )
        ]
    return []


def _theirs(reader: BackupReader) -> list[str]:
    return [str(name) for name in reader.about.get("migrations", ())]


def _known_migrations() -> list[str]:
    loader = MigrationExecutor(connection).loader
    return [f"{app}.{name}" for app, name in loader.disk_migrations]


@contextmanager
def _noted(source: Path) -> Iterator[None]:
    """Say beside the data that a restore is under way; the note stays when it is broken off."""
    note = restore_note()
    note.write_text(json.dumps({"from": source.name, "began_at": timezone.now().isoformat()}), encoding="utf-8")
    yield
    note.unlink(missing_ok=True)


@contextmanager
def _unchecked() -> Iterator[None]:
    """Rows may come before the rows they name; every bond is checked before the end.

    SQLite can turn the checks off outside a transaction only, and changes of tables need them off.
    """
    lifted = not connection.in_atomic_block and connection.disable_constraint_checking()
    try:
        yield
    finally:
        if lifted:
            connection.enable_constraint_checking()


class _Brought:
    """The files of a backup, beside their places until every row is proved; gone again when it comes to nothing."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._moves: list[tuple[Path, Path]] = []

    def __enter__(self) -> _Brought:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held.close()

    def take(self, reader: BackupReader, name: str, root: Path, steps: _Steps) -> None:
        """Unpack what belongs under a folder beside it. Raises ProblemsError, OSError."""
        root.mkdir(parents=True, exist_ok=True)
        members = reader.under(name)
        made = self._held.enter_context(aside(root / name, folder=True)) if members else root
        tops = set()
        for member in members:
            steps.next(member)
            inner = member.removeprefix(f"{name}/")
            _copy_out(reader, member, _inside(made, inner))
            # stored files are named by their content: each goes alone beside the others; else what is directly under
            # the folder goes whole
            tops.add(inner if name == "files" else inner.split("/")[0])
        self._moves += [(made / top, root / top) for top in sorted(tops)]

    def put_in_place(self) -> None:
        """Each thing by one renaming; sent again it is the same. Raises OSError."""
        for new, place in self._moves:
            place.parent.mkdir(parents=True, exist_ok=True)
            put_in_place(new, place)


def _inside(root: Path, relative: str) -> Path:
    """The place under ``root``; looked at after everything a path can be turned into. Raises ProblemsError."""
    place = (root / relative).resolve()
    if not place.is_relative_to(root.resolve()):
        raise ProblemsError([Problem("member_leads_out", "The name leads out of the backup.", where=relative)])
    return place


def _copy_out(reader: BackupReader, name: str, target: Path) -> None:
    """Write a member beside the places, down to the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with reader.open(name) as source, target.open("xb") as out:
        shutil.copyfileobj(source, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())


def _bring_rows(reader: BackupReader, steps: _Steps, *, force: bool) -> dict[str, int]:
    """Empty the tables, bring the backup's rows, change the tables to today's. Answers rows per table."""
    theirs = set(_theirs(reader))
    older = theirs != set(applied_migrations())
    apps: Apps | StateApps = todays_apps
    if older:
        apps = _old_tables(theirs)
    elif force:
        _empty()
    allowed = {model._meta.label_lower for model in (apps.get_models() if older else saved_models())}
    counts: dict[str, int] = {}
    for name in reader.tables():
        steps.next(name)
        label = name.split("-", 1)[1].removesuffix(".jsonl")
        if label not in allowed:
            raise ProblemsError([Problem("table_unknown", "The backup holds a table of no room.", where=name)])
        counts[label] = load_rows(apps.get_model(label), reader.lines(name), where=name)
    _check_bonds()
    if older:
        if connection.vendor == "postgresql":  # tables with checks still waiting cannot be changed
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        _check_bonds()
        emit_post_migrate_signal(0, False, connection.alias)
    for made in made_from_rows.values():
        made.remake()
    for statement in connection.ops.sequence_reset_sql(no_style(), saved_models()):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return counts


def _check_bonds() -> None:
    """Every row another names is there. Raises ProblemsError."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        text = "A row names another that is not in the backup (%(why)s)."
        params = {"why": str(error).strip().split("\n")[0][:120]}
        fix = "Nothing was changed. Use another backup."
        raise ProblemsError([Problem("rows_unbound", text, fix=fix, params=params)]) from error


def _empty() -> None:
    """Delete every row, log-ins too; only what Django makes of the tables themselves stays."""
    quote = connection.ops.quote_name
    kept = {ContentType, Permission}
    with connection.cursor() as cursor:
        for model in todays_apps.get_models(include_auto_created=True):
            if model not in kept and model._meta.managed and not model._meta.proxy:
                cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608  # names of our own tables


def _old_tables(theirs: set[str]) -> StateApps:
    """Make the tables as the backup knows them, empty; answers their models.

    Log-ins and permissions, which no backup holds, go with the tables and are made anew.
    """
    tables = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for table in tables:
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TABLE IF EXISTS {editor.quote_name(table)}{cascade}")
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    nodes = {(app, name) for app, name in (one.split(".", 1) for one in theirs)}
    last = [node for node in nodes if not any(child.key in nodes for child in graph.node_map[node].children)]
    backed = {app for app, _name in nodes}
    # what the backup does not name (log-ins, permissions) stands on tables it does: only as far as those are there
    beside = [node for node in graph.leaf_nodes() if node[0] not in backed and _stands_on(executor, node, nodes)]
    state = executor.migrate([*sorted(last), *beside])
    found: StateApps = state.apps
    return found


def _stands_on(executor: MigrationExecutor, node: tuple[str, str], nodes: set[tuple[str, str]]) -> bool:
    """Whether everything a change needs of the backed-up tables is among the backup's changes."""
    backed = {app for app, _name in nodes}
    return all(key[0] not in backed or key in nodes for key in executor.loader.graph.forwards_plan(node))
