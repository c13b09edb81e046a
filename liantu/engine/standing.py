"""Which rows of a release say in their status that the enterprise is gone? Read once a release, kept in the process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .release import Release

Array = NDArray[np.bool_]


def rows_with_status(release: Release, words: Sequence[str]) -> tuple[Array, ...] | None:
    """For each shard, the rows whose status holds one of ``words``; None when no row of the release has a status."""
    return _rows_with_status(release, tuple(words))


@lru_cache(maxsize=8)
def _rows_with_status(release: Release, words: tuple[str, ...]) -> tuple[Array, ...] | None:
    import pyarrow.parquet as pq

    found: list[Array] = []
    told = False
    for shard in release.shards:
        column: Any = pq.read_table(shard.folder / "enterprises.parquet", columns=["status"])["status"]
        coded = column.combine_chunks().dictionary_encode()
        names = [name or "" for name in coded.dictionary.to_pylist()]
        told = told or any(names)
        gone = np.array([any(word in name for word in words) for name in names], dtype=np.bool_)
        found.append(gone[coded.indices.to_numpy(zero_copy_only=False)] if len(names) else np.zeros(0, np.bool_))
    return tuple(found) if told else None
