"""Complexity of places and activities: who specialises in what, which activities go together, how complex both are.

``values``: places × activities (firms, jobs, exports …), never negative. Conventions are those of the reference
packages, held equal by tests: docs/methods/relatedness.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


def location_quotients(values: Matrix) -> Matrix:
    """LQ (= RCA, revealed comparative advantage): an activity's share in a place over its share in all places.

    Places × activities; 0 where the place or the activity has nothing at all. Raises ValueError on negative numbers or
    when nothing is anywhere.
    """
    if (values < 0).any() or not np.isfinite(values).all():
        raise ValueError("counts and amounts are not negative")
    total = float(values.sum())
    if total <= 0:
        raise ValueError("nothing is anywhere")
    places, activities = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = (values / places) / (activities / total)
    return np.where((places > 0) & (activities > 0), quotients, 0.0)


def presence(quotients: Matrix, threshold: float = 1.0) -> Matrix:
    """1 where a place is specialised in an activity (quotient ≥ ``threshold``), else 0."""
    return np.where(quotients >= threshold, 1.0, 0.0)


def proximity(present: Matrix) -> Matrix:
    """φ (activities × activities): the smaller of the two conditional probabilities of having one given the other.

    The diagonal is 1 for activities present anywhere; rows of activities present nowhere are 0.
    """
    together = present.T @ present
    ubiquity = present.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.where(ubiquity[np.newaxis, :] > 0, together / ubiquity[np.newaxis, :], 0.0)
    near: Matrix = np.minimum(given, given.T)
    return near


def density(present: Matrix, near: Matrix) -> Matrix:
    """Places × activities: how much of an activity's neighbourhood a place has, 0–1 (the activity itself included).

    An activity without neighbours has density 0 everywhere.
    """
    reach = near.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(reach[np.newaxis, :] > 0, near.T / reach[np.newaxis, :], 0.0)
    dense: Matrix = present @ shares
    return dense


@dataclass(frozen=True)
class Complexity:
    """Indices of p places and a activities; NaN for places without any specialisation and activities nobody has.

    ``eci`` (p,), ``pci`` (a,): z-scores by the mean and deviation of the places; ``coi`` (p,): how near the complex
    activities are that a place lacks; ``cog`` (p, a): what a place would gain in outlook by each of them;
    ``density`` (p, a).
    """

    eci: Vector
    pci: Vector
    coi: Vector
    cog: Matrix
    density: Matrix
    diversity: Vector
    ubiquity: Vector


class ComplexityError(ValueError):
    """The places and activities are too few, or fall apart, so that no index can be computed."""


def complexity_of(present: Matrix) -> Complexity:
    """The indices of a 0/1 matrix places × activities. Raises ComplexityError.

    ECI and PCI are the second eigenvectors of the averaged bipartite walk (places of diversity 0 and activities of
    ubiquity 0 left out); the sign makes ECI rise with diversity; PCI uses the mean and deviation of ECI.
    """
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    rows, columns = diversity > 0, ubiquity > 0
    if rows.sum() < 3 or columns.sum() < 3:
        raise ComplexityError("at least three places and three activities are needed")
    places, activities = _second_vectors(present[np.ix_(rows, columns)])
    deviation = float(places.std())
    if not deviation > 0:
        raise ComplexityError("all places are alike: there is nothing to rank")
    eci_raw, pci_raw = _spread(places, rows), _spread(activities, columns)
    near = proximity(present)
    dense = density(present, near)
    open_to = 1.0 - present
    usable = np.nan_to_num(pci_raw)
    outlook = (dense * open_to) @ usable
    reach = near.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(reach > 0, usable / reach, 0.0)
    gain = open_to * (open_to @ (near * weight[:, np.newaxis]))
    mean = float(places.mean())
    spread = float(outlook.std())
    return Complexity(
        (eci_raw - mean) / deviation,
        (pci_raw - mean) / deviation,
        (outlook - outlook.mean()) / spread if spread > 0 else np.zeros_like(outlook),
        gain / deviation,
        dense,
        diversity,
        ubiquity,
    )


def _second_vectors(present: Matrix) -> tuple[Vector, Vector]:
    """The second eigenvectors of places and activities, to one scale, ECI rising with diversity.

    Through the symmetric matrix of the smaller side, which is exact and fast: D^−½ M U^−1 Mᵀ D^−½.
    """
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    if len(diversity) <= len(ubiquity):
        scaled = present / np.sqrt(diversity)[:, np.newaxis]
        values, vectors = np.linalg.eigh((scaled / ubiquity[np.newaxis, :]) @ scaled.T)
        second = vectors[:, -2] / np.sqrt(diversity)
        _check_second(float(values[-2]))
        activities = (present.T @ second) / ubiquity / values[-2]
    else:
        scaled = present / np.sqrt(ubiquity)[np.newaxis, :]
        values, vectors = np.linalg.eigh(scaled.T @ (scaled / diversity[:, np.newaxis]))
        activities = vectors[:, -2] / np.sqrt(ubiquity)
        _check_second(float(values[-2]))
    places = (present @ activities) / diversity
    varies = diversity.std() > 0 and places.std() > 0
    sign = float(np.sign(np.corrcoef(diversity, places)[0, 1])) if varies else 1.0
    sign = sign or 1.0
    return sign * places, sign * activities


def _check_second(value: float) -> None:
    """The second eigenvalue lies strictly between 0 and 1, else there is no one index. Raises ComplexityError."""
    if value <= 1e-12:
        raise ComplexityError("all places are alike: there is nothing to rank")
    if value >= 1 - 1e-9:
        raise ComplexityError("places and activities fall into groups that have nothing in common")


def _spread(values: Vector, mask: Mask) -> Vector:
    """``values`` at the places of ``mask``, NaN elsewhere."""
    whole = np.full(len(mask), np.nan)
    whole[mask] = values
    return whole
