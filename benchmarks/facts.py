"""How much of what a document states is read, how fast, and what each dictionary is worth.

    python -m benchmarks.facts [--news FOLDER] [--documents 100000] [--ablation] [--keep FILE] [--same-as FILE]

``--news`` holds ``documents.jsonl``, ``gold.jsonl`` and ``score.py``. Prints the scorer's table for the reader and
for the baseline (``benchmarks/facts_baseline.py``), articles of 500 characters a second for both in the same run, and
the memory before and after ``--documents`` documents. ``--keep`` writes what is read, facts and spans, a line a
document; ``--same-as`` compares with such a file byte by byte and fails at the first document read differently.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")

from benchmarks import facts_baseline
from liantu.reader import batch, dictionaries
from liantu.reader import read as reader
from liantu.reader.words import Lexicon

SHARED_DATA = Path(os.environ.get("LIANTU_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
Reads = Callable[[dict[str, Any]], dict[str, Any]]


def scorer_of(folder: Path) -> Any:
    """The scorer that lies beside the documents."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def totals(score: Any, gold: Sequence[dict[str, Any]], documents: Sequence[dict[str, Any]], reads: Reads) -> Any:
    """{class: (right, predicted, in gold)} and the mean F1."""
    counts, _ = score.score(gold, [reads(one) for one in documents])
    return counts, score.mean_f1(counts)


def speed(documents: Sequence[dict[str, Any]], reads: Reads, *, least_seconds: float = 3.0) -> float:
    """Articles of 500 characters a second."""
    reads(documents[0])
    characters, began = 0, time.perf_counter()
    while time.perf_counter() - began < least_seconds:
        for one in documents:
            reads(one)
            characters += len(one["text"])
    return characters / 500 / (time.perf_counter() - began)


def resident_mb() -> float:
    """Memory of this process now, in MB."""
    with open("/proc/self/statm") as lines:
        return int(lines.read().split()[1]) * resource.getpagesize() / 1e6


def without(lexicon: Lexicon) -> dict[str, Lexicon]:
    """The dictionaries with one taken away each."""
    none: frozenset[str] = frozenset()
    short_titles = tuple(title for title in lexicon.titles if len(title) <= 2)
    return {
        "places": replace(lexicon, places=none),
        "short names of firms (weak endings)": replace(lexicon, weak={"\x00": "enterprise"}),
        "firms known by a short name": replace(lexicon, famous=frozenset(("\x00",))),
        "words outside names": replace(lexicon, outside=none, soft=none),
        "verbs inside names": replace(lexicon, inside=none),
        "common words that make no name": replace(lexicon, generic=none),
        "titles of three characters and more": replace(lexicon, titles=short_titles),
        "leading bodies in titles": replace(lexicon, title_bodies=()),
        "words behind a name": replace(lexicon, after_name=()),
        "forms of a zone's kind": replace(lexicon, zone_kinds={}),
        "which words are in the dictionary": replace(lexicon, known=lambda word: False),
    }


def ablation(score: Any, gold: Sequence[dict[str, Any]], documents: Sequence[dict[str, Any]]) -> None:
    """The mean F1 with each dictionary or package taken away."""
    whole = totals(score, gold, documents, reader.facts_of)[1]
    full, segment, simplify = dictionaries.lexicon(), dictionaries.segment, dictionaries.simplify
    print(f"\n{'taken away':<40}{'mean F1':>9}{'loss':>8}")
    trials: dict[str, tuple[Lexicon, Any, Any]] = {
        name: (changed, segment, simplify) for name, changed in without(full).items()
    }
    trials["rjieba's kinds of words"] = (full, lambda text: [(word, "n") for word, _ in segment(text)], simplify)
    trials["rjieba (each character a word)"] = (full, lambda text: [(sign, "n") for sign in text], simplify)
    trials["opencc (traditional script)"] = (full, segment, lambda sign: sign)
    for name, (changed, segments, simplifies) in trials.items():
        reader.lexicon, reader.segment, reader.simplify = (lambda lexicon=changed: lexicon), segments, simplifies
        mean = totals(score, gold, documents, reader.facts_of)[1]
        print(f"{name:<40}{mean:>9.3f}{whole - mean:>8.3f}")
    reader.lexicon, reader.segment, reader.simplify = dictionaries.lexicon, segment, simplify


def keep_or_compare(documents: Sequence[dict[str, Any]], keep: Path | None, same_as: Path | None) -> int:
    """Write every document's facts and spans, or compare them with a file so written; 1 where one differs."""
    rows = list(batch.read_lines((json.dumps(one, ensure_ascii=False) for one in documents), explain=True))
    read = [json.dumps(one, ensure_ascii=False) for one in rows]
    if keep:
        keep.write_text("\n".join(read) + "\n", encoding="utf-8")
    before = same_as.read_text(encoding="utf-8").splitlines() if same_as else read
    different = [one["id"] for one, old, new in zip(documents, before, read, strict=True) if old != new]
    print(f"{len(read)} documents, {len(different)} read differently: {', '.join(different[:5])}")
    return int(bool(different))


def main() -> None:
    """Score, time, and take away."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--news", type=Path, default=SHARED_DATA / "news")
    parser.add_argument("--documents", type=int, default=0, help="read so many and tell the memory before and after")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--keep", type=Path, help="write what is read and do nothing else")
    parser.add_argument("--same-as", type=Path, help="compare what is read with a file kept before; nothing else")
    options = parser.parse_args()
    load = lambda name: [json.loads(line) for line in (options.news / name).open(encoding="utf-8")]  # noqa: E731
    documents, gold, score = load("documents.jsonl"), load("gold.jsonl"), scorer_of(options.news)
    if options.keep or options.same_as:
        sys.exit(keep_or_compare(documents, options.keep, options.same_as))
    printed = [one["id"] for one in documents if one.get("text_kind") == "source_page"]
    print(f"{'class':<22}{'reader':>8}{'P':>7}{'R':>7}{'baseline':>10}")
    ours, mean = totals(score, gold, documents, reader.facts_of)
    theirs, base = totals(score, gold, documents, facts_baseline.facts_of)
    for name in score.CLASSES:
        precision, recall, f1 = score.ratios(*ours[name])
        print(f"{name:<22}{f1:>8.3f}{precision:>7.3f}{recall:>7.3f}{score.ratios(*theirs[name])[2]:>10.3f}")
    print(f"{'mean F1':<22}{mean:>8.3f}{'':>14}{base:>10.3f}")
    for label, chosen in (("printed articles", True), ("briefs", False)):
        some = [one for one in documents if (one["id"] in printed) == chosen]
        told = [one for one in gold if (one["id"] in printed) == chosen]
        if some:
            print(
                f"{label:<22}{totals(score, told, some, reader.facts_of)[1]:>8.3f}{'':>14}"
                f"{totals(score, told, some, facts_baseline.facts_of)[1]:>10.3f}"
            )
    fast, plain = speed(documents, reader.facts_of), speed(documents, facts_baseline.facts_of)
    print(f"articles of 500 characters a second: {fast:.0f}; baseline {plain:.0f}; ratio {plain / fast:.1f}")
    if options.documents:
        before = resident_mb()
        for number in range(options.documents):
            reader.facts_of(documents[number % len(documents)])
        print(
            f"memory before {before:.0f} MB, after {options.documents} documents {resident_mb():.0f} MB",
            file=sys.stdout,
        )
    if options.ablation:
        ablation(score, gold, documents)


if __name__ == "__main__":
    main()
