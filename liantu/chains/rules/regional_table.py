"""A national table for a region that has none: location quotients tell which inputs the region can make itself.

Formulas, measured errors and the default δ: docs/methods/linkages.md, "A table for the region".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Method = Literal["national", "SLQ", "CILQ", "FLQ", "AFLQ"]
# Working value with the range always shown beside it: FLQ .10 fitted Chinese-size regions best among published tests.
DEFAULT_DELTA = 0.10
DELTA_RANGE: tuple[float, float] = (0.05, 0.20)


@dataclass(frozen=True)
class RegionalTable:
    """Regional coefficients (n, n) with how they were made: the method, δ, the region's share of all output."""

    coefficients: Matrix
    method: Method
    delta: float | None
    region_share: float


def simple_quotients(regional: Vector, national: Vector) -> Vector:
    """SLQ: a sector's share in the region over its share in the nation; 0 where the nation has none of it.

    Raises ValueError when nothing is made in the region or the nation.
    """
    if regional.sum() <= 0 or national.sum() <= 0:
        raise ValueError("region and nation must have some output")
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = (regional / regional.sum()) / (national / national.sum())
    return np.where(national > 0, quotients, 0.0)


def cross_quotients(slq: Vector) -> Matrix:
    """CILQ_ij = SLQ_i / SLQ_j, with SLQ_i on the diagonal; a buyer the region lacks buys nothing (0)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = slq[:, np.newaxis] / slq[np.newaxis, :]
    cross = np.where(slq[np.newaxis, :] > 0, cross, 0.0)
    np.fill_diagonal(cross, slq)
    return cross


def size_factor(region_share: float, delta: float) -> float:
    """λ = [log₂(1 + region's share of output)]^δ: the smaller the region, the more it imports. δ in [0, 1).

    Raises ValueError outside.
    """
    if not 0 <= delta < 1 or not 0 < region_share <= 1:
        raise ValueError("δ lies in [0, 1) and the region's share in (0, 1]")
    return float(np.log2(1 + region_share) ** delta)


def regionalise(
    coefficients: Matrix, regional: Vector, national: Vector, *, method: Method = "FLQ", delta: float = DEFAULT_DELTA
) -> RegionalTable:
    """Regional coefficients from national domestic ones: ``a_ij · min(1, q_ij)`` with the quotient of ``method``.

    ``regional`` and ``national`` (n,): output (or another measure of size, the same for both) by sector. AFLQ
    multiplies by log₂(1 + SLQ_j) where the buyer is specialised, and there alone may exceed 1. Raises ValueError.
    """
    share = float(regional.sum() / national.sum()) if national.sum() > 0 else 0.0
    if method == "national":
        return RegionalTable(coefficients.copy(), method, None, share)
    slq = simple_quotients(regional, national)
    if method == "SLQ":
        factors = np.minimum(slq, 1.0)[:, np.newaxis] * np.ones(len(slq))
        return RegionalTable(coefficients * factors, method, None, share)
    cross = cross_quotients(slq)
    if method == "CILQ":
        return RegionalTable(coefficients * np.minimum(cross, 1.0), method, None, share)
    factors = np.minimum(cross * size_factor(min(share, 1.0), delta), 1.0)
    if method == "AFLQ":
        factors = factors * np.where(slq > 1, np.log2(1 + slq), 1.0)[np.newaxis, :]
    return RegionalTable(coefficients * factors, method, delta, share)
