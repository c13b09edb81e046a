"""What outreach offers beside an enterprise, what it says of targets, and who points at its enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, row_action
from liantu.enterprises import slots as enterprise_slots
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.lib.chinese_text import company_name_key
from liantu.outreach.models import Engagement, Stop
from liantu.people.abilities import may
from liantu.prospects.slots import target_outcome


def _log_visit(
    user: Any, zone: Any, chain_code: str, _node_code: str, release_id: str, enterprise_id: int
) -> RowAction | None:
    """Log a visit to this enterprise."""
    if not may(user, "outreach.log", zone):
        return None
    query = urlencode({"chain": chain_code, "release": release_id, "row": enterprise_id})
    return RowAction(_("Log a visit"), f"{reverse('outreach:log')}?{query}", icon="calendar")


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was met."""
    keys = {company_name_key(name): code or name for code, name in targets}
    stops = Stop.objects.filter(zone=zone, name_key__in=list(keys)).select_related("engagement")
    return {keys[stop.name_key]: {"met": f"{stop.engagement.on}"} for stop in stops.order_by("-engagement__on")}


def _panel(user: Any, zone: Any, enterprise: Any) -> enterprise_slots.Panel | None:
    """Who was at the enterprise, or received it."""
    if not may(user, "outreach.view", zone):
        return None
    rows = Engagement.objects.filter(zone=zone, stops__firm=enterprise).distinct()[:20]
    if not rows:
        return None
    return enterprise_slots.Panel(_("Visits and talks"), "outreach/_panel.html", {"engagements": rows})


row_action.fill("outreach", _log_visit, module=__name__, order=60)
target_outcome.fill("outreach", _outcomes, module=__name__)
enterprise_slots.enterprise_panel.fill("outreach", _panel, module=__name__)
on_enterprise_merged.fill("outreach.stop.firm", RepointForeignKey("outreach.stop", "firm"), module=__name__)
on_enterprise_merged.fill("outreach.contact.firm", RepointForeignKey("outreach.contact", "firm"), module=__name__)
