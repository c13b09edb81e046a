"""What the page of the day offers to the rooms above."""

from __future__ import annotations

from datetime import date

from liantu.lib.slots import Slot
from liantu.ui.wiring import Page, Todos

todo: Slot[Todos] = Slot("todo", offered_by="foundation.notices", question="What does this person have to do today?")
TODAY_PAGE: Page[date] = Page("today", "What belongs on the page of the day?")
