"""Every write on notices."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.notices.models import Notice
from liantu.people.models import User, Zone


def notify(user: User, text: str, params: Mapping[str, object], *, url: str, zone: Zone) -> Notice:
    """Tell a person something; ``text`` is an English message id with %(name)s places."""
    values = {name: value if isinstance(value, int | float | str) else str(value) for name, value in params.items()}
    return Notice.objects.create(user=user, zone=zone, text=text[:255], params=values, url=url)


def notify_job_over(job: Job) -> None:
    """Tell the person who asked for work that it is done, or that it failed. Scheduled work speaks for itself."""
    if job.requested_by is None:
        return
    done = job.state == JobState.DONE
    result = job.result if isinstance(job.result, dict) else {}
    url = str((result if done else job.payload).get("url") or "")
    notify(
        job.requested_by,
        gettext_noop("Done: %(title)s") if done else gettext_noop("Failed: %(title)s"),
        {"title": job.title},
        url=url or reverse("jobs:detail", args=[job.pk]),
        zone=job.zone,
    )


def mark_read(user: User, zone: Zone, pk: int | None = None) -> int:
    """Mark one notice, or all of a zone, as read; answers how many."""
    rows = Notice.objects.filter(user=user, zone=zone, read_at__isnull=True)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=timezone.now())
