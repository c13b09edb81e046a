"""What the sources room asks of the rooms above it: who still needs a register release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liantu.lib.slots import Slot

if TYPE_CHECKING:
    from liantu.people.models import Zone
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


# (zone) → None; called when the change is saved, in its transaction
basis_changed: Slot[Callable[[Zone], None]] = Slot(
    "basis_changed",
    offered_by="sources",
    question="Another register, or other statistical tables, are in use in this zone: what do you reckon anew?",
)


def tell_basis_changed(zone: Zone) -> None:
    """Let the rooms above know that the zone works on another register or table."""
    for reckon_anew in basis_changed.values():
        reckon_anew(zone)
