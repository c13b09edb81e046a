"""Every read on exported lists: each person sees her own alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.core import signing
from django.db.models import QuerySet

from liantu.foundation.exports.models import KEPT, ExportedList, exports_folder
from liantu.foundation.jobs.models import JobState
from liantu.foundation.jobs.reads import workers_alive
from liantu.lib.whole_numbers import whole_number
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.ui.exports import Export, prepared

OPEN = (JobState.QUEUED, JobState.RUNNING)


def exports_of(user: User, zone: Zone | None) -> ZonedQuerySet[ExportedList]:
    """The person's own long lists of the zone, newest first."""
    rows: ZonedQuerySet[ExportedList] = ExportedList.objects.visible_to(user).filter(person=user, zone=zone)
    return rows.select_related("job", "zone")


def under_way(user: User, zone: Zone, list_name: str) -> ExportedList | None:
    """The export of this list that the person waits for already."""
    return exports_of(user, zone).filter(list_name=list_name, made_at__isnull=True, job__state__in=OPEN).first()


def signed(address: str, user: User, zone: Zone) -> str:
    """The address as it is offered: only this person can send it back, only in this zone."""
    return signing.dumps(address, salt=_salt(user, zone), compress=True)


def address_in(text: str, user: User, zone: Zone) -> str | None:
    """The address that was offered to this person, or None."""
    try:
        return str(signing.loads(text, salt=_salt(user, zone)))
    except signing.BadSignature:
        return None


def _salt(user: User, zone: Zone) -> str:
    return f"exports:{user.pk}:{zone.pk}"


def export_at(address: str, user: User, zone: Zone) -> Export:
    """The export the address gives this person now. Raises NotAllowed, Http404, ProblemsError."""
    return prepared(address, user=user, zone=zone)


def is_worker_there() -> bool:
    """Whether a worker was heard of lately: without one nothing long is written."""
    return workers_alive() > 0


def past(zone: Zone, now: datetime) -> QuerySet[ExportedList]:
    """What was kept long enough, and is not being written."""
    old = ExportedList.objects.filter(zone=zone, asked_at__lt=now - KEPT)  # scope: the nightly work of the zone
    return old.exclude(made_at__gte=now - KEPT).exclude(made_at__isnull=True, job__state__in=OPEN)


def strays() -> list[Path]:
    """Files and folders of exports that no row stands for, or whose writing ended: left by a killed process."""
    folder = exports_folder()
    known = set(ExportedList.objects.values_list("pk", flat=True))
    at_work = set(ExportedList.objects.filter(made_at__isnull=True, job__state__in=OPEN).values_list("pk", flat=True))
    return [path for path in sorted(folder.glob("*")) if not _belongs(path, known, at_work)] if folder.is_dir() else []


def _belongs(path: Path, known: Collection[int], at_work: Collection[int]) -> bool:
    number = whole_number(path.name.removeprefix(".").partition(".")[0].partition("-")[0])
    return number in (at_work if path.name.startswith(".") else known)
