"""Looking at the file of the database from outside does nothing to who works on it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from liantu.foundation.system.database_file import _damage_of

# SQLite's shared lock: whoever has the file open in this mode holds it; asked for from another process
IS_HELD = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
    except OSError:
        print("held")
"""


def is_held(path: Path) -> bool:
    """Whether this process holds its lock on the file, as another process sees it."""
    asked = subprocess.run([sys.executable, "-c", IS_HELD, str(path)], capture_output=True, text=True, check=True)
    return asked.stdout.strip() == "held"


def test_the_locks_of_connections_stay(tmp_path: Path) -> None:
    """Without them another process that ends would remove the log written ahead, and this one meet errors of the disk."""
    path = tmp_path / "liantu.sqlite3"
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE kept (one)")
        rows.commit()
        assert is_held(path)
        for _ in range(3):
            assert _damage_of(path) == ""
        assert is_held(path)
        with closing(sqlite3.connect(path)) as other:
            other.execute("INSERT INTO kept VALUES (1)")
            other.commit()
        assert rows.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_a_file_put_in_its_place_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "liantu.sqlite3"
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE kept (one)")
    assert _damage_of(path) == ""
    aside = tmp_path / "aside"
    aside.write_bytes(b"nothing of a database" * 50)
    aside.replace(path)
    assert _damage_of(path) == "no head of a database"
