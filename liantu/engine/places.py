"""How many enterprises of a release stand in each province or city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .release import Release


def place_totals(release: Release, by: str) -> dict[str, int]:
    """Enterprises by ``province`` or ``city``, names sorted. Raises KeyError for another column."""
    totals: dict[str, int] = {}
    for shard in release.shards:
        names = shard.lists[by]
        for name, count in zip(names, np.bincount(shard[by], minlength=len(names)), strict=False):
            totals[name] = totals.get(name, 0) + int(count)
    return dict(sorted(totals.items()))
