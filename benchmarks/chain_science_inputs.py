"""Task C of the ranking benchmark: which inputs a product needs, from products whose inputs are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from liantu.engine.ranking.texts import NgramSpace, reading


def run(shared: Path, floor: float, measure: Callable[[Any], Any]) -> bool:
    """Nearest products' inputs + half of the shared text + the log of a walk; quoted on industrial edges only."""
    from benchmarks.chain_science_ranking import rows

    folder = shared / "chain_graph" / "bench"
    train, test = rows(folder / "C_seed0_train.csv"), rows(folder / "C_seed0_test.csv")
    industrial_train = [edge for edge in train if edge["ind"] == "1"]
    wanted: dict[str, set[str]] = defaultdict(set)
    for edge in test:
        if edge["ind"] == "1":
            wanted[edge["from_name"]].add(edge["to_name"])
    inputs = sorted({e["to_name"] for e in industrial_train} | {e["to_name"] for e in test if e["ind"] == "1"})
    at = {name: number for number, name in enumerate(inputs)}
    heads = sorted({edge["from_name"] for edge in industrial_train})
    head_at = {name: number for number, name in enumerate(heads)}
    lines = {(head_at[e["from_name"]], at[e["to_name"]]) for e in industrial_train}
    needs = sparse.csr_matrix(
        (np.ones(len(lines)), ([line[0] for line in lines], [line[1] for line in lines])),
        shape=(len(heads), len(inputs)),
    )
    space = NgramSpace([*heads, *inputs], tails=True)
    head_rows, input_rows = space.fitted[: len(heads)], space.fitted[len(heads) :]
    questions = sorted(wanted)
    asked = space.rows(questions)
    known: dict[str, set[int]] = defaultdict(set)
    for head, item in lines:
        known[heads[head]].add(item)
    reads = [reading(name) for name in inputs]
    walks = _walk(needs, head_at, questions, asked, head_rows)

    def scored() -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for row, name in enumerate(questions):
            near = np.asarray((asked[row] @ head_rows.T).todense()).ravel()
            if name in head_at:
                near[head_at[name]] = 1.0
            top = np.argsort(-near, kind="stable")[:50]
            borrowed = np.asarray((sparse.csr_matrix(near[top] ** 2) @ needs[top]).todense()).ravel()
            shared_text = np.asarray((asked[row] @ input_rows.T).todense()).ravel()
            inside = np.array([1.0 if len(item) > 1 and item in reading(name) else 0.0 for item in reads])
            score = borrowed + 0.5 * shared_text + 0.25 * inside + 0.1 * np.log(walks[row] + 1e-6)
            right, out = np.zeros(len(inputs), bool), np.zeros(len(inputs), bool)
            right[[at[item] for item in wanted[name]]] = True
            out[sorted(known[name])] = True
            out &= ~right
            yield score, right, out

    figures = measure(scored())
    print(f"C industrial         {figures}  ({len(inputs)} candidates, {len(questions)} products)")
    return bool(figures.mrr >= floor)


def _walk(needs: Any, head_at: dict[str, int], questions: list[str], asked: Any, head_rows: Any) -> np.ndarray:
    """A walk between products and inputs that returns to the product, or to the thirty nearest ones."""
    near = np.asarray((asked @ head_rows.T).todense(), dtype=np.float32)
    seeds = np.zeros_like(near)
    for row, name in enumerate(questions):
        if name in head_at:
            seeds[row, head_at[name]] += 0.5
        top = np.argsort(-near[row], kind="stable")[:30]
        total = float(near[row, top].sum())
        if total > 0:
            seeds[row, top] += 0.5 * near[row, top] / total
    heads = needs.astype(np.float32)
    back = heads.T.tocsr()
    out = 1 / np.maximum(np.asarray(heads.sum(axis=1)).ravel(), 1)
    into = 1 / np.maximum(np.asarray(heads.sum(axis=0)).ravel(), 1)
    start = seeds.T.copy()
    here = start.copy()
    for _step in range(12):
        there = back @ (here * out[:, np.newaxis].astype(np.float32))
        here = 0.3 * start + 0.7 * (heads @ (there * into[:, np.newaxis].astype(np.float32)))
    return np.asarray((back @ (here * out[:, np.newaxis])).T)
