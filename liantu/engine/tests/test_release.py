"""Writing and keeping releases: whole or nothing, told beforehand, checked afterwards."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections import namedtuple
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from liantu.engine import (
    BuildCancelled,
    ReleaseError,
    ReleaseInfo,
    Screening,
    add_shard,
    build_release,
    check_release,
    drop_release,
    list_releases,
    merge_shards,
    open_release,
    tidy,
    warm_up,
)
from liantu.engine import build as build_module

SCOPES = ["热轧带钢生产、销售", "钢材零售", "轧钢设备维修", "水泥制造；钢材销售（不含线材）", ""]


def some_table(count: int = 50) -> pa.Table:
    rows = [
        {
            "name": f"某{n}厂" if n % 2 else f"某{n}商店",
            "business_scope": SCOPES[n % 5],
            "credit_code": f"{n:018d}",
            "credit_code_valid": n % 3 == 0,
            "province": "山西",
            "city": "",
            "capital_10k": float(n),
        }
        for n in range(count)
    ]
    return pa.Table.from_pylist(rows)


def test_a_release_says_what_it_holds_and_stays_the_same(tmp_path: Path) -> None:
    info = ReleaseInfo(
        "2026-01",
        title="样例",
        source="测试",
        as_of_on=date(2026, 1, 1),
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        counts={"refused": 3},
        quality={"bad_codes": 1},
    )
    written = build_release(some_table(), tmp_path / "a", info)
    again = build_release(some_table(), tmp_path / "b", info)
    assert written.rows == 50
    assert written.as_of_on == date(2026, 1, 1)
    assert written.counts == {"refused": 3}
    assert written.checksums == again.checksums
    assert check_release(tmp_path / "a") == []
    assert [one.release_id for one in list_releases(tmp_path)] == ["2026-01", "2026-01"]
    assert open_release(tmp_path / "a") is open_release(tmp_path / "a")


def test_a_changed_missing_or_unknown_file_is_told(tmp_path: Path) -> None:
    build_release(some_table(), tmp_path / "a", ReleaseInfo("a"))
    index = tmp_path / "a" / "shards" / "0000" / "index"
    path = index / "places.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (index / "name_lists.npy").unlink()
    (tmp_path / "a" / "note.txt").write_text("?")
    assert [p.code for p in check_release(tmp_path / "a")] == ["file-unknown", "file-missing", "file-changed"]
    with pytest.raises(ReleaseError):
        open_release(tmp_path / "a").screen(Screening(("钢",)))
    (tmp_path / "a" / "manifest.json").write_text("{}")
    assert [p.code for p in check_release(tmp_path / "a")] == ["manifest-broken"]
    assert [p.code for p in check_release(tmp_path / "none")] == ["not-a-release"]


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None, str]] = []
    with pytest.raises(BuildCancelled):
        build_release(
            some_table(),
            tmp_path / "a",
            ReleaseInfo("a"),
            shard_rows=10,
            progress=lambda *step: seen.append(step),
            should_stop=lambda: len(seen) > 3,
        )
    assert list(tmp_path.iterdir()) == []
    assert seen[0] == (10, 50, "rows")


def test_a_release_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    build_release(some_table(10), tmp_path / "a", ReleaseInfo("a"))
    with pytest.raises(ReleaseError) as refused:
        build_release(some_table(20), tmp_path / "a", ReleaseInfo("a"))
    assert refused.value.problems[0].code == "release-exists"
    assert len(open_release(tmp_path / "a")) == 10
    build_release(some_table(20), tmp_path / "a", ReleaseInfo("a"), replace_existing=True)
    assert len(open_release(tmp_path / "a")) == 20
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_small_disk_is_told_before_and_a_full_one_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as patch:
        patch.setattr(build_module.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1000, 1000))
        with pytest.raises(ReleaseError) as refused:
            build_release(some_table(), tmp_path / "a", ReleaseInfo("a"))
    assert refused.value.problems[0].code == "disk-too-small"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(build_module.m, "write_manifest", full)
    with pytest.raises(ReleaseError) as refused:
        build_release(some_table(), tmp_path / "a", ReleaseInfo("a"))
    assert refused.value.problems[0].code == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_or_unreadable_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as refused:
        build_release(pa.table({"name": ["a"]}), tmp_path / "a", ReleaseInfo("a"))
    assert refused.value.problems[0].code == "column-missing"
    wrong = pa.table({"name": ["a"], "business_scope": ["b"], "registered_on": ["not a day"]})
    with pytest.raises(ReleaseError) as refused:
        build_release(wrong, tmp_path / "a", ReleaseInfo("a"))
    assert refused.value.problems[0].code == "column-type"
    with pytest.raises(ReleaseError) as refused:
        build_release(
            pa.table({"name": ["a"], "business_scope": ["b"], "credit_code": ["9" * 100]}),
            tmp_path / "a",
            ReleaseInfo("a"),
        )
    assert refused.value.problems[0].code == "code-too-long"


def test_kill_in_the_middle_leaves_the_old_state(tmp_path: Path) -> None:
    build_release(some_table(10), tmp_path / "a", ReleaseInfo("a"))
    pq.write_table(some_table(40), tmp_path / "rows.parquet")
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from liantu.engine import ReleaseInfo, build_release
        def progress(done, total, step):
            if done >= 20: os.kill(os.getpid(), signal.SIGKILL)
        build_release(Path(sys.argv[1]), Path(sys.argv[2]), ReleaseInfo("a"), shard_rows=10, progress=progress,
                      replace_existing=True)
        """
    )
    run = subprocess.run([sys.executable, "-c", script, tmp_path / "rows.parquet", tmp_path / "a"], check=False)
    assert run.returncode == -signal.SIGKILL
    assert len(open_release(tmp_path / "a")) == 10
    assert check_release(tmp_path / "a") == []
    assert [one.release_id for one in list_releases(tmp_path)] == ["a"]
    assert len(tidy(tmp_path)) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "rows.parquet"]


