"""Every read on jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from liantu.foundation.jobs.models import Job, JobState, ScheduledJob, WorkerSign
from liantu.lib.problems import Problem
from liantu.people.models import User, Zone, ZonedQuerySet


def jobs_of(user: User, zone: Zone | None) -> ZonedQuerySet[Job]:
    """The zone's jobs, newest first."""
    rows: ZonedQuerySet[Job] = Job.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("requested_by")


def running_of(user: User, zone: Zone | None) -> ZonedQuerySet[Job]:
    """Jobs that wait or run."""
    return jobs_of(user, zone).filter(state__in=(JobState.QUEUED, JobState.RUNNING))


def time_left(job: Job) -> float | None:
    """Seconds left at the speed of the last half minute, or None."""
    return job.seconds_left


def problems_of(job: Job) -> list[Problem]:
    """The stored problems of a job."""
    return [Problem(**content) for content in job.problems]


def schedules_of(user: User, zone: Zone | None) -> ZonedQuerySet[ScheduledJob]:
    """Work of the zone that comes back."""
    rows: ZonedQuerySet[ScheduledJob] = ScheduledJob.objects.visible_to(user).filter(zone=zone)
    return rows


def workers_alive(*, within: timedelta = timedelta(seconds=30)) -> int:
    """How many workers were heard of lately."""
    return WorkerSign.objects.filter(seen_at__gte=timezone.now() - within).count()


def signs_of_running() -> list[tuple[int, datetime]]:
    """Number and last sign of life of every running job."""
    rows = Job.objects.filter(state=JobState.RUNNING).values_list("pk", "heartbeat_at")
    return [(pk, sign) for pk, sign in rows if sign is not None]


def waiting_since() -> timedelta | None:
    """How long the oldest due job has been waiting for a worker; None when none waits."""
    now = timezone.now()
    oldest = Job.objects.filter(state=JobState.QUEUED, run_after_at__lte=now).order_by("run_after_at").first()
    return None if oldest is None else now - oldest.run_after_at
