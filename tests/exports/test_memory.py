"""The memory of writing a list does not grow with the list: measured in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FEW, MANY = 20_000, 200_000
GROWS_MOST_MB = 80
"""Ten times the rows: what SQLite keeps of its file, which is bounded, and 1.4 MB of keys. Objects would be 400 MB."""


def probe(home: Path, verb: str, given: object) -> dict[str, Any]:
    """What the process said it did."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    own = {"LIANTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "liantu.settings", "LIANTU_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.exports.probe", verb, str(given)]
    said = subprocess.run(command, env={**kept, **own}, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_memory_is_flat(home_with_tables: Path, file_format: str) -> None:
    if not (home_with_tables / "liantu.sqlite3").is_file():
        pytest.skip("the tables of SQLite are not kept here")
    probe(home_with_tables, "fill", FEW)
    probe(home_with_tables, "people", 1)
    few = probe(home_with_tables, "write", file_format)
    probe(home_with_tables, "fill", MANY - FEW)
    many = probe(home_with_tables, "write", file_format)
    assert (few["rows"], many["rows"]) == (FEW, MANY)
    assert many["peak_mb"] - few["peak_mb"] < GROWS_MOST_MB, (few, many)
