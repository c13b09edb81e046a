"""Every write of suggestion lists: filed, moved a step, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.models import ChainEnterpriseRole
from liantu.chains.purchases.reads import leaders_of, nodes_of
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.models import User, Zone
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.models import Suggestion, SuggestionStep
from liantu.prospects.suggestions.rules.flow import BY_VERB, Given, check_step
from liantu.ui.validation import field_problems

FIELDS: tuple[str, ...] = (
    "node_code", "action", "firm_name", "firm_credit_code", "ground", "reason", "mode", "purchase_wan_yuan",
    "contact_name", "contact_phone", "priority",
)  # fmt: skip


def file_suggestion(
    leader: ChainEnterpriseRole, values: Mapping[str, Any], *, by: User, on: date | None = None
) -> Suggestion:
    """File a suggestion for the period ``on`` lies in.

    Raises NotAllowed; ProblemsError with everything wrong: a leader the person does not speak for, a link the chain
    has not, an enterprise already in the zone without a reason, fields that do not read.
    """
    zone, today = leader.zone, on or timezone.localdate()
    require(by, "suggestions.file", zone)
    made = Suggestion(
        zone=zone,
        chain=leader.chain,
        leader=leader,
        period=reads.period_on(today).code,
        submitted_by=by,
        **{name: values[name] for name in FIELDS if name in values},
    )
    problems = _prepare(made, by=by)
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made.save()
        _keep_step(made, "submit", "", by=by, note="")
        record(
            "suggestions.filed",
            by=by,
            zone=zone,
            target=made,
            after={"link": made.node_code, "enterprise": made.firm_name, "period": made.period},
        )
        for chief in reads.chiefs_of(made.chain, today):
            notify(
                chief,
                "%(leader)s suggests inviting %(enterprise)s.",
                {"leader": leader.printed_name, "enterprise": made.firm_name},
                url=made.get_absolute_url(),
                zone=zone,
            )
    return made


def change_suggestion(suggestion: Suggestion, values: Mapping[str, Any], *, by: User, revision: int) -> Suggestion:
    """Correct a suggestion that was returned, and submit it again; checked like a new one.

    An empty telephone keeps the one on file, which no form shows. Raises NotAllowed; ProblemsError.
    """
    require(by, "suggestions.file", suggestion.zone)
    with transaction.atomic():
        fresh = _locked(suggestion, revision)
        problems = check_step("resubmit", fresh.state, Given(), today=timezone.localdate())
        for name in FIELDS:
            if name in values and (name != "contact_phone" or values[name]):  # left empty, the number on file stays
                setattr(fresh, name, values[name])
        problems += _prepare(fresh, by=by)
        if problems:
            raise ProblemsError(problems)
        _go(fresh, "resubmit", Given(), by=by)
    return fresh


def _prepare(made: Suggestion, *, by: User) -> list[Problem]:
    """Name the link and recognise the enterprise; everything that forbids handing it in."""
    problems = _faults_of(made)
    if made.leader_id not in {one.pk for one in leaders_of(by, made.zone)}:
        problems.append(Problem("not_your_leader", "You do not speak for this enterprise.", where="leader"))
    node = next((node for node in nodes_of(made.leader.chain) if node.code == made.node_code), None)
    if node is None:
        told = {"link": made.node_code}
        problems.append(Problem("no_such_link", "The chain has no link “%(link)s”.", where="node_code", params=told))
    else:
        made.node_name = node.name
    made.firm = reads.known_firm(made.zone, made.firm_name, made.firm_credit_code)
    if made.firm is not None and made.firm.in_zone and not made.reason.strip():
        problems.append(
            Problem(
                "already_here",
                "This enterprise is in the zone already.",
                where="firm_name",
                fix="If it shall do more here, write so as the reason.",
            )
        )
    return problems


def take_step(suggestion: Suggestion, verb: str, given: Given, *, by: User, revision: int) -> Suggestion:
    """Take a step: accept, return, assign, convert, close, decline. Whoever is next is told.

    ``revision``: the one the person saw; when somebody was faster nothing is written and she is told. Raises
    NotAllowed;
    ProblemsError.
    """
    step = BY_VERB.get(verb)
    if step is None or verb == "resubmit":
        raise ProblemsError([Problem("no_such_step", "There is no such step.", where="verb")])
    require(by, step.ability, suggestion.zone)
    with transaction.atomic():
        fresh = _locked(suggestion, revision)
        problems = check_step(verb, fresh.state, given, today=timezone.localdate())
        if step.ability == "suggestions.follow" and not _follows(fresh, by):
            problems.append(
                Problem(
                    "not_yours_to_follow",
                    "Whoever follows it takes this step.",
                    where="verb",
                    fix="Ask the chain's chief to assign it to you.",
                )
            )
        if given.assignee is not None:
            person = User.objects.filter(pk=given.assignee, memberships__zone=fresh.zone).first()
            if person is None or not person.roles_in(fresh.zone):
                problems.append(Problem("no_such_person", "This person does not work in the zone.", where="assignee"))
        if problems:
            raise ProblemsError(problems)
        _go(fresh, verb, given, by=by)
    return fresh


def _follows(suggestion: Suggestion, person: User) -> bool:
    """Whether the suggestion is the person's to follow; who decides may always."""
    return suggestion.assignee_id == person.pk or may(person, "suggestions.decide", suggestion.zone)


