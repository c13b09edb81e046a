"""Ranking on the splits of the company–product graph: full ranking, edges filtered, ties at their mean rank.

``python -m benchmarks.chain_science ranking`` runs all; ``ranking:B1`` one of A, AT, B1, B2, C, walk. Nothing of a
hidden product
is seen: for every part of the questions a corpus of its own is built from which all products hidden for any of them
are gone,
which hides more than the protocol asks.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from liantu.engine.ranking import OwnerRanker, ProductCorpus, Question, fit_choice
from liantu.engine.ranking.evidence import EvidenceBase
from liantu.engine.ranking.fusion import design, fuse_ranks, standardise
from liantu.engine.ranking.texts import NgramSpace, unit_rows
from liantu.engine.ranking.walks import seeds_of, walk

PARTS_A_FOLD = 1
FLOORS = {"A": 0.050, "AT": 0.10, "B1": 0.177, "B1 trained": 0.195, "B2": 0.150, "B2 trained": 0.180, "C": 0.19}


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as mappings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Task:
    """Nodes to fill: their names, who is right, who is left out, which products nobody may be seen to list."""

    names: list[str]
    gold: list[set[str]]
    masked: list[set[str]]
    hidden: list[set[str]]
    fold: list[int]


def read_task(folder: Path, name: str) -> Task:
    """Task B1 or B2."""
    gold: dict[str, set[str]] = defaultdict(set)
    names, fold = {}, {}
    for row in rows(folder / f"{name}_gold.csv"):
        gold[row["product_id"]].add(row["company_code"])
        names[row["product_id"]], fold[row["product_id"]] = row["product_name"], int(row["fold"])
    hidden: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder / f"{name}_hidden.csv"):
        hidden[row["product_id"]].add(row["hidden_product_id"])
    masked: dict[str, set[str]] = defaultdict(set)
    if (folder / f"{name}_masked.csv").exists():
        for row in rows(folder / f"{name}_masked.csv"):
            masked[row["product_id"]].add(row["masked_company_code"])
    keys = sorted(gold)
    return Task(
        [names[key] for key in keys],
        [gold[key] for key in keys],
        [masked[key] for key in keys],
        [hidden[key] for key in keys],
        [fold[key] for key in keys],
    )


def place(scores: np.ndarray, right: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Filtered ranks of the right owners (the other right ones out of the way), and their places among each other."""
    others = np.sort(scores[~right & ~out])
    wanted = np.sort(scores[right & ~out])[::-1]
    above = len(others) - np.searchsorted(others, wanted, side="right")
    ties = np.searchsorted(others, wanted, side="right") - np.searchsorted(others, wanted, side="left")
    return 1 + above + ties / 2, np.arange(1, len(wanted) + 1)


@dataclass
class Figures:
    """Means over edges (MRR, hits) and over questions (MAP) with a 95 % bootstrap interval over questions."""

    mrr: float
    hits_10: float
    hits_50: float
    map: float
    low: float
    high: float

    def __str__(self) -> str:
        return (
            f"MRR {self.mrr:.3f}  H@10 {self.hits_10:.3f}  H@50 {self.hits_50:.3f}  "
            f"MAP {self.map:.3f} [{self.low:.3f}, {self.high:.3f}]"
        )


