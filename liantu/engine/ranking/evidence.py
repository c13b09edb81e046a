"""What speaks for an owner when a text is asked for: several kinds of evidence, each a number a question and owner.

Larger is better for each of them; their scales differ and mean nothing across questions. What each is and what it
was worth on
the benchmark: docs/methods/ranking.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.engine.ranking.corpus import ProductCorpus
from liantu.engine.ranking.fusion import fuse_ranks
from liantu.engine.ranking.latent import LatentSpace, likeness, spread
from liantu.engine.ranking.texts import NgramSpace, reading, unit_rows
from liantu.engine.ranking.walks import SAME, seeds_of, walk

Array = NDArray[np.float32]
# Likeness of owners is kept whole (owners²); above this many it is left out, and said so.
MOST_ALIKE = 20_000
# How many owners of the first round speak in the second one.
LEADERS = 20


@dataclass(frozen=True)
class Evidence:
    """``kinds``: name → (questions, owners), 0 is no evidence; ``similarity`` (questions, products): how near each
    product's name is; ``listed`` (questions, owners): the owner lists exactly what the text says.
    """

    kinds: dict[str, Array]
    similarity: Array
    listed: NDArray[np.bool_]


class EvidenceBase:
    """Everything about a corpus that does not depend on the question."""

    def __init__(self, corpus: ProductCorpus, *, latent: LatentSpace | None = None) -> None:
        """``latent``: the latent space of the very same corpus, fitted before; fitting it takes most of the time."""
        from scipy import sparse  # many megabytes that most processes never need

        self.corpus = corpus
        self.space = NgramSpace(corpus.products, tails=True)
        self._documents = unit_rows(sparse.csr_matrix(corpus.lists @ self.space.fitted))
        damped = sparse.csr_matrix(corpus.lists @ self.space.fitted)
        damped.data = np.sqrt(damped.data)
        self._damped = unit_rows(damped)
        if latent is None and min(corpus.lists.shape) > 2:
            latent = LatentSpace.fit(corpus.lists, self.space.fitted)
        self.latent = latent
        self._alike = likeness(self._documents) if len(corpus) <= MOST_ALIKE else None
        self._readings = [reading(name) for name in corpus.products]
        self._breadth = corpus.breadth().astype(np.float32)
        self._groups = [_Grouping(level, self._damped) for level in corpus.groups]

    def ask(self, texts: Sequence[str]) -> Evidence:
        """The evidence for each text. Memory grows with questions × products: ask in batches of about a hundred."""
        rows = self.space.rows(texts)
        similarity = np.asarray((rows @ self.space.fitted.T).todense(), dtype=np.float32)
        kinds = self._by_words(rows, similarity)
        kinds["names_it"], listed = self._by_naming(texts)
        seeds = seeds_of(similarity)
        kinds["walk"] = np.asarray(walk(self.corpus.lists, seeds) / np.sqrt(self._breadth), dtype=np.float32)
        if self._alike is not None:
            kinds["likeness"] = spread(kinds["best_product"] ** 2, self._alike)
        if self.latent is not None:
            kinds["context"] = self.latent.by_context(similarity)
        for number, grouping in enumerate(self._groups):
            kinds[f"group_{number + 1}"] = grouping.posterior(kinds["best_product"])
            kinds[f"group_words_{number + 1}"] = grouping.by_words(rows)
        if listed.any():
            self._add_listers(kinds, similarity, listed)
        self._add_feedback(kinds, rows, listed)
        return Evidence(kinds, similarity, listed)

    def _add_listers(self, kinds: dict[str, Array], similarity: Array, listed: NDArray[np.bool_]) -> None:
        """Where somebody lists the very text: who shares rare products with those listers, and where a walk that always
        returns to that product leads. Questions nobody lists get no such evidence (0).
        """
        from scipy import sparse  # many megabytes that most processes never need

        known = listed.any(axis=1, keepdims=True)
        lists = self.corpus.lists
        owners = np.asarray(lists.sum(axis=0)).ravel()
        rare = sparse.diags(np.where(owners > 1, 1.0 / np.log(1.0 + np.maximum(owners, 2)), 0.0))
        asked = sparse.csr_matrix(listed.astype(np.float64))
        others = np.asarray((asked @ lists @ rare @ lists.T).todense()) / np.sqrt(self._breadth)
        kinds["shared_products"] = np.asarray(others * ~listed, dtype=np.float32)
        same = (similarity > SAME).astype(np.float32)
        seeds = same / np.maximum(same.sum(axis=1, keepdims=True), 1.0)
        away = walk(lists, seeds) / np.sqrt(self._breadth) * ~listed * known
        kinds["walk_from_it"] = np.asarray(away, dtype=np.float32)
        if self.latent is not None:
            near = self.latent.by_feedback(listed.astype(np.float32), most=min(LEADERS, listed.shape[1]))
            kinds["like_listers"] = np.asarray(
                (near - near.min(axis=1, keepdims=True)) * ~listed * known, dtype=np.float32
            )

    def _add_feedback(self, kinds: dict[str, Array], rows: Any, listed: NDArray[np.bool_]) -> None:
        """A second round: what do the owners that lead so far have in common, in latent directions and in words?

        The leaders are those of the fused first round. In words every leader is measured without his own share of the
        widened question, so that nobody leads because he led.
        """
        from scipy import sparse  # many megabytes that most processes never need

        first = fuse_ranks([kinds[name] for name in kinds if name != "names_it"]).astype(np.float32)
        first = np.where(listed, 2 * first.max(axis=1, keepdims=True), first)  # who lists the text surely leads
        if self.latent is not None:
            kinds["feedback"] = self.latent.by_feedback(first, most=LEADERS)
        keep = min(LEADERS, first.shape[1])
        leaders = np.argpartition(-first, keep - 1, axis=1)[:, :keep]
        wide = np.empty_like(first)
        for question, row in enumerate(first):
            lead = leaders[question]
            weights = row[lead] - row[lead].min() + 1e-6
            weights = weights / weights.sum()
            asked = sparse.csr_matrix(sparse.csr_matrix(weights) @ self._damped[lead]) + rows[question]
            wide[question] = np.asarray((asked @ self._damped.T).todense()).ravel()
            wide[question, lead] -= weights
        kinds["widened"] = wide

    def _by_naming(self, texts: Sequence[str]) -> tuple[Array, NDArray[np.bool_]]:
        """Products that carry the whole text in their name: one for a kind of it (at the end), a half elsewhere.

        Beside it whether the owner lists the very text. Texts of one character name nothing.
        """
        weights = np.zeros((len(texts), len(self.corpus.products)), dtype=np.float32)
        exact = np.zeros_like(weights)
        for question, text in enumerate(texts):
            asked = reading(text)
            for product, name in enumerate(self._readings):
                if asked in name and len(asked) > 1:
                    weights[question, product] = 1.0 if name.endswith(asked) else 0.5
                exact[question, product] = name == asked
        lists = self.corpus.lists.T.astype(np.float32)
        named = np.asarray(weights @ lists, dtype=np.float32)
        return np.sqrt(named), np.asarray(exact @ lists) > 0

    def _by_words(self, rows: Any, similarity: Array) -> dict[str, Array]:
        """What the owners' own product names say: all together, the sum of the near ones, the nearest."""
        whole = np.asarray((rows @ self._documents.T).todense(), dtype=np.float32)
        several = np.empty((similarity.shape[0], len(self.corpus)), dtype=np.float32)
        nearest = np.empty_like(several)
        places, starts = self.corpus.lists.indices, self.corpus.lists.indptr[:-1]
        for question, row in enumerate(similarity):
            values = row[places]
            several[question] = np.sqrt(np.add.reduceat(values * values, starts))
            nearest[question] = np.maximum.reduceat(values, starts)
        return {"portfolio": whole, "near_products": several, "best_product": nearest}

    def nearest_product(self, similarity: Array, owner: int) -> tuple[str, float]:
        """The product of ``owner`` nearest to a question (one row of ``similarity``), and how near it is (0–1)."""
        products = self.corpus.products_of(owner)
        best = products[int(similarity[products].argmax())]
        return self.corpus.products[best], float(similarity[best])


