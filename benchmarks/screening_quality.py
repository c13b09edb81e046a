"""How well does the score tell makers from the rest? Average precision of labelled rows, node by node.

    python -m benchmarks.screening_quality RELEASE LABELS.csv [TEMPLATE.yaml …]

LABELS has the columns ``node, enterprise_id, maker`` (1: makes it); ``node`` is the name or code of a node of the
templates (default: all shipped chains). Labelled rows that do not match at all stand last. For comparison the same
rows are ranked by how many of the node's words stand in name and scope. Precision of the shipped nodes on judged
rows is ``benchmarks.shipped_nodes``.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from liantu.chains.rules.template import read_templates
from liantu.engine import Screening, open_release
from liantu.engine.text import find_word, fold, squeeze

CHAINS = Path(__file__).parent.parent / "reference" / "chains"


def average_precision(labels: Sequence[int]) -> float:
    """Mean over the right rows of the share of right rows up to and including each; 0 when none is right."""
    right = total = 0.0
    for place, label in enumerate(labels, 1):
        if label:
            right += 1
            total += right / place
    return total / right if right else 0.0


def main() -> None:
    """Print one line a node."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("templates", type=Path, nargs="*")
    given = parser.parse_args()
    labels: dict[str, dict[int, int]] = defaultdict(dict)
    with given.labels.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            labels[row["node"]][int(row["enterprise_id"])] = int(row["maker"])
    paths = given.templates or sorted(CHAINS.glob("*.yaml"))
    templates = read_templates([(path.name, path.read_text(encoding="utf-8")) for path in paths])
    nodes = {key: node for template in templates for node in template.nodes for key in (node.code, node.name)}
    release = open_release(given.release)
    print("node  rows  makers  AP(score)  AP(counting)")
    for name, labelled in labels.items():
        node = nodes.get(name)
        if node is None:
            print(f"{name}: no template has this node")
            continue
        asked = Screening(node.words, node.exclude, node.intent, node.gbt4754)
        places = {hit_id: place for place, hit_id in enumerate(release.screen(asked, None).columns()["enterprise_id"])}
        rows = release.enterprises(list(labelled))
        counted = {
            number: sum(
                find_word(fold(squeeze(f"{row['name']} {row['business_scope']}")), word) >= 0
                for word in asked.prepared_words()
            )
            for number, row in rows.items()
        }
        by_score = sorted(labelled, key=lambda number: (places.get(number, len(release)), number))
        by_count = sorted(labelled, key=lambda number: (-counted.get(number, 0), number))
        ap = [average_precision([labelled[number] for number in order]) for order in (by_score, by_count)]
        print(f"{name}  {len(labelled)}  {sum(labelled.values())}  {ap[0]:.3f}  {ap[1]:.3f}")


if __name__ == "__main__":
    main()
