"""What the atlas asks of the rooms above: the projects of a chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from liantu.lib.slots import Slot
from liantu.ui.wiring import Seen

if TYPE_CHECKING:
    from liantu.chains.models import Chain


@dataclass(frozen=True)
class ProjectLine:
    """A project as the atlas lists it; the amount is None while nobody stated one."""

    name: str
    url: str
    investor: str
    amount_wan_yuan: Decimal | None
    stage: str


# (who reads the atlas, chain) → its projects, or None where this person may see no projects
atlas_projects: Slot[Callable[[Seen, Chain], Sequence[ProjectLine] | None]] = Slot(
    "atlas_projects", offered_by="chains.atlas", question="Which projects of this chain belong into its atlas?"
)
