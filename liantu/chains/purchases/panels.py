"""What purchase lists tell the chain's pages: demand by link, and the lines behind it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.chains.purchases import reads
from liantu.chains.slots import LinkPart, link_part, node_demand
from liantu.people.abilities import may


def _part(user: Any, zone: Any, chain_code: str, node_code: str) -> LinkPart | None:
    """The purchases of a link; an external person sees her own enterprise's lines only."""
    if not may(user, "purchases.view", zone):
        return None
    lines = reads.lines_of_link(user, zone, chain_code, node_code)
    whole = reads.demand_by_link(zone, chain_code).get(node_code) if may(user, "prospects.view", zone) else None
    if not lines and whole is None:
        return None
    shown = {"lines": lines, "demand": whole, "may_file": may(user, "purchases.file", zone)}
    return LinkPart(_("What the leaders buy"), "purchases/_lines.html", shown)


node_demand.fill("purchases", reads.demand_by_link, module=__name__)
link_part.fill("purchases", _part, module=__name__, order=10)
