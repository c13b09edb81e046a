"""Every read on notices and the day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liantu.foundation.jobs import reads as job_reads
from liantu.foundation.jobs.models import Job
from liantu.foundation.notices.models import Notice
from liantu.foundation.notices.slots import todo
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.ui.wiring import Seen, Todo


def notices_of(user: User, zone: Zone | None) -> QuerySet[Notice]:
    """A person's notices in the zone, newest first."""
    return Notice.objects.visible_to(user).filter(user=user, zone=zone)


def unread_count(user: User, zone: Zone | None) -> int:
    """How many are unread."""
    return notices_of(user, zone).filter(read_at__isnull=True).count()


def todos_of(user: User, zone: Zone) -> list[Todo]:
    """Everything the person has to do, soonest first, undated last."""
    found = [item for source in todo.values() for item in source.waiting(Seen(user, zone))]
    return sorted(found, key=lambda item: (item.due_on or date.max, item.text))


def target_of(notice: Notice) -> str:
    """Where a notice points: an address of this program, else the list of notices."""
    here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return notice.url if notice.url and here else reverse("notices:list")


def running_of(user: User, zone: Zone) -> list[Job]:
    """Work that waits or runs, for those who may see it."""
    return list(job_reads.running_of(user, zone)[:5]) if may(user, "jobs.view", zone) else []
