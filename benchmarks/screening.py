"""How fast is the register engine, and against what? Ratios in one run on one machine.

    python -m benchmarks.screening cold        PARQUET       index from nothing, in a process of its own
    python -m benchmarks.screening interactive PARQUET       one node, against four engines that only find the words
    python -m benchmarks.screening whole       PARQUET       all shipped nodes into one Parquet file
    python -m benchmarks.screening add         PARQUET       one per cent new rows, against a full index
    python -m benchmarks.screening scale       PARQUET ROWS… rows replicated with changed codes: build and node

PARQUET is a normalised register (columns as in docs/reference). Releases are written under --out and reused.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from liantu.engine import ReleaseInfo, add_shard, build_release, node_screenings, open_release, warm_up, write_matches

CHAINS = Path(__file__).parent.parent / "reference" / "chains"
PEER_NODES = 5


def shipped() -> list[Any]:
    """The questions of all shipped nodes."""
    from liantu.chains.rules.template import read_templates

    files = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(CHAINS.glob("*.yaml"))]
    return node_screenings(read_templates(files))


def timed(work: Callable[[], Any], times: int = 1) -> float:
    """The median seconds of some runs."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def release_of(parquet: Path, out: Path) -> Path:
    """The release of a register, built when it is not there."""
    folder = out / f"{parquet.stem}"
    if not folder.exists():
        build_release(parquet, folder, ReleaseInfo(folder.name))
    return folder


def cold(parquet: Path, out: Path) -> dict[str, float]:
    """Rows a second, peak memory and bytes a row of a full build in a fresh process with compiled kernels."""
    warm_up()
    script = (
        "import sys, time, json, resource; from pathlib import Path; started = time.perf_counter()\n"
        "from liantu.engine import ReleaseInfo, build_release\n"
        "info = build_release(Path(sys.argv[1]), Path(sys.argv[2]), ReleaseInfo('cold'), replace_existing=True)\n"
        "seconds = time.perf_counter() - started\n"
        "print(json.dumps({'rows': info.rows, 'seconds': seconds, 'rows_per_second': info.rows / seconds,\n"
        " 'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,\n"
        " 'index_bytes_per_row': info.index_bytes / info.rows, 'table_bytes_per_row': info.table_bytes / info.rows,\n"
        " 'shards': len(info.shards)}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(parquet), str(out / "cold")], capture_output=True, text=True, check=True
    )
    shutil.rmtree(out / "cold")
    found: dict[str, float] = json.loads(run.stdout)
    return found


def one_node(folder: Path) -> dict[str, float]:
    """Milliseconds of a node with top 1,000 and parts, over all shipped nodes of 5–12 words, three times each."""
    release = open_release(folder)
    asked = [one.screening for one in shipped() if 5 <= len(one.screening.words) <= 12]
    release.screen(asked[0])
    seconds, with_hits = [], []
    for _ in range(3):
        for screening in asked:
            started = time.perf_counter()
            result = release.screen(screening, 1000)
            result.columns()
            seconds.append(time.perf_counter() - started)
            result.hits[:50]
            with_hits.append(time.perf_counter() - started)
    seconds.sort()
    with_hits.sort()
    at = lambda values, share: values[min(len(values) - 1, int(len(values) * share))] * 1000  # noqa: E731
    return {
        "nodes": len(asked),
        "p50_ms": at(seconds, 0.5),
        "p95_ms": at(seconds, 0.95),
        "max_ms": seconds[-1] * 1000,
        "p50_ms_with_50_hits_as_objects": at(with_hits, 0.5),
    }


def peers(parquet: Path) -> Iterator[tuple[str, Callable[[list[str]], int]]]:
    """Engines that find the words in names and scopes (no roles, no score): rows with any word.

    Each once from the Parquet file, as a scan without an index must, and once with the texts already in memory in the
    form it likes best (which nobody times).
    """
    import ahocorasick
    import duckdb
    import hyperscan
    import numpy as np
    import polars as pl
    import pyarrow.parquet as pq

    columns = ["name", "business_scope"]

    def read_polars() -> Any:
        return pl.read_parquet(parquet, columns=columns).with_columns(pl.all().fill_null(""))

    def read_arrow() -> Any:
        return pq.read_table(parquet, columns=columns)

    def polars(words: list[str], frame: Any) -> int:
        tests = [pl.col(column).str.contains_any(words) for column in columns]
        return int(frame.select((tests[0] | tests[1]).sum()).item())

    def duck(words: list[str], database: Any, texts: str, regex: bool) -> int:
        pattern = "|".join(map(re.escape, words))
        tests = [
            f"regexp_matches({column}, '{pattern}')" if regex else " OR ".join(f"{column} LIKE '%{w}%'" for w in words)
            for column in columns
        ]
        query = f"SELECT count(*) FROM {texts} WHERE {' OR '.join(tests)}"
        return int(database.execute(query).fetchone()[0])

    def scan(words: list[str], texts: Any) -> int:
        scanner = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        scanner.compile(expressions=[re.escape(w).encode() for w in words], flags=[0] * len(words))
        rows = 0
        for batch in texts.to_batches():
            found = np.zeros(batch.num_rows, bool)
            for column in batch.columns:
                buffers = column.buffers()
                starts = np.frombuffer(buffers[1], np.int32)[column.offset : column.offset + len(column) + 1]
                ends: list[int] = []
                blob = memoryview(buffers[2])[starts[0] : starts[-1]]
                scanner.scan(blob, match_event_handler=lambda i, a, end, f, c, e=ends: e.append(end))
                found[np.searchsorted(starts - starts[0], np.array(ends, np.int64), side="left") - 1] = True
            rows += int(found.sum())
        return rows

    def lines(texts: Any) -> list[str]:
        return [f"{n or ''}\t{s or ''}" for n, s in zip(*(c.to_pylist() for c in texts.columns), strict=True)]

    def automaton(words: list[str], plain: list[str]) -> int:
        machine = ahocorasick.Automaton()
        for word in words:
            machine.add_word(word, 1)
        machine.make_automaton()
        return sum(1 for text in plain if next(machine.iter(text), None) is not None)

    database = duckdb.connect()
    file = f"read_parquet('{parquet}')"
    yield "polars contains_any, from Parquet", lambda words: polars(words, read_polars())
    yield "hyperscan batches, from Parquet", lambda words: scan(words, read_arrow())
    yield "DuckDB LIKE, from Parquet", lambda words: duck(words, database, file, False)
    yield "DuckDB regex, from Parquet", lambda words: duck(words, database, file, True)
    yield "pyahocorasick, from Parquet", lambda words: automaton(words, lines(read_arrow()))
    frame, texts = read_polars(), read_arrow()
    plain = lines(texts)
    yield "polars contains_any, in memory", lambda words: polars(words, frame)
    yield "hyperscan batches, in memory", lambda words: scan(words, texts)
    yield "pyahocorasick, in memory", lambda words: automaton(words, plain)


