"""Every write of leads: registered, answered, screened, fed back, reported, passed on, disputed, closed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.audit.actions import record
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.flows.actions import locked, take
from liantu.foundation.flows.declared import RowFlow, Taking, Told
from liantu.foundation.notices.actions import notify
from liantu.lib.credit_code import why_invalid
from liantu.lib.flow import Given
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.models import User, Zone
from liantu.people.reads import present_in
from liantu.projects.actions.money import state_money
from liantu.projects.actions.records import open_project
from liantu.projects.leads import reads
from liantu.projects.leads.models import DisputeStep, FormEntry, Lead, LeadDispute, LeadForm, LeadStep
from liantu.projects.leads.rules.flow import DISPUTE, LEAD, WORK, DisputeFacts, LeadFacts
from liantu.projects.models import Project
from liantu.projects.numbers import with_next_number
from liantu.projects.rules.credit import Share, pass_on
from liantu.projects.rules.lead_clock import escalates, protected_until
from liantu.prospects.suggestions.actions import SUGGESTIONS
from liantu.prospects.suggestions.models import Suggestion
from liantu.ui.seen import says_now
from liantu.ui.validation import field_problems

FIELDS = (
    "firm_name", "credit_code", "content", "amount_wan_yuan", "chain", "node_code", "origin_province", "origin_city",
    "channel", "introducer", "contact_name", "contact_title", "contact_phone", "came_from", "came_from_url",
    "asks_outside", "suggestion",
)  # fmt: skip
CHANGEABLE = ("content", "amount_wan_yuan", "introducer")
FORM_ENTRIES_MOST = 5  # from one address within an hour


def register_lead(zone: Zone, values: Mapping[str, Any], *, by: User | None, holder: str = "", claim: str = "") -> Lead:
    """Register a lead: its time stands, the clock runs, the enterprise is protected for ``holder``.

    Somebody else's standing protection of the same enterprise refuses it; with ``claim`` (the ground) the wish becomes
    a dispute on that lead instead and nothing is registered. A lead on the group of a protected enterprise is flagged.
    ``by=None``: handed in at a public form. Raises NotAllowed; ProblemsError with everything wrong.
    """
    if by is not None:
        require(by, "leads.register", zone)
    today = timezone.localdate()
    holder = (holder or (by.label if by is not None else "")).strip()
    problems = _faults(values, holder)
    if problems:
        raise ProblemsError(problems)
    found = reads.recognise(zone, str(values["firm_name"]), str(values.get("credit_code", "")))
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)  # two registrations of one enterprise come one after the other
        talkers = reads.who_talks(zone, found, holder=holder, person=by.pk if by is not None else 0, today=today)
        first = next((one for one in talkers if one.is_same and one.protected_until_on is not None), None)
        if first is not None:
            if claim.strip() and by is not None:
                claimant = f"{holder}（{by.username}）" if holder == first.holder else holder
                return _dispute(zone, found, claimant, claim, by=by, today=today)
            raise ProblemsError([_protected(first, by, zone)])
        lead = _create(
            zone,
            values,
            found,
            holder,
            by=by,
            today=today,
            flags=[
                {
                    "kind": "project" if one.is_same else "group",
                    "label": one.label,
                    "holder": one.holder,
                    "url": one.url,
                }
                for one in talkers
            ],
        )
        if lead.suggestion is not None and by is not None:
            _convert(lead.suggestion, lead, by=by)
    _tell_of(lead, by=by)
    return lead


def _convert(suggestion: Suggestion, lead: Lead, *, by: User) -> None:
    """The suggestion became this lead: told on its page, where the step fits and the person may take it."""
    if suggestion.state == Suggestion.State.ASSIGNED and may(by, "suggestions.follow", lead.zone):
        with suppress(ProblemsError):  # whoever else follows it takes the step himself
            told = Given(values={"lead_reference": lead.number}, revision=suggestion.revision)
            take(suggestion, SUGGESTIONS, "convert", told, by=by)


def store_row(row: Lead, *, by: User, zone: Zone, fields: tuple[str, ...]) -> Lead:
    """A row of a sheet: a lead registered by the same rules as in the form. Raises NotAllowed; ProblemsError.

    A lead that is registered already is left as it is: its time and its record stand.
    """
    require(by, "leads.work", zone)
    if row.pk is not None:
        return Lead.objects.get(pk=row.pk, zone=zone)
    return register_lead(zone, {name: getattr(row, name) for name in fields}, by=by)


def change_lead(lead: Lead, values: Mapping[str, Any], *, by: User, revision: int) -> Lead:
    """Correct what was written down of a lead; whose it is and since when is never touched here.

    Raises NotAllowed; ProblemsError, also when somebody changed the lead since ``revision``.
    """
    require(by, "leads.work", lead.zone)
    with transaction.atomic():
        fresh = locked(lead, revision, changes=lambda row, _seen: [says_now(row, name) for name in values])
        changed = {name: values[name] for name in CHANGEABLE if name in values and values[name] != getattr(fresh, name)}
        before = {name: str(getattr(fresh, name) or "") for name in changed}
        for name, value in changed.items():
            setattr(fresh, name, value)
        given = {name: getattr(fresh, name) for name in ("firm_name", "channel", *changed)}
        other = {one.name for one in fresh._meta.concrete_fields} - set(changed)
        if problems := _faults(given, fresh.holder) + field_problems(fresh, but=other):
            raise ProblemsError(problems)
        if not changed:
            return fresh
        fresh.revision += 1
        fresh.save(update_fields=[*changed, "revision"])
        after = {name: str(value or "") for name, value in changed.items()}
        record("leads.changed", by=by, zone=fresh.zone, target=fresh, before=before, after=after)
    return fresh


def discard_lead(row: Lead, *, by: User, zone: Zone, fields: tuple[str, ...] = ()) -> None:
    """Take a lead away that was registered by mistake and not answered yet. Raises NotAllowed; ProblemsError."""
    require(by, "leads.work", zone)
    with transaction.atomic():
        fresh = Lead.objects.select_for_update().get(pk=row.pk, zone=zone)
        if fresh.state != Lead.State.REGISTERED or fresh.steps.count() > 1 or fresh.registered_by_id != by.pk:
            raise ProblemsError(
                [
                    Problem(
                        "lead_in_use",
                        "This lead is worked on, or another's; it is not taken away.",
                        fix="Close it with a note instead.",
                    )
                ]
            )
        told = {"firm": fresh.firm_name, "number": fresh.number}
        record("leads.discarded", by=by, zone=zone, target=fresh, before=told)
        fresh.delete()


def _protected(first: reads.Talker, by: User | None, zone: Zone) -> Problem:
    """Who registered first; from outside the name of the holder stays covered."""
    told = {"day": f"{first.since_on}", "until": f"{first.protected_until_on}"}
    if by is None or reads.is_outside(by, zone):
        return Problem(
            "lead_protected",
            "This enterprise was registered on %(day)s and is protected until %(until)s.",
            where="firm_name",
            fix="Write to the promotion office if you were first.",
            params=told,
        )
    return Problem(
        "lead_protected_by",
        "%(holder)s registered this enterprise on %(day)s; it is protected until %(until)s.",
        where="firm_name",
        fix="Talk to them, or claim it with your ground and leadership decides.",
        params={**told, "holder": first.holder},
    )


def _faults(values: Mapping[str, Any], holder: str) -> list[Problem]:
    problems = []
    if not str(values.get("firm_name", "")).strip():
        problems.append(Problem("no_firm", "Name the enterprise.", where="firm_name"))
    code = str(values.get("credit_code", "")).strip()
    if code and why_invalid(code):
        problems.append(
            Problem(
                "bad_credit_code",
                "This is no valid credit code: %(code)s.",
                where="credit_code",
                fix="Compare it with the licence, character by character.",
                params={"code": code[:20]},
            )
        )
    if values.get("channel") not in Project.Channel.values:
        problems.append(Problem("no_channel", "Say through whom it came.", where="channel"))
    amount = values.get("amount_wan_yuan")
    if amount is not None and amount <= 0:
        problems.append(Problem("amount_not_positive", "An amount is above zero.", where="amount_wan_yuan"))
    if not holder:
        problems.append(Problem("no_holder", "Name who holds the share.", where="holder"))
    return problems


def _create(
    zone: Zone,
    values: Mapping[str, Any],
    found: reads.Recognised,
    holder: str,
    *,
    by: User | None,
    today: date,
    flags: list[dict[str, str]],
) -> Lead:
    rule = reads.clock_rule(today)
    given = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    lead = Lead(
        zone=zone,
        **{**given, "firm_name": found.name, "credit_code": found.credit_code},
        firm=found.firm,
        name_key=found.name_key,
        group_key=found.group_key,
        holder=holder[:120],
        flags=flags,
        protected_until_on=protected_until(today, rule),
        registered_by=by,
        credit=[[holder[:120], "1"]],
    )
    made_here = ("zone", "number", "registered_by", "firm", "owner", "project", "chain", "suggestion")
    if problems := field_problems(lead, but=made_here):
        raise ProblemsError(problems)
    _set_due(lead, today=today)

    def keep(number: str) -> None:
        lead.number = number
        lead.save()

    busy = Problem("busy", "Too many leads are being registered at once. Try again.")
    with_next_number(Lead.objects.filter(zone=zone), f"L{today.year}-", keep, busy=busy)
    _keep(lead, "register", by=by, note=lead.came_from)
    record("leads.registered", by=by, zone=zone, target=lead, after={"firm": lead.firm_name, "holder": lead.holder})
    return lead


def _set_due(lead: Lead, *, today: date) -> None:
    """Keep the day of the next hand beside the lead, so that lists need not turn every clock."""
    hand = (
        reads.next_hand(reads.hands(lead, calendar_of(lead.zone).provisional(), today=today)) if lead.is_open else None
    )
    lead.next_due_on = hand.due_on if hand is not None else None


def _keep(lead: Lead, verb: str, *, by: User | None, note: str = "", on: date | None = None) -> None:
    LeadStep.objects.create(
        zone=lead.zone,
        lead=lead,
        verb=verb,
        to_state=lead.state,
        note=note.strip()[:500],
        taken_by=by,
        on=on or timezone.localdate(),
    )


def _tell_of(lead: Lead, *, by: User | None) -> None:
    """The chain's people hear of a new lead; a large one goes to leadership at once."""
    large = escalates(lead.amount_wan_yuan, reads.clock_rule(timezone.localdate()))
    roles = {"zone_leadership", "chain_chief"} if large else {"promotion_officer"}
    for person in present_in(lead.zone, roles):
        if by is None or person.pk != by.pk:
            notify(
                person,
                "A new lead: %(enterprise)s, registered for %(holder)s.",
                {"enterprise": lead.firm_name, "holder": lead.holder},
                url=lead.get_absolute_url(),
                zone=lead.zone,
            )


