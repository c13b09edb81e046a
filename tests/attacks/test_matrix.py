"""Every address × every person × rows that are not hers: some cells each time, more in the full run.

All of them are asked by ``python -m tests.attacks.matrix``, which takes the better part of an hour.
"""

from __future__ import annotations

import pytest

from liantu.people.models import Zone
from tests.attacks.cells import FEW, Matrix

SOME, MORE, SEED = 250, 60, 1
PARTS = {"elsewhere", "by programs", "not hers", "lists", "outside", "rows compared", *FEW}


@pytest.mark.parametrize("every", [SOME, pytest.param(MORE, marks=pytest.mark.slow)])
def test_no_cell_is_wrong(demo_zone: Zone, every: int) -> None:
    matrix = Matrix(demo_zone, every, SEED)
    matrix.run()
    print(matrix.report())
    assert not matrix.wrong, matrix.report()
    assert matrix.shown > 40, "the rows of the second zone are not shown to its own people either"
    assert set(matrix.cells) == PARTS, "a part was not asked"
    assert sum(matrix.cells.values()) > 10_000 // every
