"""The table of matches says what single screenings say, locally and on Spark."""

from __future__ import annotations

import os
import random
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from liantu.engine import (
    BuildCancelled,
    Filters,
    NodeScreening,
    Release,
    ReleaseInfo,
    Screening,
    Weights,
    build_release,
    open_release,
    screen_many,
    write_matches,
)

THINGS = [
    "热轧带钢",
    "冷轧板",
    "钢材",
    "焦炭",
    "水泥",
    "LED灯",
    "变压器",
    "软件",
    "农药",
    "印刷机械",
    "合成氨",
    "线材",
    "煤炭",
]
VERBS = ["生产", "制造", "销售", "零售", "维修", "的加工", "", "", "（不含危险品）", "除外"]
ASKED = [
    NodeScreening("钢", "rolled", Screening(("热轧", "冷轧", "线材"), ("冷轧板",))),
    NodeScreening("钢", "steel", Screening(("钢材", "钢"), intent="trade")),
    NodeScreening("焦", "coke", Screening(("焦炭",), filters=Filters(provinces=("山西",)), weights=Weights(name=3.0))),
    NodeScreening("焦", "none", Screening(())),
    NodeScreening("电", "power", Screening(("变压器", "led", "软件"), intent="service")),
]


def a_release(folder: Path, rows: int, shard_rows: int) -> Release:
    rng = random.Random(rows)
    table = pa.Table.from_pylist(
        [
            {
                "name": f"某{rng.choice(THINGS)}{rng.choice(['厂', '商店', '有限公司', '修理部'])}",
                "business_scope": rng.choice("，、；").join(
                    rng.choice(THINGS) + rng.choice(VERBS) for _ in range(rng.randint(0, 6))
                ),
                "credit_code": f"91{rng.randint(0, rows // 2):016d}" if rng.random() < 0.9 else "",
                "capital_wan_yuan": rng.choice([None, 10.0, 500.0, 1e5]),
                "province": rng.choice(["山西", "河北"]),
            }
            for _ in range(rows)
        ]
    )
    build_release(table, folder, ReleaseInfo(folder.name), shard_rows=shard_rows)
    return open_release(folder)


def expected(release: Release, top: int | None = None) -> list[dict[str, Any]]:
    return [
        {
            "enterprise_id": h.enterprise_id,
            "credit_code": h.credit_code,
            "name": h.name,
            "chain": one.chain,
            "node": one.node,
            "role": h.role,
            "score": h.score,
            "evidence": h.evidence,
            "where": h.where,
            "position": h.position,
        }
        for one in ASKED
        for h in release.screen(one.screening, top).hits
    ]


@pytest.mark.parametrize("shard_rows", [10_000, 130])
def test_the_table_holds_every_hit_in_order(tmp_path: Path, shard_rows: int) -> None:
    release = a_release(tmp_path / "r", 700, shard_rows)
    rows = expected(release)
    assert len(rows) > 500
    for dictionary in (False, True):
        batches = list(screen_many(release, ASKED, dictionary=dictionary))
        assert [row for batch in batches for row in batch.to_pylist()] == rows
    assert [r for b in screen_many(release, ASKED, top=3) for r in b.to_pylist()] == expected(release, 3)
    assert write_matches(release, ASKED, tmp_path / "one.parquet", threads=1) == len(rows)
    write_matches(release, ASKED, tmp_path / "two.parquet", threads=2)
    assert pq.read_table(tmp_path / "one.parquet").to_pylist() == rows
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_nothing_asked_or_found_is_an_empty_table(tmp_path: Path) -> None:
    release = a_release(tmp_path / "r", 20, 10)
    assert write_matches(release, [], tmp_path / "a.parquet") == 0
    assert write_matches(release, [NodeScreening("x", "y", Screening(("没有的东西",)))], tmp_path / "b.parquet") == 0
    assert pq.read_table(tmp_path / "b.parquet").column_names[0] == "enterprise_id"


def test_the_whole_job_can_be_stopped(tmp_path: Path) -> None:
    release = a_release(tmp_path / "r", 20, 10)
    with pytest.raises(BuildCancelled):
        write_matches(release, ASKED, tmp_path / "a.parquet", should_stop=lambda: True)
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def need_spark() -> None:
    """Skip where Spark cannot run; continuous integration must be able to."""
    lacking = [] if find_spec("pyspark") else ["the extra spark (requirements-spark.lock)"]
    lacking += [] if shutil.which("java") or os.environ.get("JAVA_HOME") else ["Java 17 or newer"]
    if lacking and (os.environ.get("CI") or os.environ.get("LIANTU_TEST_SPARK")):
        pytest.fail(f"Spark cannot be tried: {', '.join(lacking)} missing")
    if lacking:
        pytest.skip(f"{', '.join(lacking)} missing")


@pytest.mark.slow
@pytest.mark.parametrize("top", [None, 25])
def test_spark_gives_the_same_bytes(tmp_path: Path, top: int | None) -> None:
    need_spark()
    from liantu.engine.spark import local_session, screen_many_on_spark

    release = a_release(tmp_path / "r", 20_000, 3_000)
    spark = local_session()
    try:
        table = screen_many_on_spark(spark, tmp_path / "r", ASKED, top=top)
    finally:
        spark.stop()
    local = pa.Table.from_batches(screen_many(release, ASKED, top=top))
    assert table.num_rows == local.num_rows >= 100
    assert table.combine_chunks().equals(local.combine_chunks())
