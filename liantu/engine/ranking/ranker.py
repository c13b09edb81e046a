"""Who could make this? Owners of product lists ranked for a text, with every term of the score and the gate of
evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liantu.engine.ranking.corpus import ProductCorpus
from liantu.engine.ranking.evidence import Array, Evidence, EvidenceBase
from liantu.engine.ranking.fusion import log_ranks, ranks_of, reciprocal, standardise
from liantu.engine.ranking.latent import LatentSpace
from liantu.engine.ranking.texts import is_hyponym, reading

BATCH = 64
# The gate: below this similarity of the nearest product, and without containment, there is no evidence for a name.
GATE = 0.5
# Who lists the very text stands before all others; among them the other evidence decides.
LISTED = 1000.0
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """One part of a score: what kind of evidence, its value and rank for this question, what it adds to the score."""

    name: str
    value: float
    rank: int
    contribution: float


@dataclass(frozen=True)
class RankedOwner:
    """One line of the answer. ``product``: the owner's product nearest to the text and how near (0–1) it is.

    ``has_evidence``: the gate. An owner without it is ranked but must not be named as an answer.
    """

    owner: str
    rank: int
    score: float
    terms: tuple[Term, ...]
    product: str
    similarity: float
    has_evidence: bool


@dataclass(frozen=True)
class Fitted:
    """Weights of a conditional logit: kind → (weight of the standardised value, weight of the log rank)."""

    weights: Mapping[str, tuple[float, float]]


class OwnerRanker:
    """Ranks the owners of a corpus. Without ``fitted`` weights by reciprocal rank fusion, which needs no training."""

    def __init__(
        self, corpus: ProductCorpus, *, fitted: Fitted | None = None, latent: LatentSpace | None = None
    ) -> None:
        self.corpus = corpus
        self._base = EvidenceBase(corpus, latent=latent)
        self._fitted = fitted

    @property
    def latent(self) -> LatentSpace | None:
        """The latent space, to be kept beside the corpus; None for a corpus too small to have one."""
        return self._base.latent

    def nearest(self, texts: Sequence[str]) -> list[tuple[str, float, bool]]:
        """For each owner, in the order of the corpus: his product nearest to any of the texts, how near (0–1), and
        whether the gate lets it through.
        """
        _texts, evidence = next(self.ask(texts))
        best = evidence.similarity.max(axis=0)
        found = [self._base.nearest_product(best, owner) for owner in range(len(self.corpus))]
        return [(product, near, any(has_evidence(text, product, near) for text in texts)) for product, near in found]

    def scores(self, texts: Sequence[str]) -> Scores:
        """The score of every owner for every text, (texts, owners), owners in the order of the corpus."""
        parts = [self.fuse(evidence) for _texts, evidence in self.ask(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.corpus)))

    def ask(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[str], Evidence]]:
        """The evidence for the texts, in batches that bound the memory."""
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            yield batch, self._base.ask(batch)

    def fuse(self, evidence: Evidence) -> Scores:
        """One score from all kinds of evidence, (questions, owners)."""
        parts = [self._adds(name, values) for name, values in evidence.kinds.items()]
        return np.sum(parts, axis=0, dtype=np.float64) + LISTED * evidence.listed

    def _adds(self, name: str, values: Array) -> Scores:
        """What one kind of evidence adds to the score."""
        if self._fitted is None:
            return np.asarray(reciprocal(ranks_of(values)) * (values != 0), dtype=np.float64)
        by_value, by_rank = self._fitted.weights.get(name, (0.0, 0.0))
        return np.asarray(by_value * standardise(values) + by_rank * log_ranks(values), dtype=np.float64)

    def best(self, texts: Sequence[str], *, top: int) -> Iterator[tuple[NDArray[np.int64], Scores]]:
        """For each text the numbers of the ``top`` best owners and their scores, best first; ties by owner id.

        A text that has no gram in common with any product has no answer: empty arrays.
        """
        for _texts, evidence in self.ask(texts):
            for scores, near in zip(self.fuse(evidence), evidence.similarity, strict=True):
                if not near.any():
                    yield np.zeros(0, dtype=np.int64), np.zeros(0)
                    continue
                order = np.argsort(-scores, kind="stable")[:top]
                yield order, scores[order]

    def rank(
        self, text: str, *, top: int, exclude: Collection[str] = (), only_with_evidence: bool = False
    ) -> list[RankedOwner]:
        """The ``top`` best owners for ``text`` with the parts of their scores, those in ``exclude`` left out.

        ``only_with_evidence``: abstain instead of naming owners the gate does not let through.
        """
        _texts, evidence = next(self.ask([text]))
        if not evidence.similarity.any():
            return []
        adds = {name: self._adds(name, values)[0] for name, values in evidence.kinds.items()}
        ranks = {name: ranks_of(values)[0] for name, values in evidence.kinds.items()}
        if evidence.listed.any():
            adds["lists_it"] = LISTED * evidence.listed[0].astype(np.float64)
            evidence.kinds["lists_it"] = evidence.listed.astype(np.float32)
            ranks["lists_it"] = np.where(evidence.listed[0], 1, 0)
        scores = np.sum(list(adds.values()), axis=0)
        left_out = set(exclude)
        found: list[RankedOwner] = []
        for owner in np.argsort(-scores, kind="stable"):
            if len(found) == top:
                break
            if self.corpus.owners[owner] in left_out:
                continue
            product, near = self._base.nearest_product(evidence.similarity[0], int(owner))
            passes = has_evidence(text, product, near)
            if only_with_evidence and not passes:
                continue
            terms = tuple(
                Term(name, float(evidence.kinds[name][0, owner]), int(ranks[name][owner]), float(adds[name][owner]))
                for name in evidence.kinds
            )
            found.append(
                RankedOwner(
                    self.corpus.owners[owner], len(found) + 1, float(scores[owner]), terms, product, near, passes
                )
            )
        return found


def has_evidence(text: str, product: str, similarity: float, *, gate: float = GATE) -> bool:
    """Whether a product is evidence for a text: alike enough, the same, a kind of it, or containing it at its end."""
    asked, listed = reading(text), reading(product)
    return similarity >= gate or asked == listed or is_hyponym(product, text) or is_hyponym(text, product)
