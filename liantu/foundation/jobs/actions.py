"""Every write on jobs. A job is claimed by one conditional UPDATE: whoever changes the row has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from liantu.foundation.accounts.abilities import require
from liantu.foundation.accounts.models import User, Zone
from liantu.foundation.audit.actions import record
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob
from liantu.foundation.jobs.registry import job_kinds
from liantu.foundation.jobs.rules.timing import STALE_AFTER, next_daily, retry_delay
from liantu.lib.problems import Problem, ProblemsError


def enqueue(
    kind: str, *, by: User | None, zone: Zone, title: str, payload: dict[str, Any],
    run_after_at: datetime | None = None, max_attempts: int = 3,
) -> Job:  # fmt: skip
    """Ask for work; it starts when the surrounding transaction is committed. Raises KeyError for an unknown kind."""
    if job_kinds.get(kind) is None:
        raise KeyError(f"no room declares jobs of kind {kind!r}")
    return Job.objects.create(
        kind=kind, zone=zone, title=title[:200], payload=payload, requested_by=by, max_attempts=max_attempts,
        run_after_at=run_after_at or timezone.now(),
    )  # fmt: skip


def claim_next(worker: str, *, now: datetime | None = None) -> Job | None:
    """Take the oldest job that is due, or one whose worker has not been heard of; None when there is none.

    Two workers may see the same row; the UPDATE repeats the condition, so one of them changes it and the other does not.
    """
    now = now or timezone.now()
    due = Q(state=JobState.QUEUED, run_after_at__lte=now)
    abandoned = Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    for job_id, attempts in Job.objects.filter(due | abandoned).order_by("id").values_list("pk", "attempts")[:20]:
        taken = (
            Job.objects.filter(pk=job_id, attempts=attempts)
            .filter(due | abandoned)
            .update(
                state=JobState.RUNNING, claimed_by=worker, heartbeat_at=now, started_at=now, attempts=F("attempts") + 1,
                progress_done=0, progress_total=0, progress_note="",
            )
        )  # fmt: skip
        if taken:
            return Job.objects.select_related("zone", "requested_by").get(pk=job_id)
    return None


def _mine(job: Job, worker: str) -> Any:
    """The job's row as long as this worker holds it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, claimed_by=worker, attempts=job.attempts)


def report_progress(job: Job, worker: str, done: int, total: int, note: str) -> bool:
    """Write how far the job is; whether to go on (False: cancelled, or taken over)."""
    changed = _mine(job, worker).filter(cancel_requested=False).update(
        progress_done=done, progress_total=total, progress_note=note[:200], heartbeat_at=timezone.now()
    )  # fmt: skip
    return bool(changed)


def keep_alive(job: Job, worker: str) -> bool:
    """Say that the worker is alive; whether to go on."""
    return bool(_mine(job, worker).filter(cancel_requested=False).update(heartbeat_at=timezone.now()))


def beat(job: Job, worker: str) -> None:
    """Keep the claim while a handler is busy, cancelled or not."""
    _mine(job, worker).update(heartbeat_at=timezone.now())


def finish(job: Job, worker: str, result: dict[str, Any] | None) -> bool:
    """Write the result; whether this worker still held the job."""
    done = F("progress_total")
    return bool(
        _mine(job, worker).update(state=JobState.DONE, result=result, finished_at=timezone.now(), progress_done=done)
    )


def stop_cancelled(job: Job, worker: str) -> None:
    """The handler stopped because a person asked."""
    _mine(job, worker).update(state=JobState.CANCELLED, finished_at=timezone.now())


def fail(job: Job, worker: str, problems: list[dict[str, Any]], *, retry: bool) -> None:
    """Write what went wrong; put the job back for later when trying again may help and tries are left."""
    if retry and job.attempts < job.max_attempts:
        _mine(job, worker).update(
            state=JobState.QUEUED, problems=problems, claimed_by="",
            run_after_at=timezone.now() + retry_delay(job.attempts),
        )  # fmt: skip
        return
    _mine(job, worker).update(state=JobState.FAILED, problems=problems, finished_at=timezone.now())


def cancel(job: Job, *, by: User) -> None:
    """Ask a job to stop; one that waits is cancelled at once. Raises NotAllowed unless it is one's own or one may."""
    if job.requested_by_id != by.pk:
        require(by, "jobs.control", job.zone)
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
        if not waiting.update(state=JobState.CANCELLED, finished_at=timezone.now()):
            Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)
        record("jobs.cancelled", by=by, zone=job.zone, target=job)


def retry(job: Job, *, by: User) -> Job:
    """Ask for the same work again as a new job. Raises NotAllowed; ProblemsError while it still runs."""
    require(by, "jobs.control", job.zone)
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        raise ProblemsError([Problem("still_running", "The job has not ended yet.", fix="Cancel it first, or wait.")])
    with transaction.atomic():
        again = enqueue(job.kind, by=by, zone=job.zone, title=job.title, payload=job.payload)
        record("jobs.retried", by=by, zone=job.zone, target=again, after={"of": job.pk})
    return again


def schedule(
    kind: str, *, zone: Zone, title: str, payload: dict[str, Any], hour: int, minute: int = 0, every_days: int = 1
) -> ScheduledJob:
    """Have work done every ``every_days`` days at a time of day; the same kind and payload are scheduled once."""
    if job_kinds.get(kind) is None:
        raise KeyError(f"no room declares jobs of kind {kind!r}")
    when = next_daily(hour, minute, timezone.localtime())
    plan, _made = ScheduledJob.objects.update_or_create(
        zone=zone, kind=kind,
        defaults={"title": title, "payload": payload, "every_days": every_days, "next_at": when, "active": True},
    )  # fmt: skip
    return plan


def enqueue_scheduled(*, now: datetime | None = None) -> int:
    """Queue everything whose hour has come; answers how many. Claimed by conditional update like jobs."""
    now = now or timezone.now()
    queued = 0
    for plan in ScheduledJob.objects.filter(active=True, next_at__lte=now).select_related("zone"):
        later = plan.next_at
        while later <= now:  # missed runs are made up once, not one by one
            later += timedelta(days=plan.every_days)
        with transaction.atomic():
            if ScheduledJob.objects.filter(pk=plan.pk, next_at=plan.next_at).update(next_at=later):
                enqueue(plan.kind, by=None, zone=plan.zone, title=plan.title, payload=plan.payload)
                queued += 1
    return queued
