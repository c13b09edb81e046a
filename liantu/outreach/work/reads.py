"""Every read of the work of task forces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.chains.models import Chain
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work.models import Inspection, Meeting, WorkPoint
from liantu.outreach.work.rules.progress import PlanProgress, progress_of


def tasks_of(chain: Chain) -> DutyQuerySet:
    """The tasks of a chain's task force, the nearest first, with their owners. One query."""
    return Duty.objects.of_kind(TASK).about(chain).select_related("owner")


def tasks_from(thing: Meeting | Inspection) -> DutyQuerySet:
    """The tasks a meeting or an inspection gave, with their owners. One query."""
    return Duty.objects.of_kind(TASK).about(thing).select_related("owner")


@dataclass(frozen=True)
class YearOfWork:
    """A chain's year: its points with progress notes, tasks, meetings and inspections."""

    chain: Chain
    year: int
    years: tuple[int, ...]
    points: tuple[WorkPoint, ...]
    progress: PlanProgress
    tasks: tuple[Duty, ...]
    meetings: tuple[Meeting, ...]
    inspections: tuple[Inspection, ...]


def year_of(chain: Chain, year: int, *, today: date) -> YearOfWork:
    """The year of a chain. Seven queries, whatever it holds."""
    points = tuple(WorkPoint.objects.filter(chain=chain, year=year).prefetch_related("notes__noted_by"))
    counted = [
        (
            one.state,
            one.due_on,
            None if one.target is None else float(one.target),
            None if one.reached is None else float(one.reached),
        )
        for one in points
    ]
    years = set(WorkPoint.objects.filter(chain=chain).values_list("year", flat=True)) | {year, today.year}
    open_first = sorted(tasks_of(chain)[:200], key=lambda one: one.state != Duty.State.OPEN)
    return YearOfWork(
        chain,
        year,
        tuple(sorted(years, reverse=True)),
        points,
        progress_of(counted, today),
        tuple(open_first),
        tuple(Meeting.objects.filter(chain=chain, held_on__year=year)),
        tuple(Inspection.objects.filter(chain=chain, held_on__year=year).prefetch_related("stops")),
    )
