"""What leads offer beside an enterprise found in a link, what they say of targets, who points at their enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.slots import RowAction, row_action
from liantu.enterprises import slots as enterprise_slots
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.lib.chinese_text import company_name_key
from liantu.outreach.slots import EngagementAction, engagement_action, engagement_results, force_results
from liantu.people.abilities import may
from liantu.projects.leads.models import Lead
from liantu.projects.leads.reads import leads_of
from liantu.prospects.slots import suggestion_action, target_outcome


def _open_lead(
    user: Any, zone: Any, chain_code: str, node_code: str, release_id: str, enterprise_id: int
) -> RowAction | None:
    """Open a lead from this enterprise."""
    if not may(user, "leads.register", zone):
        return None
    query = urlencode({"chain": chain_code, "node": node_code, "release": release_id, "row": enterprise_id})
    return RowAction(_("Open a lead"), f"{reverse('leads:new')}?{query}", icon="plus")


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target was met: a lead on it was answered."""
    keys = {company_name_key(name): code or name for code, name in targets}
    rows = Lead.objects.filter(zone=zone, name_key__in=list(keys), responded_on__isnull=False).order_by("-responded_on")
    return {keys[one.name_key]: {"met": f"{one.responded_on}"} for one in rows}


def _panel(user: Any, zone: Any, enterprise: Any) -> enterprise_slots.Panel | None:
    """The leads on an enterprise."""
    if not may(user, "leads.view", zone):
        return None
    rows = leads_of(user, zone).filter(firm=enterprise)[:20]
    if not rows:
        return None
    return enterprise_slots.Panel(_("Leads"), "leads/_panel.html", {"leads": rows, "today": timezone.localdate()})


def _after_meeting(user: Any, zone: Any, name: str, address: str) -> EngagementAction | None:
    """Register a lead on an enterprise that was met."""
    if not may(user, "leads.register", zone):
        return None
    query = urlencode({"name": name, "from": address})
    return EngagementAction(_("Open a lead"), f"{reverse('leads:new')}?{query}")


def _brought(zone: Any, names: Sequence[str]) -> dict[str, list[tuple[Any, int]]]:
    """Leads registered for each force, and those that became projects."""
    rows = Lead.objects.filter(zone=zone, holder__in=list(names)).values("holder")
    counted = rows.annotate(n=Count("pk"), projects=Count("project"))
    return {one["holder"]: [(_("leads"), one["n"]), (_("projects"), one["projects"])] for one in counted}


def _came_of(user: Any, zone: Any, addresses: Sequence[str]) -> dict[str, list[tuple[Any, int, str]]]:
    """Leads registered from each engagement, those that became projects, those signed by now."""
    if not may(user, "leads.view", zone):
        return {}
    rows = leads_of(user, zone).filter(came_from_url__in=list(addresses)).values("came_from_url").order_by()
    counted = rows.annotate(
        n=Count("pk"), projects=Count("project"), signed=Count("pk", filter=Q(project__signed_on__isnull=False))
    )
    found: dict[str, list[tuple[Any, int, str]]] = {}
    for one in counted:
        url = f"{reverse('leads:list')}?{urlencode({'from': one['came_from_url']})}"
        found[one["came_from_url"]] = [
            (_("leads"), one["n"], url),
            (_("projects"), one["projects"], url),
            (pgettext_lazy("counted", "signed"), one["signed"], url),
        ]
    return found


def _of_suggestion(user: Any, zone: Any, suggestion: Any) -> RowAction | None:
    """The lead a suggestion became; else the way to register one."""
    lead = leads_of(user, zone).filter(suggestion=suggestion).first()
    if lead is not None:
        return RowAction(lead.number, lead.get_absolute_url(), icon="inbox")
    if suggestion.state not in ("accepted", "assigned") or not may(user, "leads.work", zone):
        return None
    return RowAction(_("Open a lead"), f"{reverse('leads:new')}?suggestion={suggestion.pk}", icon="plus")


suggestion_action.fill("leads", _of_suggestion, module=__name__)
engagement_results.fill("leads", _came_of, module=__name__)
engagement_action.fill("leads", _after_meeting, module=__name__)
force_results.fill("leads", _brought, module=__name__)
row_action.fill("leads", _open_lead, module=__name__, order=50)
target_outcome.fill("leads", _outcomes, module=__name__)
on_enterprise_merged.fill("leads.lead.firm", RepointForeignKey("leads.lead", "firm"), module=__name__)
enterprise_slots.enterprise_panel.fill("leads", _panel, module=__name__)
