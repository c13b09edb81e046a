"""What the chains room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from liantu.lib.slots import Slot
from liantu.ui.wiring import Page

if TYPE_CHECKING:
    from liantu.chains.models import Chain


@dataclass(frozen=True)
class LinkPlace:
    """A link of a chain, as its page is about it."""

    chain: Chain
    code: str


@dataclass(frozen=True)
class FoundFirm:
    """An enterprise of a register release, found in a link of a chain; ``reason``: why it was found, in a sentence."""

    chain_code: str
    node_code: str
    release_id: str
    enterprise_id: int
    reason: str = ""


CHAIN_PAGE: Page[Chain] = Page("chain", "What do you know of this chain, what more can be opened or done about it?")
LINK_PAGE: Page[LinkPlace] = Page("link", "What does your room know of this link of the chain, what can be done?")
FOUND_FIRMS: Page[LinkPlace] = Page("found_firms", "What can be done with several enterprises found in this link?")
FOUND_FIRM: Page[FoundFirm] = Page("found_firm", "What can be done with an enterprise found in this link?")


@dataclass(frozen=True)
class NodeDemand:
    """What the leaders of a chain buy of one link in a year, from their purchase lists; amounts in 万元.

    ``local_wan_yuan``: bought in the home province, of it ``city_wan_yuan`` in the home city; ``needed_by_on``: the
    earliest day by which a buyer wants it locally; ``lines``: purchase lines behind the sums; ``url``: their page.
    """

    node_code: str
    amount_wan_yuan: Decimal
    local_wan_yuan: Decimal
    city_wan_yuan: Decimal
    lines: int
    buyers: int
    as_of_on: date
    needed_by_on: date | None = None
    url: str = ""


# (zone, chain code) → demand by link code
node_demand: Slot[Callable[[Any, str], Mapping[str, NodeDemand]]] = Slot(
    "node_demand", offered_by="chains", question="What do the leaders of this chain buy of each link in a year?"
)


# (zone) → reviewed targets: (value of the role factor, 0–1, whether a person found the target right)
reviewed_roles: Slot[Callable[[Any], Sequence[tuple[float, bool]]]] = Slot(
    "reviewed_roles",
    offered_by="chains",
    question="Which of your targets did people review, and how sure was the role?",
)
