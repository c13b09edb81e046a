"""The whole job: every node of every chain against the whole register, as one table of matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import scoring
from .errors import BuildCancelled
from .screening import Screening

if TYPE_CHECKING:
    import pyarrow as pa

    from .release import Release

Array = Any
ROLES = ("make", "trade", "service")
GROUP_ROWS = 1_000_000


@dataclass(frozen=True)
class NodeScreening:
    """One node of one chain and its question."""

    chain: str
    node: str
    screening: Screening


def node_screenings(templates: Iterable[Any]) -> list[NodeScreening]:
    """The questions of chain templates: objects with ``chain``, ``nodes`` (code, words, exclude, intent, gbt4754)."""
    return [
        NodeScreening(
            template.chain,
            node.code,
            Screening(tuple(node.words), tuple(node.exclude), node.intent, tuple(node.gbt4754)),
        )
        for template in templates
        for node in template.nodes
    ]


def matches_schema() -> pa.Schema:
    """The Arrow schema of the table of matches."""
    import pyarrow as pa

    return pa.schema(
        [  # type: ignore[arg-type]
            ("enterprise_id", pa.int64()),
            ("credit_code", pa.string()),
            ("name", pa.string()),
            ("chain", pa.string()),
            ("node", pa.string()),
            ("role", pa.string()),
            ("score", pa.float64()),
            ("evidence", pa.string()),
            ("where", pa.string()),
            ("position", pa.int32()),
        ]
    )


@dataclass
class NodeRows:
    """The matching rows of one node, best first: places in the whole release."""

    node: int
    shard: Array
    row: Array
    raw: Array
    text: Array
    position: Array
    role: Array
    weight: int


def screen_many(
    release: Release,
    asked: Sequence[NodeScreening],
    *,
    top: int | None = None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    dictionary: bool = False,
) -> Iterator[pa.RecordBatch]:
    """All matches of all nodes (or the best ``top`` of each) in batches of about a million rows.

    Order: nodes as asked, rows best first. ``progress(nodes done, nodes)``. With ``dictionary`` text columns are
    dictionary arrays: quicker to write. Raises BuildCancelled when ``should_stop()`` says so.
    """
    waiting: list[NodeRows] = []
    rows = 0
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(_rows_of, release, number, one, top) for number, one in enumerate(asked)]
        for done, task in enumerate(tasks, 1):
            if should_stop is not None and should_stop():
                pool.shutdown(wait=True, cancel_futures=True)
                raise BuildCancelled
            found = task.result()
            tasks[done - 1] = None  # type: ignore[call-overload]
            waiting.append(found)
            rows += int(found.row.size)
            if progress is not None:
                progress(done, len(asked))
            if rows >= GROUP_ROWS or done == len(asked):
                yield batch_of(release, asked, waiting, dictionary)
                waiting, rows = [], 0


def _rows_of(release: Release, number: int, one: NodeScreening, top: int | None) -> NodeRows:
    best = release.screen(one.screening, top).ranking
    weight = max(1, sum(one.screening.weights.thousandths()))
    return NodeRows(number, best.shard, best.row, best.raw, best.text, best.position, best.role, weight)


def batch_of(release: Any, asked: Sequence[NodeScreening], parts: list[NodeRows], dictionary: bool) -> pa.RecordBatch:
    """The rows of several nodes with the columns of the table of matches; ``release`` is anything with ``shards``."""
    import pyarrow as pa

    def joined(field: str) -> Array:
        return np.concatenate([getattr(part, field) for part in parts])

    sizes = [part.row.size for part in parts]
    shard, row, text = joined("shard"), joined("row"), joined("text")
    role, position, raw = joined("role"), joined("position"), joined("raw")
    weight = np.repeat(np.array([part.weight for part in parts], np.int64), sizes)
    nodes = np.repeat(np.array([part.node for part in parts], np.int32), sizes)
    names, codes, ids, row_at = _row_texts(release, shard, row)
    codes, code_at = _different(codes, row_at)
    names, name_at = _different(names, row_at)
    evidence, evidence_at = _evidence(release, shard, text, names, name_at)
    chains = list(dict.fromkeys(one.chain for one in asked))
    chain_of = np.array([chains.index(one.chain) for one in asked], np.int32)
    columns = [
        pa.array(ids),
        _dictionary(code_at, codes),
        _dictionary(name_at, names),
        _dictionary(chain_of[nodes], pa.array(chains, pa.string())),
        _dictionary(nodes, pa.array([one.node for one in asked], pa.string())),
        _dictionary(role, pa.array(ROLES)),
        pa.array(raw * 100 / (scoring.FULL * weight)),
        _dictionary(evidence_at, evidence),
        _dictionary((text < 0).astype(np.int32), pa.array(["scope", "name"])),
        pa.array(position.astype(np.int32)),
    ]
    schema = matches_schema()
    if not dictionary:
        columns = [c.dictionary_decode() if isinstance(c, pa.DictionaryArray) else c for c in columns]
        return pa.RecordBatch.from_arrays(columns, schema=schema)
    return pa.RecordBatch.from_arrays(columns, names=schema.names)


def _dictionary(indices: Array, values: Any) -> Any:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)), values, safe=False)


def _different(values: Any, at: Array) -> tuple[Any, Array]:
    """Each text once, and the places brought to that: Parquet writes a wrong page for a dictionary with repeats."""
    encoded = values.dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)[at]


def _strings(starts: Array, data: Array) -> Any:
    import pyarrow as pa

    if starts[-1] < 2**31:
        buffers = [None, pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(data)]
        return pa.StringArray.from_buffers(starts.size - 1, buffers[1], buffers[2])  # type: ignore[arg-type]
    raise OverflowError("a batch of matches holds more than 2 GB of text")


def _row_texts(release: Release, shard: Array, row: Array) -> tuple[Any, Any, Array, Array]:
    """Names and credit codes of the different rows, the ids of all rows, and where each row's name stands."""
    import pyarrow as pa

    from . import kernels_text as k

    names, codes = [], []
    ids, place = np.empty(row.size, np.int64), np.empty(row.size, np.int32)
    base = 0
    for number, one in enumerate(release.shards):
        chosen = np.flatnonzero(shard == number) if len(release.shards) > 1 else slice(None)
        rows = row[chosen]
        numbers = np.zeros(one.rows + 1, np.int32)
        different = k.number_chosen(rows, numbers)
        names.append(_strings(*k.gather_bytes(one["name_bytes"], one["name_starts"], different)))
        matrix = one["credit_code"]
        width = matrix.dtype.itemsize
        codes.append(_strings(*k.gather_fixed(matrix.view(np.uint8).reshape(-1, width), different)))
        ids[chosen] = one["enterprise_id"][rows]
        place[chosen] = numbers[rows] - 1 + base
        base += different.size
    return pa.concat_arrays(names), pa.concat_arrays(codes), ids, place


