"""Money of a project and the credit for it: statements, corrections, splits and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.money import read_currency
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.doubles import PROJECTS
from liantu.projects.models import CreditShare, Evidence, MoneyLine, Project
from liantu.projects.rules.credit import Share, check_shares, pass_on
from liantu.projects.rules.money_ladder import MoneyEntry, check_entry

WHOLE = Decimal("0.0001")


def state_money(
    project: Project, rung: str, amount: Decimal, *, by: User, on: date, currency: str = "CNY",
    rate: Decimal = Decimal(1), proof: Evidence | None = None, source: str = "", replaces: MoneyLine | None = None,
) -> MoneyLine:  # fmt: skip
    """State an amount on a rung of the ladder (in 万 of ``currency``; ``rate`` to yuan is kept), or correct one.

    The old value of a correction stays. Raises NotAllowed; ProblemsError with everything wrong.
    """
    require(by, "projects.edit", project.zone)
    code = read_currency(currency)
    problems = []
    if not code:
        problems.append(
            Problem(
                "no_such_currency", "Unknown currency “%(code)s”.", where="currency", params={"code": currency[:20]}
            )
        )
    if rate <= 0 or (code == "CNY" and rate != 1):
        problems.append(Problem("bad_rate", "The rate to yuan is above zero, and 1 for yuan.", where="rate"))
    in_yuan = (amount * rate).quantize(WHOLE)
    earlier = reads.money_entries(project)
    entry = MoneyEntry(0, rung, in_yuan, on, proof is not None, source, replaces.pk if replaces else None)
    problems += check_entry(entry, earlier, today=timezone.localdate())
    if proof is not None and proof.project_id != project.pk:
        problems.append(Problem("anothers_paper", "The paper belongs to another project.", where="proof"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        line = MoneyLine.objects.create(
            zone=project.zone, project=project, rung=rung, amount=amount, currency=code, rate=rate,
            amount_wan_yuan=in_yuan, on=on, proof=proof, source=source.strip()[:200], replaces=replaces, entered_by=by,
        )  # fmt: skip
        _keep_rungs(project)
        record(
            "projects.money_stated", by=by, zone=project.zone, target=project,
            before={"rung": rung, "amount_wan_yuan": f"{replaces.amount_wan_yuan:f}"} if replaces else None,
            after={"rung": rung, "amount_wan_yuan": f"{in_yuan:f}", "on": on.isoformat()},
        )  # fmt: skip
        keep_alike(PROJECTS, project.zone, [project.pk])
    return line


def _keep_rungs(project: Project) -> None:
    """Keep the rungs' amounts beside the project, so that lists and figures need not climb every ladder."""
    rungs = reads.ladder(Project.objects.get(pk=project.pk))
    values = {
        f"{name}_wan_yuan": rungs[name].amount_wan_yuan if name in rungs else None
        for name in ("intent", "signed", "in_place", "fixed_assets")
    }
    Project.objects.filter(pk=project.pk).update(**values)
    for name, value in values.items():
        setattr(project, name, value)


def split_credit(project: Project, shares: Sequence[tuple[str, Decimal]], *, by: User, reason: str) -> None:
    """Split the credit anew: holders with their shares, which sum to one; the old split stays in the history.

    Raises NotAllowed; ProblemsError.
    """
    require(by, "projects.credit", project.zone)
    wanted = [Share(holder.strip(), share) for holder, share in shares]
    problems = check_shares(wanted)
    if any(not share.holder for share in wanted):
        problems.append(Problem("no_holder", "Name who holds the share.", where="credit"))
    if not reason.strip():
        problems.append(Problem("reason_needed_credit", "A new split needs a reason.", where="reason"))
    if problems:
        raise ProblemsError(problems)
    _replace_shares(project, wanted, by=by, reason=reason.strip())


def transfer_credit(project: Project, *, giver: str, taker: str, part: Decimal, by: User, reason: str) -> None:
    """The project passes from one unit to another (流转): ``part`` (0–1) of the giver's credit goes along.

    Raises NotAllowed; ProblemsError.
    """
    require(by, "projects.credit", project.zone)
    standing = reads.standing_shares(project)
    problems = []
    if not reason.strip():
        problems.append(Problem("reason_needed_credit", "A new split needs a reason.", where="reason"))
    if giver not in {share.holder for share in standing} or giver == taker or not taker.strip() or not 0 <= part <= 1:
        problems.append(
            Problem(
                "bad_transfer", "Credit passes from a holder to another one, by a part from 0 to 100 %%.", where="part"
            )
        )
    if problems:
        raise ProblemsError(problems)
    _replace_shares(
        project, pass_on(standing, giver=giver, taker=taker.strip(), part=part), by=by, reason=reason.strip()
    )  # fmt: skip


def _replace_shares(project: Project, shares: Sequence[Share], *, by: User, reason: str) -> None:
    """End the standing shares and write the new ones in one transaction."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        standing = list(CreditShare.objects.filter(project=project, ended_at__isnull=True))
        known = {row.holder: row for row in standing}
        now = timezone.now()
        CreditShare.objects.filter(pk__in=[row.pk for row in standing]).update(ended_at=now)
        CreditShare.objects.bulk_create(
            CreditShare(
                zone=project.zone, project=project, holder=share.holder, share=share.share, since_at=now,
                person=known[share.holder].person if share.holder in known else None,
                channel=known[share.holder].channel if share.holder in known else "",
            )
            for share in shares
        )  # fmt: skip
        record(
            "projects.credit_split", by=by, zone=project.zone, target=project,
            before={row.holder: f"{row.share:f}" for row in standing},
            after={share.holder: f"{share.share:f}" for share in shares}, reason=reason,
        )  # fmt: skip
