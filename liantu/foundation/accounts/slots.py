"""Accounts stand below the audit log; what happened here is told upwards through this slot."""

from __future__ import annotations

from typing import Any

from liantu.lib.slots import Slot
from liantu.ui.slots import RecordChange

account_log: Slot[RecordChange] = Slot(
    "account_log", offered_by="foundation.accounts", question="Where are changes of people and roles written down?"
)


def write_log(verb: str, **what: Any) -> None:
    """Tell every listener; the audit room fills the slot."""
    for listener in account_log.values():
        listener(verb, **what)
