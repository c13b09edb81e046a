"""Agreements kept and corrected; their steps are a flow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import pgettext_lazy

from liantu.foundation.duties.actions import Owed, give_duty
from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.actions import begin, locked
from liantu.foundation.flows.declared import RowFlow, Taking
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach import reads
from liantu.outreach.duty_kinds import OBLIGATION
from liantu.outreach.models import Agreement, AgreementStep
from liantu.outreach.rules.agreements import AGREEMENT, Facts, span_problems
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.ui.actions import delete_row, save_row


def _signed(taking: Taking[Agreement]) -> None:
    """The days of the paper as it was signed; what was not given stays."""
    row, given = taking.row, taking.given
    row.signed_on = given.day("signed_on")
    row.starts_on = given.day("starts_on") or row.starts_on or row.signed_on
    row.ends_on = given.day("ends_on") or row.ends_on


def _extended(taking: Taking[Agreement]) -> None:
    taking.also["ends_on"] = f"{taking.given.day('ends_on')}"
    taking.row.ends_on = taking.given.day("ends_on")


AGREEMENTS: RowFlow[Agreement, Facts] = RowFlow(
    "agreement",
    AGREEMENT,
    Agreement,
    AgreementStep,
    "agreement",
    reads.facts_of,
    log="outreach.agreement_moved",
    names={
        "review": pgettext_lazy("agreement step", "Review"),
        "revise": pgettext_lazy("agreement step", "Back to draft"),
        "sign": pgettext_lazy("agreement step", "Signed: in force"),
        "extend": pgettext_lazy("agreement step", "Extend"),
        "end": pgettext_lazy("agreement step", "End"),
    },
    effects={"sign": _signed, "extend": _extended},
)


def keep_agreement(zone: Zone, values: Mapping[str, Any], *, by: User) -> Agreement:
    """Keep a paper, once; ``values``: kind, title, parties, scope, signed_on.

    Raises NotAllowed; ProblemsError by field, also when an agreement of this kind and title is kept already.
    """
    made = Agreement(zone=zone, keeper=by, **values)
    return save_agreement(made, by=by, zone=zone, fields=(*values, "keeper"))


def save_agreement(row: Agreement, *, by: User, zone: Zone, fields: tuple[str, ...]) -> Agreement:
    """Keep an agreement new, or corrected: ``row`` holds what was given and the revision that was seen.

    A new one may stand where the paper stands already (an old one brought on a sheet is in force); from then on it
    moves by its steps alone. Raises NotAllowed; ProblemsError by field, also when somebody was faster.
    """
    require(by, "outreach.keep", zone)
    same = Agreement.objects.filter(zone=zone, kind=row.kind, title=row.title).exclude(pk=row.pk)
    problems = span_problems(row.starts_on, row.ends_on)
    if same.exists():
        problems.append(Problem("agreement_known", "This agreement is kept already.", where="title"))
    with transaction.atomic():
        is_new = row.pk is None
        if not is_new:
            fresh = locked(row, row.revision, now=AGREEMENTS.stands)
            if fresh.state != row.state:
                fix = "Take the step on the page of the agreement."
                problems.append(Problem("moves_by_steps", "An agreement moves by its steps.", where="state", fix=fix))
            row.revision += 1
        if problems:
            raise ProblemsError(problems)
        saved: Agreement = save_row(row, by=by, zone=zone, fields=fields)
        if is_new:
            begin(saved, AGREEMENTS, "kept", by=by)
    return saved


def give_obligation(
    agreement: Agreement, *, by: User, text: str, party: str, due: date | None = None, owner: User | None = None
) -> Duty:
    """Write down what a party owes under an agreement, by when, and who watches over it: a duty.

    Raises NotAllowed; ProblemsError.
    """
    owed = Owed(text, owner.pk if owner is not None else None, due, party)
    return give_duty(OBLIGATION, owed, about=agreement, zone=agreement.zone, by=by)


def remove_agreement(row: Agreement, *, by: User, zone: Zone, fields: tuple[str, ...]) -> None:
    """Take an agreement away that was kept by mistake: no step was taken, nothing is owed under it.

    Raises NotAllowed; ProblemsError.
    """
    require(by, "outreach.keep", zone)
    if row.steps.exclude(verb="kept").exists() or Duty.objects.about(row).exists():
        fix = "End it, with the reason."
        raise ProblemsError([Problem("agreement_has_history", "This agreement has a history.", fix=fix)])
    delete_row(row, by=by, zone=zone, fields=fields)
