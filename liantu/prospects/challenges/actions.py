"""Every write of open challenges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.chains.models import Chain
from liantu.foundation.accounts.abilities import require
from liantu.foundation.accounts.models import User
from liantu.foundation.audit.actions import record
from liantu.foundation.files.actions import store_upload
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.models import Challenge, ChallengeStep, Claim
from liantu.prospects.challenges.rules.flow import BY_VERB, Given, check_step
from liantu.ui.validation import field_problems

FIELDS: tuple[str, ...] = (
    "title",
    "node_code",
    "target",
    "measure",
    "deadline_on",
    "deliver_by_on",
    "conditions",
    "reward",
)
ALLOWED: tuple[str, ...] = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip")


def draft_challenge(chain: Chain, values: Mapping[str, Any], reviewers: Sequence[User], *, by: User) -> Challenge:
    """Draft a challenge; nobody outside sees it before it is posted. Raises NotAllowed; ProblemsError by field."""
    require(by, "challenges.post", chain.zone)
    made = Challenge(zone=chain.zone, chain=chain, posted_by=by, **{k: v for k, v in values.items() if k in FIELDS})
    if problems := field_problems(made, but=("zone", "posted_by", "chain")):
        raise ProblemsError(problems)
    with transaction.atomic():
        made.save()
        made.reviewers.set(reviewers)
        record("challenges.drafted", by=by, zone=chain.zone, target=made, after={"title": made.title})
    return made


def take_step(challenge: Challenge, verb: str, given: Given, *, by: User, upload: Any = None) -> Challenge:
    """Take a step: post, claim, award, deliver, review, reward, fail, withdraw.

    Everything is checked on the locked row, so of two people at once the second is told. Raises NotAllowed;
    ProblemsError.
    """
    step = BY_VERB.get(verb)
    if step is None:
        raise ProblemsError([Problem("no_such_step", "There is no such step.", where="verb")])
    require(by, step.ability, challenge.zone)
    with transaction.atomic():
        fresh = Challenge.objects.select_for_update().get(pk=challenge.pk)
        problems = check_step(verb, reads.facts_of(fresh), given, today=timezone.localdate())
        if problems:
            raise ProblemsError(problems)
        evidence = (
            store_upload(upload, by=by, zone=fresh.zone, purpose="challenge", allowed=ALLOWED) if upload else None
        )
        before, fresh.state = fresh.state, step.target
        if verb == "claim":
            enterprise = reads.enterprise_of(by, fresh)
            Claim.objects.create(
                zone=fresh.zone, challenge=fresh, claimant=by, plan=given.plan.strip(), enterprise=enterprise
            )
        elif verb == "award":
            Claim.objects.filter(challenge=fresh, claimant=given.choice).update(is_awarded=True)
        elif verb == "review":
            fresh.passed = given.passed
        fresh.save(update_fields=["state", "passed"])
        ChallengeStep.objects.create(
            zone=fresh.zone,
            challenge=fresh,
            verb=verb,
            from_state=before,
            to_state=fresh.state,
            taken_by=by,
            note=(given.note or given.plan).strip(),
            evidence=evidence,
        )
        record(
            "challenges.moved",
            by=by,
            zone=fresh.zone,
            target=fresh,
            before={"state": before},
            after={"state": fresh.state, "step": verb},
            reason=given.note.strip(),
        )
        _tell(fresh, verb, by=by)
    return fresh


def _tell(challenge: Challenge, verb: str, *, by: User) -> None:
    """Tell whoever the step concerns: reviewers of a delivery, claimants of the rest, the poster of a claim."""
    if verb == "deliver":
        people = list(challenge.reviewers.all())
    elif verb == "claim":
        people = [challenge.posted_by] if challenge.posted_by else []
    else:
        people = [claim.claimant for claim in challenge.claims.select_related("claimant")]
    for person in people:
        if person is not None and person.pk != by.pk:
            notify(
                person,
                "The challenge %(title)s moved on.",
                {"title": challenge.title},
                url=challenge.get_absolute_url(),
                zone=challenge.zone,
            )
