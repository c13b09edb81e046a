"""What the page of the day offers to the rooms above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from liantu.lib.slots import Slot
from liantu.people.models import User, Zone


@dataclass(frozen=True)
class Todo:
    """One thing to do: its words, where, until when, how it stands (tone as in badges)."""

    text: str
    url: str
    due_on: date | None = None
    tone: str = "info"


@dataclass(frozen=True)
class TodayPanel:
    """A part of the page of the day: a template and the function that fills it; hidden without the ability."""

    title: Any
    template: str
    fill: Callable[[User, Zone], dict[str, Any] | None]
    ability: str = ""
    styles: tuple[str, ...] = ()


todo: Slot[Callable[[User, Zone], list[Todo]]] = Slot(
    "todo", offered_by="foundation.notices", question="What does this person have to do? (user, zone) → Todos"
)
today_panel: Slot[TodayPanel] = Slot(
    "today_panel", offered_by="foundation.notices", question="What belongs on the page of the day?"
)
