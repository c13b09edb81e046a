"""What filling a link sets in motion in the region: a rank-one change of the Leontief inverse.

When a missing sector n settles, the region buys a larger share of n at home: row n of the coefficients rises from
ρ·a_nj to ρ'·a_nj. Formula and limits: docs/methods/linkages.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


class PullError(ValueError):
    """The change cannot be computed: shares outside 0–1, no such sector, or a table that explodes."""


@dataclass(frozen=True)
class Pull:
    """Output set in motion (n,), in the unit of the final use: all of it, the filled sector's own part, the others'."""

    by_sector: Vector
    own: float
    others: float

    @property
    def total(self) -> float:
        """All output set in motion."""
        return self.own + self.others


def row_change(national: Matrix, sector: int, before: float, after: float) -> Vector:
    """δ (n,): by how much row ``sector`` of the regional coefficients rises when the share bought at home goes from
    ``before`` to ``after`` (0–1 of ``national``, the coefficients with no import from elsewhere). Raises PullError."""
    if not 0 <= before <= after <= 1:
        raise PullError("the share bought at home goes from a smaller to a larger one between 0 and 1")
    if not 0 <= sector < len(national):
        raise PullError(f"there is no sector {sector}")
    change: Vector = (after - before) * national[sector]
    return change


def updated_inverse(leontief: Matrix, sector: int, change: Vector) -> Matrix:
    """L after row ``sector`` of A rose by ``change``: L + (L e_n)(δᵀL) / (1 − δᵀL e_n) (Sherman–Morrison).

    Raises PullError when the denominator is not positive: the changed table would not be productive.
    """
    column, reach, rest = _parts(leontief, sector, change)
    changed: Matrix = leontief + np.outer(column, reach) / rest
    return changed


def pull_of_filling(leontief: Matrix, sector: int, change: Vector, final_use: Vector) -> Pull:
    """ΔX = (L e_n)(δᵀL f) / (1 − δᵀL e_n): output set in motion by the change, for final use ``final_use`` (n,).

    Raises PullError.
    """
    column, reach, rest = _parts(leontief, sector, change)
    by_sector: Vector = column * (float(reach @ final_use) / rest)
    own = float(by_sector[sector])
    return Pull(by_sector, own, float(by_sector.sum()) - own)


def extraction(coefficients: Matrix, sector: int, final_use: Vector) -> Pull:
    """What would be lost if an existing sector were gone (hypothetical extraction): X − X^(−n), by sector.

    Its row and column of the coefficients and its final use are set to zero. Raises PullError.
    """
    if not 0 <= sector < len(coefficients):
        raise PullError(f"there is no sector {sector}")
    whole = _solve(coefficients, final_use)
    without = coefficients.copy()
    without[sector, :] = 0.0
    without[:, sector] = 0.0
    rest_use = final_use.copy()
    rest_use[sector] = 0.0
    lost: Vector = whole - _solve(without, rest_use)
    own = float(lost[sector])
    return Pull(lost, own, float(lost.sum()) - own)


def _parts(leontief: Matrix, sector: int, change: Vector) -> tuple[Vector, Vector, float]:
    if not 0 <= sector < len(leontief) or change.shape != (len(leontief),):
        raise PullError("the change is one number a sector, and the sector is one of the table")
    column: Vector = leontief[:, sector]
    reach: Vector = change @ leontief
    rest = 1.0 - float(reach[sector])
    if not rest > 0:
        raise PullError("with this change every unit would call for more than itself")
    return column, reach, rest


def _solve(coefficients: Matrix, final_use: Vector) -> Vector:
    try:
        solved = np.linalg.solve(np.eye(len(coefficients)) - coefficients, final_use)
    except np.linalg.LinAlgError as error:
        raise PullError("the matrix I − A has no inverse") from error
    return np.asarray(solved, dtype=np.float64)


@dataclass(frozen=True)
class PurchasePull:
    """What one unit bought at home instead of elsewhere sets in motion, by sector (n,), the unit itself included.

    ``own``: in the sectors that make the product, the unit itself included; ``others``: in all other sectors.
    """

    by_sector: Vector
    own: float
    others: float

    @property
    def total(self) -> float:
        """All output set in motion by one unit."""
        return self.own + self.others


def as_strong_as_nation(national: Matrix, slq: Vector, sector: int, *, factor: float) -> Vector:
    """Column ``sector`` (n,) of the regional coefficients once the sector is here as strongly as in the nation.

    Its suppliers' quotient is then their own ``slq`` by at most 1, times the size factor λ of FLQ (``factor``): a
    missing sector buys nothing in the table of today, a filled one buys of what the region makes. A sector stronger
    than the nation keeps its quotient.
    """
    own = max(float(slq[sector]), 1.0)
    quotients = slq / own
    quotients[sector] = own
    column: Vector = national[:, sector] * np.minimum(quotients * factor, 1.0)
    return column


def pull_of_purchase(
    leontief: Matrix, coefficients: Matrix, columns: Mapping[int, Vector], shares: Mapping[int, float]
) -> PurchasePull:
    """Output set in motion by one unit of a product of sectors ``shares`` (sector → share, summing to 1).

    ``columns``: the sectors' columns once they are here; a rank-one change of the inverse for each,
    ``L'e = Le + Ld·L_ee / (1 − (Ld)_e)`` with ``d`` the change of the column. Raises PullError when shares do not sum
    to 1 or the changed table would not be productive.
    """
    if abs(sum(shares.values()) - 1) > 1e-9 or any(not 0 <= sector < len(leontief) for sector in shares):
        raise PullError("the shares of the product's sectors sum to 1 and are sectors of the table")
    whole = np.zeros(len(leontief))
    for sector, share in shares.items():
        change = leontief @ (columns[sector] - coefficients[:, sector])
        rest = 1.0 - float(change[sector])
        if not rest > 0:
            raise PullError("with this change every unit would call for more than itself")
        whole += share * (leontief[:, sector] + change * (float(leontief[sector, sector]) / rest))
    own = float(sum(whole[sector] for sector in shares))
    return PurchasePull(whole, own, float(whole.sum()) - own)
