"""Every read on jobs."""

from __future__ import annotations

from liantu.foundation.accounts.models import User, Zone, ZonedQuerySet
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.rules.timing import seconds_left
from django.utils import timezone


def jobs_of(user: User, zone: Zone | None) -> ZonedQuerySet[Job]:
    """The zone's jobs, newest first."""
    rows: ZonedQuerySet[Job] = Job.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("requested_by")


def running_of(user: User, zone: Zone | None) -> ZonedQuerySet[Job]:
    """Jobs that wait or run."""
    return jobs_of(user, zone).filter(state__in=(JobState.QUEUED, JobState.RUNNING))


def time_left(job: Job) -> float | None:
    """Seconds left at the speed so far, or None."""
    return seconds_left(job.progress_done, job.progress_total, job.started_at, timezone.now())
