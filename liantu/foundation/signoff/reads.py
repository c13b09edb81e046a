"""Every read on sign-offs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from liantu.foundation.accounts.models import User, Zone, ZonedQuerySet
from liantu.foundation.signoff.models import SignOff, SignOffDecision, SignOffState
from liantu.foundation.signoff.rules.agreement import Asked, Decided, Step, may_agree_to, open_steps, state_of, step_for
from liantu.lib.problems import Problem


def signoffs_of(user: User, zone: Zone | None) -> ZonedQuerySet[SignOff]:
    """The zone's sign-offs, newest first."""
    rows: ZonedQuerySet[SignOff] = SignOff.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("requested_by").prefetch_related("decisions__person")


def asked_of(signoff: SignOff) -> Asked:
    """A stored sign-off as the rules see it."""
    return Asked(
        signoff.requested_by_id,
        tuple(Step.from_json(stored) for stored in signoff.steps),
        tuple(
            Decided(one.position, one.person_id, "agreed" if one.verdict == "agreed" else "refused")
            for one in signoff.decisions.all()
        ),
        signoff.expires_on,
        signoff.state == SignOffState.WITHDRAWN,
    )


def state_today(signoff: SignOff, *, today: date) -> SignOffState:
    """Where a sign-off stands on ``today``: an open one past its last day is expired, whoever looks first."""
    if signoff.state != SignOffState.OPEN:
        return SignOffState(signoff.state)
    return SignOffState(state_of(asked_of(signoff), today=today))


def waiting_for(user: User, zone: Zone, *, today: date) -> list[SignOff]:
    """The open sign-offs this person can decide now, the one due first on top. A constant number of queries."""
    roles = user.roles_in(zone)
    rows = signoffs_of(user, zone).filter(state=SignOffState.OPEN).exclude(requested_by=user)
    mine = [row for row in rows if isinstance(step_for(asked_of(row), person=user.pk, roles=roles, today=today), int)]
    return sorted(mine, key=lambda row: (row.expires_on or date.max, row.pk))


def open_for(kind: str, target: models.Model) -> SignOff | None:
    """The open sign-off of this kind on ``target``, if there is one."""
    rows = SignOff.objects.filter(kind=kind, target_type=target._meta.label_lower, target_id=str(target.pk))
    return rows.filter(state=SignOffState.OPEN).first()


def people_asked(signoff: SignOff) -> list[User]:
    """The people who can decide a step that waits now, by user name; never who asked or who decided already."""
    asked = asked_of(signoff)
    steps = [asked.steps[position] for position in open_steps(asked)]
    out = {asked.requested_by, *(one.person for one in asked.decided)}
    people = User.objects.filter(is_active=True, memberships__zone=signoff.zone_id).distinct().order_by("username")
    return [
        person
        for person in people.prefetch_related("memberships")
        if person.pk not in out
        and any(may_agree_to(step, person=person.pk, roles=person.roles_in(signoff.zone)) for step in steps)
    ]


@dataclass(frozen=True)
class StepLine:
    """One step as the page shows it."""

    step: Step
    roles: tuple[str, ...]
    person: User | None
    decision: SignOffDecision | None
    waits: bool


@dataclass(frozen=True)
class SignOffPage:
    """A sign-off for one reader: its state, its steps, and whether the reader decides now, else why not."""

    signoff: SignOff
    state: SignOffState
    lines: tuple[StepLine, ...]
    my_step: Step | None
    why_not: Problem | None
    is_mine: bool


def page_of(signoff: SignOff, user: User, *, today: date, role_names: dict[str, str]) -> SignOffPage:
    """What the page of a sign-off shows to ``user``; ``role_names``: code → message id."""
    asked = asked_of(signoff)
    state = state_today(signoff, today=today)
    waiting = open_steps(asked) if state == SignOffState.OPEN else ()
    by_position = {one.position: one for one in signoff.decisions.all()}
    people = User.objects.in_bulk([step.person for step in asked.steps if step.person is not None])
    lines = tuple(
        StepLine(
            step,
            tuple(role_names.get(role, role) for role in step.roles),
            people.get(step.person) if step.person is not None else None,
            by_position.get(position),
            position in waiting,
        )
        for position, step in enumerate(asked.steps)
    )
    mine = step_for(asked, person=user.pk, roles=user.roles_in(signoff.zone), today=today)
    step, why = (asked.steps[mine], None) if isinstance(mine, int) else (None, mine)
    return SignOffPage(signoff, state, lines, step, why, signoff.requested_by_id == user.pk)
