"""Every write on sign-offs: ask, decide, withdraw, close what is past its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from liantu.audit.actions import record
from liantu.foundation.flows import reads
from liantu.foundation.flows.actions.rows import carry_out, close_line, forbidden, locked
from liantu.foundation.flows.declared import FLOWS, RowFlow, Taking
from liantu.foundation.flows.models import SignOff, SignOffDecision, SignOffState, StepRow
from liantu.foundation.flows.rules.agreement import VERDICTS, Asked, Step, check_steps, state_of, step_for
from liantu.foundation.flows.slots import on_signed_off
from liantu.foundation.notices.actions import notify
from liantu.lib.flow import Given
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.people.rules.abilities import ABILITY_BY_CODE

OUTCOMES = {
    SignOffState.AGREED: gettext_noop("Everybody agreed: %(title)s"),
    SignOffState.REFUSED: gettext_noop("Refused: %(title)s"),
    SignOffState.EXPIRED: gettext_noop("Nobody decided in time: %(title)s"),
}


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

    For what is no step of a flow; those ask by themselves. Raises NotAllowed; ProblemsError with everything wrong with
    the steps, or when this is being asked already.
    """
    require(by, "signoff.request", zone)
    with transaction.atomic():
        return ask(kind, target, by=by, zone=zone, steps=steps, title=title, url=url, expires_on=expires_on, note=note)


def ask(
    kind: str,
    target: models.Model,
    *,
    by: User,
    zone: Zone,
    steps: Sequence[Step],
    title: str,
    url: str,
    expires_on: date | None,
    note: str,
    ability: str = "signoff.decide",
) -> SignOff:
    """Ask for consents in the caller's transaction, who has been allowed to. Raises ProblemsError."""
    today = timezone.localdate()
    deciding = ABILITY_BY_CODE[ability].roles
    problems = check_steps(Asked(by.pk, tuple(steps), (), expires_on), deciding_roles=deciding, today=today)
    if problems:
        raise ProblemsError(problems)
    Zone.objects.select_for_update().get(pk=zone.pk)  # two people asking at once: the second is told
    before = reads.open_for(kind, target)
    if before is not None and reads.state_today(before, today=today) == SignOffState.EXPIRED:
        close_waiting(before, SignOffState.EXPIRED, by=None, reason="")
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
        ability=ability,
        expires_on=expires_on,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:255],
        steps=[step.as_json() for step in steps],
    )
    _say_who(signoff)
    record("signoff.requested", by=by, zone=zone, target=signoff, after={"kind": kind, "of": signoff.target_label})
    _tell(signoff)
    return signoff


def decide(signoff: SignOff, verdict: str, *, by: User, reason: str = "") -> SignOff:
    """Agree to or refuse the step that waits for ``by``; the last consent carries out what was asked.

    Raises NotAllowed; ProblemsError when it is not theirs to decide, a refusal has no reason, or what was asked for
    cannot be carried out any more (then the consent is not kept either).
    """
    require(by, signoff.ability, signoff.zone)
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
        waiting = _waiting_step(signoff)
        held = SignOff.objects.select_for_update().get(pk=signoff.pk)
        today = timezone.localdate()
        position = _position(held, by, today)
        SignOffDecision.objects.create(signoff=held, position=position, person=by, verdict=verdict, reason=reason)
        state = SignOffState(state_of(reads.asked_of(held), today=today))
        record(
            f"signoff.{verdict}",
            by=by,
            zone=held.zone,
            target=held,
            reason=reason,
            after={"step": held.steps[position]["name"], "state": str(state)},
        )
        if state != SignOffState.OPEN:
            _close(held, state)
            _follow(held, waiting, by=by, reason=reason, today=today)
        else:
            _say_who(held)
        _tell(held)
    return held


def withdraw(signoff: SignOff, *, by: User, reason: str = "") -> SignOff:
    """Take back what one asked for. Raises NotAllowed; ProblemsError when somebody else asked, or it is closed."""
    with transaction.atomic():
        problems = []
        if signoff.requested_by_id != by.pk:
            problems.append(
                Problem("not_yours", "Only the person who asked can withdraw.", fix="Ask that person, or refuse it.")
            )
        waiting = _waiting_step(signoff)
        require(by, _ability_to_ask(waiting), signoff.zone)
        held = SignOff.objects.select_for_update().get(pk=signoff.pk)
        if reads.state_today(held, today=timezone.localdate()) != SignOffState.OPEN:
            problems.append(
                Problem("not_open", "This sign-off is closed.", fix="Ask for a new one if it is still needed.")
            )
        if problems:
            raise ProblemsError(problems)
        _shut(held, waiting, SignOffState.WITHDRAWN, by=by, reason=reason.strip())
    return held


