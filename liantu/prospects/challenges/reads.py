"""Every read of open challenges."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from liantu.chains.models import ChainEnterpriseRole
from liantu.chains.purchases.reads import leaders_of
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges.models import Challenge, ChallengeQuerySet, Claim
from liantu.prospects.challenges.rules.flow import Facts


def challenges_of(user: User, zone: Zone | None) -> ChallengeQuerySet:
    """The challenges of the zone this person may see."""
    rows: ChallengeQuerySet = Challenge.objects.visible_to(user).filter(zone=zone)
    return rows


def facts_of(challenge: Challenge) -> Facts:
    """The challenge as the rules see it."""
    claims = list(challenge.claims.all())
    awarded = next((claim for claim in claims if claim.is_awarded), None)
    return Facts(
        challenge.state,
        challenge.deadline_on,
        challenge.posted_by_id,
        tuple(person.pk for person in challenge.reviewers.all()),
        tuple(claim.claimant_id for claim in claims),
        awarded.claimant_id if awarded is not None else None,
        bool(challenge.conditions.strip()),
        challenge.steps.filter(verb="deliver", evidence__isnull=False).exists(),
        challenge.passed,
    )


def claims_shown(challenge: Challenge, user: User) -> list[Claim]:
    """The claims this person may read: all for people inside, one's own for others, the awarded one for everybody."""
    claims = list(challenge.claims.select_related("claimant", "enterprise"))
    if may(user, "prospects.view", challenge.zone):
        return claims
    return [claim for claim in claims if claim.claimant_id == user.pk or claim.is_awarded]


def enterprise_of(user: User, challenge: Challenge) -> ChainEnterpriseRole | None:
    """The enterprise of the challenge's chain this person speaks for, or None."""
    return next((one for one in leaders_of(user, challenge.zone) if one.chain_id == challenge.chain_id), None)


def challenge_or_404(request: ZoneRequest, pk: int) -> Challenge:
    """The challenge of the current zone that this person may see. Raises Http404."""
    rows = challenges_of(request.user, request.zone)
    return get_object_or_404(rows.select_related("chain", "zone", "posted_by").prefetch_related("reviewers"), pk=pk)
