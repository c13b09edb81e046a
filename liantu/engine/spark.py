"""The whole job on Spark: each shard is one task running the same per-shard functions; the driver merges the rankings.

Two passes of ``mapInArrow`` over the shard numbers: how often each word stands (specificity is of the whole
release, not of a shard), then matching and scoring. The release must lie where every executor can read it.
Extra ``spark``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import whole_job
from .errors import one_problem
from .manifest import read_manifest

if TYPE_CHECKING:
    import pyarrow as pa

    from .shard import Shard

Array = Any
_COUNTS = "node int, word int, places long"
_MATCHES = (
    "enterprise_id long, credit_code string, name string, chain string, node string, role string, score double, "
    "evidence string, where string, position int, node_number int, raw long"
)


def local_session(threads: int = 2) -> Any:
    """A Spark session on this machine. Raises ReleaseError when the extra ``spark`` is not installed."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise one_problem(
            "spark-missing",
            "PySpark is not installed.",
            fix="pip install 'liantu[spark]' (Java 17 or newer is needed).",
        ) from error
    builder = SparkSession.builder.master(f"local[{threads}]").appName("liantu")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers run whatever python3 comes first
    return builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", threads).getOrCreate()


@lru_cache(maxsize=64)
def _shard(path: str) -> Shard:
    from .shard import Shard

    return Shard(Path(path))


class _OneShard:
    """A shard seen as a release, for gathering its texts."""

    def __init__(self, shard: Shard) -> None:
        self.shards = [shard]


def count_shard(path: str, asked: Sequence[whole_job.NodeScreening]) -> Iterator[tuple[int, int, int]]:
    """Pass one on one shard: (node, word, places) for every word that stands somewhere."""
    from .shard import asked_of

    for node, one in enumerate(asked):
        words = asked_of(one.screening)
        if words.wanted:
            for word, places in enumerate(_shard(path).match(words).occurrences):
                if places:
                    yield node, word, int(places)


def match_shard(
    path: str, asked: Sequence[whole_job.NodeScreening], specificity: Sequence[Array], top: int | None
) -> Iterator[pa.RecordBatch]:
    """Pass two on one shard: the matches of every node as rows of the table, with node number and raw score."""
    import pyarrow as pa

    from .shard import asked_of

    shard = _shard(path)
    for node, one in enumerate(asked):
        words = asked_of(one.screening)
        if not words.wanted:
            continue
        scored = shard.score(shard.match(words), specificity[node], shard.conditioned(one.screening))
        best = shard.best(scored, top)
        if not best.size:
            continue
        rows = whole_job.NodeRows(
            node,
            np.zeros(best.size, np.int32),
            scored.row[best],
            scored.raw[best],
            scored.text[best],
            scored.place[best],
            scored.role[best],
            max(1, sum(one.screening.weights.thousandths())),
        )
        batch = whole_job.batch_of(_OneShard(shard), asked, [rows], dictionary=False)
        columns = [*batch.columns, pa.repeat(pa.scalar(node, pa.int32()), best.size), pa.array(rows.raw)]
        yield pa.RecordBatch.from_arrays(columns, names=[*batch.schema.names, "node_number", "raw"])


def screen_many_on_spark(
    spark: Any, folder: Path | str, asked: Sequence[whole_job.NodeScreening], *, top: int | None = None
) -> pa.Table:
    """The same table as ``screen_many`` gives (order and bytes), computed by a Spark session."""
    info, _ = read_manifest(Path(folder))
    paths = [str(Path(folder).resolve() / "shards" / shard.name) for shard in info.shards]
    whole = list(asked)

    def counts(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for number in batch.column(0).to_pylist():
                rows = list(count_shard(paths[number], whole))  # type: ignore[index]
                node, word, places = ([row[i] for row in rows] for i in range(3))
                yield pa.RecordBatch.from_arrays(
                    [pa.array(node, pa.int32()), pa.array(word, pa.int32()), pa.array(places, pa.int64())],
                    names=["node", "word", "places"],
                )

    shards = spark.range(0, len(paths), 1, max(1, len(paths)))
    counted = shards.mapInArrow(counts, _COUNTS).groupBy("node", "word").sum("places").collect()
    specificity = _specificity(whole, counted, info.rows)

    def matches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from match_shard(paths[number], whole, specificity, top)  # type: ignore[index]

    found = shards.mapInArrow(matches, _MATCHES).toArrow() if paths else None
    return _merged(found, top)


def _specificity(asked: Sequence[whole_job.NodeScreening], counted: Sequence[Any], rows: int) -> list[Array]:
    from .scoring import word_specificity

    places = {(int(row[0]), int(row[1])): int(row[2]) for row in counted}
    return [
        np.array(
            [
                word_specificity(places.get((node, word), 0), rows)
                for word in range(len(one.screening.prepared_words()))
            ],
            np.int64,
        )
        for node, one in enumerate(asked)
    ]


def _merged(found: pa.Table | None, top: int | None) -> pa.Table:
    """The rankings of all shards as one: by node, best first, ties by credit code then id."""
    import pyarrow as pa

    schema = whole_job.matches_schema()
    if found is None:
        return schema.empty_table()
    found = found.sort_by(
        [
            ("node_number", "ascending"),
            ("raw", "descending"),
            ("credit_code", "ascending"),
            ("enterprise_id", "ascending"),
        ]
    )
    if top is not None:
        nodes = found["node_number"].to_numpy()
        starts = np.searchsorted(nodes, nodes, side="left")
        found = found.filter(pa.array(np.arange(nodes.size) - starts < top))
    return found.select(schema.names).cast(schema)
