"""Rows of a command in every format."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from liantu.lib.tables import TableError, display_width, write_rows

ROWS = [{"name": "汾钢", "score": 1.5}, {"name": "=SUM(A1)", "score": None}]


def test_table_lines_up_chinese() -> None:
    out = io.StringIO()
    write_rows(ROWS, ["name", "score"], format="table", out=out)
    lines = out.getvalue().splitlines()
    assert len({display_width(line[: line.index("1.5")]) for line in lines if "1.5" in line}) == 1
    assert lines[0].startswith("name")


def test_csv_disarms_formulas() -> None:
    out = io.StringIO()
    write_rows(ROWS, ["name"], format="csv", out=out)
    assert "'=SUM(A1)" in out.getvalue()


def test_json_keeps_values() -> None:
    out = io.StringIO()
    write_rows(ROWS, ["name", "score"], format="json", out=out)
    assert json.loads(out.getvalue()) == ROWS


def test_parquet_needs_a_file(tmp_path: Path) -> None:
    with pytest.raises(TableError):
        write_rows(ROWS, ["name"], format="parquet")
    write_rows(ROWS, ["name", "score"], format="parquet", path=tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == ROWS
