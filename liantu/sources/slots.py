"""What the sources room asks of the rooms above it: who still needs a register release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liantu.lib.slots import Slot

if TYPE_CHECKING:
    from liantu.sources.models import RegisterRelease


@dataclass(frozen=True)
class ReleaseHolder:
    """One saved thing that cannot be reopened without the release: what it is called and where it is."""

    title: str
    url: str


release_holder: Slot[Callable[[RegisterRelease], list[ReleaseHolder]]] = Slot(
    "release_holder",
    offered_by="sources",
    question="What of yours, not archived, still needs this register release? (release) → ReleaseHolders",
)
