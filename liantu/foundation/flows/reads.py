"""Every read on flows: which steps are possible, the history in sentences, sign-offs that wait."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Protocol, cast

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.audit.models import AuditEntry
from liantu.audit.reads import Sentence, told
from liantu.foundation.flows.declared import FLOWS, RowFlow, RowT, Words
from liantu.foundation.flows.models import SignOff, SignOffDecision, SignOffState
from liantu.foundation.flows.rules.agreement import Asked, Decided, may_agree_to, open_steps, state_of, step_for
from liantu.foundation.flows.rules.agreement import Step as Consent
from liantu.lib.flow import FactsT, Step
from liantu.lib.problems import Problem
from liantu.people.abilities import may
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.people.rules.abilities import ABILITY_BY_CODE, ROLES
from liantu.ui.wiring import Seen, Todo

ROLE_NAMES = {role.code: role.name for role in ROLES}  # code → message id


def signoffs_of(user: User, zone: Zone | None) -> ZonedQuerySet[SignOff]:
    """The zone's sign-offs, newest first."""
    rows: ZonedQuerySet[SignOff] = SignOff.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("requested_by").prefetch_related("decisions__person")


def signoff_or_404(request: ZoneRequest, pk: int) -> SignOff:
    """A sign-off of the current zone, or Http404."""
    return get_object_or_404(signoffs_of(request.user, request.zone).select_related("zone", "requested_by"), pk=pk)


def asked_of(signoff: SignOff) -> Asked:
    """A stored sign-off as the rules see it."""
    return Asked(
        signoff.requested_by_id,
        tuple(Consent.from_json(stored) for stored in signoff.steps),
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
    mine = [
        row
        for row in rows
        if may(user, row.ability, zone)
        and isinstance(step_for(asked_of(row), person=user.pk, roles=roles, today=today), int)
    ]
    return sorted(mine, key=lambda row: (row.expires_on or date.max, row.pk))


def asks_now(signoff: SignOff) -> str:
    """Who can decide a step that waits now, as a query can look for it: ``,role:chain_chief,person:7,``."""
    asked = asked_of(signoff)
    steps = [asked.steps[position] for position in open_steps(asked)]
    who = [f"person:{step.person}" for step in steps if step.person is not None]
    who += [f"role:{role}" for step in steps if step.person is None for role in step.roles]
    return f",{','.join(dict.fromkeys(who))}," if who else ""


def decided_by(user: User, zone: Zone, *, today: date) -> ZonedQuerySet[SignOff]:
    """The open sign-offs this person can decide now, as a query: the rows of ``waiting_for``."""
    words = [f"person:{user.pk}", *(f"role:{role}" for role in user.roles_in(zone))]
    asked = models.Q(asks="")  # asked before it was written down who can decide
    for word in words:
        asked |= models.Q(asks__contains=f",{word},")
    abilities = [code for code in ABILITY_BY_CODE if may(user, code, zone)]
    in_time = models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=today)
    rows = signoffs_of(user, zone).filter(asked, in_time, state=SignOffState.OPEN, ability__in=abilities)
    return rows.exclude(requested_by=user).exclude(pk__in=SignOffDecision.objects.filter(person=user).values("signoff"))


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

    step: Consent
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
    my_step: Consent | None
    why_not: Problem | None
    is_mine: bool
    may_decide: bool
    may_withdraw: bool


def page_of(signoff: SignOff, user: User, *, today: date) -> SignOffPage:
    """What the page of a sign-off shows to ``user``."""
    asked = asked_of(signoff)
    state = state_today(signoff, today=today)
    waiting = open_steps(asked) if state == SignOffState.OPEN else ()
    by_position = {one.position: one for one in signoff.decisions.all()}
    people = User.objects.in_bulk([step.person for step in asked.steps if step.person is not None])
    lines = tuple(
        StepLine(
            step,
            tuple(ROLE_NAMES.get(role, role) for role in step.roles),
            people.get(step.person) if step.person is not None else None,
            by_position.get(position),
            position in waiting,
        )
        for position, step in enumerate(asked.steps)
    )
    mine = step_for(asked, person=user.pk, roles=user.roles_in(signoff.zone), today=today)
    step, why = (asked.steps[mine], None) if isinstance(mine, int) else (None, mine)
    is_mine = signoff.requested_by_id == user.pk
    may_withdraw = is_mine and (signoff.kind in FLOWS or may(user, "signoff.request", signoff.zone))
    may_decide = may(user, signoff.ability, signoff.zone)
    return SignOffPage(signoff, state, lines, step, why, is_mine, may_decide, may_withdraw)


