"""The full test run: style, types, contracts; every test on SQLite, what can differ on PostgreSQL, the journeys."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent


@dataclass(frozen=True)
class Step:
    """One step of the run: its command, what it printed, whether it passed."""

    title: str
    passed: bool
    seconds: float
    closing: str  # its last line, which says how many tests passed


def run(title: str, *command: str, environ: dict[str, str] | None = None) -> Step:
    """Run one step, its output shown as it comes."""
    print(f"\n=== {title}", flush=True)
    began, closing = time.monotonic(), ""
    whole = {**os.environ, "PYTHONUNBUFFERED": "1", **(environ or {})}
    with subprocess.Popen(
        command, cwd=ROOT, env=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return Step(title, running.returncode == 0, time.monotonic() - began, closing)


def pytest(title: str, *words: str, environ: dict[str, str] | None = None) -> Step:
    """Run tests, shared out over the cores unless ``words`` say otherwise."""
    shared_out = () if "-n0" in words else ("-n", "auto", "--dist", "worksteal")
    return run(title, PYTHON, "-m", "pytest", *shared_out, *words, *sys.argv[1:], environ=environ)


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL server of our own in a temporary folder, on a free port; None when none is installed.

    It ends with this process, however that ends: a shell waits at a pipe that closes with it.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        yield None
        return
    binaries = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="liantu-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        as_owner = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    subprocess.run(
        [
            *as_owner,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-U",
            "liantu",
            "-A",
            "trust",
        ],
        check=True,
        cwd=folder,
        **quiet,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_owner, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    ending = ["sh", "-c", 'read -r _; "$@"; rm -rf -- "$0"', str(folder), *control, "-m", "fast", "stop"]
    # in a session of its own: Ctrl-C, which the terminal sends to all, does not end it
    with subprocess.Popen(ending, cwd=folder, stdin=subprocess.PIPE, start_new_session=True, **quiet):
        subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, cwd=folder, **quiet)
        yield f"postgresql://liantu@127.0.0.1:{port}/postgres"


def checks() -> list[Step]:
    """What needs no tests: style, types, contracts, migrations."""
    fresh = {"LIANTU_HOME": tempfile.mkdtemp(prefix="liantu-test-"), "LIANTU_DEBUG": "1"}
    return [
        run("style: ruff check", str(BIN / "ruff"), "check", "."),
        run("style: ruff format", str(BIN / "ruff"), "format", "--check", "."),
        run("types: mypy", str(BIN / "mypy"), "liantu"),
        run("import contracts", str(BIN / "lint-imports")),
        run("migrations match the models", PYTHON, "-m", "liantu", "makemigrations", "--check", environ=fresh),
        # before the processes of the tests would each compile the same
        run("kernels compiled", PYTHON, "-c", "from liantu.engine import warm_up; warm_up()"),
    ]


def on_postgres() -> Step:
    """The tests whose answer can differ there (``tests/second_database.py``)."""
    with postgres() as url:
        if url is None:
            return Step("tests on PostgreSQL", False, 0, "Debian's package postgresql is missing; .ci/run brings it")
        words = ("-m", "not browser", "--second-database")
        return pytest("tests on PostgreSQL", *words, environ={"LIANTU_DATABASE_URL": url})


def main() -> int:
    """Every step runs, whatever failed before; the exit code says whether all passed."""
    steps = checks()
    steps.append(pytest("tests on SQLite", "-m", "not browser", "--durations=15"))
    steps.append(on_postgres())
    # one process, so that the site they walk through is started once
    steps.append(pytest("journeys in a browser", "-m", "browser", "-n0"))
    print("\n=== all steps")
    for step in steps:
        print(f"{'passed' if step.passed else 'FAILED'}  {step.seconds:5.0f} s  {step.title}: {step.closing}")
    return 0 if all(step.passed for step in steps) else 1


if __name__ == "__main__":
    sys.exit(main())
