"""Several rankings made one: reciprocal rank fusion, and weighted sums of standardised evidence.

``evidence`` arrays are (questions, owners), larger is better. Nothing here knows what the evidence is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Ranks = NDArray[np.int64]
RRF_CONSTANT = 60


def ranks_of(scores: Array) -> Ranks:
    """The rank of every owner for every question, 1 is best; ties by the order of owners, so that bytes repeat."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[np.newaxis, :], axis=1)
    return ranks


def reciprocal(rank: Ranks, *, constant: int = RRF_CONSTANT) -> NDArray[np.float64]:
    """What a rank gives in reciprocal rank fusion: 1 / (constant + rank)."""
    given: NDArray[np.float64] = 1.0 / (constant + rank)
    return given


def fuse_ranks(evidence: Sequence[Array], *, constant: int = RRF_CONSTANT) -> NDArray[np.float64]:
    """Reciprocal rank fusion: Σ 1 / (constant + rank). Needs no training. Raises ValueError without evidence."""
    if not evidence:
        raise ValueError("there is nothing to fuse")
    return np.sum([reciprocal(ranks_of(one), constant=constant) for one in evidence], axis=0, dtype=np.float64)


def standardise(scores: Array) -> Array:
    """Each question's scores with mean 0 and deviation 1; scores that are all alike become 0."""
    spread = scores.std(axis=1, keepdims=True)
    middle = scores - scores.mean(axis=1, keepdims=True)
    standard: Array = np.where(spread > 1e-12, middle / np.where(spread > 1e-12, spread, 1.0), 0.0).astype(np.float32)
    return standard


def log_ranks(scores: Array, *, constant: int = 20) -> Array:
    """Each question's ranks on a scale that falls fast at the top: standardised −log(constant + rank)."""
    return standardise(-np.log(constant + ranks_of(scores)).astype(np.float32))


def design(evidence: Sequence[Array]) -> NDArray[np.float32]:
    """What a choice model looks at: for each evidence its standardised score and log rank, (questions, owners, 2·k)."""
    columns = [column for one in evidence for column in (standardise(one), log_ranks(one))]
    return np.stack(columns, axis=2)
