"""How far a year's work points have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PlanProgress:
    """How far a year's work points are: how many, done, behind their day, and the share of target reached on average.

    ``reached_pct`` is None when no point has a number to reach.
    """

    points: int
    done: int
    late: int
    reached_pct: float | None


def progress_of(points: Sequence[tuple[str, date | None, float | None, float | None]], today: date) -> PlanProgress:
    """Progress over (state, due day, target, reached) of work points; more than the target counts as all of it."""
    shares = [min(reached or 0.0, target) / target for _state, _due, target, reached in points if target]
    done = sum(state == "done" for state, *_rest in points)
    late = sum(state not in ("done", "dropped") and due is not None and due < today for state, due, *_rest in points)
    return PlanProgress(len(points), done, late, 100 * sum(shares) / len(shares) if shares else None)
