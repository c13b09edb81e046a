"""Which firms are near enough? The logistic class of a link gives the radius; here, near, beyond and unplaced stay
apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RINGS: tuple[str, ...] = ("here", "near", "beyond", "unplaced")


@dataclass(frozen=True)
class LogisticClass:
    """How far the product of a link is carried: ``radius_km`` by road (0: distance does not matter), decay
    ``tau_km``.
    """

    code: str
    name: str
    name_en: str
    radius_km: float
    tau_km: float

    def decay(self, km: float | None) -> float:
        """What a firm at ``km`` counts for here: exp(−d/τ) inside the radius, 0 beyond or when its place is unknown."""
        if km is None or math.isnan(km):
            return 0.0
        if self.radius_km <= 0:
            return 1.0
        return math.exp(-km / self.tau_km) if km <= self.radius_km else 0.0


@dataclass(frozen=True)
class Rings:
    """Firms by ring; their sum is all firms of the register."""

    here: int
    near: int
    beyond: int
    unplaced: int

    @property
    def everywhere(self) -> int:
        """All of them."""
        return self.here + self.near + self.beyond + self.unplaced


def classes_of(content: Mapping[str, Any]) -> dict[str, LogisticClass]:
    """The classes of ``reference/logistic_classes.yaml`` by code. Raises KeyError for a class without a radius."""
    found = {}
    for row in content["classes"]:
        radius = float(row["radius_km"])
        tau = float(row.get("tau_km") or (radius / 2 if radius else 1.0))
        found[row["code"]] = LogisticClass(row["code"], row["name"], row["name_en"], radius, tau)
    return found


def ring_of(km: float, here: bool, kind: LogisticClass) -> str:
    """The ring of a place ``km`` away (NaN: unknown): ``here`` for the home city itself whatever the distance."""
    if here:
        return "here"
    if math.isnan(km):
        return "unplaced"
    return "near" if kind.radius_km <= 0 or km <= kind.radius_km else "beyond"


def rings_of(
    places: Sequence[tuple[str, str]],
    firms: NDArray[Any],
    far_km: NDArray[np.float64],
    *,
    home: tuple[str, str],
    kind: LogisticClass,
) -> Rings:
    """The firms of ``places`` (province, city) by ring seen from ``home``; ``far_km``: road kilometres, NaN unknown."""
    counted = dict.fromkeys(RINGS, 0)
    for place, number, km in zip(places, firms, far_km, strict=True):
        counted[ring_of(float(km), place == home, kind)] += int(number)
    return Rings(**counted)
