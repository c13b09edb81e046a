"""Writes of what documents say of links."""

from __future__ import annotations

from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.evidence import links_of_fact, published_for
from liantu.chains.models import NodeEvidence
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.sources.documents.models import Fact


def keep_evidence(fact: Fact, *, by: User) -> list[NodeEvidence]:
    """Keep a fact as evidence of every link it speaks of, once each. Raises NotAllowed; ProblemsError when of none."""
    require(by, "documents.review", fact.zone)
    links = links_of_fact(fact)
    if not links:
        raise ProblemsError(
            [
                Problem(
                    "no_link_named",
                    "No link of your chains is named in this sentence.",
                    where=fact.label,
                    fix="Add the word to the link it belongs to, in the chain's template.",
                )
            ]
        )
    chains = {code: version.chain for code, version in published_for(fact)}
    kept = []
    for link in links:
        row, made = NodeEvidence.objects.get_or_create(
            chain=chains[link.chain_code],
            node_code=link.node_code,
            fact=fact,
            defaults={
                "zone": fact.zone,
                "word": link.word[:60],
                "about": fact.label[:300],
                "quote": fact.quote,
                "said_on": fact.document.published_on,
                "kept_by": by,
            },
        )
        if made:
            record(
                "chains.evidence_kept",
                by=by,
                zone=fact.zone,
                target=row.chain,
                after={"link": link.node_code, "fact": fact.pk},
            )
        kept.append(row)
    return kept


def withdraw_evidence(row: NodeEvidence, reason: str, *, by: User) -> NodeEvidence:
    """Take a piece of evidence back; it stays in the log. Raises NotAllowed; ProblemsError without a reason."""
    require(by, "documents.review", row.zone)
    reason = reason.strip()[:200]
    if not reason:
        raise ProblemsError([Problem("no_reason", "Say why it is taken back.", where="reason")])
    fresh: NodeEvidence = NodeEvidence.objects.select_for_update().select_related("zone", "chain").get(pk=row.pk)
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at, fresh.withdrawn_by, fresh.withdrawn_why = timezone.now(), by, reason
        fresh.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        record(
            "chains.evidence_withdrawn",
            by=by,
            zone=fresh.zone,
            target=fresh.chain,
            before={"link": fresh.node_code, "fact": fresh.fact_id},
            after={"reason": reason},
        )
    return fresh
