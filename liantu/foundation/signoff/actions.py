"""Every write on sign-offs: ask, decide, withdraw, close what is past its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from liantu.foundation.accounts.abilities import require
from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.accounts.rules.abilities import ABILITY_BY_CODE
from liantu.foundation.audit.actions import record
from liantu.foundation.signoff import reads
from liantu.foundation.signoff.models import SignOff, SignOffDecision, SignOffState
from liantu.foundation.signoff.rules.agreement import VERDICTS, Asked, Step, check_steps, state_of, step_for
from liantu.foundation.signoff.slots import on_signed_off, on_signoff_moved
from liantu.lib.problems import Problem, ProblemsError


def request_signoff(
    kind: str,
    target: models.Model,
    *,
    by: User,
    zone: Zone,
    steps: Sequence[Step],
    title: str,
    url: str,
    expires_on: date | None = None,
    note: str = "",
) -> SignOff:
    """Ask the people of ``steps`` to agree to ``target``; what happens then is ``slots.on_signed_off`` of ``kind``.

    Raises NotAllowed; ProblemsError with everything wrong with the steps, or when this is being asked already.
    """
    require(by, "signoff.request", zone)
    today = timezone.localdate()
    deciding = ABILITY_BY_CODE["signoff.decide"].roles
    problems = check_steps(Asked(by.pk, tuple(steps), (), expires_on), deciding_roles=deciding, today=today)
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)  # two people asking at once: the second is told
        before = reads.open_for(kind, target)
        if before is not None and reads.state_today(before, today=today) == SignOffState.EXPIRED:
            _close(before, SignOffState.EXPIRED)
            record("signoff.expired", by=None, zone=zone, target=before)
        elif before is not None:
            raise ProblemsError(
                [Problem("asked_already", "This is being asked already.", fix="Wait for it, or withdraw it first.")]
            )
        signoff = SignOff.objects.create(
            zone=zone,
            kind=kind,
            title=title[:255],
            url=url,
            requested_by=by,
            note=note.strip(),
            expires_on=expires_on,
            target_type=target._meta.label_lower,
            target_id=str(target.pk),
            target_label=str(target)[:255],
            steps=[step.as_json() for step in steps],
        )
        record("signoff.requested", by=by, zone=zone, target=signoff, after={"kind": kind, "of": signoff.target_label})
        _tell(signoff)
    return signoff


def decide(signoff: SignOff, verdict: str, *, by: User, reason: str = "") -> SignOff:
    """Agree to or refuse the step that waits for ``by``; the last consent carries out what was asked.

    Raises NotAllowed; ProblemsError when it is not theirs to decide, a refusal has no reason, or what was asked for
    cannot be carried out any more (then the consent is not kept either).
    """
    require(by, "signoff.decide", signoff.zone)
    reason = reason.strip()
    problems = []
    if verdict not in VERDICTS:
        problems.append(Problem("no_verdict", "Say whether you agree.", where="verdict", fix="Agree or refuse."))
    if verdict == "refused" and not reason:
        problems.append(
            Problem("no_reason", "A refusal needs a reason.", where="reason", fix="Say what has to change first.")
        )
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        held = SignOff.objects.select_for_update().get(pk=signoff.pk)
        today = timezone.localdate()
        position = _position(held, by, today)
        SignOffDecision.objects.create(signoff=held, position=position, person=by, verdict=verdict, reason=reason)
        held.state = SignOffState(state_of(reads.asked_of(held), today=today))
        if held.state != SignOffState.OPEN:
            _close(held, SignOffState(held.state))
        record(
            f"signoff.{verdict}",
            by=by,
            zone=held.zone,
            target=held,
            reason=reason,
            after={"step": held.steps[position]["name"], "state": str(held.state)},
        )
        if held.state == SignOffState.AGREED and (carry_out := on_signed_off.get(held.kind)) is not None:
            carry_out(held, by)
        _tell(held)
    return held


def withdraw(signoff: SignOff, *, by: User, reason: str = "") -> SignOff:
    """Take back what one asked for. Raises NotAllowed; ProblemsError when somebody else asked, or it is closed."""
    require(by, "signoff.request", signoff.zone)
    with transaction.atomic():
        held = SignOff.objects.select_for_update().get(pk=signoff.pk)
        problems = []
        if held.requested_by_id != by.pk:
            problems.append(
                Problem("not_yours", "Only the person who asked can withdraw.", fix="Ask that person, or refuse it.")
            )
        if reads.state_today(held, today=timezone.localdate()) != SignOffState.OPEN:
            problems.append(
                Problem("not_open", "This sign-off is closed.", fix="Ask for a new one if it is still needed.")
            )
        if problems:
            raise ProblemsError(problems)
        _close(held, SignOffState.WITHDRAWN)
        record("signoff.withdrawn", by=by, zone=held.zone, target=held, reason=reason.strip())
        _tell(held)
    return held


def close_expired(zone: Zone, *, today: date) -> int:
    """Close the open sign-offs of a zone whose last day is before ``today``; answers how many."""
    closed = 0
    with transaction.atomic():
        rows = SignOff.objects.select_for_update().filter(zone=zone, state=SignOffState.OPEN, expires_on__lt=today)
        for signoff in rows.order_by("pk"):
            _close(signoff, SignOffState.EXPIRED)
            record("signoff.expired", by=None, zone=zone, target=signoff)
            _tell(signoff)
            closed += 1
    return closed


def _position(signoff: SignOff, by: User, today: date) -> int:
    """The step that waits for ``by``. Raises ProblemsError with the reason why none does."""
    found = step_for(reads.asked_of(signoff), person=by.pk, roles=by.roles_in(signoff.zone), today=today)
    if isinstance(found, Problem):
        raise ProblemsError([found])
    if signoff.state != SignOffState.OPEN:
        raise ProblemsError(
            [Problem("not_open", "This sign-off is closed.", fix="Ask for a new one if it is still needed.")]
        )
    return found


def _close(signoff: SignOff, state: SignOffState) -> None:
    """Put a sign-off to rest."""
    signoff.state, signoff.closed_at = state, timezone.now()
    signoff.save(update_fields=["state", "closed_at"])


def _tell(signoff: SignOff) -> None:
    """Let every listener know."""
    for listener in on_signoff_moved.values():
        listener(signoff)
