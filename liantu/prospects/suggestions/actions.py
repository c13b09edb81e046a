"""Every write of suggestion lists: filed, moved a step, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.audit.actions import record
from liantu.chains.models import ChainEnterpriseRole
from liantu.chains.purchases.reads import leaders_of, nodes_of
from liantu.foundation.flows.actions import begin, take
from liantu.foundation.flows.declared import RowFlow, Taking, Told
from liantu.foundation.notices.actions import notify
from liantu.lib.flow import Given, JustState
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.models import User, Zone
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.models import Suggestion, SuggestionStep
from liantu.prospects.suggestions.rules.flow import SUGGESTION
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
        begin(made, SUGGESTIONS, "submit", by=by)
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
    given = Given(values={name: values[name] for name in FIELDS if name in values}, revision=revision)
    return take(suggestion, SUGGESTIONS, "resubmit", given, by=by)


def _resubmit(taking: Taking[Suggestion]) -> None:
    """The corrected fields, checked like new ones; the history keeps none of them, the telephone least of all."""
    for name, value in taking.given.values.items():
        if name in FIELDS and (name != "contact_phone" or value):  # left empty, the number on file stays
            setattr(taking.row, name, value)
    taking.line.given = {}
    if problems := _prepare(taking.row, by=taking.by):
        raise ProblemsError(problems)


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


def follows(suggestion: Suggestion, person: User) -> bool:
    """Whether the suggestion is the person's to follow; who decides may always."""
    return suggestion.assignee_id == person.pk or may(person, "suggestions.decide", suggestion.zone)


def _is_anothers(taking: Taking[Suggestion]) -> list[Problem]:
    if follows(taking.row, taking.by):
        return []
    fix = "Ask the chain's chief to assign it to you."
    return [Problem("not_yours_to_follow", "Whoever follows it takes this step.", where="verb", fix=fix)]


def _person(taking: Taking[Suggestion]) -> User | None:
    """The person named to follow, who works in the zone."""
    person = User.objects.filter(pk=taking.given.number("assignee") or 0, memberships__zone=taking.row.zone).first()
    return person if person is not None and person.roles_in(taking.row.zone) else None


def _is_nobody(taking: Taking[Suggestion]) -> list[Problem]:
    if not taking.given.has("assignee") or _person(taking) is not None:
        return []
    return [Problem("no_such_person", "This person does not work in the zone.", where="assignee")]


def _assign(taking: Taking[Suggestion]) -> None:
    taking.row.assignee, taking.row.due_on = _person(taking), taking.given.day("due_on")


def _convert(taking: Taking[Suggestion]) -> None:
    taking.row.lead_reference = taking.line.note = taking.given.text("lead_reference")[:80]


def _tell(taking: Taking[Suggestion]) -> Iterable[Told]:
    """Whoever submitted it hears of every step; who shall follow it, of that."""
    told = {"enterprise": taking.row.firm_name}
    yield Told(taking.row.submitted_by, gettext_noop("Your suggestion %(enterprise)s moved on."), told)
    if taking.line.verb == "assign":
        yield Told(taking.row.assignee, gettext_noop("Follow the suggestion %(enterprise)s."), told)


def _facts(suggestion: Suggestion) -> JustState:
    return JustState(suggestion.state)


SUGGESTIONS: RowFlow[Suggestion, JustState] = RowFlow(
    "suggestion",
    SUGGESTION,
    Suggestion,
    SuggestionStep,
    "suggestion",
    _facts,
    log="suggestions.moved",
    names={
        "resubmit": pgettext_lazy("suggestion step", "Hand in again"),
        "accept": pgettext_lazy("suggestion step", "Accept"),
        "return": pgettext_lazy("suggestion step", "Return"),
        "assign": pgettext_lazy("suggestion step", "Assign"),
        "convert": pgettext_lazy("suggestion step", "It became a lead"),
        "close": pgettext_lazy("suggestion step", "Close"),
        "decline": pgettext_lazy("suggestion step", "Decline"),
    },
    effects={"resubmit": _resubmit, "assign": _assign, "convert": _convert},
    checks={"assign": _is_nobody, "convert": _is_anothers, "close": _is_anothers},
    tell=_tell,
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


def remind_leaders(
    zone: Zone, leaders: Sequence[ChainEnterpriseRole], *, by: User, today: date
) -> tuple[int, list[str]]:
    """Tell the liaisons of those of ``leaders`` whose list is late; answers how many were told, and who has no liaison.

    Raises NotAllowed.
    """
    require(by, "suggestions.follow", zone)
    told, without = 0, []
    for due in reads.lists_missing(zone, today=today, leaders=leaders):
        people = reads.liaisons_of(due.leader, today)
        if not people:
            without.append(due.leader.printed_name)
        for person in people:
            notify(
                person,
                "%(person)s reminds you: the list of %(leader)s for %(period)s is late.",
                {"person": by.label, "leader": due.leader.printed_name, "period": due.period.code},
                url=reverse("suggestions:new"),
                zone=zone,
            )
            told += 1
        record("suggestions.reminded", by=by, zone=zone, target=due.leader, after={"period": due.period.code})
    return told, without


def reveal_phone(suggestion: Suggestion, *, by: User) -> str:
    """The contact's telephone; that somebody looked at it is logged. Raises NotAllowed."""
    require(by, "suggestions.file", suggestion.zone)
    record("suggestions.phone_shown", by=by, zone=suggestion.zone, target=suggestion)
    return suggestion.contact_phone


def _faults_of(suggestion: Suggestion) -> list[Problem]:
    """What the fields themselves get wrong, as problems by field."""
    return field_problems(suggestion, but=("zone", "submitted_by", "firm", "assignee", "leader", "chain"))
