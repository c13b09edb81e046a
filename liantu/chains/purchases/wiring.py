"""What purchase lists put elsewhere: the lines behind a link's demand on its page, the demand itself, navigation."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.purchases import reads
from liantu.chains.slots import LINK_PAGE, LinkPlace, node_demand
from liantu.ui.wiring import NavItem, New, Panel, Seen, Wiring


def _bought(seen: Seen, link: LinkPlace) -> Mapping[str, object] | None:
    """The purchases of a link; an external person sees her own enterprise's lines only."""
    lines = reads.lines_of_link(seen.user, seen.zone, link.chain.code, link.code)
    inside = seen.may("prospects.view")
    whole = reads.demand_by_link(seen.zone, link.chain.code).get(link.code) if inside else None
    if not lines and whole is None:
        return None
    return {"lines": lines, "demand": whole, "may_file": seen.may("purchases.file")}


WIRING = Wiring(
    room="purchases",
    nav=(
        NavItem(
            "chains",
            _("Purchase lists"),
            "purchases:purchaseline_list",
            "list",
            "purchases.view",
            order=22,
            code="purchases",
        ),
    ),
    new=(
        New(
            "purchase",
            pgettext_lazy("begin", "File a purchase"),
            "purchases:purchaseline_add",
            "list",
            "purchases.file",
            50,
        ),
    ),
    panels=(
        Panel(
            "purchases",
            LINK_PAGE,
            _("What the leaders buy"),
            "purchases/_lines.html",
            _bought,
            "purchases.view",
            order=10,
        ),
    ),
    sentences={
        "purchases.filed": _("filed a purchase"),
        "purchases.changed": _("changed a purchase"),
        "purchases.link_confirmed": _("confirmed the link of a purchase"),
        "purchases.removed": _("took a purchase away"),
    },
    answers=(node_demand.entry("purchases", reads.demand_by_link),),
)
