"""Every read on the installation: checks run, slots and their fillings, backups at hand."""

from __future__ import annotations

import json
import logging
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

import liantu
from liantu.audit.reads import LogEnd, ends_of, heads_sent_at, newest_unanchored
from liantu.foundation.jobs.models import Job, JobState, ScheduledJob
from liantu.foundation.jobs.reads import waiting_since, workers_alive
from liantu.foundation.system.rules.agreement import worst
from liantu.foundation.system.slots import Finding, system_check
from liantu.lib.problems import Problem
from liantu.lib.slots import all_slots
from liantu.people.models import User, Zone
from liantu.people.reads import zones_of
from liantu.supervision import STATE_FILE

logger = logging.getLogger("liantu.system")
HEADS_JOB = "system.heads"
HEADS_LATE, HEADS_LOST = timedelta(hours=25), timedelta(hours=48)


@dataclass(frozen=True)
class Report:
    """One check and what it found; ``tone``: the worst of the findings."""

    key: str
    title: Any
    tone: str
    findings: tuple[Finding, ...]


def examine(*, deep: bool) -> list[Report]:
    """Run every room's check. A check that breaks is a finding itself and does not stop the others."""
    reports = []
    for filling in system_check.fillings():
        try:
            findings = tuple(filling.value.run(deep))
        except Exception as error:
            logger.exception("a check broke")
            problem = Problem(
                "check_broke",
                "The check itself broke: %(kind)s.",
                fix="The log of the program says where.",
                params={"kind": type(error).__name__},
            )
            findings = (Finding("bad", problem),)
        if findings:
            tone = worst(finding.tone for finding in findings)
            reports.append(Report(filling.key, filling.value.title, tone, findings))
    return reports


@dataclass(frozen=True)
class SlotRow:
    """One slot: who offers it, what it asks, and who fills it (key, module)."""

    name: str
    offered_by: str
    question: str
    fillings: tuple[tuple[str, str], ...]


def wiring() -> list[SlotRow]:
    """Every slot of the program, by name."""
    return [
        SlotRow(
            slot.name,
            slot.offered_by,
            slot.question,
            tuple((filling.key, filling.module) for filling in slot.fillings()),
        )
        for slot in all_slots()
    ]


def wiring_by_room() -> dict[str, list[tuple[str, str]]]:
    """What each room puts elsewhere: room → (slot, key), rooms by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for slot in all_slots():
        for filling in slot.fillings():
            room = filling.module.removeprefix("liantu.").removesuffix(".wiring")
            found.setdefault(room, []).append((slot.name, filling.key))
    return dict(sorted(found.items()))


def backups_folder() -> Path:
    """Where backups go that are not sent elsewhere."""
    return Path(settings.HOME) / "backups"


@dataclass(frozen=True)
class BackupFile:
    """One backup at hand."""

    name: str
    size_bytes: int
    made_at: datetime


def backups() -> list[BackupFile]:
    """The backups in the data folder, newest first."""
    folder = backups_folder()
    here = timezone.get_current_timezone()
    stated = [(path.name, path.stat()) for path in (folder.glob("*.zip") if folder.is_dir() else ())]
    found = [BackupFile(name, info.st_size, datetime.fromtimestamp(info.st_mtime, tz=here)) for name, info in stated]
    return sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True)


def newest_backup_at() -> datetime | None:
    """When the newest backup was made; None without one."""
    found = backups()
    return found[0].made_at if found else None


def facts() -> dict[str, str]:
    """The installation in a few facts: version, database, data folder's name, time zone."""
    return {
        "version": liantu.__version__,
        "database": connection.vendor,
        "home": Path(settings.HOME).name,
        "time_zone": settings.TIME_ZONE,
    }


def can_write(folder: Path) -> bool:
    """Whether a file can be made there."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def is_healthy() -> bool:
    """Whether the database answers and the data folder can be written; no details, strangers may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return False
    return can_write(Path(settings.HOME))


def parts_down() -> dict[str, str]:
    """The parts of the program that are down, and since when (ISO moment); no other details, strangers may ask.

    ``start`` writes how its parts stand. Where worker and web are services of their own, a worker is down when work has
    been due for a minute and none was heard of. ``anchors``: the newest act of the log could not be anchored.
    ``heads``: the ends of the log were not sent for more than a day.
    """
    unanchored, heads = newest_unanchored(), heads_since()
    down = {} if unanchored is None else {"anchors": unanchored.at.isoformat(timespec="seconds")}
    if heads is not None and timezone.now() - heads > HEADS_LATE:
        down["heads"] = heads.isoformat(timespec="seconds")
    return down | _processes_down()


def heads_since() -> datetime | None:
    """When the ends of the log were last sent to where they go now; else when sending first failed.

    None: they go nowhere, or nothing was tried yet.
    """
    to = settings.AUDIT_HEADS_TO
    if to is None or (sent := heads_sent_at(to.shown)) is not None:
        return None if to is None else sent
    failed = Job.objects.filter(kind=HEADS_JOB, state=JobState.FAILED).order_by("requested_at")
    if (elsewhere := heads_sent_at()) is not None:
        failed = failed.filter(requested_at__gt=elsewhere)
    first = failed.first()
    return first.requested_at if first is not None else None


def sends_for_all(zone: Zone) -> bool:
    """Whether it is this zone's schedule that sends the ends of all logs: the first one's that is not switched off."""
    first = ScheduledJob.objects.filter(kind=HEADS_JOB, active=True).order_by("zone_id").first()
    return first is None or first.zone_id == zone.pk


def heads_for(user: User) -> list[LogEnd]:
    """The ends of the logs of this person's zones and of what belongs to none, to be printed."""
    return ends_of(zones_of(user))


def _processes_down() -> dict[str, str]:
    try:
        told = json.loads((Path(settings.HOME) / STATE_FILE).read_text(encoding="utf-8"))
        return {str(name): str(part["since"]) for name, part in told.items() if not part["up"]}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        waiting = waiting_since()
        if workers_alive() or waiting is None or waiting < timedelta(minutes=1):
            return {}
        return {"worker": (timezone.now() - waiting).isoformat(timespec="seconds")}


def restore_note() -> Path:
    """The note beside the data that a restore is under way, or was broken off."""
    return Path(settings.HOME) / "restore-under-way.json"
