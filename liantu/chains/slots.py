"""What the chains room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liantu.lib.slots import Slot


@dataclass(frozen=True)
class RowAction:
    """Something to do with an enterprise found in a link: a button that posts to (or opens) ``url``."""

    label: Any
    url: str
    method: str = "get"
    icon: str = "plus"


# (user, zone, chain code, link code, release id, enterprise id) → action or None
row_action: Slot[Callable[[Any, Any, str, str, str, int], RowAction | None]] = Slot(
    "row_action", offered_by="chains", question="What can be done with an enterprise found in this link?"
)
# (zone, chain code, link code) → address of the ranked targets of the link
link_action: Slot[Callable[[Any, str, str], RowAction | None]] = Slot(
    "link_action", offered_by="chains", question="What can be done about this link?"
)


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


@dataclass(frozen=True)
class LinkPart:
    """A part of a link's page: heading, the template that draws it, and what the template needs."""

    title: Any
    template: str
    context: Mapping[str, Any]


# (user, zone, chain code, link code) → a part of the link's page, or None
link_part: Slot[Callable[[Any, Any, str, str], LinkPart | None]] = Slot(
    "link_part", offered_by="chains", question="What does your room know of this link of the chain?"
)
# (user, zone, chain code) → a button on the chain's page, or None
chain_action: Slot[Callable[[Any, Any, str], RowAction | None]] = Slot(
    "chain_action", offered_by="chains", question="What more can be opened or done about this chain?"
)
# (zone) → reviewed targets: (value of the role factor, 0–1, whether a person found the target right)
reviewed_roles: Slot[Callable[[Any], Sequence[tuple[float, bool]]]] = Slot(
    "reviewed_roles",
    offered_by="chains",
    question="Which of your targets did people review, and how sure was the role?",
)
