"""What the projects room asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liantu.lib.problems import Problem
from liantu.lib.slots import Slot
from liantu.ui.wiring import Page

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
PROJECT_PAGE: Page[Project] = Page("project", "What does your room know of this project?")
