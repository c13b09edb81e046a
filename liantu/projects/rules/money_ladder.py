"""The money of a project, from a word to fixed assets: which rung holds how much, and what looks wrong.

Rungs: intent → signed → registered → in place → fixed assets counted. Amounts in 万元; a restatement
replaces an entry and keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liantu.lib.problems import Problem
from liantu.projects.rules.stages import RUNGS

# Rungs on which money adds up over time; on the others the newest statement replaces the one before.
ADDED_UP: frozenset[str] = frozenset({"in_place", "fixed_assets"})


@dataclass(frozen=True)
class MoneyEntry:
    """One statement of money: ``amount_wan_yuan`` already in yuan; ``proof``: a paper stands behind it."""

    key: int
    rung: str
    amount_wan_yuan: Decimal
    on: date
    proof: bool
    source: str = ""
    replaces: int | None = None


@dataclass(frozen=True)
class Rung:
    """What stands on one rung: the amount, the day of the newest entry, the entries behind it."""

    rung: str
    amount_wan_yuan: Decimal
    on: date
    entries: tuple[int, ...]
    is_proved: bool


def standing_entries(entries: Sequence[MoneyEntry]) -> tuple[MoneyEntry, ...]:
    """The entries that no later one replaces, oldest first."""
    replaced = {entry.replaces for entry in entries if entry.replaces is not None}
    return tuple(sorted((entry for entry in entries if entry.key not in replaced), key=lambda one: (one.on, one.key)))


def ladder_of(entries: Sequence[MoneyEntry]) -> dict[str, Rung]:
    """What stands on each rung that holds something. Raises ValueError for a rung that does not exist."""
    rungs: dict[str, Rung] = {}
    for entry in standing_entries(entries):
        if entry.rung not in RUNGS:
            raise ValueError(f"no rung {entry.rung}")
        before = rungs.get(entry.rung)
        if before is not None and entry.rung in ADDED_UP:
            amount, keys = before.amount_wan_yuan + entry.amount_wan_yuan, (*before.entries, entry.key)
            proved = before.is_proved and entry.proof
        else:
            amount, keys, proved = entry.amount_wan_yuan, (entry.key,), entry.proof
        rungs[entry.rung] = Rung(entry.rung, amount, entry.on, keys, proved)
    return {rung: rungs[rung] for rung in RUNGS if rung in rungs}


def check_entry(entry: MoneyEntry, earlier: Sequence[MoneyEntry], *, today: date) -> list[Problem]:
    """What forbids a new entry: unknown rung, nothing or less, a day to come, replacing what is not there."""
    problems: list[Problem] = []
    if entry.rung not in RUNGS:
        problems.append(
            Problem("no_such_rung", "There is no rung “%(rung)s”.", where="rung", params={"rung": entry.rung})
        )
    if entry.amount_wan_yuan <= 0:
        problems.append(Problem("amount_not_positive", "An amount is above zero.", where="amount"))
    if entry.on > today:
        problems.append(
            Problem(
                "future_day", "The day lies in the future: %(day)s.", where="on", params={"day": entry.on.isoformat()}
            )
        )
    if entry.replaces is not None:
        old = next((one for one in standing_entries(earlier) if one.key == entry.replaces), None)
        if old is None or old.rung != entry.rung:
            problems.append(
                Problem("nothing_to_replace", "There is no standing entry of this rung to correct.", where="replaces")
            )
    return problems


def doubts_about(entries: Sequence[MoneyEntry]) -> list[Problem]:
    """What looks wrong with the money of a project, to be shown as flags (nothing is forbidden by them)."""
    doubts: list[Problem] = []
    rungs = ladder_of(entries)
    signed, in_place, fixed = (rungs.get(name) for name in ("signed", "in_place", "fixed_assets"))
    for entry in entries:
        old = next((one for one in entries if one.key == entry.replaces), None)
        if old is not None and entry.amount_wan_yuan > old.amount_wan_yuan and not entry.proof:
            doubts.append(
                Problem(
                    "grew_without_paper",
                    "The amount grew from %(old)s to %(new)s (10k yuan) without a paper.",
                    where=entry.rung,
                    fix="Attach the supplementary agreement or proof.",
                    params={"old": f"{old.amount_wan_yuan:f}", "new": f"{entry.amount_wan_yuan:f}"},
                )
            )
    if signed and fixed and fixed.amount_wan_yuan > signed.amount_wan_yuan:
        doubts.append(
            Problem("more_than_signed", "More fixed assets are counted than were signed for.", where="fixed_assets")
        )
    if fixed and in_place and fixed.amount_wan_yuan > in_place.amount_wan_yuan:
        doubts.append(
            Problem("more_than_in_place", "More fixed assets are counted than money is in place.", where="fixed_assets")
        )
    doubts += [
        Problem("no_proof", "No paper stands behind this amount.", where=rung.rung)
        for rung in rungs.values()
        if rung.rung != "intent" and not rung.is_proved
    ]
    return doubts
