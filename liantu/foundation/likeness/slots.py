"""What the rooms say of the rows that may be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liantu.lib.slots import Slot
from liantu.people.models import Zone


@dataclass(frozen=True)
class Judged:
    """How likely two rows are one, and why, as JSON values."""

    score: float
    grounds: tuple[Any, ...]


@dataclass(frozen=True)
class Likeness:
    """One sort of rows that may be double.

    ``rows(zone, keys)``: what is compared of the rows with these keys (of all, for None), those left out that are not
    compared (merged ones). ``blocks(row)``: the texts of which two rows must share one to be compared at all.
    ``judge(first, second)``: None when they are surely two; the smaller key comes first. ``most``: rows that share a
    text beyond which it says nothing. ``version``: another one when any of these answers otherwise than before.
    """

    code: str
    version: str
    rows: Callable[[Zone, Sequence[int] | None], Mapping[int, Any]]
    blocks: Callable[[Any], Iterable[str]]
    judge: Callable[[Any, Any], Judged | None]
    most: int


likeness: Slot[Likeness] = Slot(
    "likeness", offered_by="foundation.likeness", question="Which rows of the room may be double, and how is that told?"
)
