"""What the operator's check asks of every room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from liantu.lib.problems import Problem
from liantu.lib.slots import Slot


@dataclass(frozen=True)
class Finding:
    """One thing seen: how it stands (ok · warn · bad), and what it is, with how to mend it."""

    tone: str
    what: Problem


@dataclass(frozen=True)
class SystemCheck:
    """A check of one room. ``run(deep)``: deep also reads every byte, which takes long."""

    key: str
    title: Any
    run: Callable[[bool], Iterable[Finding]]
    order: int = 100


system_check: Slot[SystemCheck] = Slot(
    "system_check", offered_by="foundation.system", question="Is what your room keeps sound? (deep) → Findings"
)


def good(code: str, message: str, **params: object) -> Finding:
    """Something is as it should be."""
    return Finding("ok", Problem(code, message, params=params))


@dataclass(frozen=True)
class MadeFromRows:
    """A table that is no rows of its own but made from others, as a search index is. ``remake()`` fills it anew."""

    table: str
    remake: Callable[[], None]


made_from_rows: Slot[MadeFromRows] = Slot(
    "made_from_rows", offered_by="foundation.system", question="Which table is made anew from rows after a restore?"
)
