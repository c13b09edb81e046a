"""Every write on jobs. A job is claimed by one conditional UPDATE: whoever changes the row has it."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob, WorkerSign
from liantu.foundation.jobs.registry import job_kinds, job_over
from liantu.foundation.jobs.rules.timing import RETRY_MOST, STALE_AFTER, next_run, retry_delay, run_set_right
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

logger = logging.getLogger("liantu.jobs")


def enqueue(
    kind: str,
    *,
    by: User | None,
    zone: Zone,
    title: str,
    payload: dict[str, Any],
    run_after_at: datetime | None = None,
    max_attempts: int = 3,
    alone_for: str = "",
) -> Job:
    """Ask for work; it starts when the surrounding transaction is committed.

    Of a kind that works alone the zone gets the job that waits or runs, when there is one; ``alone_for``: for whom or
    what it works alone, where the zone may have several. Raises KeyError for an unknown kind.
    """
    known = job_kinds.get(kind)
    if known is None:
        raise KeyError(f"no room declares jobs of kind {kind!r}")
    is_open = Q(state__in=(JobState.QUEUED, JobState.RUNNING))
    at_work = Job.objects.filter(is_open, zone=zone, kind=kind, alone=True, alone_for=alone_for)
    if known.alone and (there := at_work.first()) is not None:
        return there
    asked = Job(
        kind=kind,
        zone=zone,
        title=title[:200],
        payload=payload,
        requested_by=by,
        max_attempts=max_attempts,
        run_after_at=run_after_at or timezone.now(),
        alone=known.alone,
        alone_for=alone_for,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:  # somebody asked in the same moment
        there = at_work.first()
        if there is None:
            raise
        return there
    return asked


def claim_next(worker: str, *, now: datetime | None = None) -> Job | None:
    """Take the oldest job that is due, or one whose worker has not been heard of; None when there is none.

    The clock of the machine may have been set back since the job was asked for: one asked for at once is due whatever
    the clock says, and none that is tried again waits longer than the longest delay. Two workers may see the same row;
    the UPDATE repeats the condition, so only one of them changes it.
    """
    now = now or timezone.now()
    hour_has_come = Q(run_after_at__lte=now) | Q(run_after_at__lte=F("requested_at"))
    clock_went_back = Q(attempts__gt=0, run_after_at__gt=now + RETRY_MOST)
    due = Q(state=JobState.QUEUED) & (hour_has_come | clock_went_back)
    abandoned = _abandoned(now) & Q(cancel_requested=False, attempts__lt=F("max_attempts"))
    for job_id, attempts in Job.objects.filter(due | abandoned).order_by("id").values_list("pk", "attempts")[:20]:
        taken = (
            Job.objects.filter(pk=job_id, attempts=attempts)
            .filter(due | abandoned)
            .update(
                state=JobState.RUNNING,
                claimed_by=worker,
                heartbeat_at=now,
                started_at=now,
                attempts=F("attempts") + 1,
                progress_done=0,
                progress_total=0,
                progress_note="",
                progress_per_second=None,
            )
        )
        if taken:
            return Job.objects.select_related("zone", "requested_by").get(pk=job_id)
    return None


def _abandoned(now: datetime) -> Q:
    """Jobs whose worker has not been heard of."""
    return Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE_AFTER)


def give_up_on(stalled: Collection[tuple[int, datetime]]) -> int:
    """Count jobs as abandoned whose sign of life was not renewed while a worker watched them; answers how many.

    ``stalled``: number and last sign of life. The clock of the machine may have been set back meanwhile: then a sign of
    life lies ahead of it and would look fresh for hours.
    """
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    rows = (Job.objects.filter(pk=pk, state=JobState.RUNNING, heartbeat_at=sign) for pk, sign in stalled)
    return sum(row.update(heartbeat_at=long_ago) for row in rows)


def bury_abandoned(*, now: datetime | None = None) -> int:
    """End jobs whose worker died and that are not to be tried again: cancelled meanwhile, or out of tries."""
    now = now or timezone.now()
    cancelled = Job.objects.filter(_abandoned(now), cancel_requested=True)
    ended = cancelled.update(state=JobState.CANCELLED, finished_at=now)
    spent = Job.objects.filter(_abandoned(now), attempts__gte=F("max_attempts"))
    for job in spent.select_related("zone", "requested_by"):
        problem = Problem(
            "worker_died",
            "The worker ended %(attempts)s times in the middle of this work.",
            fix="Look for lack of memory or disk in the log of the machine; then try again.",
            params={"attempts": job.attempts},
        )
        gone = Job.objects.filter(_abandoned(now), pk=job.pk, attempts=job.attempts)
        if gone.update(state=JobState.FAILED, finished_at=now, problems=[problem.stored()]):
            ended += 1
            _tell_over(job)
    return ended


def _tell_over(job: Job) -> None:
    """Tell the listeners that a job is done or failed; one that fails does not take the job with it."""
    job.refresh_from_db()
    for listener in job_over.values():
        try:
            with transaction.atomic():
                listener(job)
        except Exception:
            logger.exception("a listener to the end of jobs failed", extra={"job": job.pk})


def _mine(job: Job, worker: str) -> Any:
    """The job's row as long as this worker holds it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, claimed_by=worker, attempts=job.attempts)


