"""How many enterprises of a release stand in each province or city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .screening import Screening

if TYPE_CHECKING:
    from .release import Release

ROLES = ("make", "trade", "service")


def place_totals(release: Release, by: str) -> dict[str, int]:
    """Enterprises by ``province`` or ``city``, names sorted. Raises KeyError for another column."""
    totals: dict[str, int] = {}
    for shard in release.shards:
        names = shard.lists[by]
        for name, count in zip(names, np.bincount(shard[by], minlength=len(names)), strict=False):
            totals[name] = totals.get(name, 0) + int(count)
    return dict(sorted(totals.items()))


def role_counts(
    release: Release, screening: Screening, columns: Sequence[str] = ("city", "province")
) -> dict[str, dict[str, dict[str, int]]]:
    """Matching rows by role for each place of each of ``columns``, in one pass: column → place → role → rows.

    Equal to ``release.counts_by`` asked once for each column. Raises KeyError for a column without places.
    """
    counts: dict[str, dict[str, dict[str, int]]] = {column: {} for column in columns}
    for shard, scored in zip(release.shards, release.score_shards(screening), strict=False):
        for column in columns:
            places, names = shard[column][scored.row].astype(np.int64), shard.lists[column]
            table = np.bincount(places * len(ROLES) + scored.role, minlength=len(names) * len(ROLES))
            table = table.reshape(-1, len(ROLES))
            for place in np.flatnonzero(table.sum(axis=1)):
                entry = counts[column].setdefault(names[place], dict.fromkeys(ROLES, 0))
                for role, number in zip(ROLES, table[place], strict=True):
                    entry[role] += int(number)
    return counts