def _dispute(zone: Zone, found: reads.Recognised, holder: str, claim: str, *, by: User, today: date) -> Lead:
    """The wish becomes a dispute on the protected lead."""
    rows = Lead.objects.filter(zone=zone, state__in=Lead.OPEN, protected_until_on__gte=today).order_by("registered_at")
    lead = next(one for one in rows if reads.is_same_firm(one, found))
    if lead.disputes.filter(state=LeadDispute.State.OPEN).exists():
        raise ProblemsError([Problem("dispute_open", "A claim on this lead waits for its decision already.")])
    LeadDispute.objects.create(zone=zone, lead=lead, claimant=holder[:120], claim=claim.strip()[:500], claimed_by=by)
    _keep(lead, "dispute", by=by, note=claim)
    record("leads.disputed", by=by, zone=zone, target=lead, after={"claimant": holder}, reason=claim.strip()[:300])
    for person in present_in(zone, ("zone_leadership",)):
        notify(
            person,
            "%(claimant)s claims the lead %(enterprise)s.",
            {"claimant": holder, "enterprise": lead.firm_name},
            url=lead.get_absolute_url(),
            zone=zone,
        )
    return lead


def _facts(lead: Lead) -> LeadFacts:
    rule = reads.clock_rule(timezone.localdate())
    return LeadFacts(lead.state, lead.holder, lead.protected_until_on, lead.extended_times, rule)


