"""Which step fits a lead as it stands, and what comes with it."""

from __future__ import annotations

from decimal import Decimal

from liantu.lib.problems import Problem

FITS: dict[str, tuple[str, ...]] = {
    "respond": ("registered",), "follow": ("registered", "responded"),
    "pass_on": ("registered", "responded", "followed"),
    "drop": ("registered", "responded"), "feed_back": ("responded", "followed", "passed_on", "closed", "project"),
    "report": ("followed",), "close": ("followed",), "extend": ("registered", "responded", "followed"),
    "to_project": ("registered", "responded", "followed"),
}  # fmt: skip
NEEDS_NOTE = frozenset({"drop", "feed_back", "report", "close", "extend", "pass_on"})


def check_step(
    verb: str,
    state: str,
    note: str,
    *,
    holder: str,
    taker: str = "",
    part: Decimal | None = None,
    has_owner: bool = False,
) -> list[Problem]:
    """Everything that forbids a step by itself; empty when it fits. ``part``: of the holder's credit, 0–1."""
    if state not in FITS.get(verb, ()):
        return [Problem("step_does_not_fit", "This step does not fit the lead as it stands.", where="verb")]
    problems = []
    if verb in NEEDS_NOTE and not note.strip():
        problems.append(Problem("no_note", "Write a note: it is told to whoever brought the lead.", where="note"))
    if verb == "respond" and not has_owner:
        problems.append(Problem("no_owner", "Name who answers.", where="owner"))
    if verb == "pass_on":
        if not taker.strip():
            problems.append(Problem("no_taker", "Name who takes it.", where="taker"))
        elif taker.strip() == holder:
            told = {"taker": holder}
            problems.append(Problem("taker_has_it", "%(taker)s has it already.", where="taker", params=told))
        if part is not None and not 0 <= part <= 1:
            problems.append(Problem("bad_part", "The part of the credit lies between 0 and 100 %%.", where="part"))
    return problems