def measure(scored: Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> Figures:
    """The figures of (scores, right, left out) of every question."""
    ranks, precisions = [], []
    for scores, right, out in scored:
        filtered, order = place(scores, right, out)
        if len(filtered):
            ranks.append(filtered)
            precisions.append(float(np.mean(order / (filtered + order - 1))))
    flat, values = np.concatenate(ranks), np.array(precisions)
    draws = np.random.default_rng(0).integers(0, len(values), (1000, len(values)))
    means = np.sort(values[draws].mean(axis=1))
    return Figures(
        float((1 / flat).mean()),
        float((flat <= 10).mean()),
        float((flat <= 50).mean()),
        float(values.mean()),
        float(means[25]),
        float(means[974]),
    )


def industries(folder: Path) -> dict[str, tuple[str, ...]]:
    """The industry of every company, coarse to fine."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows(folder.parent / "company_industry.csv"):
        code = row["industry_code"]
        if row["industry_known"] == "1":
            found.setdefault(row["company_code"], (code[:2], code[:4], code[:6]))
    return found


def evidence_of(
    folder: Path, task: Task, *, groups: dict[str, tuple[str, ...]] | None
) -> tuple[dict, np.ndarray, list[str]]:
    """Evidence of every node and owner, and who lists the very text, on corpora without what is hidden."""
    edges = rows(folder / "B_all_edges.csv")
    owners = sorted({edge["company_code"] for edge in edges})
    at = {owner: number for number, owner in enumerate(owners)}
    number = np.arange(len(task.names))
    part_of = np.array(task.fold) * PARTS_A_FOLD + number % PARTS_A_FOLD
    whole: dict[str, np.ndarray] = {}
    for part in sorted(set(part_of.tolist())):
        here = number[part_of == part]
        hidden = set().union(*(task.hidden[k] for k in here))
        seen = [edge for edge in edges if edge["product_id"] not in hidden]
        corpus = ProductCorpus.from_edges(
            [edge["company_code"] for edge in seen], [edge["product_name"] for edge in seen], groups=groups
        )
        found = EvidenceBase(corpus).ask([task.names[k] for k in here])
        columns = np.array([at[owner] for owner in corpus.owners])
        for kind, values in found.kinds.items():
            if kind not in whole:
                whole[kind] = np.zeros((len(number), len(owners)), dtype=np.float32)
            low = np.full((len(here), len(owners)), min(float(values.min()), 0.0), dtype=np.float32)
            low[:, columns] = values
            whole[kind][here] = low
    return whole, owners


def nodes(shared: Path, name: str) -> bool:
    """B1 or B2: who can fill the node — untrained fusion, then a conditional logit fitted on the other folds."""
    folder = shared / "chain_graph" / "bench"
    task = read_task(folder, name)
    held = True
    for title, groups in (("without industries", None), ("with industries", industries(folder))):
        started = time.perf_counter()
        kinds, owners = evidence_of(folder, task, groups=groups)
        at = {owner: number for number, owner in enumerate(owners)}
        right, out = np.zeros((len(task.names), len(owners)), bool), np.zeros((len(task.names), len(owners)), bool)
        for k in range(len(task.names)):
            right[k, [at[one] for one in task.gold[k]]] = True
            out[k, [at[one] for one in task.masked[k] if one in at]] = True
        for kind, values in kinds.items():
            print(f"{name} {title:19} {kind:16} {measure(zip(values, right, out, strict=True))}", flush=True)
        fused = np.sum([fuse_ranks([values]) * (values != 0) for values in kinds.values()], axis=0)
        untrained = measure(zip(fused, right, out, strict=True))
        print(f"{name} {title:19} FUSED            {untrained}  ({time.perf_counter() - started:.0f} s)", flush=True)
        scores = cross_fitted(kinds, right, out, task.fold)
        trained = measure(zip(scores, right, out, strict=True))
        print(f"{name} {title:19} FITTED           {trained}", flush=True)
        if groups is not None:
            held = untrained.map >= FLOORS[name] and trained.map >= FLOORS[f"{name} trained"]
        for kind in list(kinds):
            rest = np.sum([fuse_ranks([v]) * (v != 0) for other, v in kinds.items() if other != kind], axis=0)
            figures = measure(zip(rest, right, out, strict=True))
            print(f"{name} {title:19} without {kind:16} MAP {figures.map:.3f}", flush=True)
    return held


def lesson(
    columns: np.ndarray, right: np.ndarray, out: np.ndarray, base: np.ndarray, rng: np.random.Generator
) -> Question:
    """A question to learn from: the right owners, the hardest wrong ones and some at random."""
    chosen = np.flatnonzero(right & ~out)
    order = np.argsort(-base, kind="stable")
    wrong = order[~(right | out)[order]]
    picked = np.concatenate([wrong[:150], rng.choice(wrong[150:], 150, replace=False)])
    return Question(columns[np.concatenate([chosen, picked])].astype(np.float64), tuple(range(len(chosen))))


def cross_fitted(kinds: dict[str, np.ndarray], right: np.ndarray, out: np.ndarray, fold: Sequence[int]) -> np.ndarray:
    """Scores of a conditional logit: every fold is scored by weights fitted on the others."""
    base = np.sum([standardise(values) for values in kinds.values()], axis=0)
    folds = np.array(fold)
    scores = np.zeros(base.shape)
    rng = np.random.default_rng(0)
    columns = [design([values[k : k + 1] for values in kinds.values()])[0] for k in range(len(base))]
    lessons = [lesson(columns[k], right[k], out[k], base[k], rng) for k in range(len(base))]
    for one in sorted(set(folds.tolist())):
        taught = [lessons[k] for k in np.flatnonzero(folds != one)]
        weights = fit_choice(taught).weights
        for k in np.flatnonzero(folds == one):
            scores[k] = columns[k] @ weights
    weights = fit_choice(lessons).weights
    shown = ", ".join(f"{kind} {a:.2f}/{b:.2f}" for kind, a, b in zip(kinds, weights[::2], weights[1::2], strict=True))
    print(f"   weights (value/log rank): {shown}")
    return scores


def products(shared: Path, part: str) -> bool:
    """A: company → product by text alone. AT: product with known producers → further companies, by fusion."""
    folder = shared / "chain_graph" / "bench"
    train, test = rows(folder / "A_seed0_train.csv"), rows(folder / "A_seed0_test.csv")
    names: dict[str, str] = {}
    for edge in [*train, *test]:
        names.setdefault(edge["product_id"], edge["product_name"])
    return _by_company(train, test, names) if part == "A" else _by_product(train, test, names)


def _by_company(train: list[dict[str, str]], test: list[dict[str, str]], names: dict[str, str]) -> bool:
    """Task A, text: how near every product's name is to what a company already lists."""
    keys = sorted(names)
    at = {key: number for number, key in enumerate(keys)}
    space = NgramSpace([names[key] for key in keys], tails=False)
    known: dict[str, list[int]] = defaultdict(list)
    wanted: dict[str, list[int]] = defaultdict(list)
    for edge in train:
        known[edge["company_code"]].append(at[edge["product_id"]])
    for edge in test:
        wanted[edge["company_code"]].append(at[edge["product_id"]])
    companies = sorted(wanted)
    lists = sparse.csr_matrix(
        (
            np.ones(sum(len(known[one]) for one in companies)),
            (
                [row for row, one in enumerate(companies) for _ in known[one]],
                [p for one in companies for p in known[one]],
            ),
        ),
        shape=(len(companies), len(keys)),
    )
    documents = unit_rows(sparse.csr_matrix(lists @ space.fitted))
    started = time.perf_counter()

    def scored() -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for row, one in enumerate(companies):
            right, out = np.zeros(len(keys), bool), np.zeros(len(keys), bool)
            right[wanted[one]], out[known[one]] = True, True
            yield np.asarray((documents[row] @ space.fitted.T).todense()).ravel(), right, out

    figures = measure(scored())
    print(f"A text               {figures}  ({time.perf_counter() - started:.0f} s)")
    return figures.mrr >= FLOORS["A"]


def _by_product(train: list[dict[str, str]], test: list[dict[str, str]], names: dict[str, str]) -> bool:
    """Task A^T: further companies for a product with at least one known producer; known producers are left out."""
    owners_of: dict[str, set[str]] = defaultdict(set)
    for edge in train:
        owners_of[edge["product_id"]].add(edge["company_code"])
    warm: dict[str, set[str]] = defaultdict(set)
    for edge in test:
        if edge["product_id"] in owners_of:
            warm[edge["product_id"]].add(edge["company_code"])
    corpus = ProductCorpus.from_edges(
        [edge["company_code"] for edge in train], [names[edge["product_id"]] for edge in train]
    )
    at = {owner: number for number, owner in enumerate(corpus.owners)}
    keys = sorted(warm)
    ranker = OwnerRanker(corpus)
    scores = ranker.scores([names[key] for key in keys])

    def scored() -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for row, key in enumerate(keys):
            right, out = np.zeros(len(corpus), bool), np.zeros(len(corpus), bool)
            right[[at[one] for one in warm[key] if one in at]] = True
            out[[at[one] for one in owners_of[key]]] = True
            yield scores[row], right, out

    figures = measure(scored())
    print(f"A^T fusion           {figures}")
    return figures.mrr >= FLOORS["AT"]


def inputs(shared: Path, _part: str = "") -> bool:
    """C: product → input: nearest products' inputs, the input's name in the product's, and walks; industrial edges."""
    from benchmarks.chain_science_inputs import run

    return run(shared, FLOORS["C"], measure)


def walks(shared: Path, _part: str = "") -> bool:
    """How long one anchored walk takes alone and in a batch of 128, against the exact answer's top hundred."""
    edges = rows(shared / "chain_graph" / "company_product.csv")
    corpus = ProductCorpus.from_edges([e["company_code"] for e in edges], [e["product_name"] for e in edges])
    space = NgramSpace(corpus.products, tails=True)
    texts = list(corpus.products[:: max(len(corpus.products) // 128, 1)][:128])
    seeds = seeds_of(np.asarray((space.rows(texts) @ space.fitted.T).todense(), dtype=np.float32))
    walk(corpus.lists, seeds[:1])
    single = min(_seconds(lambda: walk(corpus.lists, seeds[:1])) for _ in range(5))
    batched = min(_seconds(lambda: walk(corpus.lists, seeds)) for _ in range(3)) / len(texts)
    exact, quick = walk(corpus.lists, seeds, steps=60), walk(corpus.lists, seeds)
    overlap = np.mean(
        [len(set(np.argsort(-a)[:100]) & set(np.argsort(-b)[:100])) for a, b in zip(exact, quick, strict=True)]
    )
    print(f"walk: one {single * 1000:.1f} ms, in a batch of {len(texts)} {batched * 1000:.1f} ms each;")
    print(f"      of the hundred best of sixty steps, fifteen steps have {overlap:.1f} %")
    return single <= 0.150 and batched <= 0.030


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def run(shared: Path, part: str) -> bool:
    """One part or all of them; whether the floors held."""
    parts = {"walk": walks, "A": products, "AT": products, "C": inputs, "B1": nodes, "B2": nodes}
    held = True
    for name in [part] if part else list(parts):
        held &= parts[name](shared, name)
    return held
