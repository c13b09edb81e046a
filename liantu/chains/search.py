"""What the search over everything finds here: chains, links, people of chains."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains import reads
from liantu.people.abilities import may
from liantu.ui.slots import SearchHit, search


def _find(user: Any, zone: Any, text: str, limit: int) -> list[SearchHit]:
    """Chains by name, links by name or word."""
    if not may(user, "chains.view", zone):
        return []
    hits = []
    chains = list(reads.chains_of(user, zone).prefetch_related("versions"))
    for chain in chains:
        if text in chain.name or text.lower() in chain.name_en.lower():
            hits.append(SearchHit(_("Chains"), chain.label, "", chain.get_absolute_url()))
        for version in chain.versions.all():
            if version.state != "published":
                continue
            for node in reads.template_of(version).nodes:
                if text in node.name or text.lower() in node.name_en.lower() or text in node.words:
                    url = reverse("chains:node", args=[chain.code, node.code])
                    hits.append(SearchHit(_("Links"), node.name, chain.label, url))
    appointments = reads.ChainAppointment.objects.visible_to(user).filter(zone=zone)
    hits += [
        SearchHit(_("People of chains"), found.printed_name, found.chain.label, found.chain.get_absolute_url())
        for found in appointments.filter(printed_name__icontains=text).select_related("chain")[:limit]
    ]
    return hits[:limit]


search.fill("chains", _find, module=__name__, order=10)
