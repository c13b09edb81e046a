"""Writes of who leads a chain: people, enterprises, departments."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.models import Chain, ChainAppointment, ChainDepartment, ChainEnterpriseRole, Dated
from liantu.enterprises.models import Enterprise
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User


def appoint(
    chain: Chain,
    office: str,
    printed_name: str,
    *,
    by: User,
    person: User | None = None,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    speaks_for: ChainEnterpriseRole | None = None,
) -> ChainAppointment:
    """Put a person into an office of the chain; a new chief ends the one before on the day before.

    Without a printed name the person's own is written. A liaison speaks for one leader enterprise, the chain's only one
    unless another is named; without one she sees no list. Raises NotAllowed; ProblemsError for an unknown office, no
    name, crossed dates, or a stranger's enterprise.
    """
    require(by, "chains.appoint", chain.zone)
    printed_name = printed_name or (person.display_name if person is not None else "")
    _check_dated(printed_name, starts_on, ends_on)
    if office not in ChainAppointment.Office.values:
        raise ProblemsError([Problem("no_office", "There is no such office on a chain.", where="office")])
    if office == ChainAppointment.Office.LIAISON:
        speaks_for = _leader_spoken_for(chain, speaks_for)
    with transaction.atomic():
        made = ChainAppointment.objects.create(
            zone=chain.zone,
            chain=chain,
            office=office,
            printed_name=printed_name.strip()[:60],
            person=person,
            title=title.strip()[:80],
            starts_on=starts_on,
            ends_on=ends_on,
            speaks_for=speaks_for if office == ChainAppointment.Office.LIAISON else None,
        )
        after = {"from": starts_on, "until": ends_on, "speaks_for": speaks_for.printed_name if speaks_for else ""}
        record("chains.appointed", by=by, zone=chain.zone, target=made, after=after)
        if office == ChainAppointment.Office.CHIEF and starts_on is not None:
            _end_earlier_chiefs(made, by=by)
    return made


def _leader_spoken_for(chain: Chain, chosen: ChainEnterpriseRole | None) -> ChainEnterpriseRole | None:
    """The leader a liaison speaks for: the chosen one, else the only one of today. Raises ProblemsError."""
    if chosen is None:
        today = timezone.localdate()
        rows = chain.enterprise_roles.filter(kind=ChainEnterpriseRole.Kind.LEADER)
        leaders = [role for role in rows if role.holds_on(today)]
        return leaders[0] if len(leaders) == 1 else None
    if chosen.chain_id != chain.pk or chosen.kind != ChainEnterpriseRole.Kind.LEADER:
        raise ProblemsError([Problem("no_leader", "This enterprise does not lead the chain.", where="speaks_for")])
    return chosen


def tie_liaison(appointment: ChainAppointment, leader: ChainEnterpriseRole | None, *, by: User) -> ChainAppointment:
    """Say which leader enterprise a liaison speaks for; None: for none, so that she sees no list.

    Raises NotAllowed; ProblemsError for somebody who is no liaison, or an enterprise that does not lead her chain.
    """
    require(by, "chains.appoint", appointment.zone)
    if appointment.office != ChainAppointment.Office.LIAISON:
        raise ProblemsError([Problem("no_liaison", "Only a liaison speaks for a leader enterprise.", where="office")])
    if leader is not None:
        _leader_spoken_for(appointment.chain, leader)
    before = appointment.speaks_for.printed_name if appointment.speaks_for else ""
    with transaction.atomic():
        appointment.speaks_for = leader
        appointment.save(update_fields=["speaks_for"])
        record(
            "chains.liaison_tied",
            by=by,
            zone=appointment.zone,
            target=appointment,
            before={"speaks_for": before},
            after={"speaks_for": leader.printed_name if leader else ""},
        )
    return appointment


def _end_earlier_chiefs(made: ChainAppointment, *, by: User) -> None:
    """A chain has one chief: those without a last day who began before end on the day before the new one begins."""
    assert made.starts_on is not None
    last = made.starts_on - timedelta(days=1)
    earlier = made.chain.appointments.filter(office=made.office, ends_on=None).exclude(pk=made.pk)
    for before in earlier.select_related("zone"):
        if before.starts_on is None or before.starts_on <= last:
            end_dated(before, by=by, on=last)


def name_enterprise(
    chain: Chain,
    kind: str,
    printed_name: str,
    *,
    by: User,
    enterprise: Enterprise | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> ChainEnterpriseRole:
    """Make an enterprise leader or core of the chain. Raises NotAllowed, ProblemsError."""
    require(by, "chains.appoint", chain.zone)
    _check_dated(printed_name, starts_on, ends_on)
    if kind not in ChainEnterpriseRole.Kind.values:
        raise ProblemsError([Problem("no_part", "There is no such part on a chain.", where="kind")])
    with transaction.atomic():
        made = ChainEnterpriseRole.objects.create(
            zone=chain.zone,
            chain=chain,
            kind=kind,
            printed_name=printed_name.strip(),
            enterprise=enterprise,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        record("chains.enterprise_named", by=by, zone=chain.zone, target=made)
        only = not chain.enterprise_roles.filter(kind=kind).exclude(pk=made.pk).exists()
        if kind == ChainEnterpriseRole.Kind.LEADER and only:  # who was liaison before it had a leader speaks for it
            for liaison in chain.appointments.filter(office=ChainAppointment.Office.LIAISON, speaks_for=None):
                tie_liaison(liaison, made, by=by)
    return made


def name_department(chain: Chain, printed_name: str, *, by: User, starts_on: date | None = None) -> ChainDepartment:
    """Name the lead department of the chain. Raises NotAllowed, ProblemsError."""
    require(by, "chains.appoint", chain.zone)
    _check_dated(printed_name, starts_on, None)
    with transaction.atomic():
        made = ChainDepartment.objects.create(
            zone=chain.zone, chain=chain, name=printed_name.strip()[:80], starts_on=starts_on
        )
        record("chains.department_named", by=by, zone=chain.zone, target=made)
    return made


def change_dated(
    thing: Dated,
    *,
    by: User,
    printed_name: str,
    title: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Dated:
    """Correct name, title and days of an appointment, an enterprise's part or a department; the old values are kept in
    the audit log. Raises NotAllowed; ProblemsError for no name or crossed dates."""
    require(by, "chains.appoint", thing.zone)
    _check_dated(printed_name, starts_on, ends_on)
    field = "name" if isinstance(thing, ChainDepartment) else "printed_name"
    after = {field: printed_name.strip(), "starts_on": starts_on, "ends_on": ends_on}
    if isinstance(thing, ChainAppointment) and title is not None:
        after["title"] = title.strip()[:80]
    before = {key: getattr(thing, key) for key in after}
    if before == after:
        return thing
    with transaction.atomic():
        for key, value in after.items():
            setattr(thing, key, value)
        thing.save(update_fields=list(after))
        record("chains.part_changed", by=by, zone=thing.zone, target=thing, before=before, after=after)
    return thing


def end_dated(thing: Dated, *, by: User, on: date, reason: str = "") -> None:
    """End an appointment, a part or a department after ``on``. Raises NotAllowed; ProblemsError before its start."""
    require(by, "chains.appoint", thing.zone)
    if thing.starts_on and on < thing.starts_on:
        raise ProblemsError(
            [Problem("dates_crossed", "The last day is before the first.", where="on", fix="Swap the two days.")]
        )
    with transaction.atomic():
        thing.ends_on = on
        thing.save(update_fields=["ends_on"])
        record("chains.ended", by=by, zone=thing.zone, target=thing, after={"until": on}, reason=reason)


def _check_dated(name: str, starts_on: date | None, ends_on: date | None) -> None:
    problems = []
    if not name.strip():
        problems.append(Problem("no_name", "A name is needed.", where="printed_name", fix="Write the name as printed."))
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(
            Problem("dates_crossed", "The last day is before the first.", where="ends_on", fix="Swap the two days.")
        )
    if problems:
        raise ProblemsError(problems)
