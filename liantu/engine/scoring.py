"""The score in whole numbers: sums do not depend on their order, so every engine gives the same bytes.

Values of parts are basis points (0–10,000), weights thousandths; the raw score is Σ value · weight, shown as 0–100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import verbs as v
from .roles import CUE_CODE, GUESS_CODE, NOTHING_CODE
from .screening import FACTORS, Part

FULL = 10_000
SAID, BY_NAME, BY_REST, UNKNOWN, AROUND, OTHER_ROLE = 5, 4, 3, 2, 1, 0
ROLE_VALUE = {SAID: 10_000, BY_NAME: 7_000, BY_REST: 5_500, UNKNOWN: 4_000, AROUND: 2_500, OTHER_ROLE: 0}
FREQUENCY_VALUE = (0, 0, 4_000, 6_000, 7_500, 8_500, 9_300, 10_000)
NAME_POSITION = 1
CAPITAL_STEPS_WAN_YUAN = (10.0, 30.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 50_000.0)
ROLE_BITS = {"make": v.MAKE, "trade": v.TRADE, "service": v.SERVICE}
ROLE_CODES = 16


def word_specificity(occurrences: int, rows: int) -> int:
    """How much a word tells, in basis points: 0 when it stands in every row, 10,000 when in none.

    ``occurrences`` counts places (items and names) in the whole release, so that shards can be added up.
    """
    if rows <= 0:
        return FULL
    share = math.log2((rows + 1) / (occurrences + 1)) / math.log2(rows + 1)
    return max(0, min(FULL, int(share * FULL)))


def specificity_value(values: Sequence[int]) -> int:
    """The part of several different words: the most telling one, and a quarter of each other, at most 10,000."""
    best = max(values)
    return min(FULL, best + (sum(values) - best) // 4)


def position_value(position: int) -> int:
    """The part of standing at this place of the list (1 is first): 10,000, 8,000, 6,666, 5,714 …"""
    return FULL * 4 // (position + 3)


def frequency_value(count: int) -> int:
    """The part of being said in several items."""
    return FREQUENCY_VALUE[min(count, len(FREQUENCY_VALUE) - 1)]


def capital_value(capital_wan_yuan: float | None) -> int:
    """The part of registered capital in steps from 100,000 to 500 million; unknown brings nothing. A weak prior."""
    if capital_wan_yuan is None or math.isnan(capital_wan_yuan):
        return 0
    steps = sum(1 for step in CAPITAL_STEPS_WAN_YUAN if capital_wan_yuan >= step)
    return steps * FULL // len(CAPITAL_STEPS_WAN_YUAN)


def surest(level: int, *, industry_fits: bool, aside: bool) -> int:
    """The level of a place: a fitting industry code makes the wanted role said; gear around the thing is AROUND it."""
    if level == OTHER_ROLE:
        return OTHER_ROLE
    return AROUND if aside else SAID if industry_fits else level


def level_of(code: int, intent: str) -> int:
    """How sure the wanted role is, from SAID in the scope down to OTHER_ROLE; AROUND comes in by ``surest``."""
    wanted = ROLE_BITS[intent]
    if code <= 7:
        return SAID if code & wanted else OTHER_ROLE
    if code == NOTHING_CODE:
        return UNKNOWN
    if code in (CUE_CODE[wanted], GUESS_CODE[wanted]):
        return BY_NAME if code == CUE_CODE[wanted] else BY_REST
    return OTHER_ROLE


def role_of(code: int, intent: str) -> str:
    """The role shown: the wanted one if it is said, else the first said; trade where nothing is known."""
    if code <= 7:
        for role in (intent, "make", "trade", "service"):
            if code & ROLE_BITS[role]:
                return role
    for role, bit in ROLE_BITS.items():
        if code in (CUE_CODE[bit], GUESS_CODE[bit]):
            return role
    return "trade"


def raw_score(values: Sequence[int], weights: Sequence[int]) -> int:
    """Σ value · weight over FACTORS."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def shown_score(raw: int, weights: Sequence[int]) -> float:
    """The score from 0 to 100."""
    return raw * 100 / (FULL * max(1, sum(weights)))


def parts_of(values: Sequence[int], weights: Sequence[int]) -> tuple[Part, ...]:
    """The named parts of a score; their contributions add up to it."""
    whole = FULL * max(1, sum(weights))
    return tuple(
        Part(factor, value / FULL, weight / 1000, value * weight * 100 / whole)
        for factor, value, weight in zip(FACTORS, values, weights, strict=True)
    )


def name_value(level: int) -> int:
    """The part of standing in the name: full where the name speaks for the wanted role, half where it says nothing."""
    return FULL if level >= BY_REST else FULL // 2 if level == UNKNOWN else 0
