"""How many enterprises of a release stand in each province or city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .screening import Screening

if TYPE_CHECKING:
    from .release import Release

ROLES = ("make", "trade", "service")
ROLE_VALUE = 1  # the place of the role among the six values of a scored row
SURE_LEVEL = 7_000  # basis points from which the role stands in the scope or is told by the name
Array = NDArray[Any]


def place_totals(release: Release, by: str) -> dict[str, int]:
    """Enterprises by ``province`` or ``city``, names sorted. Raises KeyError for another column."""
    totals: dict[str, int] = {}
    for shard in release.shards:
        names = shard.lists[by]
        for name, count in zip(names, np.bincount(shard[by], minlength=len(names)), strict=False):
            totals[name] = totals.get(name, 0) + int(count)
    return dict(sorted(totals.items()))


class PlaceSums(NamedTuple):
    """Matching rows in one role, summed by place; arrays of one length, places in the order of (province, city).

    ``firms``: rows; ``log_absent``: Σ log(1 − p) with p the chance that a row really does it; ``weight`` and
    ``weight_2``:
    Σ p·k and Σ (p·k)², k the capacity of a row; ``recent``: rows registered since the day asked for; ``sure``: rows
    whose
    role stands in the scope or is told by the name.
    """

    places: tuple[tuple[str, str], ...]
    firms: Array
    log_absent: Array
    weight: Array
    weight_2: Array
    recent: Array
    sure: Array
    others: int  # matching rows in another role, everywhere


def place_sums(
    release: Release,
    screening: Screening,
    role: str,
    *,
    chances: Sequence[tuple[int, float]],
    since_days: int,
    unknown_capital_wan: float = 50.0,
) -> PlaceSums:
    """Sums of the rows in ``role`` by place, in one pass.

    ``chances``: (least role value in basis points, chance that such a row really does it), highest first; the
    capacity of a
    row is log(1 + capital in 万), ``unknown_capital_wan`` where none stands. ``since_days``: day number (days since
    1970) from which a row is recent. Raises KeyError for another role.
    """
    wanted = ROLES.index(role) if role in ROLES else _no_role(role)
    sums: dict[tuple[str, str], np.ndarray] = {}
    others = 0
    for shard, scored in zip(release.shards, release.score_shards(screening), strict=False):
        mine = scored.role == wanted
        others += int((~mine).sum())
        rows, level = scored.row[mine], scored.values[mine, ROLE_VALUE].astype(np.int64)
        if not rows.size:
            continue
        chance = np.full(rows.size, chances[-1][1])
        for least, value in reversed(chances):
            chance[level >= least] = value
        capital = shard["capital_wan_yuan"][rows].astype(np.float64)
        capacity = np.log1p(np.where(np.isfinite(capital) & (capital > 0), capital, unknown_capital_wan))
        cities = len(shard.lists["city"])
        code = shard["province"][rows].astype(np.int64) * cities + shard["city"][rows].astype(np.int64)
        present, inverse = np.unique(code, return_inverse=True)
        columns = np.zeros((6, present.size))
        for number, values in enumerate(
            (
                np.ones(rows.size),
                np.log1p(-chance),
                chance * capacity,
                (chance * capacity) ** 2,
                shard["registered_on"][rows].astype(np.int64) >= since_days,
                level >= SURE_LEVEL,
            )
        ):
            columns[number] = np.bincount(inverse, weights=values, minlength=present.size)
        for place, at in enumerate(present):
            key = (shard.lists["province"][int(at) // cities], shard.lists["city"][int(at) % cities])
            sums[key] = sums[key] + columns[:, place] if key in sums else columns[:, place]
    places = tuple(sorted(sums))
    table = np.array([sums[place] for place in places]).T if places else np.zeros((6, 0))
    return PlaceSums(places, table[0], table[1], table[2], table[3], table[4], table[5], others)


def _no_role(role: str) -> int:
    raise KeyError(role)


def pair_totals(release: Release) -> dict[tuple[str, str], int]:
    """Enterprises by (province, city), sorted by name."""
    totals: dict[tuple[str, str], int] = {}
    for shard in release.shards:
        cities = len(shard.lists["city"])
        code = shard["province"].astype(np.int64) * cities + shard["city"].astype(np.int64)
        counted = np.bincount(code)
        for at in np.flatnonzero(counted):
            number = counted[at]
            key = (shard.lists["province"][int(at) // cities], shard.lists["city"][int(at) % cities])
            totals[key] = totals.get(key, 0) + int(number)
    return dict(sorted(totals.items()))


def industry_totals(release: Release, province: str) -> dict[str, tuple[int, int]]:
    """Enterprises by industry code as the register writes it: code → (in ``province``, everywhere), codes sorted.

    The code "" counts the enterprises without one.
    """
    totals: dict[str, tuple[int, int]] = {}
    for shard in release.shards:
        codes, provinces = shard.lists["gbt4754"], shard.lists["province"]
        here = shard["province"] == (provinces.index(province) if province in provinces else -1)
        everywhere = np.bincount(shard["gbt4754"], minlength=len(codes))
        inside = np.bincount(shard["gbt4754"][here], minlength=len(codes))
        for at, code in enumerate(codes):
            before = totals.get(code, (0, 0))
            totals[code] = (before[0] + int(inside[at]), before[1] + int(everywhere[at]))
    return dict(sorted(totals.items()))