def report_progress(job: Job, worker: str, done: int, total: int, note: str, per_second: float | None = None) -> bool:
    """Write how far the job is and how fast; whether to go on (False: cancelled, or taken over)."""
    changed = (
        _mine(job, worker)
        .filter(cancel_requested=False)
        .update(
            progress_done=done,
            progress_total=total,
            progress_note=note[:200],
            progress_per_second=per_second,
            heartbeat_at=timezone.now(),
        )
    )
    return bool(changed)


def keep_alive(job: Job, worker: str) -> bool:
    """Say that the worker is alive; whether to go on."""
    return bool(_mine(job, worker).filter(cancel_requested=False).update(heartbeat_at=timezone.now()))


def beat(job: Job, worker: str) -> None:
    """Keep the claim while a handler is busy, cancelled or not."""
    _mine(job, worker).update(heartbeat_at=timezone.now())


def finish(job: Job, worker: str, result: dict[str, Any] | None) -> bool:
    """Write the result; whether this worker still held the job."""
    held = _mine(job, worker).update(
        state=JobState.DONE, result=result, finished_at=timezone.now(), progress_done=F("progress_total"), problems=[]
    )
    if held:
        _tell_over(job)
    return bool(held)


def stop(job: Job, worker: str) -> None:
    """The handler stopped: cancelled when a person asked, else given back unharmed because the worker ends."""
    mine = _mine(job, worker)
    if not mine.filter(cancel_requested=True).update(state=JobState.CANCELLED, finished_at=timezone.now()):
        mine.update(state=JobState.QUEUED, claimed_by="", attempts=F("attempts") - 1, run_after_at=F("requested_at"))


def fail(job: Job, worker: str, problems: list[Problem], *, retry: bool) -> None:
    """Write what went wrong; put the job back for later when trying again may help and tries are left."""
    stored = [problem.stored() for problem in problems]
    if retry and job.attempts < job.max_attempts:
        _mine(job, worker).update(
            state=JobState.QUEUED,
            problems=stored,
            claimed_by="",
            run_after_at=timezone.now() + retry_delay(job.attempts),
        )
    elif _mine(job, worker).update(state=JobState.FAILED, problems=stored, finished_at=timezone.now()):
        _tell_over(job)


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
        again = enqueue(
            job.kind,
            by=by,
            zone=job.zone,
            title=job.title,
            payload=job.payload,
            max_attempts=job.max_attempts,
            alone_for=job.alone_for,
        )
        record("jobs.retried", by=by, zone=job.zone, target=again, after={"of": job.pk})
    return again


