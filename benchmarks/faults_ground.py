"""The ground on which processes are killed: prepared homes that are laid out anew for each try, and what stands in one.

A home lies always at the same path and its database always under the same name, so that processes which have the
program loaded already can be used. Rows are read past the program, by the drivers themselves.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

Rows = Counter[str]
# Rows of processes and log-ins, not of what people know; the parts of a search index are seen through the index.
LEFT_OUT = re.compile(r"django_session|jobs_workersign|sqlite_.*|.*_(data|idx|content|docsize|config)|axes_.*")
FILES_LEFT_OUT = re.compile(
    r"liantu\.sqlite3.*|static(/.*)?|cache/.*|audit-anchors\.log|running\.lock|\.?parts\.json|faults/.*"
)
_VARYING = re.compile(r"\d+|(?<=\.)[a-z0-9_]{8}\b")


@dataclass(frozen=True)
class State:
    """What stands in a home at a moment: rows of every table as text with their columns, files with their checksums."""

    columns: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Counter[tuple[str, ...]]]
    files: Mapping[str, str]

    def count(self) -> dict[str, int]:
        """Rows per table."""
        return {table: rows.total() for table, rows in self.rows.items()}


@dataclass(frozen=True)
class Change:
    """What one state has that another has not, by table; columns whose values differ from run to run left out."""

    gone: Mapping[str, Counter[tuple[str, ...]]]
    come: Mapping[str, Counter[tuple[str, ...]]]

    def without(self, tables: frozenset[str]) -> Change:
        """The change of the other tables."""
        return Change(*({t: r for t, r in side.items() if t not in tables} for side in (self.gone, self.come)))

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)


@dataclass
class Varying:
    """Columns whose values differ from run to run: moments, keys, hashes; learned from two clean runs."""

    columns: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, before: State, one: State, other: State) -> None:
        """Take in the columns in which two clean runs differ."""
        for table in one.rows:
            names = one.columns[table]
            come = [_more(state, before, table) for state in (one, other)]
            for place, name in enumerate(names):
                values = [Counter(row[place] for row in rows.elements()) for rows in come]
                if values[0] != values[1]:
                    self.columns.setdefault(table, set()).add(name)

    def change(self, before: State, after: State) -> Change:
        """How ``after`` differs from ``before``."""
        gone, come = {}, {}
        for table in sorted({*before.rows, *after.rows}):
            if less := _more(before, after, table):
                gone[table] = less
            if more := _more(after, before, table):
                kept = [at for at, name in enumerate(after.columns[table]) if name not in self.columns.get(table, ())]
                come[table] = Counter(tuple(row[at] for at in kept) for row in more.elements())
        return Change(gone, come)


def _more(one: State, other: State, table: str) -> Counter[tuple[str, ...]]:
    """The rows of a table in one state and not, as they stand, in the other."""
    rows = one.rows.get(table, Counter())
    if one.columns.get(table) == other.columns.get(table):
        return rows - other.rows.get(table, Counter())
    return rows


def stable(path: str) -> str:
    """A path without the numbers that differ from run to run."""
    return _VARYING.sub("#", path)


class Ground:
    """A home and its database, with the states that were kept to be laid out again."""

    database = ""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)

    @property
    def environ(self) -> dict[str, str]:
        """What a process must know to work here."""
        return {"LIANTU_HOME": str(self.home), "LIANTU_DATABASE_URL": self.url}

    url = ""

    def keep(self, name: str) -> None:
        """Keep what stands now, to be laid out again."""
        self.quiet()
        place = self.folder / "kept" / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home, place, symlinks=True)
        self._keep_rows(name)

    def lay_out(self, name: str, *, later_keys: int = 0) -> None:
        """Put a kept state in place of what stands; ``later_keys``: let new rows get keys further on."""
        self.quiet()
        shutil.rmtree(self.home)
        shutil.copytree(self.folder / "kept" / name, self.home, symlinks=True)
        self._lay_out_rows(name, later_keys)

    def state(self) -> State:
        """What stands now."""
        self.quiet()
        columns, rows = {}, {}
        with self._cursor() as cursor:
            for table in self._tables(cursor):
                if LEFT_OUT.fullmatch(table):
                    continue
                cursor.execute(f'SELECT * FROM "{table}"')
                columns[table] = tuple(one[0] for one in cursor.description)
                rows[table] = Counter(tuple(map(str, row)) for row in cursor.fetchall())
        return State(columns, rows, dict(self._files()))

    def execute(self, statement: str) -> None:
        """One statement past the program."""
        with self._cursor() as cursor:
            cursor.execute(statement)

    def value(self, statement: str) -> object:
        """One value past the program."""
        with self._cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def _files(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.home.rglob("*")):
            name = path.relative_to(self.home).as_posix()
            if path.is_dir() or FILES_LEFT_OUT.fullmatch(name):
                if path.is_dir() and not any(path.iterdir()) and path.name.startswith("."):
                    yield name + "/", ""
                continue
            yield name, "link" if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()

    def quiet(self) -> None:
        """Wait until nobody works on the database any more."""

    def _keep_rows(self, name: str) -> None: ...

    def _lay_out_rows(self, name: str, later_keys: int) -> None: ...

    def _cursor(self) -> contextlib.AbstractContextManager[object]:
        raise NotImplementedError

    def _tables(self, cursor: object) -> list[str]:
        raise NotImplementedError


class OnSqlite(Ground):
    """The database is a file of the home."""

    database = "sqlite"

    @property
    def url(self) -> str:  # type: ignore[override]
        """Its address."""
        return f"sqlite:///{self.home / 'liantu.sqlite3'}"

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[sqlite3.Cursor]:
        with contextlib.closing(sqlite3.connect(self.home / "liantu.sqlite3", timeout=20)) as connection, connection:
            yield connection.cursor()

    def _tables(self, cursor: sqlite3.Cursor) -> list[str]:
        return [row[0] for row in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]


class OnPostgres(Ground):
    """The database lies on a server; kept states are databases, templates of the one in use."""

    database = "postgres"

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(folder)
        self.server, self.name = server, f"killed_{os.getpid()}"
        self.url = urlsplit(server)._replace(path=f"/{self.name}").geturl()
        self._on_server(f'CREATE DATABASE "{self.name}"')
        self._kept: list[str] = []

    def close(self) -> None:
        """Take the databases away."""
        for name in (self.name, *self._kept):
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def quiet(self) -> None:
        """The server ends the work of a killed process when it notices."""
        until = time.monotonic() + 30
        while self._on_server(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.name}'") != 0:
            if time.monotonic() > until:
                raise RuntimeError("somebody is still connected to the database")
            time.sleep(0.02)

    def _on_server(self, statement: str) -> object:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[call-overload]
            return found.fetchone()[0] if found.description else None

    def _keep_rows(self, name: str) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}_{name}"')
        self._on_server(f'CREATE DATABASE "{self.name}_{name}" TEMPLATE "{self.name}"')
        self._kept.append(f"{self.name}_{name}")

    def _lay_out_rows(self, name: str, later_keys: int) -> None:
        self._on_server(f'DROP DATABASE "{self.name}" WITH (FORCE)')
        self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_{name}"')
        if later_keys:
            with self._cursor() as cursor:
                cursor.execute(
                    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,"  # type: ignore[attr-defined]
                    f" coalesce(last_value, 1) + {later_keys}) FROM pg_sequences"
                )

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[object]:
        import psycopg

        with psycopg.connect(self.url) as connection:
            yield connection.cursor()

    def _tables(self, cursor: object) -> list[str]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")  # type: ignore[attr-defined]
        return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]
