"""What documents say of a chain's links: which links a fact speaks of, and what was kept on a link with its quote.

Kept evidence stands beside the judgement of a link and does not change it: a sentence in a newspaper is no register.
"""

from __future__ import annotations

from liantu.chains.models import Chain, NodeEvidence, TemplateVersion
from liantu.chains.reads import template_of
from liantu.chains.rules.links_meant import LinkMeant, links_meant
from liantu.people.models import User
from liantu.sources.documents.models import Fact
from liantu.sources.documents.reads import documents_of

EVIDENCE_SHOWN = 50


def links_of_fact(fact: Fact) -> tuple[LinkMeant, ...]:
    """The links of the zone's published chains that the fact's sentence speaks of."""
    text = f"{fact.label}\n{fact.quote}"
    return links_meant(text, ((code, template_of(version).nodes) for code, version in published_for(fact)))


def published_for(fact: Fact) -> list[tuple[str, TemplateVersion]]:
    """(code of the chain, version in force) of the zone; kept on the document, whose page asks for every fact."""
    document = fact.document
    known: list[tuple[str, TemplateVersion]] | None = document.__dict__.get("_published_templates")
    if known is None:
        rows = TemplateVersion.objects.filter(zone=document.zone_id, state=TemplateVersion.State.PUBLISHED)
        known = [(row.chain.code, row) for row in rows.select_related("chain").order_by("chain__order", "chain__code")]
        document.__dict__["_published_templates"] = known
    return known


def evidence_of(user: User, chain: Chain, node_code: str) -> list[NodeEvidence]:
    """The newest pieces of evidence that stand for a link and this person may read, with their documents.

    A sentence of a document this person may not see is not shown here either.
    """
    seen = documents_of(user, chain.zone).values("pk")
    rows = NodeEvidence.objects.filter(chain=chain, node_code=node_code, withdrawn_at=None, fact__document__in=seen)
    return list(rows.select_related("fact__document", "kept_by")[:EVIDENCE_SHOWN])
