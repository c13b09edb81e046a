"""Background work, one row each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.foundation.jobs.rules.timing import seconds_left
from liantu.people.models import ZonedModel


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(ZonedModel):
    """One piece of work: claimed by a conditional update, so two workers never take the same."""

    kind = models.CharField(_("kind"), max_length=80)
    title = models.CharField(_("what"), max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    progress_per_second = models.FloatField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    run_after_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.CharField(max_length=80, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    alone = models.BooleanField(default=False, db_default=False)
    alone_for = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "run_after_at"], name="jobs_to_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "alone_for"],
                condition=models.Q(alone=True, state__in=("queued", "running")),
                name="one_job_of_a_kind_that_works_alone",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """What it does in the reader's language: work the program starts itself is named in English."""
        return gettext(self.title) if self.title else ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in (JobState.QUEUED, JobState.RUNNING)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at the speed of the last half minute; None while nobody can tell."""
        if self.state != JobState.RUNNING:
            return None
        told_at = self.heartbeat_at or timezone.now()
        return seconds_left(
            self.progress_done,
            self.progress_total,
            self.progress_per_second,
            (timezone.now() - told_at).total_seconds(),
        )


class ScheduledJob(ZonedModel):
    """Work that comes back: every so many minutes, or at a time of day every so many days; from one day to another."""

    kind = models.CharField(_("kind"), max_length=80)
    title = models.CharField(_("what"), max_length=200)
    payload = models.JSONField(default=dict)
    every_minutes = models.PositiveIntegerField(_("every minutes"), null=True, blank=True)
    daily_at = models.TimeField(_("at"), null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(_("every days"), default=1)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    next_at = models.DateTimeField(_("next at"))
    last_at = models.DateTimeField(_("last at"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind"], name="one_schedule_per_kind_and_zone"),
            models.CheckConstraint(
                condition=models.Q(every_minutes__gt=0, daily_at__isnull=True)
                | models.Q(every_minutes__isnull=True, daily_at__isnull=False, every_days__gt=0),
                name="interval_or_time_of_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """What it does in the reader's language: work the program starts itself is named in English."""
        return gettext(self.title) if self.title else ""


class WorkerSign(models.Model):
    """When a worker was last heard of: how ``doctor`` knows that one lives while nothing is to do."""

    worker = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.worker
