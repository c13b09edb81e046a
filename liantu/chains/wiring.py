"""What chains put elsewhere: an enterprise's links, search, screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.chains import actions, fact_uses, jobs, metrics, reads
from liantu.chains.models import Chain, ChainAppointment, ChainEnterpriseRole
from liantu.chains.rules.screening import screening_for
from liantu.chains.slots import CHAIN_PAGE, FOUND_FIRM, FOUND_FIRMS, LINK_PAGE
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE, ScreenedLink, screened_links
from liantu.lib.pinyin import is_spelt
from liantu.people.models import Zone
from liantu.sources.documents.slots import chain_words, fact_use
from liantu.sources.slots import basis_changed
from liantu.ui.wiring import NavGroup, NavItem, Panel, Search, SearchHit, Seen, Wiring


def _parts(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """The parts the enterprise has in chains: leader, core."""
    parts = ChainEnterpriseRole.objects.filter(zone=seen.zone, enterprise=enterprise).select_related("chain")
    return {"parts": list(parts)} if parts else None


def _links(zone: Zone) -> list[ScreenedLink]:
    """Every link of every published template of the zone, as a question to the register."""
    found = []
    for chain in Chain.objects.filter(zone=zone).prefetch_related("versions"):
        for version in chain.versions.all():
            if version.state == "published":
                found += [
                    ScreenedLink(
                        chain.label,
                        node.code,
                        node.name,
                        reverse("chains:node", args=[chain.code, node.code]),
                        screening_for(node),
                    )
                    for node in reads.template_of(version).nodes
                ]
    return found


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Chains by name, links by name or word, people of chains."""
    hits = []
    chains = list(reads.chains_of(seen.user, seen.zone).prefetch_related("versions"))
    for chain in chains:
        if is_spelt(text, chain.name, chain.name_en):
            hits.append(SearchHit(_("Chains"), chain.label, "", chain.get_absolute_url(), chain, icon="chain"))
        for version in chain.versions.all():
            if version.state != "published":
                continue
            for node in reads.template_of(version).nodes:
                if is_spelt(text, node.name, node.name_en) or text in node.words:
                    url = reverse("chains:node", args=[chain.code, node.code])
                    hits.append(SearchHit(_("Links"), node.name, chain.label, url))
    appointments = ChainAppointment.objects.visible_to(seen.user).filter(zone=seen.zone)
    hits += [
        SearchHit(_("People of chains"), found.printed_name, found.chain.label, found.chain.get_absolute_url())
        for found in appointments.filter(printed_name__icontains=text).select_related("chain")[:limit]
    ]
    return hits[:limit]


def _my_chain(seen: Seen) -> Sequence[object] | None:
    """The chain this person is chief of; None for nobody's chief, and for the chief of several."""
    if "chain_chief" not in seen.user.roles_in(seen.zone):
        return None
    held = reads.appointments_of(seen.user, seen.zone, timezone.localdate())
    codes = set(
        held.filter(person=seen.user, office=ChainAppointment.Office.CHIEF).values_list("chain__code", flat=True)
    )
    return (codes.pop(),) if len(codes) == 1 else None


WIRING = Wiring(
    room="chains",
    groups=(NavGroup("chains", _("Chains"), 20, "chain"),),
    nav=(
        NavItem("chains", _("Industrial chains"), "chains:index", "chain", "chains.view", order=20),
        NavItem(
            "chains", _("My chain"), "chains:detail", "chain", "chains.view", order=21, code="my_chain", args=_my_chain
        ),
    ),
    pages=(CHAIN_PAGE, LINK_PAGE, FOUND_FIRM, FOUND_FIRMS),
    panels=(
        Panel("chains", ENTERPRISE_PAGE, _("Part in chains"), "chains/_enterprise_parts.html", _parts, place="side"),
    ),
    search=(Search("chains", _found, "chains.view", 10, Chain, CHAIN_PAGE),),
    metrics=metrics.ALL,
    sentences={
        "chains.template_adopted": _("took a chain template in"),
        "chains.draft_started": _("began a draft of the template"),
        "chains.draft_saved": _("saved the draft"),
        "chains.draft_undone": _("took a step of the draft back"),
        "chains.draft_dropped": _("threw the draft away"),
        "chains.template_published": _("published a template version"),
        "chains.appointed": _("made an appointment"),
        "chains.enterprise_named": _("named an enterprise of the chain"),
        "chains.department_named": _("named the lead department"),
        "chains.part_changed": _("corrected an appointment"),
        "chains.described": _("described the chain"),
        "chains.liaison_tied": _("said whom a liaison speaks for"),
        "chains.evidence_kept": _("kept what a document says of a link"),
        "chains.evidence_withdrawn": _("took evidence of a link back"),
        "chains.ended": _("ended an appointment"),
    },
    jobs=(jobs.judge_chains,),
    answers=(
        screened_links.entry("chains", _links),
        basis_changed.entry("chains", actions.judge_zone),
        *moves("chains.chainenterpriserole", "enterprise"),
        chain_words.entry("chains", fact_uses.words_of_chains),
        fact_use.entry("chain_leader", fact_uses.LeaderUse(), order=60),
        fact_use.entry("link_evidence", fact_uses.EvidenceUse(), order=61),
    ),
)
