"""Every write on exported lists: asked for, written by background work, fetched, taken away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.audit.actions import record
from liantu.foundation.exports import reads
from liantu.foundation.exports.models import ExportedList, exports_folder
from liantu.foundation.jobs import actions as jobs
from liantu.foundation.jobs.context import JobContext
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.ui.exports import Export, log_taken, write_export

KIND = "exports.write"
RESERVE_BYTES = 200 * 1024 * 1024


def ask(address: str, *, by: User, zone: Zone) -> ExportedList:
    """Ask for a long list; the one of the same list that is under way, when there is one.

    Raises NotAllowed, Http404 and ProblemsError like the page itself.
    """
    require(by, "exports.view", zone)
    export = reads.export_at(address, by, zone)
    with transaction.atomic():
        asked = ExportedList.objects.create(
            zone=zone,
            person=by,
            title=export.title[:200],
            list_name=export.name[:150],
            address=address,
            file_format=export.file_format,
            file_name=export.full_file_name[:200],
            language=get_language() or "",
            abilities=_abilities(address, export),
            rows_asked=export.rows,
        )
        job = jobs.enqueue(
            KIND,
            by=by,
            zone=zone,
            title=_("Exported list: %(title)s") % {"title": asked.title},
            payload={"export": asked.pk, "url": reverse("exports:detail", args=[asked.pk])},
            alone_for=f"{by.pk}:{export.name}"[:200],
        )
        if job.payload["export"] != asked.pk:  # another press was first
            asked.delete()
            return reads.exports_of(by, zone).get(pk=job.payload["export"])
        asked.job = job
        asked.save(update_fields=["job"])
    return asked


def _abilities(address: str, export: Export) -> list[str]:
    """What whoever fetches the file must be able to do: see the page, and take its list out."""
    page = getattr(resolve(address.partition("?")[0]).func, "ability_code", "")
    return sorted({one for one in (page, export.ability) if one})


def write(asked: ExportedList, context: JobContext) -> ExportedList:
    """Write the file of an export, in the name of whoever asked and with what she may do now; once.

    Raises ProblemsError when she may not any more or the list is gone, JobCancelled when it is asked to stop.
    """
    _clear(asked)
    if asked.is_there:
        return asked
    _need_room()
    person = _person_now(asked)
    with _refusals_told():
        export = reads.export_at(asked.address, person, asked.zone)
        place = exports_folder() / f".{asked.pk}-{context.job.attempts}"
        place.mkdir(parents=True, mode=0o700)
        try:
            path = place / asked.local_path.name
            rows = write_export(export, path, context.progress)
            require_all(asked, _person_now(asked))
            context.progress(rows, rows)
            path.chmod(0o600)
            path.replace(asked.local_path)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    filters = asked.address.partition("?")[2]
    with transaction.atomic():
        fresh = ExportedList.objects.filter(pk=asked.pk, made_at__isnull=True)
        made = {"made_at": timezone.now(), "rows": rows, "size_bytes": asked.local_path.stat().st_size}
        if fresh.update(**made, job=context.job):
            log_taken(export, rows, filters, by=person, zone=asked.zone)
    asked.refresh_from_db()
    return asked


def _need_room() -> None:
    """Raise ProblemsError when the disk is nearly full."""
    exports_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(exports_folder()).free < RESERVE_BYTES:
        problem = Problem("export_no_room", "The disk is nearly full.", fix="Ask the operator to make room.")
        raise ProblemsError([problem])


def require_all(asked: ExportedList, person: User) -> None:
    """Pass, or raise NotAllowed when the person may not see the page or take its list out any more."""
    for ability in ("exports.view", *asked.abilities):
        require(person, ability, asked.zone)


def _person_now(asked: ExportedList) -> User:
    """Who asked, with the roles of this moment."""
    return User.objects.get(pk=asked.person_id)


@contextmanager
def _refusals_told() -> Iterator[None]:
    """What a page would refuse is why the work ends."""
    try:
        yield
    except PermissionDenied as error:
        refusal = Problem(
            "export_not_allowed",
            "You may not take this list out any more (%(why)s).",
            fix="Ask the zone administrator for the role; then export the list anew.",
            params={"why": str(error)},
        )
        raise ProblemsError([refusal]) from error
    except Http404 as error:
        gone = Problem("export_gone", "The list is not there any more.", fix="Open a list and export it anew.")
        raise ProblemsError([gone]) from error


def _clear(asked: ExportedList) -> None:
    """Take away what an earlier, killed try left."""
    for left in exports_folder().glob(f".{asked.pk}-*"):
        shutil.rmtree(left, ignore_errors=True)


def cancel(asked: ExportedList, *, by: User) -> None:
    """Ask the work on one's own list to stop."""
    require(by, "exports.view", asked.zone)
    if asked.job is not None and not asked.job.is_over:
        jobs.cancel(asked.job, by=by)


def discard(asked: ExportedList, *, by: User) -> None:
    """Take one's own file away before its time; what is being written is stopped first. Raises ProblemsError."""
    require(by, "exports.view", asked.zone)
    if asked.is_under_way:
        raise ProblemsError([Problem("still_running", "The job has not ended yet.", fix="Cancel it first, or wait.")])
    with transaction.atomic():
        record("exports.discarded", by=by, zone=asked.zone, after={"list": asked.list_name, "file": asked.file_name})
        _take_away(asked)


def note_fetched(asked: ExportedList, *, by: User) -> None:
    """Write down that the file was fetched. Raises NotAllowed."""
    require_all(asked, by)
    record("exports.fetched", by=by, zone=asked.zone, after={"list": asked.list_name, "file": asked.file_name})


def clear_past(zone: Zone, *, now: datetime | None = None) -> int:
    """Take away what was kept long enough, and what a killed process left; answers how many lists."""
    old = list(reads.past(zone, now or timezone.now()))
    for asked in old:
        _take_away(asked)
    for stray in reads.strays():
        _remove(stray)
    return len(old)


def _take_away(asked: ExportedList) -> None:
    path = asked.local_path
    asked.delete()
    transaction.on_commit(lambda: _remove(path))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
