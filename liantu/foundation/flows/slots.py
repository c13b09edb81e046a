"""What sign-offs tell the rooms above."""

from __future__ import annotations

from collections.abc import Callable

from liantu.foundation.flows.models import SignOff
from liantu.lib.slots import Slot
from liantu.people.models import User
from liantu.ui.wiring import Page

on_signed_off: Slot[Callable[[SignOff, User], None]] = Slot(
    "on_signed_off",
    offered_by="foundation.flows",
    question="Everybody agreed to what is no step of a flow: what happens now? kind → (sign-off, last approver)",
)
SIGNOFF_PAGE: Page[SignOff] = Page("signoff", "What should who signs know of the thing that is signed for?")