@dataclass(frozen=True)
class Possible(Generic[FactsT]):
    """The steps a person could take now, and why not the others that lead on from here, by verb."""

    now: tuple[Step[FactsT], ...]
    why_not: Mapping[str, tuple[Problem, ...]]

    def has(self, verb: str) -> bool:
        """Whether the person could take this step now."""
        return any(step.verb == verb for step in self.now)


def waiting(flow: RowFlow[RowT, FactsT], row: RowT) -> list[Problem]:
    """Told while a step of this row waits for its second person."""
    if open_for(flow.name, row) is None:
        return []
    fix = "Have it decided or take it back first."
    return [Problem("step_waits", "A step waits for its second person.", where="verb", fix=fix)]


def possible(
    row: RowT, flow: RowFlow[RowT, FactsT], user: User | None, *, today: date | None = None
) -> Possible[FactsT]:
    """Which steps ``user`` could take on ``row`` now, by ability, by who she is to it, by what it still lacks.

    ``user`` None: whoever is allowed to, as the operator at the machine asks.
    """
    table, facts = flow.flow(row), flow.facts(row)
    day = today or timezone.localdate()
    waits = waiting(flow, row) if any(step.second is not None for step in table.steps) else []
    why_not: dict[str, tuple[Problem, ...]] = {}
    by, leads = (user.pk, flow.leads(row, user)) if user is not None else (0, False)
    for step in table.steps_from(facts.state):
        problems = [] if step.drops_waiting else list(waits)
        if user is not None and not may(user, step.ability, row.zone):
            problems.append(Problem("not_your_role", "Your role does not take this step.", where="verb"))
        problems += table.closed_to(step.verb, facts, by=by, today=day, leads=leads)
        if flow.gates is not None:
            problems += flow.gates(row, step.verb)
        if problems:
            why_not[step.verb] = tuple(problems)
    now = tuple(step for step in table.steps_from(facts.state) if step.verb not in why_not)
    return Possible(now, why_not)


class Linked(Protocol):
    """A row with a page."""

    def get_absolute_url(self) -> str:
        """The address of its page."""
        ...


def todos_of(
    flow: RowFlow[RowT, FactsT],
    rows: Iterable[RowT],
    seen: Seen,
    text: Words,
    *,
    but: Collection[str] = (),
    due: str = "",
    why: Callable[[RowT], tuple[str, ...]] = lambda _row: (),
) -> list[Todo]:
    """A line of the day for each row with a step this person could take now, other than ``but``.

    ``text`` tells it of %(title)s; its button is the step, where only one can be taken. ``due``: the row's field of the
    day by which, red when it is past; ``why``: the line below.
    """
    today, found = timezone.localdate(), []
    for row in rows:
        verbs = [step.verb for step in possible(row, flow, seen.user, today=today).now if step.verb not in but]
        if verbs:
            day: date | None = getattr(row, due) if due else None
            tone = "bad" if day is not None and day < today else "info"
            button = str(flow.step_name(row, verbs[0])) if len(verbs) == 1 else ""
            url = cast("Linked", row).get_absolute_url()
            found.append(Todo(str(text) % {"title": row}, url, day, tone, why=why(row), button=button))
    return found


def history_of(row: RowT, flow: RowFlow[RowT, FactsT], *, limit: int = 50) -> list[Sentence]:
    """What happened to a row that moves, newest first: its steps by their names, the rest as the log tells it."""
    rows = AuditEntry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk))
    return [_told(entry, row, flow) for entry in rows.select_related("actor")[:limit]]


def _told(entry: AuditEntry, row: RowT, flow: RowFlow[RowT, FactsT]) -> Sentence:
    """An entry as a sentence; a step names itself and the state it led to, once where both are called the same."""
    sentence = told(entry)
    after = entry.after if isinstance(entry.after, dict) else {}
    before = entry.before if isinstance(entry.before, dict) else {}
    verb, state = after.get("step") or after.get("verb"), after.get(flow.state_field)
    if not (entry.verb == flow.log or entry.verb.startswith("flows.")) or not isinstance(state, str):
        return sentence  # also of a step with words of its own
    name = flow.step_name(row, verb) if isinstance(verb, str) else sentence.what
    led_to = str(flow.state_name(row, state))
    moved = "" if before.get(flow.state_field) == state or led_to == str(name) else f" → {led_to}"
    if entry.verb.startswith("flows."):
        name = _("%(what)s: %(name)s") % {"what": sentence.what, "name": name}
    return replace(sentence, what=f"{name}{moved}")
