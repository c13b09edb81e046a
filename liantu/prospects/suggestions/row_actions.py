"""What suggestion lists offer beside an enterprise found in a link, and who points at its enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, row_action
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.people.abilities import may
from liantu.prospects.slots import target_outcome
from liantu.prospects.suggestions.models import Suggestion


def _suggest(
    user: Any, zone: Any, chain_code: str, node_code: str, release_id: str, enterprise_id: int
) -> RowAction | None:
    """Suggest inviting this enterprise for the link."""
    if not may(user, "suggestions.file", zone):
        return None
    query = urlencode({"chain": chain_code, "node": node_code, "release": release_id, "row": enterprise_id})
    return RowAction(_("Suggest"), f"{reverse('suggestions:new')}?{query}", icon="flag")


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was suggested by a leader."""
    names = {name: code or name for code, name in targets}
    rows = Suggestion.objects.filter(zone=zone, firm_name__in=list(names)).order_by("-submitted_at")
    return {names[one.firm_name]: {"suggested": one.submitted_at.date().isoformat()} for one in rows}


row_action.fill("suggestions", _suggest, module=__name__)
on_enterprise_merged.fill(
    "suggestions.suggestion.firm", RepointForeignKey("suggestions.suggestion", "firm"), module=__name__
)
target_outcome.fill("suggestions", _outcomes, module=__name__)