def test_new_rows_are_a_new_shard_searched_together_and_merged(tmp_path: Path) -> None:
    screening = Screening(("钢", "水泥"))
    whole = build_release(some_table(60), tmp_path / "whole", ReleaseInfo("whole"))
    build_release(some_table(60).slice(0, 45), tmp_path / "old", ReleaseInfo("old"))
    added = add_shard(tmp_path / "old", some_table(60).slice(45), tmp_path / "new", ReleaseInfo("new"))
    assert (added.rows, len(added.shards), added.parent_id) == (60, 2, "old")
    assert check_release(tmp_path / "new") == []
    assert len(open_release(tmp_path / "old")) == 45
    merged = merge_shards(tmp_path / "new", tmp_path / "merged", ReleaseInfo("merged"))
    indexes = [{k: v for k, v in one.checksums.items() if "/index/" in k} for one in (merged, whole)]
    assert indexes[0] == indexes[1] != {}
    expected = list(open_release(tmp_path / "whole").screen(screening).hits)
    assert list(open_release(tmp_path / "new").screen(screening).hits) == expected
    drop_release(tmp_path / "old")
    assert check_release(tmp_path / "new") == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["merged", "new", "whole"]


def test_look_ups(tmp_path: Path) -> None:
    build_release(some_table(30), tmp_path / "a", ReleaseInfo("a"), shard_rows=12)
    release = open_release(tmp_path / "a")
    row = release.enterprise(17)
    assert row is not None
    assert (row["name"], row["business_scope"], row["capital_wan_yuan"]) == ("某17厂", "轧钢设备维修", 17.0)
    assert release.enterprise(99) is None
    assert [r["enterprise_id"] for r in release.find(credit_code=f"{5:018d}")] == [5]
    assert release.find(credit_code="") == release.find(credit_code="nonsense") == []
    assert [r["name"] for r in release.search_name("1厂", 3)] == ["某1厂"]  # 11厂: digits must not run on
    assert [r["name"] for r in release.search_name("商店", 2)] == ["某0商店", "某2商店"]
    assert release.search_name("", 2) == []
    assert sorted(release.enterprises([3, 3, 99, 4])) == [3, 4]


def test_highlights_point_into_the_scope_as_given(tmp_path: Path) -> None:
    scope = "一般项目：熱軋\u200b帶鋼生产、销售，ＰＶＣ管（不含线材）；钢材零售。"
    build_release(pa.table({"name": ["某厂"], "business_scope": [scope]}), tmp_path / "a", ReleaseInfo("a"))
    marks = open_release(tmp_path / "a").scope_highlights(0, Screening(("热轧带钢", "pvc", "线材", "钢材", "钢")))
    assert [(scope[a:b], word, role) for a, b, word, role in marks] == [
        ("熱軋\u200b帶鋼", "热轧带钢", "make"),
        ("ＰＶＣ", "pvc", "make"),
        ("线材", "线材", "excluded"),
        ("钢材", "钢材", "trade"),
    ]


def test_counts_add_up_to_the_total(tmp_path: Path) -> None:
    build_release(some_table(50), tmp_path / "a", ReleaseInfo("a"))
    release = open_release(tmp_path / "a")
    counts = release.counts_by(Screening(("钢",)))
    assert sum(sum(roles.values()) for roles in counts.values()) == release.screen(Screening(("钢",))).total == 40


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    scopes = [
        "，" * 30_000,
        "钢" * 20_000,
        "（" * 5_000 + "钢",
        "钢\x00材、\ufffe",
        "、".join("甲乙丙丁"[n % 4] + str(n) for n in range(6_000)),
    ]
    build_release(
        pa.Table.from_pylist([{"name": "x" * 5000, "business_scope": scope} for scope in scopes]),
        tmp_path / "a",
        ReleaseInfo("a"),
    )
    release = open_release(tmp_path / "a")
    assert release.screen(Screening(("钢",))).total == 3
    assert release.screen(Screening(("钢材",))).total == 1
    assert release.screen(Screening(("丁4095",))).total == 0  # items after the 4,095th are not searched
    assert release.screen(Screening(("乙4093",))).hits[0].position == 4094


def test_the_kernels_can_be_compiled_beforehand_and_importing_loads_none() -> None:
    warm_up()
    heavy = "{'numba', 'pyarrow', 'polars', 'django'}"
    script = f"import sys, liantu.engine; liantu.engine.Screening; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ})
    assert out.stdout.strip() == "set()"
