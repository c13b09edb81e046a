"""What the projects room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from liantu.lib.problems import Problem
from liantu.lib.slots import Slot
from liantu.ui.wiring import Page, Seen

if TYPE_CHECKING:
    from liantu.projects.models import Project


@dataclass(frozen=True)
class GateAnswer:
    """What a room says at the gate of a stage: which check it makes, and what is missing (with where to fix it)."""

    check: Any
    problems: Sequence[Problem] = ()
    url: str = ""


# (project, stage code) → answers; an empty list says "no check of mine at this stage"
stage_gate: Slot[Callable[[Project, str], list[GateAnswer]]] = Slot(
    "stage_gate", offered_by="projects", question="May this project enter this stage? What is missing, and where?"
)
# (seen, first day, last day) → what happened in these days: label, words, address; None for nothing to tell
week_line: Slot[Callable[[Seen, date, date], tuple[Any, str, str] | None]] = Slot(
    "week_line", offered_by="projects", question="What of your room belongs into the changes of the week?"
)
PROJECT_PAGE: Page[Project] = Page("project", "What does your room know of this project?")
