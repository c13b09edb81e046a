"""Which words show that a document is about one's chains; what documents say of leaders and links."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.actions import keep_evidence
from liantu.chains.evidence import links_of_fact
from liantu.chains.models import Chain, ChainAppointment, ChainEnterpriseRole
from liantu.chains.reads import chains_of, node_of, published_version, template_of
from liantu.foundation.notices.actions import notify
from liantu.people.models import User
from liantu.people.reads import present_in
from liantu.people.rules.abilities import ABILITY_BY_CODE
from liantu.reader.facts import Claim, Event, Leader, Organisation, Project, name_of
from liantu.sources.documents.models import Fact
from liantu.sources.documents.slots import Made
from liantu.ui.wiring import Seen

WORD_LEAST = 3


def words_of_chains(seen: Seen) -> Mapping[str, tuple[str, ...]]:
    """Names of the chains one holds an office on (all when one holds none), of their links and of their leaders."""
    chains = chains_of(seen.user, seen.zone)
    held = ChainAppointment.objects.filter(person=seen.user, chain__zone=seen.zone).values("chain")
    mine = chains.filter(pk__in=held) if held.exists() else chains
    found: dict[str, tuple[str, ...]] = {}
    for chain in mine.prefetch_related("enterprise_roles")[:40]:
        words = {chain.name, *(role.printed_name for role in chain.enterprise_roles.all())}
        version = published_version(chain)
        for node in template_of(version).nodes if version is not None else ():
            words |= {node.name, *node.words}
        found[chain.name] = tuple(sorted(word for word in words if len(word) >= WORD_LEAST))
    return found


class LeaderUse:
    """A firm that a document names chain leader is proposed to those who appoint."""

    label = _("Propose as a chain leader")
    at_once = True

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Chain leaders named in the text that are none of the zone's yet."""
        name = name_of(fact.stated)
        if not isinstance(fact.stated, Leader) or not name or not seen.may("documents.review"):
            return False
        here = Q(printed_name=name) | Q(enterprise__name=name)
        leaders = ChainEnterpriseRole.objects.filter(chain__zone=seen.zone, kind=ChainEnterpriseRole.Kind.LEADER)
        return not leaders.filter(here).exists()

    def make(self, fact: Fact, *, by: User) -> Made:
        """A notice to everybody who may appoint, with the quote; nobody is appointed by a newspaper."""
        roles = set(ABILITY_BY_CODE["chains.appoint"].roles)
        name = name_of(fact.stated)
        for person in present_in(fact.zone, roles):
            notify(
                person,
                "%(enterprise)s is named a chain leader in “%(title)s”.",
                {"enterprise": name, "title": fact.document.title},
                url=fact.get_absolute_url(),
                zone=fact.zone,
            )
        return Made(f"{_('Proposed to leadership')}: {name}", fact.get_absolute_url())


class EvidenceUse:
    """What a document says of a link is kept on the link."""

    label = _("Keep as evidence of the link")
    at_once = False

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Projects, events, claims and enterprises whose sentence names a link of the zone's chains."""
        match fact.stated:
            case Project() | Event() | Claim() | Organisation(role="enterprise"):
                return seen.may("documents.review") and bool(links_of_fact(fact))
        return False

    def make(self, fact: Fact, *, by: User) -> Made:
        """The piece of evidence on each link that is named, with the quote; the address is the first one's."""
        kept = keep_evidence(fact, by=by)
        names = [_node_name(row.chain, row.node_code) for row in kept]
        url = reverse("chains:node", args=[kept[0].chain.code, kept[0].node_code])
        return Made(f"{kept[0].chain.label} · {'、'.join(names)}", f"{url}#evidence")


def _node_name(chain: Chain, code: str) -> str:
    version = published_version(chain)
    node = node_of(version, code) if version is not None else None
    return node.name if node is not None else code