def schedule(
    kind: str,
    *,
    zone: Zone,
    title: str,
    payload: dict[str, Any],
    by: User | None = None,
    every_minutes: int | None = None,
    daily_at: time | None = None,
    every_days: int = 1,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> ScheduledJob:
    """Have work done every ``every_minutes``, or every ``every_days`` days at ``daily_at`` (clock of the installation).

    A zone has one schedule per kind: a second call replaces the first. Raises KeyError for an unknown kind,
    ValueError unless exactly one of interval and time of day is given.
    """
    if job_kinds.get(kind) is None:
        raise KeyError(f"no room declares jobs of kind {kind!r}")
    if (
        (every_minutes is None) == (daily_at is None)
        or (every_minutes is not None and every_minutes < 1)
        or every_days < 1
    ):
        raise ValueError("give an interval of at least a minute, or a time of day")
    after = timezone.localtime()
    if starts_on is not None and starts_on > after.date():
        after = datetime.combine(starts_on, time.min, tzinfo=after.tzinfo)
    next_at = next_run(after, every_minutes=every_minutes, daily_at=daily_at, every_days=every_days)
    with transaction.atomic():
        plan, _made = ScheduledJob.objects.update_or_create(
            zone=zone,
            kind=kind,
            defaults={
                "title": title[:200],
                "payload": payload,
                "every_minutes": every_minutes,
                "daily_at": daily_at,
                "every_days": every_days,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "next_at": next_at,
                "active": True,
            },
        )
        record("jobs.scheduled", by=by, zone=zone, target=plan, after={"next_at": next_at})
    return plan


def switch_schedule(plan: ScheduledJob, *, by: User) -> bool:
    """Pause a schedule, or take it up again; answers whether it is on now. Raises NotAllowed."""
    require(by, "jobs.control", plan.zone)
    plan.active = not plan.active
    if plan.active:
        plan.next_at = next_run(
            timezone.localtime(), every_minutes=plan.every_minutes, daily_at=plan.daily_at, every_days=plan.every_days
        )
    with transaction.atomic():
        plan.save(update_fields=["active", "next_at"])
        record("jobs.schedule_switched", by=by, zone=plan.zone, target=plan, after={"active": plan.active})
    return plan.active


def end_schedule(kind: str, *, zone: Zone, by: User | None = None) -> bool:
    """The operator ends a schedule; whether there was one."""
    with transaction.atomic():
        plan = ScheduledJob.objects.filter(kind=kind, zone=zone, active=True).first()
        if plan is None:
            return False
        ScheduledJob.objects.filter(pk=plan.pk).update(active=False)
        record("jobs.schedule_switched", by=by, zone=zone, target=plan, after={"active": False})
    return True


def run_now(plan: ScheduledJob, *, by: User) -> Job:
    """Do scheduled work once, now; the schedule stays as it is. Raises NotAllowed."""
    require(by, "jobs.control", plan.zone)
    return enqueue(plan.kind, by=by, zone=plan.zone, title=plan.title, payload=plan.payload)


def schedule_daily_work() -> int:
    """Give every zone the daily work its rooms declare; what is there, also switched off, stays. Answers how many."""
    daily = {one.kind: one for one in job_kinds.values() if one.daily_at is not None}
    there = set(ScheduledJob.objects.filter(kind__in=daily).values_list("zone_id", "kind"))
    made = 0
    for zone in Zone.objects.order_by("pk"):
        for kind, one in daily.items():
            if (zone.pk, kind) not in there:
                schedule(kind, zone=zone, title=one.title, payload={}, daily_at=one.daily_at)
                made += 1
    return made


def enqueue_scheduled(*, now: datetime | None = None) -> int:
    """Queue everything whose hour has come; answers how many. Claimed by conditional update like jobs."""
    now = timezone.localtime(now)
    _set_right(now)
    queued = 0
    for plan in ScheduledJob.objects.filter(active=True, next_at__lte=now).select_related("zone"):
        later = next_run(
            now, every_minutes=plan.every_minutes, daily_at=plan.daily_at, every_days=plan.every_days, last=plan.next_at
        )
        over = plan.ends_on is not None and now.date() > plan.ends_on
        with transaction.atomic():
            mine = ScheduledJob.objects.filter(pk=plan.pk, next_at=plan.next_at, active=True)
            if mine.update(next_at=later, last_at=now, active=not over) and not over and job_kinds.get(plan.kind):
                enqueue(plan.kind, by=None, zone=plan.zone, title=plan.title, payload=plan.payload)
                queued += 1
    return queued


def _set_right(now: datetime) -> None:
    """Bring back the hours of schedules that a clock ahead of the right one had put off for days."""
    for plan in ScheduledJob.objects.filter(active=True, next_at__gt=now):
        right = run_set_right(
            plan.next_at,
            now,
            every_minutes=plan.every_minutes,
            daily_at=plan.daily_at,
            every_days=plan.every_days,
            starts_on=plan.starts_on,
            last=plan.last_at,
        )
        if right != plan.next_at:
            ScheduledJob.objects.filter(pk=plan.pk, next_at=plan.next_at).update(next_at=right)


def sign_of_life(worker: str, *, now: datetime | None = None) -> None:
    """Write that this worker lives; rows of workers not heard of for a day go, and those of a clock that was ahead."""
    now = now or timezone.now()
    WorkerSign.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    WorkerSign.objects.exclude(seen_at__range=(now - timedelta(days=1), now + STALE_AFTER)).delete()


def sign_off_worker(worker: str) -> None:
    """The worker ended in order."""
    WorkerSign.objects.filter(worker=worker).delete()
