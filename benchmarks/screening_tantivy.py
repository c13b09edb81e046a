"""The other design: tantivy with one field for each role, on the same rows and nodes as the phrase index.

    python -m benchmarks.screening_tantivy PARQUET [ROWS] [--out FOLDER]

Roles are resolved by the engine's own resolver (its twin in Python is too slow for a million rows, so the compiled one
reads the rows and its places are written out as documents); each document has the items made, traded, served, said
without a verb, and the name, as character pairs. Measured: what tantivy alone needs to index them, its size, a node.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from benchmarks.screening import release_of, shipped
from liantu.engine import Release, open_release

FIELDS = ("make", "trade", "service", "bare", "name")
FIELD_OF_CODE = {
    **{code: "bare" for code in range(8, 15)},
    1: "make",
    3: "make",
    5: "make",
    7: "make",
    2: "trade",
    6: "trade",
    4: "service",
}
BOOST = {"make": 4.0, "bare": 1.5, "name": 1.0, "trade": 0.2, "service": 0.2}


def documents(release: Release, rows: int) -> list[dict[str, str]]:
    """The texts of the role fields of the first rows, out of the phrase index."""
    found: list[dict[str, list[str]]] = [{field: [] for field in FIELDS} for _ in range(rows)]
    shard = release.shards[0]
    starts, packed = shard["place_starts"], shard["places"]
    for item in range(starts.size - 1):
        at, row = int(starts[item]), 0
        at, count = _number(packed, at)
        text = None
        for _ in range(count):
            at, step = _number(packed, at)
            row += step
            code = int(packed[at + 1]) >> 4
            at += 2
            if row < rows:
                text = text or shard.item_text(item)
                found[row][FIELD_OF_CODE[code]].append(text)
    for row in range(rows):
        found[row]["name"].append(shard.name(row))
    return [{field: " ".join(texts) for field, texts in one.items()} for one in found]


def _number(packed: Any, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = int(packed[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return at, value
        shift += 7


def main() -> None:
    """Index, search, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet", type=Path)
    parser.add_argument("rows", type=int, nargs="?", default=0)
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    release = open_release(release_of(given.parquet, given.out))
    rows = given.rows or len(release)
    texts = documents(release, rows)
    folder = given.out / "tantivy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name="pairs", index_option="position")
    builder.add_integer_field("row", stored=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2, False)).filter(tantivy.Filter.lowercase()).build()
    index.register_tokenizer("pairs", pairs)
    started = time.perf_counter()
    writer = index.writer(heap_size=500_000_000, num_threads=2)
    for row, one in enumerate(texts):
        writer.add_document(tantivy.Document(row=row, **one))
    writer.commit()
    writer.wait_merging_threads()
    seconds = time.perf_counter() - started
    index.reload()
    searcher = index.searcher()
    milliseconds = []
    for one in [one.screening for one in shipped() if 5 <= len(one.screening.words) <= 12]:
        started = time.perf_counter()
        query = _query(index, one.words)
        searcher.search(query, 1000, count=True)
        milliseconds.append((time.perf_counter() - started) * 1000)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(
        json.dumps(
            {
                "rows": rows,
                "index_seconds_without_roles": seconds,
                "rows_per_second": rows / seconds,
                "bytes_per_row": size / rows,
                "p50_ms": statistics.median(milliseconds),
                "p95_ms": float(np.percentile(milliseconds, 95)),
                "max_ms": max(milliseconds),
            },
            indent=1,
        )
    )


def _query(index: Any, words: tuple[str, ...]) -> Any:
    schema = index.schema
    parts = []
    for word in words:
        word = word.lower()
        terms = [word] if len(word) <= 2 else [word[i : i + 2] for i in range(len(word) - 1)]
        for field in FIELDS:
            found = (
                tantivy.Query.term_query(schema, field, terms[0])
                if len(terms) == 1
                else tantivy.Query.boolean_query(
                    [(tantivy.Occur.Must, tantivy.Query.term_query(schema, field, term)) for term in terms]
                )
            )
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(found, BOOST[field])))
    return tantivy.Query.boolean_query(parts)


if __name__ == "__main__":
    main()
