"""How long do projects stay in a stage, and how many go on? From the zone's own history, silent while it is short.

Kaplan–Meier: projects still in the stage count for as long as they are in it. docs/methods/forecast.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST_CASES = 8  # finished stays below which nothing is said


@dataclass(frozen=True)
class Stay:
    """How long a project was in a stage, in days, and whether it went on (else it is there still, or ended there)."""

    days: int
    went_on: bool


@dataclass(frozen=True)
class StageForecast:
    """``median_days``: until half have gone on, None when half never do within what was seen.

    ``chance_within``: (days, share gone on by then, low, high) at 90 %; ``cases``: stays, ``finished``: gone on.
    """

    cases: int
    finished: int
    median_days: int | None
    chance_within: tuple[tuple[int, float, float, float], ...]


def forecast_of(stays: Sequence[Stay], *, horizons: Sequence[int] = (30, 90, 180)) -> StageForecast | None:
    """The forecast of a stage from the stays seen; None while fewer than LEAST_CASES went on."""
    finished = [stay.days for stay in stays if stay.went_on]
    if len(finished) < LEAST_CASES:
        return None
    from scipy.stats import CensoredData, ecdf

    waiting = [stay.days for stay in stays if not stay.went_on]
    survival = ecdf(CensoredData(uncensored=finished, right=waiting)).sf
    with warnings.catch_warnings():  # where the formula has no bound, the estimate itself is shown (``_known``)
        warnings.simplefilter("ignore", RuntimeWarning)
        band = survival.confidence_interval(confidence_level=0.90, method="log-log")
    days = survival.quantiles
    half = np.flatnonzero(survival.probabilities <= 0.5)
    chances = []
    for horizon in horizons:
        at = int(np.searchsorted(days, horizon, side="right")) - 1
        if at < 0:
            chances.append((horizon, 0.0, 0.0, 0.0))
            continue
        left = float(survival.probabilities[at])
        low, high = (_known(one.probabilities[at], left) for one in (band.low, band.high))
        chances.append((horizon, 1 - left, 1 - high, 1 - low))
    return StageForecast(len(stays), len(finished), int(days[half[0]]) if half.size else None, tuple(chances))


def _known(value: float, otherwise: float) -> float:
    """The bound; where the formula has none (all gone, or nobody yet) the estimate itself."""
    return float(value) if np.isfinite(value) else otherwise
