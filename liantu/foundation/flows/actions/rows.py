"""A row locked and compared with what a person saw; a step carried out on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from django.db import models
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.flows.declared import RowFlow, RowT, Taking
from liantu.foundation.flows.models import Revised, StepRow
from liantu.foundation.notices.actions import notify
from liantu.lib.flow import FactsT, Given, somebody_was_faster
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import User

RevisedT = TypeVar("RevisedT", bound=Revised)
ValueT = TypeVar("ValueT")


def locked(
    row: RevisedT,
    revision: int | None,
    *,
    changes: Callable[[RevisedT, int], Sequence[Problem]] | None = None,
    now: Callable[[RevisedT], str] | None = None,
) -> RevisedT:
    """The row as it stands, locked until the transaction ends; ``revision``: the one a person saw, None to trust.

    ``changes``: what others changed since, where the room can tell; ``now``: where the row stands, in words. Raises
    ProblemsError when somebody was faster.
    """
    rows = cast("models.Manager[RevisedT]", type(row)._default_manager)
    fresh = rows.select_for_update(of=("self",)).select_related("zone").get(pk=row.pk)
    if revision is not None and fresh.revision != revision:
        told = changes(fresh, revision) if changes is not None else ()
        raise ProblemsError(told or [somebody_was_faster(now(fresh) if now is not None else "")])
    return fresh


def forbidden(flow: RowFlow[RowT, FactsT], verb: str, taking: Taking[RowT]) -> list[Problem]:
    """Everything that forbids a step on the locked row: the table's rules, then those that need the database."""
    table, facts = flow.flow(taking.row), flow.facts(taking.row)
    leads = flow.leads(taking.row, taking.by)
    problems = table.check(verb, facts, taking.given, today=taking.today, leads=leads)
    if facts.state not in table.step(verb).sources:
        return problems
    if flow.gates is not None:
        problems += flow.gates(taking.row, verb)
    if (more := of_verb(flow.checks, verb)) is not None:
        problems += more(taking)
    return problems


def taking_of(
    flow: RowFlow[RowT, FactsT], row: RowT, verb: str, given: Given, *, by: User, today: date
) -> Taking[RowT]:
    """A step about to be taken, with its line of the history not saved yet."""
    step, before = flow.flow(row).step(verb), flow.state(row)
    line = flow.lines(
        zone=row.zone,
        **{flow.thing: row},
        verb=verb,
        from_state=before,
        to_state=step.target or before,
        note=given.note.strip(),
        given=plain(given.values),
        taken_by=by,
    )
    taking = Taking(row, line, given, by, today)
    if flow.write is not None:
        flow.write(taking)
    return taking


def of_verb(by_verb: Mapping[str, ValueT], verb: str) -> ValueT | None:
    """What is declared for a verb, else for every verb, else nothing."""
    return by_verb.get(verb, by_verb.get(""))


def carry_out(flow: RowFlow[RowT, FactsT], taking: Taking[RowT]) -> None:
    """The step itself, in the caller's transaction: state, effect, history, log, notices."""
    row, line = taking.row, taking.line
    before = flow.state(row)
    setattr(row, flow.state_field, line.to_state)
    if (effect := of_verb(flow.effects, line.verb)) is not None:
        effect(taking)
    row.revision += 1
    row.save()
    line.state = StepRow.State.MADE
    line.save()
    after = {flow.state_field: line.to_state, "step": line.verb, **taking.also}
    if line.decided_by is not None:
        after["agreed_by"] = line.decided_by.username
    record(
        flow.log_of(line.verb),
        by=taking.by,
        zone=row.zone,
        target=row,
        before={flow.state_field: before, **taking.was},
        after=after,
        reason=line.note,
    )
    for told in flow.tell(taking) if flow.tell is not None else ():
        if told.person is not None and told.person.pk != taking.by.pk:
            notify(told.person, told.text, told.params, url=address_of(row), zone=row.zone)


def close_line(line: StepRow, state: str, *, by: User | None, note: str) -> None:
    """A step that waited was decided: how, by whom, with which words."""
    line.state, line.decided_by, line.decided_at, line.decision_note = state, by, timezone.now(), note
    line.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


def address_of(row: models.Model) -> str:
    """The page of a thing; empty when it has none."""
    address: Callable[[], str] | None = getattr(row, "get_absolute_url", None)
    return address() if address is not None else ""


def plain(values: Mapping[str, object]) -> dict[str, Any]:
    """Given values as the history keeps them: rows by number, files by name, the rest as it is."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, models.Model):
            kept[name] = value.pk
        elif hasattr(value, "read"):
            kept[name] = str(getattr(value, "name", ""))
        else:
            kept[name] = value
    return kept