class _Grouping:
    """The owners of one level of groups: which groups does the evidence point to, leaving each owner's own out?"""

    def __init__(self, names: Sequence[str], documents: Any) -> None:
        from scipy import sparse  # many megabytes that most processes never need

        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        self._of = np.array([numbers[name] for name in names])
        self._known = np.array([name != "" for name in names])
        self._member = sparse.csr_matrix(
            (np.ones(len(names), dtype=np.float32), (np.arange(len(names)), self._of)), shape=(len(names), len(numbers))
        )
        self._size = np.sqrt(np.asarray(self._member.sum(axis=0)).ravel()).astype(np.float32)
        sums = sparse.csr_matrix(self._member.T @ documents)
        self._others = unit_rows(sparse.csr_matrix(sums[self._of] - documents))

    def posterior(self, nearest: Array, *, power: int = 4) -> Array:
        """How much near evidence the other owners of an owner's group have, damped by the group's size."""
        strong = nearest**power
        groups = np.asarray((self._member.T @ strong.T).T) / self._size
        own = strong / self._size[self._of]
        return np.asarray((groups[:, self._of] - own) * self._known, dtype=np.float32)

    def by_words(self, rows: Any) -> Array:
        """How near the text is to what the other owners of the group list."""
        near = np.asarray((rows @ self._others.T).todense(), dtype=np.float32)
        return np.asarray(near * self._known, dtype=np.float32)
