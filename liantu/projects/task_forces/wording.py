"""Duties and rhythms of task forces in the reader's words."""

from __future__ import annotations

from liantu.chains.pages import is_english
from liantu.projects.task_forces.models import TaskForceMeeting
from liantu.projects.task_forces.rules.rhythm import Rhythm

DUTY_NAMES = dict(TaskForceMeeting.Duty.choices)


def rhythm_name(rhythm: Rhythm) -> str:
    """The name of a rhythm in the reader's language."""
    return rhythm.name_en if is_english() and rhythm.name_en else rhythm.name