def _locked(suggestion: Suggestion, revision: int) -> Suggestion:
    """The row as it stands, locked; told when somebody was faster."""
    fresh = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("leader", "chain", "zone")
        .get(pk=suggestion.pk)
    )
    if fresh.revision != revision:
        raise ProblemsError(
            [
                Problem(
                    "somebody_was_faster",
                    "Somebody decided this meanwhile: it is now “%(state)s”.",
                    where="revision",
                    fix="Open it again.",
                    params={"state": str(fresh.get_state_display())},
                )
            ]
        )
    return fresh


def _go(fresh: Suggestion, verb: str, given: Given, *, by: User) -> None:
    """The step itself: state, who follows, history, log, notices."""
    step, before = BY_VERB[verb], fresh.state
    fresh.state = step.target
    fresh.revision += 1
    if "assignee" in step.asks:
        fresh.assignee_id, fresh.due_on = given.assignee, given.due_on
    if "lead_reference" in step.asks:
        fresh.lead_reference = given.lead_reference.strip()[:80]
    fresh.save()
    _keep_step(fresh, verb, before, by=by, note=given.reason.strip() or given.lead_reference.strip())
    record(
        "suggestions.moved",
        by=by,
        zone=fresh.zone,
        target=fresh,
        before={"state": before},
        after={"state": fresh.state},
        reason=given.reason.strip(),
    )
    if fresh.submitted_by is not None and fresh.submitted_by_id != by.pk:
        notify(
            fresh.submitted_by,
            "Your suggestion %(enterprise)s moved on.",
            {"enterprise": fresh.firm_name},
            url=fresh.get_absolute_url(),
            zone=fresh.zone,
        )
    if verb == "assign" and fresh.assignee is not None and fresh.assignee_id != by.pk:
        notify(
            fresh.assignee,
            "Follow the suggestion %(enterprise)s.",
            {"enterprise": fresh.firm_name},
            url=fresh.get_absolute_url(),
            zone=fresh.zone,
        )


def _keep_step(suggestion: Suggestion, verb: str, before: str, *, by: User, note: str) -> None:
    SuggestionStep.objects.create(
        zone=suggestion.zone,
        suggestion=suggestion,
        verb=verb,
        from_state=before,
        to_state=suggestion.state,
        note=note[:300],
        taken_by=by,
    )


REMIND_EVERY_DAYS = 7


def remind_of_lists(zone: Zone, *, today: date) -> int:
    """Notices of late lists to liaisons and chiefs, and of overdue suggestions to followers; answers how many.

    Sent on the first day something is late and every seventh day after, so that nobody learns to overlook them.
    """
    told = 0
    for due in reads.lists_missing(zone, today=today):
        if (today - due.period.due_on).days % REMIND_EVERY_DAYS != 1:
            continue
        for person in [*reads.liaisons_of(due.leader, today), *reads.chiefs_of(due.leader.chain, today)]:
            notify(
                person,
                "%(leader)s has not handed in its list for %(period)s.",
                {"leader": due.leader.printed_name, "period": due.period.code},
                url=reverse("suggestions:list"),
                zone=zone,
            )
            told += 1
    late = Suggestion.objects.filter(zone=zone, state=Suggestion.State.ASSIGNED, due_on__lt=today)
    for one in late.filter(assignee__isnull=False).select_related("assignee"):
        if one.due_on is not None and one.assignee is not None and (today - one.due_on).days % REMIND_EVERY_DAYS == 1:
            notify(
                one.assignee,
                "The suggestion %(enterprise)s is overdue.",
                {"enterprise": one.firm_name},
                url=one.get_absolute_url(),
                zone=zone,
            )
            told += 1
    return told


def reveal_phone(suggestion: Suggestion, *, by: User) -> str:
    """The contact's telephone; that somebody looked at it is logged. Raises NotAllowed."""
    require(by, "suggestions.file", suggestion.zone)
    record("suggestions.phone_shown", by=by, zone=suggestion.zone, target=suggestion)
    return suggestion.contact_phone


def _faults_of(suggestion: Suggestion) -> list[Problem]:
    """What the fields themselves get wrong, as problems by field."""
    return field_problems(suggestion, but=("zone", "submitted_by", "firm", "assignee", "leader", "chain"))
