"""The full test run: style, types, contracts, translations, every test on SQLite, then on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent


def run(title: str, *command: str, environ: dict[str, str] | None = None) -> bool:
    """Run one step, its output shown; whether it passed."""
    print(f"\n=== {title}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(environ or {})}, check=False).returncode == 0


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL server of our own in a temporary folder, on a free port; None when none is installed."""
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
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, cwd=folder, **quiet)
    try:
        yield f"postgresql://liantu@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=False, cwd=folder, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Every step runs, whatever failed before; the exit code says whether all passed."""
    extra = sys.argv[1:]
    steps = [
        run("style: ruff", str(BIN / "ruff"), "check", "."),
        run("types: mypy", str(BIN / "mypy"), "liantu"),
        run("import contracts", str(BIN / "lint-imports")),
        run(
            "migrations match the models",
            PYTHON,
            "-m",
            "liantu",
            "makemigrations",
            "--check",
            "--dry-run",
            environ={"LIANTU_HOME": tempfile.mkdtemp(prefix="liantu-test-"), "LIANTU_DEBUG": "1"},
        ),
        run("tests on SQLite", PYTHON, "-m", "pytest", "-m", "", "--durations=15", *extra),
    ]
    with postgres() as url:
        if url is None:
            print("PostgreSQL is not installed: install Debian's package postgresql, or call .ci/run.", flush=True)
            steps.append(False)
        else:
            steps.append(
                run(
                    "tests on PostgreSQL",
                    PYTHON,
                    "-m",
                    "pytest",
                    "-m",
                    "not browser and not slow",
                    *extra,
                    environ={"LIANTU_DATABASE_URL": url},
                )
            )
    return 0 if all(steps) else 1


if __name__ == "__main__":
    sys.exit(main())
