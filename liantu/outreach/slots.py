"""What the outreach room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liantu.lib.slots import Slot
from liantu.ui.wiring import Page


@dataclass(frozen=True)
class MetFirm:
    """An enterprise as it was met: its printed name, and the address of the engagement."""

    name: str
    address: str


MET_FIRM: Page[MetFirm] = Page("met_firm", "What can be done with an enterprise that was just met?")
# (zone, names of forces) → name → (what is counted, how many)
force_results: Slot[Callable[[Any, Sequence[str]], Mapping[str, Sequence[tuple[Any, int]]]]] = Slot(
    "force_results", offered_by="outreach", question="What did these promotion forces bring?"
)
# (user, zone, addresses of engagements) → address → (what is counted, how many, address of the rows)
engagement_results: Slot[Callable[[Any, Any, Sequence[str]], Mapping[str, Sequence[tuple[Any, int, str]]]]] = Slot(
    "engagement_results", offered_by="outreach", question="What came of these trips, exhibitions and talks?"
)
