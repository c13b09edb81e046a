"""From what was brought in to a folder that never changes: lists, relations, rows left out, the space they span."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from liantu.engine.ranking import OwnerRanker, ProductCorpus
from liantu.lib.asides import aside
from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.products.folders import Brought, BroughtTable, read_brought
from liantu.sources.products.rules.lists import CleanLists, Dropped, Firm, ListLine, clean_lists, clean_name
from liantu.sources.products.rules.relations import IndustryFilter, RelationLine, clean_relations

LISTS, RELATIONS, GROUPS, SPACE = "lists.parquet", "relations.parquet", "groups.parquet", "space.npz"
DROPPED, MANIFEST = "dropped.csv.gz", "manifest.json"
STEPS = 6
Tell = Callable[[int, int, str], None]


def build_lists(path: Path, folder: Path, *, about: Mapping[str, Any], tell: Tell = lambda *_: None) -> dict[str, Any]:
    """Build the release of ``path`` in ``folder``, whole or not at all; the manifest is returned.

    Raises ProblemsError with what stops it; whatever ``tell`` raises ends the work and leaves nothing behind.
    """
    with aside(folder, folder=True) as made:
        manifest = {**about, **_build(path, made, tell)}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (made / MANIFEST).write_text(text, encoding="utf-8")
        os.replace(made, folder)
    tell(STEPS, STEPS, "")
    return manifest


def _build(path: Path, folder: Path, tell: Tell) -> dict[str, Any]:
    tell(0, STEPS, "")
    brought = read_brought(path)
    tell(1, STEPS, "")
    firms = _firms(brought)
    lists, dropped = _lists(brought, firms)
    if not lists.lines:
        told = {"rows": len(lists.dropped)}
        raise ProblemsError(
            [
                Problem(
                    "nothing_listed",
                    "None of the %(rows)d rows names an enterprise and its product.",
                    where=path.name,
                    fix="Look at the columns and the names of products.",
                    params=told,
                )
            ]
        )
    tell(2, STEPS, "")
    relations, relations_dropped = _relations(brought, lists)
    dropped += relations_dropped
    tell(3, STEPS, "")
    groups = _groups(brought, firms, {line.owner for line in lists.lines})
    _write(folder / LISTS, [asdict(line) for line in lists.lines], ("owner", "product", "share", "year"))
    _write(folder / RELATIONS, relations, ("kind", "whole", "part", "score"))
    _write(folder / GROUPS, [{"owner": owner, "path": list(path)} for owner, path in groups.items()], ("owner", "path"))
    _write_dropped(folder / DROPPED, dropped)
    tell(4, STEPS, "")
    corpus = ProductCorpus.from_edges(
        [line.owner for line in lists.lines], [line.product for line in lists.lines], groups=groups
    )
    space = OwnerRanker(corpus).latent
    if space is not None:
        np.savez(folder / SPACE, owners=space.owners, contexts=space.contexts, grams=space.grams)
    tell(5, STEPS, "")
    return {
        "counts": {
            "rows": sum(len(table.rows) for table in brought.of("lists")),
            "lines": len(lists.lines),
            "owners": len({line.owner for line in lists.lines}),
            "products": len({one.product for one in lists.lines}),
            "relation_rows": sum(len(table.rows) for table in brought.of("relations")),
            **{f"relations_{kind}": count for kind, count in sorted(Counter(one["kind"] for one in relations).items())},
            "grouped_owners": len(groups),
            "dropped": len(dropped),
        },
        "reasons": dict(sorted(Counter(f"{one.table.split(' ')[0]}.{one.reason}" for one in dropped).items())),
        "notes": {name: count for name, count in sorted(lists.notes.items()) if count},
        "tables": [
            {"where": table.where, "kind": table.known.kind, "rows": len(table.rows)} for table in brought.tables
        ],
        "unread": brought.unread[:50],
        "bytes": {one.name: one.stat().st_size for one in sorted(folder.iterdir())},
        "sha256": {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())},
    }


def _firms(brought: Brought) -> dict[str, list[Firm]]:
    firms: dict[str, list[Firm]] = defaultdict(list)
    for table in brought.of("firms"):
        for _number, row in table.rows:
            code, full = table.cell(row, "code"), table.cell(row, "full_name")
            if code and full:
                firms[code].append(Firm(table.cell(row, "name") or full, full))
    return dict(firms)


def _lists(brought: Brought, firms: Mapping[str, Sequence[Firm]]) -> tuple[CleanLists, list[Dropped]]:
    """The tables of lists one after another; a line that an earlier table has is left out as given twice."""
    tables = brought.of("lists")
    rows = [(table, number, row) for table in tables for number, row in table.rows]
    places: dict[int, tuple[BroughtTable, int]] = {at: (table, number) for at, (table, number, _row) in enumerate(rows)}
    percent = [table.known.in_percent for table in tables]
    lines = (
        ListLine(
            at,
            table.cell(row, "owner"),
            table.cell(row, "product"),
            table.cell(row, "code"),
            _percent(table.cell(row, "weight"), table.known.in_percent and not all(percent)),
            table.cell(row, "year"),
        )
        for at, (table, _number, row) in enumerate(rows)
    )
    found = clean_lists(lines, firms=firms, in_percent=all(percent))
    dropped = [Dropped("lists", places[one.row][1], one.reason, one.text) for one in found.dropped]
    return found, dropped


def _percent(text: str, in_percent: bool) -> str:
    return f"{text}%" if in_percent and text and not text.endswith(("%", "％")) else text


def _relations(brought: Brought, lists: CleanLists) -> tuple[list[dict[str, Any]], list[Dropped]]:
    rows = [
        RelationLine(number, table.cell(row, "whole"), table.cell(row, "relation"), table.cell(row, "part"))
        for table in brought.of("relations")
        for number, row in table.rows
    ]
    others = {clean_name(name) for row in rows for name in (row.whole, row.part) if "小类" not in row.relation}
    found = clean_relations(rows, IndustryFilter.learn({line.product for line in lists.lines}, others))
    return [asdict(line) for line in found.lines], found.dropped


def _groups(brought: Brought, firms: Mapping[str, Sequence[Firm]], owners: set[str]) -> dict[str, tuple[str, ...]]:
    """For each owner the names of his industry, coarse to fine, where tables of industries tell."""
    names, above = {}, {}
    for table in brought.of("industries"):
        for _number, row in table.rows:
            names[table.cell(row, "code")] = table.cell(row, "name")
            above[table.cell(row, "code")] = table.cell(row, "parent")
    paths: dict[str, tuple[str, ...]] = {}
    for table in brought.of("memberships"):
        for _number, row in table.rows:
            code, industry = table.cell(row, "code"), table.cell(row, "industry")
            path = [table.cell(row, "industry_name") or names.get(industry, industry)]
            while above.get(industry) and len(path) < 6:
                industry = above[industry]
                path.append(names.get(industry, industry))
            for firm in firms.get(code, (Firm(code, code),)):
                owner = clean_name(firm.full_name)
                if owner in owners and owner not in paths:
                    paths[owner] = tuple(reversed(path))
    return dict(sorted(paths.items()))


def _write(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, pa.DataType] = {
        "share": pa.float64(),
        "year": pa.int16(),
        "score": pa.float64(),
        "path": pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
    data = {name: [row[name] for row in rows] for name in columns}
    pq.write_table(pa.table(data, schema=schema), path, compression="zstd")


def _write_dropped(path: Path, dropped: Sequence[Dropped]) -> None:
    """One packed CSV; the time is left out of the packing, so that the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "row", "reason", "text"])
    writer.writerows(
        [one.table, one.row, one.reason, f"'{one.text}" if one.text[:1] in "=+-@\t\r" else one.text] for one in dropped
    )
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write(text.getvalue().encode("utf-8"))
