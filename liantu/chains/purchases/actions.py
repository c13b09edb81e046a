"""Every write of purchase lists."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liantu.audit.actions import record
from liantu.chains.actions import ask_judgement
from liantu.chains.purchases import reads
from liantu.chains.purchases.models import PurchaseLine
from liantu.chains.purchases.rules.matching import guess_link
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone


def store_line(line: PurchaseLine, *, by: User, zone: Zone, fields: tuple[str, ...] = ()) -> PurchaseLine:
    """Keep a purchase line: its link is found by the link's words unless somebody named it.

    Raises NotAllowed; ProblemsError when the person does not speak for the leader or the link is not of the chain.
    """
    require(by, "purchases.file", zone)
    if line.leader_id not in {leader.pk for leader in reads.leaders_of(by, zone)}:
        raise ProblemsError(
            [
                Problem(
                    "not_your_leader",
                    "You do not speak for this enterprise.",
                    where="leader",
                    fix="Choose your own enterprise, or ask the chain's chief to name you its liaison.",
                )
            ]
        )
    nodes = reads.nodes_of(line.leader.chain)
    if line.node_code:
        known = {node.code: node.code for node in nodes} | {node.name: node.code for node in nodes}
        if line.node_code not in known:
            told = {"link": line.node_code}
            raise ProblemsError(
                [Problem("no_such_link", "The chain has no link “%(link)s”.", where="node_code", params=told)]
            )
        line.node_code = known[line.node_code]
        line.node_is_sure = not _is_the_guess_on_file(line)
    else:
        guess = guess_link(line.product, nodes)
        line.node_code, line.node_is_sure = (guess.node_code, guess.is_sure) if guess is not None else ("", False)
    line.node_name = next((node.name for node in nodes if node.code == line.node_code), "")
    with transaction.atomic():
        new = line.pk is None
        line.zone = zone
        line.filed_by = line.filed_by or by
        line.save()
        after: dict[str, Any] = {"amount_wan_yuan": f"{line.amount_wan_yuan:f}", "link": line.node_code}
        record("purchases.filed" if new else "purchases.changed", by=by, zone=zone, target=line, after=after)
        ask_judgement(zone, line.leader.chain)
    return line


def _is_the_guess_on_file(line: PurchaseLine) -> bool:
    """Whether the link is the one that was guessed before and that nobody confirmed: saving again confirms nothing."""
    if line.pk is None:
        return False
    return PurchaseLine.objects.filter(pk=line.pk, node_code=line.node_code, node_is_sure=False).exists()


def confirm_link(line: PurchaseLine, *, by: User) -> PurchaseLine:
    """Say that a guessed link is right. Raises NotAllowed; ProblemsError for another's line or one without a link."""
    require(by, "purchases.file", line.zone)
    if line.leader_id not in {leader.pk for leader in reads.leaders_of(by, line.zone)}:
        raise ProblemsError([Problem("not_your_leader", "You do not speak for this enterprise.", where="leader")])
    if not line.node_code:
        raise ProblemsError([Problem("no_link", "The line has no link yet; name one.", where="node_code")])
    with transaction.atomic():
        line.node_is_sure = True
        line.save(update_fields=["node_is_sure"])
        record("purchases.link_confirmed", by=by, zone=line.zone, target=line, after={"link": line.node_code})
    return line


def remove_line(line: PurchaseLine, *, by: User, zone: Zone, fields: tuple[str, ...] = ()) -> None:
    """Take a line away; what it said stays in the log. Raises NotAllowed; ProblemsError for another's line."""
    require(by, "purchases.file", zone)
    if line.leader_id not in {leader.pk for leader in reads.leaders_of(by, zone)}:
        raise ProblemsError([Problem("not_your_leader", "You do not speak for this enterprise.", where="leader")])
    with transaction.atomic():
        before = {"product": line.product, "year": line.year, "amount_wan_yuan": f"{line.amount_wan_yuan:f}"}
        record("purchases.removed", by=by, zone=zone, target=line, before=before)
        line.delete()
        ask_judgement(zone, line.leader.chain)