def _evidence(release: Release, shard: Array, text: Array, names: Any, name_at: Array) -> tuple[Any, Array]:
    """The different evidence texts (names, then items of each shard) and where each row's evidence stands."""
    import pyarrow as pa

    from . import kernels_text as k

    parts = [names]
    place = name_at.copy()
    base = len(names)
    for number, one in enumerate(release.shards):
        chosen = np.flatnonzero((shard == number) & (text >= 0))
        numbers = np.zeros(one["item_starts"].size, np.int32)
        different = k.number_chosen(text[chosen], numbers)
        parts.append(_strings(*k.gather_units(one["item_units"], one["item_starts"], different)))
        place[chosen] = numbers[text[chosen]] - 1 + base
        base += different.size
    return _different(pa.concat_arrays(parts), place)


def write_matches(
    release: Release,
    asked: Sequence[NodeScreening],
    out: Path,
    *,
    top: int | None = None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> int:
    """Write all matches as one Parquet file (built aside, renamed when whole); how many rows it has."""
    import pyarrow.parquet as pq

    out = Path(out)
    aside = out.with_name(f".{out.name}.building")
    rows = 0
    try:
        # plain strings for readers, dictionary pages in the file: no dictionary types in the stored schema
        with pq.ParquetWriter(
            aside,
            _writer_schema(),
            compression="zstd",
            compression_level=1,
            store_schema=False,
            dictionary_pagesize_limit=2**30,
            use_dictionary=_TEXTS,  # type: ignore[arg-type]  # the stubs know no list of columns
            write_statistics=["chain", "node"],
        ) as writer:
            for batch in screen_many(
                release, asked, top=top, threads=threads, progress=progress, should_stop=should_stop, dictionary=True
            ):
                writer.write_batch(batch, row_group_size=max(1, batch.num_rows))
                rows += batch.num_rows
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    return rows


_TEXTS = ["credit_code", "name", "chain", "node", "role", "evidence", "where"]


def _writer_schema() -> pa.Schema:
    import pyarrow as pa

    coded = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(f.name, coded if f.name in _TEXTS else f.type) for f in matches_schema()])
