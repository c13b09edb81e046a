"""Every read on duties: who sees which, what a person owes, who can owe something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.shortcuts import get_object_or_404

from liantu.audit.models import AuditEntry
from liantu.audit.reads import Sentence
from liantu.audit.reads import told as as_sentence
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.foundation.duties.rules.flow import Facts
from liantu.foundation.duties.slots import duty_kind
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.people.rules.abilities import ROLES

OUTSIDE = frozenset(role.code for role in ROLES if role.external)


def duties_of(user: User, zone: Zone | None) -> DutyQuerySet:
    """The duties of the zone this person sees: of kinds she may see, and those she owes or gave. People loaded."""
    rows: DutyQuerySet = Duty.objects.visible_to(user)  # type: ignore[assignment]
    if may(user, "duties.hand_over", zone):
        return rows.filter(zone=zone).whole()
    seen = [kind.code for kind in duty_kind.values() if may(user, kind.view, zone)]
    mine = models.Q(owner=user) | models.Q(given_by=user)
    return rows.filter(models.Q(kind__in=seen) | mine, zone=zone).whole()


def of_whom(rows: DutyQuerySet, who: str, user: User) -> DutyQuerySet:
    """Narrowed to what the person owes (``mine``), gave (``given``), or her office owes (``office``); else all."""
    if who == "mine":
        return rows.filter(owner=user)
    if who == "given":
        return rows.filter(given_by=user)
    if who == "office":
        office = models.Q(office=user.office) | models.Q(owner__office=user.office)
        return rows.filter(office) if user.office else rows.none()
    return rows


def duty_or_404(request: ZoneRequest, pk: int) -> Duty:
    """A duty this person sees, or Http404."""
    return get_object_or_404(duties_of(request.user, request.zone), pk=pk)


def open_duties_of(person: User, zone: Zone) -> list[Duty]:
    """What a person owes now, the nearest first. One query."""
    rows = Duty.objects.filter(zone=zone, owner=person, state=Duty.State.OPEN)
    return list(rows.select_related("given_by"))


def confirmed_by(person: User) -> models.Q:
    """What others did and this person, who gave it, has to confirm; what she fetches from a firm."""
    giver = models.Q(confirm=Duty.Confirm.GIVER, given_by=person) & ~models.Q(owner=person)
    firm = models.Q(confirm=Duty.Confirm.FIRM, owner=person)
    return (giver | firm) & models.Q(state=Duty.State.DONE)


def to_confirm_by(person: User, zone: Zone) -> list[Duty]:
    """What this person has to confirm. One query."""
    rows = Duty.objects.filter(confirmed_by(person), zone=zone)
    return list(rows.select_related("given_by"))


def given_by(person: User, zone: Zone) -> list[Duty]:
    """What a person gave to others and waits for, the nearest first, with who owes it. One query."""
    rows = Duty.objects.filter(zone=zone, given_by=person, state=Duty.State.OPEN, owner__isnull=False)
    return list(rows.exclude(owner=person).select_related("owner", "given_by"))


def leads(duty: Duty, person: User) -> bool:
    """Whether the person may take the steps of others with duties of this kind."""
    return may(person, duty.declared.lead, duty.zone)


def facts_of(duty: Duty) -> Facts:
    """The duty as the rules see it."""
    return Facts(duty.state, duty.owner_id, duty.given_by_id, duty.confirm, duty.declared.may_drop, duty.done_on)


def people_of(zone: Zone) -> list[User]:
    """Who can owe something: people with an office inside the zone today, by name. Two queries."""
    rows = User.objects.filter(memberships__zone=zone, is_active=True).prefetch_related("memberships").distinct()
    return [person for person in rows.order_by("display_name", "username") if set(person.roles_in(zone)) - OUTSIDE]


def overdue(rows: DutyQuerySet, today: date) -> DutyQuerySet:
    """Those that wait beyond their day."""
    return rows.filter(state=Duty.State.OPEN, due_on__lt=today)


def duty_before(former: str, user: User, zone: Zone | None) -> Duty | None:
    """The duty that an older row became; None when the person sees none."""
    return duties_of(user, zone).filter(former=former).first()


def first_words(rows: Iterable[Duty], most: int = 3) -> str:
    """The first few duties in a line, for a notice that tells of many."""
    found = [one.text for one in rows]
    return "、".join(found[:most]) + ("…" if len(found) > most else "")


def former_history(duty: Duty) -> list[Sentence]:
    """What happened while the duty was another row, newest first."""
    kind, _colon, key = duty.former.partition(":")
    rows = AuditEntry.objects.filter(target_type=kind, target_id=key).select_related("actor")
    return [as_sentence(entry) for entry in rows[:50]] if kind else []


def owners_of(zone: Zone) -> list[tuple[User, int]]:
    """Everybody who owes something now, with how much, also people who have left; by name. Two queries."""
    rows = Duty.objects.filter(zone=zone, state=Duty.State.OPEN, owner__isnull=False)
    counts = dict(rows.order_by().values_list("owner").annotate(n=models.Count("pk")))
    people = User.objects.in_bulk(counts)
    return sorted(((people[key], n) for key, n in counts.items()), key=lambda pair: pair[0].label)
