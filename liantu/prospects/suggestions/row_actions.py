"""What suggestion lists offer beside an enterprise found in a link, and who points at its enterprise."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, row_action
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.foundation.accounts.abilities import may


def _suggest(
    user: Any, zone: Any, chain_code: str, node_code: str, release_id: str, enterprise_id: int
) -> RowAction | None:
    """Suggest inviting this enterprise for the link."""
    if not may(user, "suggestions.file", zone):
        return None
    query = urlencode({"chain": chain_code, "node": node_code, "release": release_id, "row": enterprise_id})
    return RowAction(_("Suggest"), f"{reverse('suggestions:new')}?{query}", icon="flag")


row_action.fill("suggestions", _suggest, module=__name__)
on_enterprise_merged.fill(
    "suggestions.suggestion.firm", RepointForeignKey("suggestions.suggestion", "firm"), module=__name__
)