def _is_anothers(taking: Taking[Lead]) -> list[Problem]:
    if reads.may_extend(taking.row, taking.by):
        return []
    return [Problem("anothers_lead", "Only whoever registered a lead extends it.", where="verb")]


def _answers_nobody(taking: Taking[Lead]) -> list[Problem]:
    owner = taking.given.values.get("owner")
    if not isinstance(owner, User) or may(owner, WORK, taking.row.zone):
        return []
    told = {"person": owner.label}
    return [Problem("no_officer", "%(person)s does not work on leads here.", where="owner", params=told)]


def _screened(taking: Taking[Lead]) -> None:
    """Answered and screened today, if it was not before."""
    lead = taking.row
    lead.responded_on, lead.screened_on = lead.responded_on or taking.today, lead.screened_on or taking.today


def _respond(taking: Taking[Lead]) -> None:
    owner = taking.given.values["owner"]
    taking.row.owner = owner if isinstance(owner, User) else None
    taking.row.responded_on = taking.today
    _set_due(taking.row, today=taking.today)


def _follow(taking: Taking[Lead]) -> None:
    _screened(taking)
    taking.row.owner = taking.row.owner or taking.by
    _set_due(taking.row, today=taking.today)


def _to_project(taking: Taking[Lead]) -> None:
    _follow(taking)
    taking.row.project = _open(taking.row, by=taking.by)
    _end(taking)


