"""The page of a thing as the panel beside a list: the same head, the same cards, only those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.lists.side import SidePanel
from liantu.ui.pages.detail import DetailPage
from liantu.ui.pages.head import ThingT, parts_of


def side_of(
    page: DetailPage[ThingT], *codes: str, find: Callable[[ZoneRequest, Any], ThingT] | None = None
) -> SidePanel:
    """A panel of the named cards of ``page``; at its foot stands what can be done.

    ``find``: how the thing of the page is made of a row of the list, where they are not one.
    """
    by_code = {card.code: card for card in page.cards}
    cards = [by_code[code] for code in codes]

    def fill(request: ZoneRequest, record: Any) -> Mapping[str, Any]:
        thing = find(request, record) if find is not None else record
        seen = [card for card in cards if not card.ability or may(request.user, card.ability, request.zone)]
        return {
            **page.shared(request, thing),
            "one": thing,
            "badges": list(page.head.badges(thing)),
            "line": parts_of(page.head, thing),
            "parts": [one for card in seen if (one := card.drawn(request, thing)) is not None],
            "bar": page.bar(request, thing),
        }

    return SidePanel(
        template="ui/list/_side_cards.html", title=str, fill=fill, href=lambda record: str(record.get_absolute_url())
    )
