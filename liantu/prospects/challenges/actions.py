"""Every write of open challenges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.audit.actions import record
from liantu.chains.models import Chain
from liantu.foundation.files.actions import store_upload
from liantu.foundation.flows.declared import RowFlow, Taking, Told
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.models import Challenge, ChallengeStep, Claim
from liantu.prospects.challenges.rules.flow import CHALLENGE, Facts
from liantu.ui.validation import field_problems

FIELDS = ("title", "node_code", "target", "measure", "deadline_on", "deliver_by_on", "conditions", "reward")
ALLOWED = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip")


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


def _claim(taking: Taking[Challenge]) -> None:
    taking.line.note = taking.given.text("plan")
    Claim.objects.create(
        zone=taking.row.zone,
        challenge=taking.row,
        claimant=taking.by,
        plan=taking.line.note,
        enterprise=reads.enterprise_of(taking.by, taking.row),
    )


def _award(taking: Taking[Challenge]) -> None:
    Claim.objects.filter(challenge=taking.row, claimant=taking.given.number("choice")).update(is_awarded=True)


def _deliver(taking: Taking[Challenge]) -> None:
    upload, line = taking.given.values.get("evidence"), taking.line
    if isinstance(upload, UploadedFile) and isinstance(line, ChallengeStep):
        line.evidence = store_upload(upload, by=taking.by, zone=taking.row.zone, purpose="challenge", allowed=ALLOWED)


def _review(taking: Taking[Challenge]) -> None:
    taking.row.passed = bool(taking.given.values["passed"])


def _tell(taking: Taking[Challenge]) -> Iterable[Told]:
    """Whoever the step concerns: reviewers of a delivery, claimants of the rest, the poster of a claim."""
    challenge, people = taking.row, list[User | None]()
    if taking.line.verb == "deliver":
        people += challenge.reviewers.all()
    elif taking.line.verb == "claim":
        people.append(challenge.posted_by)
    else:
        people += [claim.claimant for claim in challenge.claims.select_related("claimant")]
    text = gettext_noop("The challenge %(title)s moved on.")
    return [Told(person, text, {"title": challenge.title}) for person in people]


CHALLENGES: RowFlow[Challenge, Facts] = RowFlow(
    "challenge",
    CHALLENGE,
    Challenge,
    ChallengeStep,
    "challenge",
    reads.facts_of,
    log="challenges.moved",
    names={
        "post": pgettext_lazy("challenge step", "Post"),
        "claim": pgettext_lazy("challenge step", "Claim"),
        "award": pgettext_lazy("challenge step", "Award"),
        "deliver": pgettext_lazy("challenge step", "Report delivery"),
        "review": pgettext_lazy("challenge step", "Review"),
        "reward": pgettext_lazy("challenge step", "Reward"),
        "fail": pgettext_lazy("challenge step", "Fail"),
        "withdraw": pgettext_lazy("challenge step", "Withdraw"),
    },
    effects={"claim": _claim, "award": _award, "deliver": _deliver, "review": _review},
    tell=_tell,
)
