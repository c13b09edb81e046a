"""Building a release: what stands on disk, what a stop or a crash leaves, rows put behind others."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from liantu.engine import BuildCancelled, ReleaseError, open_release
from liantu.engine.manifest import checksums_of, read_manifest
from liantu.engine.reading import PersonalPolicy, ReadingError
from liantu.sources.building import Recipe, build_register, first_free_id
from liantu.sources.factories import HEADER, ROWS, credit_code, csv_text


def write(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_release_says_what_it_is_and_returns_refused_rows(tmp_path: Path, registers: Path) -> None:
    broken = ("", "9114", "", "", "", "钢材销售", "山西省", "运城市")
    path = write(tmp_path, csv_text((*ROWS, broken)))
    built = build_register(Recipe([path], "one-1", "一", source="局"), registers)
    folder = registers / "one-1"
    assert built.info.rows == 3
    assert built.info.counts["rows_refused"] == 1
    assert checksums_of(folder) == built.info.checksums
    with gzip.open(folder / "refused.csv.gz", "rt", encoding="utf-8-sig") as file:
        text = file.read()
    assert "no-name" in text
    assert "钢材销售" in text
    assert not list(registers.glob(".building-*"))


def test_personal_columns_stay_out_unless_the_policy_keeps_them_apart(tmp_path: Path, registers: Path) -> None:
    import pyarrow.parquet as pq

    rows = [[*row, "王岚川", "13800000000"] for row in ROWS]
    path = write(tmp_path, csv_text(rows, [*HEADER, "法定代表人", "联系电话"]))
    build_register(Recipe([path], "bare", "x"), registers)
    assert not (registers / "bare" / "personal.parquet").exists()
    for file in (registers / "bare").rglob("*"):
        if file.is_file():
            assert "王岚川".encode() not in file.read_bytes()
    policy = PersonalPolicy(frozenset({"legal_representative"}), "履行法定职责")
    build_register(Recipe([path], "kept", "x", policy=policy), registers)
    table = pq.read_table(registers / "kept" / "personal.parquet")
    assert table.column_names == ["enterprise_id", "legal_representative"]
    assert "legal_representative" not in pq.read_schema(registers / "kept/shards/0000/enterprises.parquet").names


def test_nothing_is_left_of_a_stopped_or_empty_build(tmp_path: Path, registers: Path) -> None:
    path = write(tmp_path, csv_text())
    with pytest.raises(BuildCancelled):
        build_register(Recipe([path], "gone", "x"), registers, should_stop=lambda: True)
    with pytest.raises(ReadingError):
        build_register(Recipe([write(tmp_path, "企业名称,统一社会信用代码\n,\n", "b.csv")], "none", "x"), registers)
    with pytest.raises(ReadingError):
        build_register(Recipe([write(tmp_path, "什么,也,不是\n1,2,3\n", "c.csv")], "none", "x"), registers)
    assert list(registers.iterdir()) == []


def test_an_identifier_is_built_once(tmp_path: Path, registers: Path) -> None:
    path = write(tmp_path, csv_text())
    build_register(Recipe([path], "twice", "x"), registers)
    before = read_manifest(registers / "twice")
    with pytest.raises(ReleaseError):
        build_register(Recipe([path], "twice", "x"), registers)
    assert read_manifest(registers / "twice") == before
    assert not list(registers.glob(".building-*"))


def test_rows_are_put_behind_without_copying_or_renumbering(tmp_path: Path, registers: Path) -> None:
    build_register(Recipe([write(tmp_path, csv_text())], "first", "x"), registers)
    more = [("沁水焦化有限公司", credit_code(77), "2011-01-01", "", "1亿元", "焦炭生产", "山西省", "运城市")]
    recipe = Recipe([write(tmp_path, csv_text(more), "b.csv")], "second", "x", parent=registers / "first")
    built = build_register(recipe, registers)
    release = open_release(registers / "second")
    assert (built.info.rows, built.info.parent_id, len(release.shards)) == (4, "first", 2)
    assert [row["name"] for row in release.find(credit_code=credit_code(77))] == ["沁水焦化有限公司"]
    ids = sorted(release.find(credit_code=credit_code(n))[0]["enterprise_id"] for n in (1, 2, 3, 77))
    assert len(set(ids)) == 4
    assert first_free_id(registers / "second") == max(ids) + 1
    assert checksums_of(registers / "second") == built.info.checksums
    assert len(open_release(registers / "first")) == 3
    assert built.info.quality["rows_accepted"] == 4


KILLED = """
import sys, time
from pathlib import Path
from liantu.sources.building import Recipe, build_register
def slowly(done, total, note):
    print("told", flush=True)
    time.sleep(30)
build_register(Recipe([Path(sys.argv[1])], "killed", "x"), Path(sys.argv[2]), tell=slowly)
"""


@pytest.mark.slow
def test_a_killed_build_leaves_nothing_that_looks_like_a_release(tmp_path: Path, registers: Path) -> None:
    path = write(tmp_path, csv_text())
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(path), str(registers)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"told\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    time.sleep(0.1)
    assert [one.name for one in registers.iterdir() if not one.name.startswith(".building-")] == []
    built = build_register(Recipe([path], "killed", "x"), registers)
    assert built.info.rows == 3
    assert [one.name for one in registers.iterdir()] == ["killed"]
