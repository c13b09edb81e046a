"""How right are the lists? Shares of reviewed targets that were right, with an interval that is honest for small
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST_SHOWN = 20  # reviewed targets of a zone below which no share of its own is shown
LEAST_FITTED = 200  # reviewed targets below which no ranking may be fitted on them
Z_90 = 1.6448536269514722


@dataclass(frozen=True)
class MeasuredShare:
    """A share of right ones with its 90 % interval (Wilson) and the number it rests on."""

    right: int
    reviewed: int
    share: float
    low: float
    high: float


def measured_share(right: int, reviewed: int) -> MeasuredShare | None:
    """The share of right targets; None without any reviewed. Raises ValueError when more are right than reviewed."""
    if right < 0 or right > reviewed:
        raise ValueError("no more can be right than were reviewed")
    if not reviewed:
        return None
    share, z2 = right / reviewed, Z_90**2
    middle = (share + z2 / (2 * reviewed)) / (1 + z2 / reviewed)
    half = Z_90 * math.sqrt(share * (1 - share) / reviewed + z2 / (4 * reviewed**2)) / (1 + z2 / reviewed)
    return MeasuredShare(right, reviewed, share, max(middle - half, 0.0), min(middle + half, 1.0))


def slider_weights(fitted: Mapping[str, float]) -> dict[str, float]:
    """Fitted weights as sliders: below zero becomes zero, the mean of the rest one, at most three, one decimal.

    All zero when nothing speaks for a factor: the caller then keeps the shipped ones.
    """
    positive = {name: max(value, 0.0) for name, value in fitted.items()}
    speaking = [value for value in positive.values() if value > 0]
    if not speaking:
        return dict.fromkeys(fitted, 0.0)
    mean = sum(speaking) / len(speaking)
    return {name: round(min(value / mean, 3.0), 1) for name, value in positive.items()}


@dataclass(frozen=True)
class Outcome:
    """What became of one target of a saved list: day by rung, '' where it did not come so far."""

    name: str
    credit_code: str
    rank: int
    reached: Mapping[str, str]


RUNGS: tuple[str, ...] = ("known", "suggested", "met", "signed", "started")


def hit_rate(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many targets reached each rung, in the order of RUNGS."""
    return {rung: sum(bool(one.reached.get(rung)) for one in outcomes) for rung in RUNGS}