def _pass_on(taking: Taking[Lead]) -> None:
    lead, part = taking.row, taking.given.values.get("part")
    shares = [Share(holder, Decimal(share)) for holder, share in lead.credit]
    share = part if isinstance(part, Decimal) else Decimal(0)
    passed = pass_on(shares, giver=lead.holder, taker=taking.given.text("taker"), part=share)
    lead.credit = [[one.holder, f"{one.share:f}"] for one in passed]
    _end(taking)


def _end(taking: Taking[Lead]) -> None:
    _screened(taking)
    taking.row.closed_on = taking.today
    _set_due(taking.row, today=taking.today)


def _feed_back(taking: Taking[Lead]) -> None:
    taking.row.fed_back_on = taking.today
    _set_due(taking.row, today=taking.today)


def _report(taking: Taking[Lead]) -> None:
    taking.row.reported_on = taking.today
    _set_due(taking.row, today=taking.today)


def _extend(taking: Taking[Lead]) -> None:
    taking.row.protected_until_on += timedelta(days=taking.given.number("days") or 0)
    taking.row.extended_times += 1


def _tell_registrar(taking: Taking[Lead]) -> Iterable[Told]:
    told = {"enterprise": taking.row.firm_name}
    return [Told(taking.row.registered_by, gettext_noop("Your lead %(enterprise)s moved on."), told)]


LEADS: RowFlow[Lead, LeadFacts] = RowFlow(
    "lead",
    LEAD,
    Lead,
    LeadStep,
    "lead",
    _facts,
    log="leads.moved",
    names={
        "respond": pgettext_lazy("lead step", "Answer"),
        "follow": pgettext_lazy("lead step", "Follow it"),
        "to_project": pgettext_lazy("lead step", "Open a project"),
        "feed_back": pgettext_lazy("lead step", "Feed back"),
        "report": pgettext_lazy("lead step", "Report"),
        "pass_on": pgettext_lazy("lead step", "Pass on"),
        "extend": pgettext_lazy("lead step", "Extend the protection"),
        "drop": pgettext_lazy("lead step", "Leave it"),
        "close": pgettext_lazy("lead step", "Close"),
    },
    effects={
        "respond": _respond,
        "follow": _follow,
        "pass_on": _pass_on,
        "drop": _end,
        "feed_back": _feed_back,
        "report": _report,
        "close": _end,
        "extend": _extend,
        "to_project": _to_project,
    },
    checks={"respond": _answers_nobody, "extend": _is_anothers},
    tell=_tell_registrar,
)


def _open(lead: Lead, *, by: User) -> Project:
    """The project a lead becomes: filled from the lead, its credit split as on the lead."""
    project = open_project(
        lead.zone,
        {
            "name": f"{lead.firm_name}项目"[:120] if not lead.content else f"{lead.firm_name} {lead.content}"[:60],
            "chain": lead.chain,
            "node_code": lead.node_code,
            "investor_name": lead.firm_name,
            "content": lead.content,
            "channel": lead.channel,
            "origin_province": lead.origin_province,
            "origin_city": lead.origin_city,
            "owner": lead.owner or by,
        },
        by=by,
        investor=lead.firm,
        credit=[(holder, Decimal(share)) for holder, share in lead.credit],
        brought_by=lead.registered_by,
    )
    if lead.amount_wan_yuan is not None:
        state_money(project, "intent", lead.amount_wan_yuan, by=by, on=timezone.localdate(), source=lead.number)
    return project


