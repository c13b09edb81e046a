"""The tables that tests stand on are kept and copied: they are the tables the migrations make today."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.kept import _OnPostgres, file_of_tables, one_at_a_time

STRUCTURE_ON_POSTGRES = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
)
ROWS = (
    "SELECT app, name FROM django_migrations",
    "SELECT app_label, model FROM django_content_type",
    "SELECT m.app_label, m.model, p.codename, p.name FROM auth_permission p"
    " JOIN django_content_type m ON m.id = p.content_type_id",
)


def migrate(home: Path, **environ: str) -> None:
    """What an installation does at its first start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    command = [sys.executable, "-m", "liantu", "migrate"]
    subprocess.run(command, env={**kept, "LIANTU_HOME": str(home), "LIANTU_DEBUG": "1", **environ}, check=True)


def asked(cursor: Any, questions: tuple[str, ...]) -> list[list[str]]:
    """The answers to each question, sorted."""
    answers = []
    for question in questions:
        cursor.execute(question)
        answers.append(sorted(repr(row) for row in cursor.fetchall()))
    return answers


def of_file(path: Path) -> list[list[str]]:
    """Structure and first rows of a database of SQLite; tables made in another order are the same."""
    structure = ("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",)
    with contextlib.closing(sqlite3.connect(path)) as opened:
        return asked(opened.cursor(), structure + ROWS)


@contextlib.contextmanager
def new_database(name: str, template: str = "template1") -> Iterator[str]:
    """A database on the server of the tests; answers its name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def of_database(name: str) -> list[list[str]]:
    """Structure and first rows of a database on the server."""
    import psycopg

    named = {**connection.get_connection_params(), "dbname": name}
    for word in ("cursor_factory", "context", "prepare_threshold"):
        named.pop(word, None)
    with contextlib.closing(psycopg.connect(**named)) as opened:
        return asked(opened.cursor(), STRUCTURE_ON_POSTGRES + ROWS)


@pytest.mark.slow
def test_kept_tables_are_those_the_migrations_make(django_db_setup: None, db: None, tmp_path: Path) -> None:
    """Compared with a database made in another process as an installation makes it."""
    if connection.vendor == "sqlite":
        migrate(tmp_path)
        kept, made = of_file(file_of_tables()), of_file(tmp_path / "liantu.sqlite3")
    else:
        url = urlsplit(os.environ["LIANTU_DATABASE_URL"])
        with new_database(f"fresh_{os.getpid()}") as fresh:
            migrate(tmp_path, LIANTU_DATABASE_URL=url._replace(path=f"/{fresh}").geturl())
            made = of_database(fresh)
        with (
            one_at_a_time("tables-postgresql"),
            new_database(f"copy_{os.getpid()}", _OnPostgres(connection).name) as copy,
        ):
            kept = of_database(copy)
    assert len(kept[0]) > 100
    for ours, theirs in zip(kept, made, strict=True):
        assert ours == theirs


@pytest.mark.slow
def test_a_changed_table_is_seen(django_db_setup: None, tmp_path: Path) -> None:
    """The comparison itself: one column more, one row less."""
    if not file_of_tables().is_file():
        pytest.skip("the tables of SQLite are not kept here")
    before = of_file(file_of_tables())
    for change in ("ALTER TABLE accounts_zone ADD COLUMN x", "DELETE FROM django_migrations WHERE id = 1"):
        changed = tmp_path / "changed.sqlite3"
        changed.write_bytes(file_of_tables().read_bytes())
        with contextlib.closing(sqlite3.connect(changed)) as opened, opened:
            opened.execute(change)
        assert of_file(changed) != before
