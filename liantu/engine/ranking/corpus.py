"""Who says they make what: owners (enterprises), products, and the lines between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from liantu.engine.ranking.texts import reading

Matrix: TypeAlias = Any  # a SciPy matrix in compressed rows; SciPy ships no types


@dataclass(frozen=True)
class ProductCorpus:
    """Owners × products, 1 where an owner lists a product.

    ``owners``: ids in sorted order; ``products``: names, distinct as they are read; ``groups``: one tuple a level,
    coarse
    to fine, with the group (industry) of each owner, '' when unknown; empty when nobody's is known.
    """

    owners: tuple[str, ...]
    products: tuple[str, ...]
    lists: Matrix = field(repr=False)
    groups: tuple[tuple[str, ...], ...] = ()

    @staticmethod
    def from_edges(
        owner_ids: Sequence[str], product_names: Sequence[str], *, groups: Mapping[str, Sequence[str]] | None = None
    ) -> ProductCorpus:
        """The corpus of the lines ``owner_ids[k]`` lists ``product_names[k]``.

        Names that read alike are one product; empty names are left out; order of lines does not matter. Raises
        ValueError
        when the lengths differ or nothing is left.
        """
        from scipy import sparse  # many megabytes that most processes never need

        if len(owner_ids) != len(product_names):
            raise ValueError("one product a line is needed")
        pairs: set[tuple[str, str]] = set()
        spelling: dict[str, str] = {}
        for owner, name in zip(owner_ids, product_names, strict=True):
            read = reading(name)
            if owner and read:
                pairs.add((owner, read))
                spelling[read] = min(spelling.get(read, name), name)
        if not pairs:
            raise ValueError("no owner lists any product")
        owners = sorted({owner for owner, _read in pairs})
        reads = sorted({read for _owner, read in pairs})
        row = {owner: number for number, owner in enumerate(owners)}
        column = {read: number for number, read in enumerate(reads)}
        ordered = sorted(pairs)
        lists = sparse.csr_matrix(
            (
                np.ones(len(ordered)),
                ([row[owner] for owner, _read in ordered], [column[read] for _owner, read in ordered]),
            ),
            shape=(len(owners), len(reads)),
        )
        levels = max((len(path) for path in groups.values()), default=0) if groups else 0
        named = (
            tuple(tuple(_at(groups.get(owner, ()), level) for owner in owners) for level in range(levels))
            if groups
            else ()
        )
        return ProductCorpus(tuple(owners), tuple(spelling[read] for read in reads), lists, named)

    def __len__(self) -> int:
        """How many owners there are."""
        return len(self.owners)

    def breadth(self) -> NDArray[np.float64]:
        """How many products each owner lists."""
        return np.asarray(self.lists.sum(axis=1), dtype=np.float64).ravel()

    def products_of(self, owner: int) -> NDArray[np.int64]:
        """The numbers of an owner's products."""
        start, stop = self.lists.indptr[owner], self.lists.indptr[owner + 1]
        return np.asarray(self.lists.indices[start:stop], dtype=np.int64)


def _at(path: Sequence[str], level: int) -> str:
    """The group at a level; a path that ends earlier keeps its last name."""
    return path[min(level, len(path) - 1)] if path else ""
