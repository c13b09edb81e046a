"""What the chains room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