def interactive(parquet: Path, out: Path) -> dict[str, Any]:
    """The engine and its peers on the same rows in the same run; ratios are against the fastest peers."""
    folder = release_of(parquet, out)
    found: dict[str, Any] = {"engine": one_node(folder)}
    asked = [one.screening for one in shipped() if 5 <= len(one.screening.words) <= 12][:: max(1, 200 // PEER_NODES)]
    for name, find in peers(parquet):
        seconds = [timed(lambda s=one, f=find: f(list(s.words)), 2) for one in asked[:PEER_NODES]]
        found[name] = {"median_ms": statistics.median(seconds) * 1000, "rows": find(list(asked[0].words))}
    found["engine, measured again after the peers"] = one_node(folder)
    for kind in ("from Parquet", "in memory"):
        fastest = min(value["median_ms"] for name, value in found.items() if name.endswith(kind))
        node = min(value["p50_ms"] for value in found.values() if isinstance(value, dict) and "p50_ms" in value)
        found[f"times faster than the fastest {kind}"] = fastest / node
    return found


def whole(parquet: Path, out: Path) -> dict[str, float]:
    """All shipped nodes into one file, from an opened index, median of three."""
    release, asked = open_release(release_of(parquet, out)), shipped()
    release.screen(asked[0].screening)
    target = out / "matches.parquet"
    seconds = timed(lambda: write_matches(release, asked, target), 3)
    rows = write_matches(release, asked, target)
    words = sum(len(one.screening.words) for one in asked)
    return {"nodes": len(asked), "words": words, "matches": rows, "seconds": seconds, "mb": target.stat().st_size / 1e6}


def add(parquet: Path, out: Path) -> dict[str, float]:
    """One per cent new rows as a new shard, against a full index, in one process."""
    import pyarrow.parquet as pq

    folder = release_of(parquet, out)
    new = pq.ParquetFile(parquet).read_row_group(0).slice(0, len(open_release(folder)) // 100)
    shutil.rmtree(out / "added", ignore_errors=True)
    shutil.rmtree(out / "full", ignore_errors=True)
    warm_up()
    full = timed(lambda: build_release(parquet, out / "full", ReleaseInfo("full")))
    added = timed(lambda: add_shard(folder, new, out / "added", ReleaseInfo("added")))
    found = {"full_seconds": full, "added_rows": new.num_rows, "added_seconds": added, "share": added / full}
    shutil.rmtree(out / "added")
    shutil.rmtree(out / "full")
    return found


def replicated(parquet: Path, rows: int) -> Iterator[Any]:
    """Batches of the register over and over, the codes changed, until ``rows``."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    turn = done = 0
    while done < rows:
        for batch in pq.ParquetFile(parquet).iter_batches(65_536):
            batch = batch.slice(0, min(batch.num_rows, rows - done))
            if not batch.num_rows:
                return
            codes = pc.binary_join_element_wise(batch["credit_code"], pa.scalar(f"{turn}"), "")
            columns = {n: batch[n] for n in batch.schema.names if n != "enterprise_id"} | {"credit_code": codes}
            yield pa.RecordBatch.from_pydict(columns)
            done += batch.num_rows
        turn += 1


def scale(parquet: Path, out: Path, sizes: list[int]) -> list[dict[str, float]]:
    """Build and node at several sizes."""
    warm_up()
    lines = []
    for rows in sizes:
        folder = out / f"scale-{rows}"
        shutil.rmtree(folder, ignore_errors=True)
        started = time.perf_counter()
        info = build_release(replicated(parquet, rows), folder, ReleaseInfo(folder.name))
        seconds = time.perf_counter() - started
        line = {
            "rows": rows,
            "seconds": seconds,
            "rows_per_second": rows / seconds,
            "shards": len(info.shards),
            "index_bytes_per_row": info.index_bytes / rows,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        lines.append(line | one_node(folder))
        print(json.dumps(lines[-1]), flush=True)
        shutil.rmtree(folder)
    return lines


def main() -> None:
    """Run one of the measurements and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["cold", "interactive", "whole", "add", "scale"])
    parser.add_argument("parquet", type=Path)
    parser.add_argument("sizes", type=int, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    work = {"cold": cold, "interactive": interactive, "whole": whole, "add": add}
    if given.what == "scale":
        scale(given.parquet, given.out, given.sizes or [100_000, 300_000, 1_000_000])
    else:
        print(json.dumps(work[given.what](given.parquet, given.out), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
