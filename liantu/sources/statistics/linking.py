"""The linkages of a table's sectors for its page: what is set in motion, on all flows and on home production alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liantu.lib.linkages import linkages_of
from liantu.sources.statistics.rules.tables import InputOutputTable


@dataclass(frozen=True)
class SectorLine:
    """A sector with its output and its linkages relative to the mean of all sectors (1); None without home flows."""

    code: str
    name: str
    output: float
    influence: float
    influence_domestic: float | None
    response_leontief: float
    response_ghosh: float


def sector_lines(table: InputOutputTable) -> list[SectorLine]:
    """The sectors with 影响力系数 and both 感应度系数, in the order of the table. Raises LinkageError."""
    found = linkages_of(table.flows, table.output)
    home = linkages_of(table.domestic, table.output).influence if table.domestic is not None else None
    return [
        SectorLine(
            sector.code,
            sector.name,
            float(table.output[at]),
            float(found.influence[at]),
            None if home is None else float(home[at]),
            float(found.response_leontief[at]),
            float(found.response_ghosh[at]),
        )
        for at, sector in enumerate(table.sectors)
        if np.isfinite(found.influence[at])
    ]
