"""Every tampering of the list, done to a copy of a log and its anchors: found, told, or not provable and why.

    python -m benchmarks.tampering                   # SQLite, then PostgreSQL when Debian's is installed
    python -m benchmarks.tampering --only sqlite

The list is ``liantu/audit/tests/tamperings.py``. Each is done to a fresh copy: the data folder is copied, and on
PostgreSQL the database too. The exit code is 1 when one ends otherwise than the list says.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))


@contextmanager
def server(engine: str) -> Iterator[str]:
    """The address of a throw-away server; '' for the file in the data folder."""
    if engine == "sqlite":
        yield ""
        return
    import full_test

    with full_test.postgres() as url:
        if url is None:
            raise SystemExit("Debian's package postgresql is missing")
        yield url


def run(engine: str) -> int:
    """All of them on one engine; answers how many ended otherwise than expected."""
    for name in [name for name in os.environ if name.startswith("LIANTU_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="liantu-tampering-") as folder, server(engine) as url:
        home = Path(folder) / "home"
        os.environ |= {"LIANTU_HOME": str(home), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
        if url:
            os.environ["LIANTU_DATABASE_URL"] = url
        import django

        home.mkdir()
        django.setup()
        return _all(engine, home, _copier(url, home))


def _copier(url: str, home: Path) -> Callable[[Path, int], None]:
    """What makes the program work on a copy: of the data folder, and on a server of the database."""
    from django.conf import settings
    from django.db import connection

    usual = connection.settings_dict["NAME"]

    def copy(there: Path, number: int) -> None:
        connection.close()
        shutil.copytree(home, there)
        settings.HOME = there
        if not url:
            connection.settings_dict["NAME"] = str(there / "liantu.sqlite3")
            return
        import psycopg

        with psycopg.connect(url.rsplit("/", 1)[0] + "/template1", autocommit=True) as control:
            control.execute(f"CREATE DATABASE copy{number} TEMPLATE {usual}")
        connection.settings_dict["NAME"] = f"copy{number}"

    return copy


def _all(engine: str, home: Path, copy: Callable[[Path, int], None]) -> int:
    from django.core.management import call_command
    from django.db import connection

    from liantu.audit.tests.tamperings import FOUND, NOT_PROVABLE, TAMPERINGS, made, verdict

    call_command("migrate", verbosity=0)
    made()
    wrong = 0
    for number, (what, one) in enumerate(TAMPERINGS.items()):
        if one.needs_file and engine != "sqlite":
            continue
        copy(home.with_name(f"copy{number}"), number)
        assert verdict() == "nothing", "the log was not whole before"
        one.do()
        said = verdict()
        as_listed = said == ("nothing" if one.expected == NOT_PROVABLE else one.expected)
        wrong += not as_listed
        end = NOT_PROVABLE if said == "nothing" else said
        why = f" ({one.why})" if end != FOUND and one.why else ""
        print(f"| {what} | {one.by} | {end}{why}{'' if as_listed else ' — NOT AS LISTED'} |", flush=True)
    connection.close()
    return wrong


def main() -> None:
    """Each engine in a process of its own: one program works on one kind of database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--here", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        raise SystemExit(1 if run(given.here) else 0)
    codes = []
    for engine in ("sqlite", "postgresql"):
        if given.only in (None, engine):
            print(f"\n{engine}\n\n| what is done | by who writes | the proof |\n|---|---|---|", flush=True)
            codes.append(os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-m", __spec__.name, "--here", engine]))
    raise SystemExit(max(codes))


if __name__ == "__main__":
    main()
