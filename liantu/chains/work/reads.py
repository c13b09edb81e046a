"""Every read of the work of task forces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liantu.chains.models import Chain
from liantu.chains.work.models import Inspection, Meeting, Task, WorkPoint
from liantu.chains.work.rules.flow import PlanProgress, progress_of
from liantu.people.models import User, Zone, ZonedQuerySet


def tasks_of(user: User, zone: Zone | None) -> ZonedQuerySet[Task]:
    """The tasks of the zone with owner and chain."""
    rows: ZonedQuerySet[Task] = Task.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("owner", "chain", "zone", "meeting", "inspection", "point")


def my_open_tasks(user: User, zone: Zone) -> list[Task]:
    """The person's open tasks, the nearest first. One query."""
    return list(Task.objects.filter(zone=zone, owner=user, state=Task.State.OPEN).select_related("chain")[:50])


@dataclass(frozen=True)
class YearOfWork:
    """A chain's year: its points with progress notes, tasks, meetings and inspections."""

    chain: Chain
    year: int
    years: tuple[int, ...]
    points: tuple[WorkPoint, ...]
    progress: PlanProgress
    tasks: tuple[Task, ...]
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
    open_first = sorted(
        Task.objects.filter(chain=chain).select_related("owner").order_by("due_on", "id")[:200],
        key=lambda one: one.state != Task.State.OPEN,
    )
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


def people_of(zone: Zone) -> list[User]:
    """Who can own a task: people with an office inside the zone, by name."""
    rows = User.objects.filter(memberships__zone=zone, is_active=True).prefetch_related("memberships").distinct()
    return [person for person in rows.order_by("display_name", "username") if not _is_outside(person, zone)]


def _is_outside(person: User, zone: Zone) -> bool:
    from liantu.people.rules.abilities import ROLES

    outside = {role.code for role in ROLES if role.external}
    return not (set(person.roles_in(zone)) - outside)
