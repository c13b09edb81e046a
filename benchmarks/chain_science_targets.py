"""Does fusing evidence keep what the words alone achieve? Hand labels on the register of 1.09 million rows, and time.

``python -m benchmarks.chain_science targets``; builds the register's release in a data folder of its own. No labels
exist for target lists as such: those of *does it make this* are the nearest there are, so this guards against harm.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

LABELLED = (("premium-steel", "rolled-products", "轧制材"), ("quality-coke", "coke", "焦炭"))
VOTES = (0.0, 0.5, 1.0, 2.0)  # factors on the shipped weight of the neighbouring links
WARM_MOST_MS = 50.0
HARM_MOST = 0.01


def run(shared: Path, _part: str) -> bool:
    """Average precision by the words alone and fused, for several votes of the neighbours; and milliseconds."""
    with tempfile.TemporaryDirectory(prefix="liantu-targets-") as home:
        environ = {**os.environ, "LIANTU_HOME": home, "LIANTU_DEBUG": "0", "LIANTU_SECRET_KEY": "benchmark" * 8}
        command = [sys.executable, "-c", "from benchmarks.chain_science_targets import inside; inside()", str(shared)]
        return subprocess.run(command, env=environ, check=False).returncode == 0


def inside() -> None:
    """The measurement itself, in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
    import django

    django.setup()
    from liantu.chains.rules.screening import screening_for
    from liantu.chains.rules.template import read_templates
    from liantu.engine import open_release
    from liantu.lib.reference_files import reference_path
    from liantu.prospects.asking import Asked, ask, day_of
    from liantu.prospects.rules.question import Question
    from liantu.prospects.rules.rank_fusion import TERMS
    from liantu.prospects.standpoint import Standpoint
    from liantu.sources.building import Recipe, build_register

    shared = Path(sys.argv[1])
    labels: dict[str, dict[int, bool]] = {}
    with (shared / "register" / "maker_labels.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            labels.setdefault(row["node"], {})[int(row["enterprise_id"])] = row["maker"] == "1"
    folder = Path(os.environ["LIANTU_HOME"]) / "registers"
    recipe = Recipe(
        paths=[shared / "register" / "enterprises.parquet"], release_id="real", title="真实名录", source="公开登记"
    )
    build_register(recipe, folder)
    release = open_release(folder / "real")
    nobody = Standpoint("山西", "太原", (), (), ())
    held, times = True, []
    print("| link | labelled | words alone | neighbours " + " | ".join(f"×{vote:g}" for vote in VOTES) + " |")
    for chain, code, name in LABELLED:
        text = reference_path("chains").joinpath(f"{chain}.yaml").read_text("utf-8")
        template = read_templates([(chain, text)])[0]
        node = template.node(code)
        assert node is not None
        screening = screening_for(node)
        words = [int(one) for one in release.screen(screening, top=None).columns()["enterprise_id"]]
        figures = []
        for vote in VOTES:
            terms = {**dict.fromkeys(TERMS, 0.0), "text": 1.0, "neighbours": vote}
            question = Question(exclude_present=False, exclude_trade_only=False, terms=terms)
            ranking = ask(Asked(release, template, node, nobody, question, day_of(release.info.as_of_on)))
            ids = ranking.result.columns()["enterprise_id"]
            order = [int(ids[at]) for at in ranking.at]
            rest = set(order)
            figures.append(average_precision([*order, *(one for one in words if one not in rest)], labels[name]))
        alone = average_precision(words, labels[name])
        held &= figures[2] >= alone - HARM_MOST
        print(f"| {name} | {len(labels[name])} | {alone:.3f} | " + " | ".join(f"{one:.3f}" for one in figures) + " |")
        for turn in range(12):
            began = time.perf_counter()
            ask(Asked(release, template, node, nobody, Question(), day_of(release.info.as_of_on)))
            if turn > 1:
                times.append((time.perf_counter() - began) * 1000)
    middle = statistics.median(times)
    print(f"fused ranking of a pool of 2,000, warm: median {middle:.1f} ms, worst {max(times):.1f} ms")
    sys.exit(0 if held and middle <= WARM_MOST_MS else 1)


def average_precision(order: Sequence[int], labels: dict[int, bool]) -> float:
    """Over the labelled ones in the order given; those that are not ranked at all come last, by number."""
    seen = set(order)
    ranked = [one for one in order if one in labels] + sorted(one for one in labels if one not in seen)
    hits, total = 0, 0.0
    for place, one in enumerate(ranked, 1):
        if labels[one]:
            hits += 1
            total += hits / place
    return total / max(sum(labels.values()), 1)
