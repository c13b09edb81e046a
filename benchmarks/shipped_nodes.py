"""How precise are the shipped nodes? Estimates from rows of a real register that were read and judged by hand.

    python -m benchmarks.shipped_nodes RELEASE [--write]

RELEASE is the folder of a register release. Each node is screened with the shipped words; the judged rows that now
stand in ranks 1–10, 11–50 and 51–200 stand for their band, and the bands are weighted by their size. ``--write``
brings ``rank_band`` in ``judgements/*.csv`` up to date and writes the table per node into ``judgements/README.md``.

The judgement files hold the number of the row, the label and the reason; never the row.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from liantu.chains.rules.template import Node, Template, read_templates
from liantu.engine import Release, Screening, open_release

HERE = Path(__file__).parent
CHAINS = HERE.parent / "reference" / "chains"
JUDGEMENTS = HERE / "judgements"
BANDS = (("1-10", 0, 10), ("11-50", 10, 50), ("51-200", 50, 200))
EARLIER = "earlier"  # judged on an earlier ranking; no longer among the first 200
COLUMNS = ("chain", "node", "enterprise_id", "label", "reason", "rank_band")
MARKER = "<!-- table written by benchmarks.shipped_nodes --write -->"


def read_judgements(stem: str) -> list[dict[str, str]]:
    """The judged rows of one chain, in the order of the file."""
    with (JUDGEMENTS / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranks_of(release: Release, node: Node) -> tuple[int, dict[int, int], list[bool]]:
    """How many rows match a node; the rank (from 0) of each of the first 200; whether each rank has the node's role."""
    question = Screening(words=node.words, exclude=node.exclude, intent=node.intent, gbt4754=node.gbt4754)
    result = release.screen(question, top=200)
    hits = list(result.hits)
    ranks = {hit.enterprise_id: rank for rank, hit in enumerate(hits)}
    return result.total, ranks, [hit.role == node.intent for hit in hits]


def band_of(rank: int | None) -> str:
    """The band a rank stands in."""
    return next((name for name, first, end in BANDS if rank is not None and first <= rank < end), EARLIER)


def precision(labels: dict[str, list[int]], rows: list[bool], depth: int) -> float | None:
    """Estimated share of right rows among the first ``depth`` of the rows that count; None without any judged row.

    ``rows`` says of each rank whether it counts; ``labels`` hold the judged rows that count, by band.
    """
    weighted = size = 0.0
    for name, first, end in BANDS:
        counting = sum(rows[first : min(end, depth)])
        if counting and labels[name]:
            weighted += counting * sum(labels[name]) / len(labels[name])
            size += counting
    return weighted / size if size else None


def measure(release: Release, template: Template, *, write: bool) -> list[dict[str, object]]:
    """One line per node: rows that match, rows judged, estimated precision at 10, 50 and 200."""
    stem = Path(template.source).stem
    rows = read_judgements(stem)
    lines: list[dict[str, object]] = []
    for node in template.nodes:
        total, ranks, in_role = ranks_of(release, node)
        labels: dict[str, list[int]] = defaultdict(list)
        role_labels: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            if row["node"] == node.code:
                rank = ranks.get(int(row["enterprise_id"]))
                row["rank_band"] = band_of(rank)
                labels[row["rank_band"]].append(int(row["label"]))
                if rank is not None and in_role[rank]:
                    role_labels[row["rank_band"]].append(int(row["label"]))
        judged = sum(len(labels[name]) for name, _, _ in BANDS)
        line: dict[str, object] = {"node": node.code, "name": node.name, "matching": total, "judged": judged}
        line |= {f"p{depth}": precision(labels, [True] * len(ranks), depth) for depth in (10, 50, 200)}
        line |= {"in_role": sum(in_role), "role": precision(role_labels, in_role, 200)}
        lines.append(line)
    if write:
        with (JUDGEMENTS / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return lines


def mean(lines: list[dict[str, object]], key: str) -> float:
    """The mean of a column over the nodes that have a value."""
    values = [value for line in lines if isinstance(value := line[key], float)]
    return sum(values) / len(values)


def shown(value: object) -> str:
    """A number as the tables show it."""
    return f"{value:.2f}" if isinstance(value, float) else "–" if value is None else str(value)


def tables(measured: dict[str, list[dict[str, object]]]) -> str:
    """The summary per chain and the table per node, as Markdown."""
    parts = ["| chain | nodes | rows judged | P@10 | P@50 | P@200 | P@200, in role |", "|---|---|---|---|---|---|---|"]
    everything = [line for lines in measured.values() for line in lines]
    for chain, lines in (*measured.items(), ("all", everything)):
        judged = sum(int(str(line["judged"])) for line in lines)
        numbers = " | ".join(f"{mean(lines, key):.3f}" for key in ("p10", "p50", "p200", "role"))
        parts.append(f"| {chain} | {len(lines)} | {judged} | {numbers} |")
    for chain, lines in measured.items():
        parts += [
            "",
            f"## {chain}",
            "",
            "| node | | matching | judged | P@10 | P@50 | P@200 |",
            "|---|---|---|---|---|---|---|",
        ]
        for line in lines:
            keys = ("node", "name", "matching", "judged", "p10", "p50", "p200", "in_role", "role")
            parts.append("| " + " | ".join(shown(line[key]) for key in keys) + " |")
    return "\n".join(parts) + "\n"


def main() -> None:
    """Measure, print, and write the files when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", type=Path, help="folder of a register release")
    parser.add_argument("--write", action="store_true", help="bring judgements/*.csv and README.md up to date")
    given = parser.parse_args()
    release = open_release(given.release)
    templates = read_templates([(path.name, path.read_text("utf-8")) for path in sorted(CHAINS.glob("*.yaml"))])
    measured = {template.chain: measure(release, template, write=given.write) for template in templates}
    text = tables(measured)
    print(text)
    if given.write:
        readme = JUDGEMENTS / "README.md"
        head = readme.read_text("utf-8").partition(MARKER)[0]
        readme.write_text(f"{head}{MARKER}\n\n{text}", "utf-8")


if __name__ == "__main__":
    main()
