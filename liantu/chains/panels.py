"""What the chains room shows on other pages: its cards on the day's page, an enterprise's links."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains import forces, pages, reads
from liantu.chains.models import Chain, ChainEnterpriseRole
from liantu.chains.rules.screening import screening_for
from liantu.enterprises import slots as enterprise_slots
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.models import Enterprise
from liantu.foundation.notices.slots import TodayPanel, today_panel
from liantu.people.models import User, Zone


def _cards(user: User, zone: Zone) -> dict[str, Any]:
    """The zone's chains as cards."""
    return {"cards": pages.chain_cards(user, zone, "city")}


def _links(zone: Zone) -> list[enterprise_slots.ScreenedLink]:
    """Every link of every published template of the zone, as a question to the register."""
    found = []
    for chain in Chain.objects.filter(zone=zone).prefetch_related("versions"):
        for version in chain.versions.all():
            if version.state == "published":
                found += [
                    enterprise_slots.ScreenedLink(
                        chain.label,
                        node.code,
                        node.name,
                        reverse("chains:node", args=[chain.code, node.code]),
                        screening_for(node),
                    )
                    for node in reads.template_of(version).nodes
                ]
    return found


def _enterprise_panel(_user: User, zone: Zone, enterprise: Enterprise) -> enterprise_slots.Panel | None:
    """The parts the enterprise has in chains: leader, core."""
    parts = ChainEnterpriseRole.objects.filter(zone=zone, enterprise=enterprise).select_related("chain")
    if not parts:
        return None
    return enterprise_slots.Panel(_("Part in chains"), "chains/_enterprise_parts.html", {"parts": list(parts)})


__all__ = ["forces"]  # read for what it puts into the page of the day

today_panel.fill(
    "chains",
    TodayPanel(_("Industrial chains"), "chains/_cards.html", _cards, "chains.view", ("chains/chains.css",)),
    module=__name__,
    order=10,
)
enterprise_slots.screened_links.fill("chains", _links, module=__name__)
enterprise_slots.enterprise_panel.fill("chains", _enterprise_panel, module=__name__)
enterprise_slots.on_enterprise_merged.fill(
    "chains.chainenterpriserole.enterprise",
    RepointForeignKey("chains.chainenterpriserole", "enterprise"),
    module=__name__,
)
