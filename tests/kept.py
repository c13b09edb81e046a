"""What tests stand on is made once: the tables by the migrations, the demo zone by its builder.

Both are kept under the cache folder of pytest and taken again, by other processes of the run and by later runs, while
nothing they rest on has changed: the name carries a checksum of the sources, of the reference data and of the
installed packages (for the demo zone also the hour, since its rows carry moments). ``--create-db`` makes them anew.

SQLite keeps its tables in a file that is copied into the memory of each process; PostgreSQL keeps a database on the
server and makes others from it. The demo zone is kept as rows, put into the transaction of each test that asks for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import pickle
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "liantu"
FOLDER = ROOT / ".pytest_cache" / "kept"
PARTS_OF_HOME = ("registers", "products", "files")
Rows = dict[str, list[Any]]

_IMPORTED = re.compile(r"^\s*(?:from\s+(\.*[\w.]*)\s+import\s+\(?([\w, ]*)|import\s+(liantu[\w.]*))", re.MULTILINE)


# -- what a kept thing rests on ----------------------------------------------------------------------------------------


def checksum(paths: Iterable[Path], *words: str) -> str:
    """A short checksum of files, the installed packages and ``words``."""
    mixed = hashlib.sha256(repr((sys.version, sqlite3.sqlite_version, words)).encode())
    installed = {f"{one.name} {one.version}" for one in importlib.metadata.distributions()}
    mixed.update(repr(sorted(installed)).encode())
    for path in sorted(set(paths)):
        mixed.update(f"\n{path.relative_to(ROOT)}\n".encode())
        mixed.update(path.read_bytes())
    return mixed.hexdigest()[:20]


def files_of_tables() -> set[Path]:
    """The migrations, the models, all that they import of the program however far, and the reference data."""
    waiting = [path for path in PACKAGE.rglob("*.py") if "migrations" in path.parts or _holds_models(path)]
    waiting += [PACKAGE / "settings.py", Path(__file__)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += imported_by(path)
    return found | {path for path in (ROOT / "reference").rglob("*") if path.is_file()}


def imported_by(path: Path) -> set[Path]:
    """The files of the program that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    package = ".".join(path.relative_to(ROOT).parent.parts)
    for origin, imported, plain in _IMPORTED.findall(path.read_text("utf-8")):
        name = plain or origin
        if name.startswith("."):
            up = len(name) - len(name.lstrip("."))
            name = ".".join([*package.split(".")[: len(package.split(".")) - up + 1], name.lstrip(".")]).rstrip(".")
        if name.split(".")[0] == "liantu":
            names |= {name, *(f"{name}.{one.strip()}" for one in imported.split(",") if one.strip())}
    files = set()
    for name in names:
        place = ROOT.joinpath(*name.split("."))
        files |= {one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()}
    return files


def files_of_demo() -> set[Path]:
    """Everything of the program that is not a test, and the reference data."""
    sources = {
        path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".mo", ".nbi", ".nbc"}
    }
    aside = {"tests", "static", "__pycache__"}
    return files_of_tables() | {path for path in sources if not aside & set(path.parts)} | {ROOT / "conftest.py"}


def _holds_models(path: Path) -> bool:
    return path.stem == "models" or path.parent.name == "models" or path.stem == "apps"


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Of all processes of this checkout one is inside; the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_others(pattern: str, keep: Path) -> None:
    for path in FOLDER.glob(pattern):
        if path != keep:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


# -- tables ------------------------------------------------------------------------------------------------------------


@functools.cache
def file_of_tables() -> Path:
    """Where the tables of SQLite are kept."""
    return FOLDER / f"tables-{checksum(files_of_tables(), 'sqlite')}.sqlite3"


@contextlib.contextmanager
def kept_tables(connection: Any, *, anew: bool) -> Iterator[None]:
    """While inside, a test database made on ``connection`` begins with the kept tables; else its tables are kept."""
    keeper = _OnPostgres(connection) if connection.vendor == "postgresql" else _InFile(connection)
    with one_at_a_time(f"tables-{connection.vendor}"):
        if not anew and keeper.there():
            keeper.hand_over()
            yield
            return
        yield
        keeper.keep()


