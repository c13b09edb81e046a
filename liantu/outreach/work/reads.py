"""Every read of the work of task forces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from liantu.chains.models import Chain
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work.models import Inspection, Meeting, WorkPoint
from liantu.outreach.work.rules.progress import PlanProgress, progress_of
from liantu.people.requests import ZoneRequest


def chain_or_404(request: ZoneRequest, key: int | str) -> Chain:
    """The chain of the current zone, by number or code. Raises Http404."""
    rows = Chain.objects.visible_to(request.user).filter(zone=request.zone).select_related("zone")
    return get_object_or_404(rows, **{"pk" if isinstance(key, int) else "code": key})


def point_or_404(request: ZoneRequest, pk: int) -> WorkPoint:
    """The work point of the current zone. Raises Http404."""
    rows = WorkPoint.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain__zone"), pk=pk)


def row_or_404(request: ZoneRequest, model: Any, pk: int) -> Any:
    """The meeting or inspection of the current zone. Raises Http404."""
    rows = model.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "chain"), pk=pk)


def address_of_year(chain: Chain, year: int | None = None) -> str:
    """The page of a chain's year of work; this year's unless named."""
    address = reverse("work:year", args=[chain.code])
    return address if year in (None, timezone.localdate().year) else f"{address}?year={year}"


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