def close_waiting(signoff: SignOff, state: SignOffState, *, by: User | None, reason: str) -> None:
    """Close an open sign-off nobody will decide any more, in the caller's transaction; the step it is about ends."""
    waiting = _waiting_step(signoff)
    held = SignOff.objects.select_for_update().get(pk=signoff.pk)
    if held.state == SignOffState.OPEN:
        _shut(held, waiting, state, by=by, reason=reason)


def close_expired(zone: Zone, *, today: date) -> int:
    """Close the open sign-offs of a zone whose last day is before ``today``; answers how many."""
    closed = 0
    rows = SignOff.objects.filter(zone=zone, state=SignOffState.OPEN, expires_on__lt=today)
    for signoff in rows.order_by("pk"):
        with transaction.atomic():
            close_waiting(signoff, SignOffState.EXPIRED, by=None, reason="")
        closed += 1
    return closed


Waiting = tuple[RowFlow[Any, Any], Any, StepRow]


def _waiting_step(signoff: SignOff) -> Waiting | None:
    """The flow, the locked row and the line of the step a sign-off is about; None where it is about no step.

    The row is locked before the sign-off, in the order in which steps are taken.
    """
    flow = FLOWS.get(signoff.kind)
    if flow is None:
        return None
    row = locked(flow.model._default_manager.get(pk=signoff.target_id), None)
    return flow, row, flow.line_waiting(signoff.pk)


def _ability_to_ask(waiting: Waiting | None) -> str:
    """What a person must be allowed to do to ask for a sign-off, and to take the question back."""
    if waiting is None:
        return "signoff.request"
    flow, row, line = waiting
    return flow.flow(row).step(line.verb).ability


def _shut(held: SignOff, waiting: Waiting | None, state: SignOffState, *, by: User | None, reason: str) -> None:
    """Close without a decision: withdrawn or expired."""
    _close(held, state)
    record(f"signoff.{state}", by=by, zone=held.zone, target=held, reason=reason)
    _follow(held, waiting, by=by, reason=reason, today=timezone.localdate())
    _tell(held)


def _follow(held: SignOff, waiting: Waiting | None, *, by: User | None, reason: str, today: date) -> None:
    """What a closed sign-off means for what it was about. Raises ProblemsError when it cannot be carried out now."""
    if waiting is None:
        if held.state == SignOffState.AGREED and by and (done := on_signed_off.get(held.kind)) is not None:
            done(held, by)
        return
    flow, row, line = waiting
    if held.state == SignOffState.AGREED:
        given = Given(held.requested_by_id, flow.read(line.given), line.note)
        taking = Taking(row, line, given, held.requested_by, today)
        problems = forbidden(flow, line.verb, taking)
        if problems:
            raise ProblemsError(problems)
        line.decided_by, line.decided_at, line.decision_note = by, timezone.now(), reason
        carry_out(flow, taking)
        return
    close_line(line, str(held.state), by=by, note=reason)
    row.revision += 1
    row.save(update_fields=["revision"])
    told = {flow.state_field: line.to_state, "step": line.verb}
    record(f"flows.{held.state}", by=by, zone=held.zone, target=row, after=told, reason=reason)


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


def _say_who(signoff: SignOff) -> None:
    """Write down who can decide now."""
    signoff.asks = reads.asks_now(signoff)
    signoff.save(update_fields=["asks"])


def _close(signoff: SignOff, state: SignOffState) -> None:
    """Put a sign-off to rest."""
    signoff.state, signoff.closed_at = state, timezone.now()
    signoff.save(update_fields=["state", "closed_at"])


def _tell(signoff: SignOff) -> None:
    """Tell who must decide now, or, when it is over, who asked."""
    url, params = signoff.get_absolute_url(), {"title": signoff.title}
    if signoff.state == SignOffState.OPEN:
        for person in reads.people_asked(signoff):
            notify(person, gettext_noop("Please decide: %(title)s"), params, url=url, zone=signoff.zone)
    elif (text := OUTCOMES.get(SignOffState(signoff.state))) is not None:
        notify(signoff.requested_by, text, params, url=url, zone=signoff.zone)