class _InFile:
    """Tables of SQLite: a file whose pages are copied into the memory of the process."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.path = connection, file_of_tables()

    def there(self) -> bool:
        return self.path.is_file()

    def hand_over(self) -> None:
        creation, path = self.connection.creation, self.path
        create = creation._create_test_db

        def create_filled(*given: Any, **named: Any) -> Any:
            answer = create(*given, **named)
            self.connection.close()
            self.connection.settings_dict["NAME"] = creation._get_test_db_name()
            self.connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(path)) as kept:
                kept.backup(self.connection.connection)
            return answer

        creation._create_test_db = create_filled

    def keep(self) -> None:
        made = self.path.with_suffix(".making")
        made.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(made)) as kept:
            self.connection.connection.backup(kept)
        made.replace(self.path)
        _forget_others("tables-*.sqlite3", self.path)


class _OnPostgres:
    """Tables of PostgreSQL: a database nobody works in, the template of others."""

    PREFIX = "test_kept_tables_"

    def __init__(self, connection: Any) -> None:
        self.connection, self.name = connection, self.PREFIX + checksum(files_of_tables(), "postgresql")

    def there(self) -> bool:
        return self.name in self._kept()

    def hand_over(self) -> None:
        self.connection.settings_dict["TEST"]["TEMPLATE"] = self.name

    def keep(self) -> None:
        made = self.connection.settings_dict["NAME"]
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            for name in self._kept():
                cursor.execute(f'DROP DATABASE "{name}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made}"')

    def _kept(self) -> list[str]:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.PREFIX])
            return [row[0] for row in cursor.fetchall()]


# -- the demo zone -----------------------------------------------------------------------------------------------------


@dataclass
class KeptZone:
    """Rows by table and the folder of files that belong to them."""

    rows: Rows
    columns: dict[str, list[str]]
    home: Path

    def put(self, connection: Any, home: Path) -> None:
        """Rows into the open transaction; files into the data folder, those that are missing."""
        for table, rows in self.rows.items():
            if "rowid" in self.columns[table]:  # a search index: what empties the tables of models leaves it as it was
                with connection.cursor() as cursor:
                    cursor.execute(f'DELETE FROM "{table}"')
            _write(connection, table, self.columns[table], rows)
        _number_after(connection, self.columns, self.rows)  # emptied tables may have begun to count anew
        for part in PARTS_OF_HOME:
            for path in sorted((self.home / part).rglob("*")):
                place = home / path.relative_to(self.home)
                if path.is_file() and not place.exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, place)


def kept_zone(connection: Any, build: Callable[[Path], object], *, anew: bool) -> KeptZone:
    """The rows and files that ``build`` makes (into a data folder); built under a transaction that is taken back."""
    hour = f"{datetime.now(UTC):%Y-%m-%dT%H}"
    folder = FOLDER / f"demo-{connection.vendor}-{checksum(files_of_demo(), connection.vendor, hour)}"
    with one_at_a_time(f"demo-{connection.vendor}"):
        if anew or not (folder / "rows.pickle").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "home").mkdir(parents=True)
            columns, rows = _built(connection, lambda: build(folder / "home"))
            (folder / "rows.pickle").write_bytes(pickle.dumps((columns, rows)))
            _forget_others(f"demo-{connection.vendor}-*", folder)
        columns, rows = pickle.loads((folder / "rows.pickle").read_bytes())
    _number_after(connection, columns, rows)
    return KeptZone(rows, columns, folder / "home")


def _built(connection: Any, build: Callable[[], object]) -> tuple[dict[str, list[str]], Rows]:
    """What ``build`` adds to the tables. Rows that stood before must stay as they were."""
    from django.db import transaction

    columns = {table: _columns(connection, table) for table in _tables(connection)}
    _number_after(connection, {}, {})
    taken_back = transaction.atomic()
    taken_back._from_testcase = True  # the builder stands where a test stands
    with taken_back:
        before = {table: _read(connection, table, names) for table, names in columns.items()}
        build()
        after = {table: _read(connection, table, names) for table, names in columns.items()}
        transaction.set_rollback(True)
    added: Rows = {}
    for table, rows in after.items():
        stood = set(before[table])
        assert stood <= set(rows), f"building the demo zone changed rows of {table} that stood before"
        if new := [row for row in rows if row not in stood]:
            added[table] = new
    return {table: columns[table] for table in added}, added


def _tables(connection: Any) -> list[str]:
    """All tables; of a full-text table of SQLite the table itself, not the ones it keeps its index in."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%%'")
            for (virtual,) in cursor.fetchall():
                names = [name for name in names if not name.startswith(f"{virtual}_")]
    return sorted(names)


def _columns(connection: Any, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        columns = [column[0] for column in cursor.description]
    return columns if connection.vendor == "postgresql" or "id" in columns else ["rowid", *columns]


def _read(connection: Any, table: str, columns: list[str]) -> list[Any]:
    """The rows as they are stored: lines of COPY, or tuples (the plus keeps SQLite's declared types out of it)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({_list(columns)}) TO STDOUT') as out:
            return b"".join(bytes(part) for part in out).splitlines(keepends=True)
    names = ", ".join(f'+"{column}"' for column in columns)
    return connection.connection.execute(f'SELECT {names} FROM "{table}"').fetchall()  # type: ignore[no-any-return]


def _write(connection: Any, table: str, columns: list[str], rows: list[Any]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({_list(columns)}) FROM STDIN') as into:
            into.write(b"".join(rows))
        return
    places = ", ".join("?" * len(columns))
    connection.connection.executemany(f'INSERT INTO "{table}" ({_list(columns)}) VALUES ({places})', rows)


def _list(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _number_after(connection: Any, columns: dict[str, list[str]], rows: Rows) -> None:
    """On PostgreSQL, numbers given from now on come after those of the kept rows and of the rows that stand."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname, t.relname, a.attname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
            " JOIN pg_class t ON t.oid = d.refobjid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
            " WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i')"
        )
        for sequence, table, column in cursor.fetchall():
            place = columns[table].index(column) if table in columns else 0
            kept = max((int(row.split(b"\t")[place]) for row in rows.get(table, ())), default=0)
            top = f'GREATEST(%s, (SELECT COALESCE(MAX("{column}"), 0) FROM "{table}"))'
            cursor.execute(f"SELECT setval('\"{sequence}\"', {top} + 1, false)", [kept])
