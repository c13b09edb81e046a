"""The zone's promotion forces on the day's page: the "1+4" mechanism as far as this version knows it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import Chain, ChainAppointment
from liantu.foundation.notices.slots import TodayPanel, today_panel
from liantu.people.models import User, Zone
from liantu.people.reads import people_of


def forces(_user: User, zone: Zone) -> dict[str, Any] | None:
    """Leadership, the task force of each chain, and the ambassadors; None for a zone that has nobody yet."""
    today = timezone.localdate()
    holders = [membership for membership in people_of(zone) if membership.is_current(today)]
    by_role: dict[str, list[User]] = {}
    for membership in holders:
        by_role.setdefault(membership.role, []).append(membership.user)
    task_forces = []
    for chain in Chain.objects.filter(zone=zone).prefetch_related("appointments"):
        held = [one for one in chain.appointments.all() if one.holds_on(today)]
        lead = [one for one in held if one.office == ChainAppointment.Office.TASK_FORCE_LEAD]
        members = [one for one in held if one.office == ChainAppointment.Office.TASK_FORCE_MEMBER]
        if lead or members:
            task_forces.append({"chain": chain, "lead": lead, "members": members, "size": len(lead) + len(members)})
    if not by_role and not task_forces:
        return None
    return {
        "zone": zone,
        "leadership": by_role.get("zone_leadership", []),
        "task_forces": task_forces,
        "ambassadors": by_role.get("ambassador", []),
    }


today_panel.fill(
    "forces",
    TodayPanel(_("Promotion forces"), "chains/_forces.html", forces, "chains.view", ("chains/chains.css",)),
    module=__name__,
    order=20,
)
