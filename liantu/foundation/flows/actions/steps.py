"""Steps of a flow: taken at once, or proposed until everybody asked agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.flows import reads
from liantu.foundation.flows.actions.consents import ask, close_waiting
from liantu.foundation.flows.actions.rows import address_of, carry_out, forbidden, locked, taking_of
from liantu.foundation.flows.declared import RowFlow, RowT, Taking
from liantu.foundation.flows.models import SignOffState, StepRow
from liantu.foundation.flows.rules.agreement import Step as Consent
from liantu.lib.flow import FactsT, Given, Second
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.people.rules.abilities import ABILITY_BY_CODE


def take(
    row: RowT, flow: RowFlow[RowT, FactsT], verb: str, given: Given, *, by: User, today: date | None = None
) -> RowT:
    """Take a step, whole or not at all; answers the row as it stands after.

    A step that waits for a second person is proposed: the row stays where it is until everybody asked agreed. Raises
    NotAllowed; ProblemsError with everything that forbids it, also when somebody was faster or a step waits already.
    """
    step = flow.flow(row).step(verb)
    require(by, step.ability, row.zone)
    given = replace(given, by=by.pk)
    with transaction.atomic():
        stands = flow.stands if flow.changes is None else None
        fresh = locked(row, given.revision, changes=flow.changes, now=stands)
        taking = taking_of(flow, fresh, verb, given, by=by, today=today or timezone.localdate())
        problems = ([] if step.drops_waiting else reads.waiting(flow, fresh)) or forbidden(flow, verb, taking)
        if problems:
            raise ProblemsError(problems)
        if step.drops_waiting:
            _drop_waiting(flow, fresh, by=by, reason=given.note.strip())
        consents = flow.flow(fresh).step(verb).consents(flow.facts(fresh), given)
        if consents:
            _propose(flow, taking, consents)
        else:
            carry_out(flow, taking)
    return fresh


def begin(row: RowT, flow: RowFlow[RowT, FactsT], verb: str, *, by: User | None, note: str = "") -> StepRow:
    """The first line of a new row's history: how it came to stand where it stands. The maker logs the making itself."""
    line = flow.lines(
        zone=row.zone, **{flow.thing: row}, verb=verb, to_state=flow.state(row), note=note.strip(), taken_by=by
    )
    line.save()
    return line


def _drop_waiting(flow: RowFlow[RowT, FactsT], row: RowT, *, by: User, reason: str) -> None:
    """Take back whatever step of a row waits for its second person, because the row itself goes another way."""
    waits = reads.open_for(flow.name, row)
    if waits is not None:
        close_waiting(waits, SignOffState.WITHDRAWN, by=by, reason=reason)


def _deciding(second: Second, ability: str) -> tuple[str, ...]:
    """The roles of a consent that may decide at all; all of them, to be told, when none may."""
    roles = ABILITY_BY_CODE[ability].roles
    return tuple(role for role in second.roles if role in roles) or second.roles


def _propose(flow: RowFlow[RowT, FactsT], taking: Taking[RowT], consents: tuple[Second, ...]) -> None:
    """The step waits: its line is kept, and the people whose consent it needs are asked."""
    row, line = taking.row, taking.line
    days = flow.days_to_decide
    line.consent = ask(
        flow.name,
        row,
        by=taking.by,
        zone=row.zone,
        steps=[Consent(one.name, _deciding(one, flow.decides), order) for order, one in enumerate(consents, 1)],
        title=f"{flow.step_name(row, line.verb)} {row}",
        url=address_of(row),
        expires_on=taking.today + timedelta(days=days) if days is not None else None,
        note=line.note,
        ability=flow.decides,
    )
    line.state = StepRow.State.PROPOSED
    line.save()
    row.revision += 1
    row.save(update_fields=["revision"])
    record(
        "flows.proposed",
        by=taking.by,
        zone=row.zone,
        target=row,
        before={flow.state_field: line.from_state},
        after={flow.state_field: line.to_state, "step": line.verb},
        reason=line.note,
    )
