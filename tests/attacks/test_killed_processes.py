"""kill -9 in the midst of each operation: nothing lost, nothing half, every leftover named, done again as if unharmed.

A few kills of each; ``python -m benchmarks.faults`` kills hundreds of times and prints the table of the documentation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.kept import file_of_tables

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ("register", "index", "sheet", "backup", "restore", "migrate", "job")


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path, django_db_setup: None) -> None:
    """Processes of their own on homes and databases of their own; the moments are the same in every run."""
    kills = 2 * len(OPERATIONS)
    words = ["--json", "--kills", str(kills), "--seed", "11"]
    if connection.vendor == "sqlite":
        words += ["--database", "sqlite"]
        if file_of_tables().is_file():
            words += ["--tables", str(file_of_tables())]
    else:
        server = urlsplit(os.environ["LIANTU_DATABASE_URL"])._replace(path="/postgres").geturl()
        words += ["--database", "postgres", "--server", server]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"TMPDIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    command = [sys.executable, "-m", "benchmarks.faults", *words]
    ended = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800)
    assert ended.stdout, ended.stderr[-3000:]
    tallies = json.loads(ended.stdout)
    assert [fault for tally in tallies for fault in tally["faults"]] == []
    assert {tally["operation"]: tally["kills"] for tally in tallies} == dict.fromkeys(OPERATIONS, 2)
