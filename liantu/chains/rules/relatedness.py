"""Is a place close to an activity it lacks — beyond what its size alone would say?

Density looks like a forecast and hardly is one: on past entries it is no better than size alone
(docs/methods/relatedness.md). So a relatedness is never made without its size-only baseline, and the entry test below
stays in the test suite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liantu.chains.rules.complexity import density, location_quotients, presence, proximity

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Relatedness:
    """Places × activities, all (p, a). There is no density without the baseline beside it.

    ``quotients``: LQ; ``density``: share of the activity's neighbourhood the place has (itself left out);
    ``size_baseline``: what size alone would say, as the rank (0–1) of place total × activity total;
    ``residual``: density less its row and column means: what is special to this place and this activity.
    """

    quotients: Matrix
    density: Matrix
    size_baseline: Matrix
    residual: Matrix


def relatedness_of(values: Matrix, *, threshold: float = 1.0) -> Relatedness:
    """Relatedness of every place to every activity from ``values`` (places × activities, not negative).

    Raises ValueError when nothing is anywhere or numbers are negative.
    """
    from scipy.stats import rankdata  # the better part of a second to import, and most commands never ask

    quotients = location_quotients(values)
    near = proximity(presence(quotients, threshold))
    np.fill_diagonal(near, 0.0)
    dense = density(presence(quotients, threshold), near)
    residual = dense - dense.mean(axis=1, keepdims=True) - dense.mean(axis=0, keepdims=True) + dense.mean()
    size = size_products(values)
    ranks = rankdata(size.ravel()).reshape(size.shape)
    return Relatedness(quotients, dense, (ranks - 0.5) / size.size, residual)


def size_products(values: Matrix) -> Matrix:
    """Place total × activity total: what chance would expect, up to a factor."""
    return np.outer(values.sum(axis=1), values.sum(axis=0))


@dataclass(frozen=True)
class EntryTest:
    """How well each score told, at a past day, which absent activities a place would gain: areas under the ROC curve.

    ``auc_both``: a logistic model of both, fitted on the same cases; its coefficients are of standardised scores.
    """

    candidates: int
    entries: int
    auc_density: float
    auc_size: float
    auc_both: float
    auc_relative_density: float
    coefficient_size: float
    coefficient_density: float


def entry_test(before: Matrix, later: Matrix) -> EntryTest:
    """Of the activities absent in ``before`` (places × activities), which are present in ``later`` — and who told?

    Scores are computed on ``before`` alone; specialisation is LQ ≥ 1. Raises ValueError when there is no entry, or
    nothing but entries.
    """
    absent = before == 0
    entered = (later > 0)[absent]
    if not entered.any() or entered.all():
        raise ValueError("some activities must enter and some not")
    dense = relatedness_of(before).density
    size = size_products(before)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.nan_to_num(dense / dense.mean(axis=1, keepdims=True))
    features = np.column_stack([_standardised(np.log1p(size)[absent]), _standardised(dense[absent])])
    weights = _logistic_fit(features, entered)
    return EntryTest(
        int(absent.sum()),
        int(entered.sum()),
        auc(dense[absent], entered),
        auc(size[absent], entered),
        auc(features @ weights[1:], entered),
        auc(relative[absent], entered),
        float(weights[1]),
        float(weights[2]),
    )


def auc(scores: Vector, positive: Mask) -> float:
    """The chance that a positive case scores above a negative one, ties half. Raises ValueError without both kinds."""
    hits = int(positive.sum())
    misses = len(positive) - hits
    if not hits or not misses:
        raise ValueError("positive and negative cases are needed")
    from scipy.stats import rankdata  # the better part of a second to import, and most commands never ask

    ranks = rankdata(scores)
    return float((ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _standardised(values: Vector) -> Vector:
    spread = values.std()
    standard: Vector = (values - values.mean()) / (spread if spread > 0 else 1.0)
    return standard


def _logistic_fit(features: Matrix, positive: Mask, *, steps: int = 50) -> Vector:
    """Intercept and weights of a logistic model by Newton's method, with a trace of ridge against separation."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    ridge = np.eye(len(weights)) * 1e-9
    for _step in range(steps):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (positive - chance)
        curve = (design * (chance * (1 - chance))[:, np.newaxis]).T @ design + ridge
        change = np.linalg.solve(curve, slope)
        weights = weights + change
        if float(np.abs(change).max()) < 1e-10:
            break
    return weights
