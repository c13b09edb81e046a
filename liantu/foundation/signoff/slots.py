"""What sign-offs tell the rooms above."""

from __future__ import annotations

from collections.abc import Callable

from liantu.foundation.accounts.models import User
from liantu.foundation.signoff.models import SignOff
from liantu.lib.slots import Slot

on_signed_off: Slot[Callable[[SignOff, User], None]] = Slot(
    "on_signed_off",
    offered_by="foundation.signoff",
    question="Everybody agreed: what happens now? kind → (sign-off, last approver), in the decision's transaction",
)
on_signoff_moved: Slot[Callable[[SignOff], None]] = Slot(
    "on_signoff_moved",
    offered_by="foundation.signoff",
    question="A sign-off was asked for, decided or closed: who is told?",
)
