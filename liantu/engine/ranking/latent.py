"""What owners have in common beyond shared words: latent directions, likeness of owners, latent groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
DIRECTIONS = 300


@dataclass(frozen=True)
class LatentSpace:
    """``owners`` (owners, directions) and ``products`` (products, directions), rows of unit length; ``grams`` projects
    a row of the n-gram space. ``contexts`` (products, directions): the mean of a product's owners."""

    owners: Array
    contexts: Array
    grams: Array

    @staticmethod
    def fit(lists: Any, names: Any, *, directions: int = DIRECTIONS) -> LatentSpace:
        """Singular vectors of the owners' documents (sums of their product names), damped by a square root.

        Deterministic: the start vector is fixed and signs are set. ``lists`` (owners, products), ``names``
        (products, grams).
        """
        from scipy import sparse  # many megabytes that most processes never need
        from scipy.sparse.linalg import svds  # the better part of a second to import, and most commands never ask

        documents = sparse.csr_matrix(lists @ names)
        documents.data = np.sqrt(documents.data)
        lengths = np.sqrt(np.asarray(documents.multiply(documents).sum(axis=1)).ravel())
        scaled = sparse.csr_matrix(sparse.diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ documents)
        most = max(1, min(directions, min(scaled.shape) - 1))
        start = np.full(min(scaled.shape), 1.0 / np.sqrt(min(scaled.shape)))
        left, sizes, right = svds(scaled.astype(np.float64), k=most, v0=start)
        order = np.argsort(-sizes, kind="stable")
        left, sizes, right = left[:, order], sizes[order], right[order]
        signs = np.sign(right[np.arange(most), np.abs(right).argmax(axis=1)])
        signs[signs == 0] = 1.0
        owners = unit((left * sizes * signs).astype(np.float32))
        counts = np.maximum(np.asarray(lists.sum(axis=0)).ravel(), 1.0).astype(np.float32)
        contexts = np.asarray(lists.T.astype(np.float32) @ owners) / counts[:, np.newaxis]
        return LatentSpace(owners, contexts, (right * signs[:, np.newaxis]).T.astype(np.float32))

    def by_words(self, rows: Any) -> Array:
        """Closeness of each question (rows of the n-gram space) to each owner, by the question's own grams."""
        return unit(np.asarray(rows.astype(np.float32) @ self.grams)) @ self.owners.T

    def by_context(self, similarity: Array, *, nearest: int = 30, power: float = 2.0) -> Array:
        """Closeness of each question to each owner, by the owners of the products nearest to it."""
        return unit(self.context_of(similarity, nearest=nearest, power=power)) @ self.owners.T

    def context_of(self, similarity: Array, *, nearest: int = 30, power: float = 2.0) -> Array:
        """The mean context of the ``nearest`` products of each question, weighted by similarity to the ``power``."""
        keep = min(nearest, similarity.shape[1])
        top = np.argpartition(-similarity, keep - 1, axis=1)[:, :keep]
        weights = np.take_along_axis(similarity, top, axis=1) ** power
        return np.einsum("qk,qkd->qd", weights, self.contexts[top]).astype(np.float32)

    def by_feedback(self, scores: Array, *, most: int = 20) -> Array:
        """Closeness to the ``most`` owners that score best so far (pseudo-relevance feedback), themselves included."""
        keep = min(most, scores.shape[1])
        top = np.argpartition(-scores, keep - 1, axis=1)[:, :keep]
        weights = np.take_along_axis(scores, top, axis=1)
        weights = np.maximum(weights - weights.min(axis=1, keepdims=True), 0) + 1e-6
        middle = np.einsum("qk,qkd->qd", weights, self.owners[top]).astype(np.float32)
        return unit(middle) @ self.owners.T


def unit(rows: Array) -> Array:
    """Rows divided by their lengths; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def likeness(documents: Any, *, power: int = 4) -> Array:
    """How alike owners are (owners, owners): cosine of their documents (unit rows) to a ``power``; nobody is like
    himself.
    """
    alike = np.asarray((documents @ documents.T).todense(), dtype=np.float32)
    alike = np.maximum(alike, 0) ** power
    np.fill_diagonal(alike, 0.0)
    return alike


def spread(scores: Array, alike: Array, *, damping: float = 0.8) -> Array:
    """Scores passed on to owners that are alike, each receiver's sum damped by how many he is like."""
    sums = alike.sum(axis=1) ** damping
    return np.asarray((scores @ alike) / np.where(sums > 0, sums, 1.0), dtype=np.float32)
