"""How strongly sectors hang together: coefficients, inverses and linkage coefficients of an input–output table.

All arrays are float64; sector i sells to sector j in row i, column j. Formulas and names: docs/methods/linkages.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


class LinkageError(ValueError):
    """The coefficients have no Leontief inverse: the table is not productive, or its numbers are not finite."""


def technical_coefficients(flows: Matrix, output: Vector) -> Matrix:
    """A: what each sector buys of every other one for one unit of its own output, ``a_ij = z_ij / x_j``.

    ``flows`` (n, n) and ``output`` (n,) in one unit of money. A sector without output buys nothing: its column is zero.
    Raises ValueError on shapes that do not fit.
    """
    _check_shapes(flows, output)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = flows / output[np.newaxis, :]
    return np.where(output[np.newaxis, :] > 0, shares, 0.0)


def allocation_coefficients(flows: Matrix, output: Vector) -> Matrix:
    """B (Ghosh): which share of each sector's output goes to every other one, ``b_ij = z_ij / x_i``.

    A sector without output sells nothing: its row is zero. Raises ValueError on shapes that do not fit.
    """
    _check_shapes(flows, output)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = flows / output[:, np.newaxis]
    return np.where(output[:, np.newaxis] > 0, shares, 0.0)


def leontief_inverse(coefficients: Matrix) -> Matrix:
    """L = (I − A)⁻¹: output of i that one unit of final use of j sets in motion, directly and indirectly.

    Raises LinkageError when the matrix has no inverse or its numbers are not finite.
    """
    size = len(coefficients)
    if not np.isfinite(coefficients).all():
        raise LinkageError("the coefficients are not all numbers")
    try:
        inverse = np.linalg.inv(np.eye(size) - coefficients)
    except np.linalg.LinAlgError as error:
        raise LinkageError("the matrix I − A has no inverse") from error
    return np.asarray(inverse, dtype=np.float64)


def ghosh_inverse(allocation: Matrix) -> Matrix:
    """G = (I − B)⁻¹: output of j that one unit of primary input into i makes possible. Raises LinkageError."""
    return leontief_inverse(allocation)


@dataclass(frozen=True)
class Linkages:
    """Linkages of n sectors; every coefficient is relative: 1 is the mean of all sectors.

    ``influence``: 影响力系数 (columns of L). ``response_leontief``, ``response_ghosh``: 感应度系数 by rows of L, of G.
    The two definitions of 感应度 differ much (rank correlation about 0.6): a page always names which it shows.
    ``backward``, ``forward_leontief``, ``forward_ghosh`` are the sums themselves.
    """

    backward: Vector
    forward_leontief: Vector
    forward_ghosh: Vector
    influence: Vector
    response_leontief: Vector
    response_ghosh: Vector
    intermediate_ratio: Vector


def linkages_of(flows: Matrix, output: Vector) -> Linkages:
    """The linkages of a table of ``flows`` (n, n) with ``output`` (n,). Raises LinkageError, ValueError.

    With *all* flows (imports included) this is the coefficient of the yearbooks; with domestic flows only it tells what
    is set in motion at home, which alone may be used to speak of pull.
    """
    coefficients = technical_coefficients(flows, output)
    leontief = leontief_inverse(coefficients)
    ghosh = ghosh_inverse(allocation_coefficients(flows, output))
    backward, forward, supply = leontief.sum(axis=0), leontief.sum(axis=1), ghosh.sum(axis=1)
    return Linkages(
        backward,
        forward,
        supply,
        backward / backward.mean(),
        forward / forward.mean(),
        supply / supply.mean(),
        coefficients.sum(axis=0),
    )


def output_multipliers(coefficients: Matrix) -> Vector:
    """Output of all sectors set in motion by one unit of final use of each: column sums of L. Raises LinkageError."""
    sums: Vector = leontief_inverse(coefficients).sum(axis=0)
    return sums


def aggregate(flows: Matrix, groups: NDArray[Any], count: int) -> Matrix:
    """``flows`` (n, n) with sectors joined: sector k goes into group ``groups[k]`` (0 … count−1)."""
    joining = np.zeros((count, len(groups)))
    joining[groups, np.arange(len(groups))] = 1.0
    joined: Matrix = joining @ flows @ joining.T
    return joined


def _check_shapes(flows: Matrix, output: Vector) -> None:
    if flows.ndim != 2 or flows.shape[0] != flows.shape[1] or output.shape != (flows.shape[0],):
        raise ValueError(f"a square matrix and one output a sector are needed, not {flows.shape} and {output.shape}")
