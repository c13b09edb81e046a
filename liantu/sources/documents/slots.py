"""What the part asks of the rooms above: what can a fact become, which firms are known, whose chain is this about?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from liantu.lib.slots import Slot
from liantu.people.models import User
from liantu.sources.documents.models import Fact
from liantu.ui.wiring import Seen


@dataclass(frozen=True)
class Made:
    """What was made of a fact: its name and the address of its page."""

    label: str
    url: str


class FactUseKind(Protocol):
    """One thing a fact can become; ``fact.stated`` is the typed fact of its kind.

    ``at_once``: made too when a person accepts and files a whole document.
    """

    label: Any
    at_once: bool

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Whether this person may make it of this fact."""

    def make(self, fact: Fact, *, by: User) -> Made:
        """Make it. Raises NotAllowed; ProblemsError."""


fact_use: Slot[FactUseKind] = Slot(
    "fact_use", offered_by="sources.documents", question="What of yours can a fact read in a document become?"
)


@dataclass(frozen=True)
class Known:
    """An enterprise the zone knows by a printed name."""

    label: str
    url: str
    is_exact: bool = True


# (zone, printed names) → name → what is known by it
known_names: Slot[Callable[[Any, Sequence[str]], Mapping[str, Known]]] = Slot(
    "known_names", offered_by="sources.documents", question="Which enterprises do you know by these printed names?"
)
# (seen) → name of a chain → words that show a text belongs to it
chain_words: Slot[Callable[[Seen], Mapping[str, tuple[str, ...]]]] = Slot(
    "chain_words",
    offered_by="sources.documents",
    question="Which words show that a text is about this person's chains?",
)
