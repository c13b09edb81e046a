"""What the atlas asks of the rooms above: the projects of a chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from liantu.lib.slots import Slot

# (user, chain) → rows (name, investor, amount in 万元 or None, stage)
atlas_projects: Slot[Callable[[Any, Any], Sequence[tuple[str, str, Any, str]]]] = Slot(
    "atlas_projects", offered_by="chains.atlas", question="Which projects of this chain belong into its atlas?"
)
