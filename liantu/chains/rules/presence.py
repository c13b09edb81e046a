"""Is a link present, single, weak, strong, missing or undecided — and why?

Method and limits: ``docs/methods/presence.md``. Counts inside the home area, the province and beyond are never mixed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from liantu.lib.dated import Count, DatedRule, Share

STATES: tuple[str, ...] = ("strong", "present", "weak", "single", "gap", "undecided")


class Thresholds(DatedRule):
    """The dated numbers of the rule; ``reference/presence.yaml``."""

    gap_certainty: Share = 0.8
    coverage_default: Share = 0.85
    single_most: Count = 1
    weak_most: Count = 2
    strong_least: Count = 8
    usual_silence: Share = 0.5


@dataclass(frozen=True)
class Counts:
    """Enterprises that do what the link names: in the home city, in the rest of its province, beyond."""

    city: int
    province: int
    beyond: int

    def __post_init__(self) -> None:
        if min(self.city, self.province, self.beyond) < 0:
            raise ValueError("counts cannot be negative")

    @property
    def everywhere(self) -> int:
        """All of them."""
        return self.city + self.province + self.beyond

    def within(self, radius: str) -> int:
        """Those inside ``radius``: ``city``, ``province`` (city included) or ``nation``. Raises KeyError otherwise."""
        return {"city": self.city, "province": self.city + self.province, "nation": self.everywhere}[radius]


@dataclass(frozen=True)
class Reason:
    """One reason with its numbers: ``code`` is the kind, ``values`` fill its sentence."""

    code: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Presence:
    """The state of a link within a radius, and what made it."""

    state: str
    firms: int
    expected: float
    certainty: float
    reasons: tuple[Reason, ...]

    @property
    def is_present(self) -> bool:
        """Whether at least one enterprise is there."""
        return self.firms > 0


def judge_presence(
    counts: Counts, *, radius: str, area_share: float, coverage: float | None, thresholds: Thresholds
) -> Presence:
    """The state of a link within ``radius``.

    ``area_share``: the radius' share (0–1) of all enterprises in the register, so that ``everywhere × area_share`` is
    what a place of this size would have. ``coverage``: share (0–1) of the area's enterprises in the register; None
    takes the default. With firms the state depends on their number alone; without, silence means absence only when
    ``exp(−expected × (1 − coverage)) ≥ gap_certainty``, else *undecided*. Raises ValueError on shares outside 0–1.
    """
    held = thresholds.coverage_default if coverage is None else coverage
    if not (0 <= area_share <= 1 and 0 <= held <= 1):
        raise ValueError("area_share and coverage are shares between 0 and 1")
    firms = counts.within(radius)
    expected = counts.everywhere * area_share
    if firms:
        certainty = 1.0
        state = _state_of(firms, thresholds)
        reasons = [Reason("firms_found", {"firms": firms, "everywhere": counts.everywhere})]
    else:
        certainty = math.exp(-expected * (1 - held)) if counts.everywhere else 0.0
        state = "gap" if counts.everywhere and certainty >= thresholds.gap_certainty else "undecided"
        reasons = [Reason("none_found", {"everywhere": counts.everywhere})]
        reasons += _why_silent(state, counts.everywhere, expected, certainty, held, thresholds)
    reasons.append(Reason("expected_here", {"expected": expected, "area_share_pct": area_share * 100}))
    reasons.append(Reason("coverage_assumed" if coverage is None else "coverage_given", {"coverage_pct": held * 100}))
    return Presence(state, firms, expected, certainty, tuple(reasons))


def coverage_needed(expected: float, thresholds: Thresholds) -> float:
    """The share (0–1) of the area's enterprises a register must hold before silence about a link with ``expected``
    enterprises means absence: the rule ``exp(−expected × (1 − coverage)) ≥ gap_certainty`` solved for coverage."""
    if expected <= 0:
        return 0.0
    return max(0.0, 1 + math.log(thresholds.gap_certainty) / expected)


def _why_silent(
    state: str, everywhere: int, expected: float, certainty: float, held: float, thresholds: Thresholds
) -> list[Reason]:
    """What it means that nobody is seen, and what would settle it when it means little."""
    if not everywhere:
        return [Reason("none_anywhere", {})]
    measured = {"certainty_pct": certainty * 100, "needed_pct": thresholds.gap_certainty * 100}
    if state == "undecided":
        needed = coverage_needed(expected, thresholds)
        return [Reason("silence_proves_little", measured), Reason("would_settle", {"coverage_pct": needed * 100})]
    reasons = [Reason("silence_means_absence", measured)]
    usual = math.exp(-expected * held)
    if usual >= thresholds.usual_silence:
        reasons.append(Reason("silence_is_usual", {"usual_pct": usual * 100}))
    return reasons


def _state_of(firms: int, thresholds: Thresholds) -> str:
    """The state of a link with ``firms`` enterprises."""
    if firms <= thresholds.single_most:
        return "single"
    if firms <= thresholds.weak_most:
        return "weak"
    return "strong" if firms >= thresholds.strong_least else "present"
