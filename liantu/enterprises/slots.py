"""What the room asks of the rooms above it: their panels, their rows at a merge, the links they screen for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from liantu.engine import Screening
from liantu.lib.slots import Slot
from liantu.ui.wiring import Page, Seen

if TYPE_CHECKING:
    from liantu.enterprises.models import Enterprise
    from liantu.people.models import Zone
    from liantu.ui.pages import Happening


@dataclass(frozen=True)
class ScreenedLink:
    """A link of a chain the zone screens for: names, address of its page, the question put to the register."""

    chain_name: str
    node_code: str
    node_name: str
    url: str
    screening: Screening


class MergeHandler(Protocol):
    """Moves rows of one foreign key from an absorbed enterprise to the survivor, and back."""

    def repoint(self, absorbed: Enterprise, survivor: Enterprise) -> list[Any]:
        """Move the rows; what ``restore`` needs to move them back, as JSON values."""

    def restore(self, moved: list[Any], absorbed: Enterprise, survivor: Enterprise) -> None:
        """Move back exactly the rows that ``repoint`` moved."""


ScreenedLinks = Callable[["Zone"], list[ScreenedLink]]

ENTERPRISE_PAGE: Page[Enterprise] = Page("enterprise", "What does your room know of this enterprise?")
# (seen, enterprise) → what happened with it, as far as this person may see it
enterprise_happened: Slot[Callable[[Seen, Enterprise], Iterable[Happening]]] = Slot(
    "enterprise_happened", offered_by="enterprises", question="What happened with this enterprise in your room?"
)
# Key: "app.model.field" in lower case, e.g. "chains.chainenterpriserole.enterprise". For ordinary foreign keys
# ``liantu.enterprises.actions.merging.moves("chains.chainenterpriserole", "enterprise")`` gives the entries.
on_enterprise_merged: Slot[MergeHandler] = Slot(
    "on_enterprise_merged",
    offered_by="enterprises",
    question="Two enterprises are one: which of your rows move to the survivor? (one key for each foreign key)",
)
screened_links: Slot[ScreenedLinks] = Slot(
    "screened_links",
    offered_by="enterprises",
    question="For which links of its chains does this zone screen the register? (zone) → ScreenedLinks",
)