def _dispute_facts(dispute: LeadDispute) -> DisputeFacts:
    return DisputeFacts(dispute.state, dispute.claimed_by_id)


def _settle(taking: Taking[LeadDispute]) -> None:
    """Holder and credit of the lead follow the decision; the lead's record tells it."""
    dispute, share = taking.row, taking.given.values.get("share")
    lead = locked(dispute.lead, None)
    parts = {"kept": Decimal(0), "passed": Decimal(1)}
    part = parts.get(dispute.state, share if isinstance(share, Decimal) else Decimal(0))
    if part:
        shares = [Share(holder, Decimal(one)) for holder, one in lead.credit]
        passed = pass_on(shares, giver=lead.holder, taker=dispute.claimant, part=part)
        lead.credit = [[one.holder, f"{one.share:f}"] for one in passed]
        if dispute.state == LeadDispute.State.PASSED:
            lead.holder = dispute.claimant
    dispute.share, dispute.decision = part, taking.line.note[:500]
    dispute.decided_by, dispute.decided_at = taking.by, timezone.now()
    lead.revision += 1
    lead.save()
    _keep(lead, f"dispute_{dispute.state}", by=taking.by, note=dispute.decision)
    after = {"state": dispute.state, "credit": lead.credit}
    record("leads.dispute_decided", by=taking.by, zone=lead.zone, target=lead, after=after, reason=dispute.decision)


def _tell_both(taking: Taking[LeadDispute]) -> Iterable[Told]:
    told, lead = {"enterprise": taking.row.lead.firm_name}, taking.row.lead
    text = gettext_noop("The claim on %(enterprise)s is decided.")
    return [Told(person, text, told) for person in (taking.row.claimed_by, lead.registered_by)]


DISPUTES: RowFlow[LeadDispute, DisputeFacts] = RowFlow(
    "dispute",
    DISPUTE,
    LeadDispute,
    DisputeStep,
    "dispute",
    _dispute_facts,
    log="leads.dispute_decided",
    names=dict(LeadDispute.State.choices),
    effects={"": _settle},
    tell=_tell_both,
)


def hand_in(form: LeadForm, values: Mapping[str, Any], *, address: str, trap: str) -> Lead | None:
    """A lead from a public form; None when the trap field was filled (a machine: told nothing).

    Raises ProblemsError, also when the same address handed in too often within the hour or the form is closed.
    """
    if trap:
        return None
    if not form.is_open:
        raise ProblemsError([Problem("form_closed", "This form is closed.")])
    now = timezone.now()
    sender = hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()
    # nor those of a clock that was ahead: they would keep the address out until it is that late
    FormEntry.objects.exclude(at__range=(now - timedelta(days=1), now + timedelta(minutes=5))).delete()
    if FormEntry.objects.filter(sender=sender, at__gte=now - timedelta(hours=1)).count() >= FORM_ENTRIES_MOST:
        raise ProblemsError([Problem("too_often", "Too many were handed in from your address. Try again in an hour.")])
    FormEntry.objects.create(form=form, sender=sender)
    told = {**values, "channel": form.channel, "came_from": form.title}
    return register_lead(form.zone, told, by=None, holder=form.holder)


def reveal_phone(lead: Lead, *, by: User) -> str:
    """The contact's telephone; that somebody looked at it is logged. Raises NotAllowed."""
    require(by, "leads.register", lead.zone)
    record("leads.phone_shown", by=by, zone=lead.zone, target=lead)
    return lead.contact_phone


def remind_of_leads(zone: Zone, *, today: date) -> int:
    """Daily notices: hands of the clock due today or late go to the owner (to leadership when nobody answers)."""
    told = 0
    leadership = list(present_in(zone, ("zone_leadership",)))
    rows = Lead.objects.filter(zone=zone, state__in=Lead.OPEN, next_due_on__lte=today)
    for lead in rows.select_related("owner", "zone"):
        late = (today - lead.next_due_on).days if lead.next_due_on else 0
        if late not in (0, 1) and late % 7:
            continue
        for person in [lead.owner] if lead.owner is not None else leadership:
            notify(
                person,
                "The clock of the lead %(enterprise)s is due on %(day)s.",
                {"enterprise": lead.firm_name, "day": f"{lead.next_due_on}"},
                url=reverse("leads:detail", args=[lead.pk]),
                zone=zone,
            )
            told += 1
    return told
