"""The checks of the foundation itself: database, files, disk, worker, settings, kernels' cache, audit chains."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.audit.reads import heads_sent_at, newest_unanchored, prove_log
from liantu.audit.seals import last_anchors
from liantu.foundation.calendar.reads import calendar_of
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.reads import waiting_since, workers_alive
from liantu.foundation.system.archive import BackupReader
from liantu.foundation.system.database_file import damage_of_file, small_file
from liantu.foundation.system.folders import home_folder, unknown_folders
from liantu.foundation.system.leftovers import files_without_row, left_over
from liantu.foundation.system.reads import (
    HEADS_LATE,
    HEADS_LOST,
    backups,
    backups_folder,
    can_write,
    heads_since,
    newest_backup_at,
    restore_note,
)
from liantu.foundation.system.rules.agreement import compare, disk_tone
from liantu.foundation.system.slots import Finding, SystemCheck, good
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import Zone

_NAMED_MOST = 12
BACKUP_OLD_AFTER = timedelta(days=8)
NOTICE_OUT_BY_MONTH = 11  # the notice of the coming year comes out in October or November


def _bad(code: str, message: str, fix: str, **params: object) -> Finding:
    return Finding("bad", Problem(code, message, fix=fix, params=params))


def _warn(code: str, message: str, fix: str, **params: object) -> Finding:
    return Finding("warn", Problem(code, message, fix=fix, params=params))


def check_years(_deep: bool) -> Iterator[Finding]:
    """The holidays of the present year must be known in every zone; those of the coming one from November on."""
    today = timezone.localdate()
    wanted = [today.year, *([today.year + 1] if today.month >= NOTICE_OUT_BY_MONTH else [])]
    calendars = [calendar_of(zone) for zone in Zone.objects.all()]
    missing = {year: n for year in wanted if (n := sum(not one.knows(year) for one in calendars))}
    for year, zones in missing.items():  # counted, not named: the page is read by people of one zone
        yield (_bad if year <= today.year else _warn)(
            "calendar_year_missing",
            "The holidays of %(year)s are not known (zones: %(zones)s); days count Monday to Friday until they are.",
            "Enter the State Council's notice: System → Working days.",
            year=year,
            zones=zones,
        )
    if not missing:
        yield good("calendar_known", "The holidays are known up to the end of %(year)s.", year=max(wanted))


def check_database(deep: bool) -> Iterator[Finding]:
    """Reachable, at the newest tables; SQLite's file whole by its head, small ones and deep by every page."""
    if wrong := damage_of_file():
        yield _bad(
            "database_damaged",
            "The file of the database is damaged (%(what)s).",
            "Stop the program, keep a copy of the file, and restore the last backup.",
            what=wrong,
        )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        yield _bad(
            "database_down",
            "The database does not answer.",
            "Start it, or correct LIANTU_DATABASE_URL, then check again.",
        )
        return
    yield good("database_up", "The database answers (%(engine)s).", engine=connection.vendor)
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield _bad(
            "not_migrated",
            "%(count)s changes of tables are not applied yet.",
            "Run: liantu migrate",
            count=len(waiting),
        )
    else:
        yield good("migrated", "All tables are at the newest version.")
    if connection.vendor == "sqlite":
        yield from _check_sqlite(deep)


def _check_sqlite(deep: bool) -> Iterator[Finding]:
    """Write-ahead log on; deep: pages whole."""
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode not in ("wal", "memory"):
            yield _warn(
                "no_wal",
                "SQLite does not write ahead (mode %(mode)s): readers wait for writers.",
                "Put the data folder on a local disk, not on a network share.",
                mode=mode,
            )
        if deep or small_file():
            said = cursor.execute(f"PRAGMA {'integrity' if deep else 'quick'}_check(1)").fetchone()[0]
            if said == "ok":
                yield good("pages_whole", "Every page of the database file is whole.")
            else:
                yield _bad(
                    "pages_broken", "The database file is damaged.", "Stop the program and restore the last backup."
                )


def check_kept_backups(deep: bool) -> Iterator[Finding]:
    """Every backup in the data folder opens, its list of members is whole; deep: every byte of every member."""
    folders = {one.name for one in home_folder.values() if one.taken != "never"}
    broken = []
    for backup in backups():
        try:
            reader = BackupReader(backups_folder() / backup.name)
            if deep and reader.problems(folders):
                broken.append(backup.name)
        except ProblemsError:
            broken.append(backup.name)
    if broken:
        yield _bad(
            "backup_broken",
            "%(count)s backups in the data folder are damaged, first %(first)s.",
            "Make a new one: liantu backup. Have the disk examined.",
            count=len(broken),
            first=broken[0],
        )


def check_files(deep: bool) -> Iterator[Finding]:
    """Every row has its bytes, every file its row; deep: checksums."""
    root = Path(settings.MEDIA_ROOT)
    stored = {
        path: (size, sha256)
        for path, size, sha256 in StoredFile.objects.filter(deleted_at__isnull=True).values_list(
            "path", "size_bytes", "sha256"
        )
    }
    found = (
        {path.relative_to(root).as_posix(): path.stat().st_size for path in root.rglob("*") if path.is_file()}
        if root.is_dir()
        else {}
    )
    # what is half written is no file yet: the check of the data folder names it
    found = {path: size for path, size in found.items() if not any(part.startswith(".") for part in path.split("/"))}
    seen = compare({path: size for path, (size, _sum) in stored.items()}, found)
    if seen.missing:
        yield _bad(
            "files_missing",
            "%(count)s stored files are gone, first %(first)s.",
            "Copy them back from a backup.",
            count=len(seen.missing),
            first=_short(seen.missing),
        )
    if seen.wrong_size:
        yield _bad(
            "files_changed",
            "%(count)s stored files have another size than when they were stored, first %(first)s.",
            "Copy them back from a backup.",
            count=len(seen.wrong_size),
            first=_short(seen.wrong_size),
        )
    if seen.orphans:
        yield _warn(
            "files_orphaned",
            "%(count)s files belong to no entry (left by an interrupted upload): %(names)s.",
            "They do no harm. liantu doctor --tidy takes them away.",
            count=len(seen.orphans),
            names=_names([path.rsplit("/", 1)[-1][:16] for path in sorted(seen.orphans)]),
        )
    if deep:
        whole = [path for path in stored if path in found and path not in seen.wrong_size]
        wrong = [path for path in whole if _checksum(root / path) != stored[path][1]]
        if wrong:
            yield _bad(
                "files_wrong_checksum",
                "%(count)s stored files have another content than when they were stored, first %(first)s.",
                "Copy them back from a backup and have the disk examined.",
                count=len(wrong),
                first=_short(wrong),
            )
    if not (seen.missing or seen.wrong_size):
        yield good("files_agree", "%(count)s stored files are where they belong.", count=len(stored))


def _short(paths: Iterable[str]) -> str:
    """The first name, without the zone: the page is read by people of one zone."""
    return next(iter(paths)).rsplit("/", 1)[-1][:16]


def _names(names: list[str]) -> str:
    """The first dozen names."""
    return ", ".join(names[:_NAMED_MOST]) + (" …" if len(names) > _NAMED_MOST else "")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_disk(_deep: bool) -> Iterator[Finding]:
    """Room on the disk of the data folder, and whether it can be written."""
    usage = shutil.disk_usage(settings.HOME)
    tone = disk_tone(usage.free, usage.total)
    free = {"free_gb": usage.free / 1e9, "total_gb": usage.total / 1e9}
    if tone == "ok":
        yield good("disk_room", "%(free_gb).1f of %(total_gb).1f GB are free.", **free)
    else:
        message = "Only %(free_gb).1f of %(total_gb).1f GB are free."
        fix = "Drop old register releases and backups, or enlarge the disk."
        yield Finding(tone, Problem("disk_short", message, fix=fix, params=free))
    if not can_write(Path(settings.HOME)):
        yield _bad("home_read_only", "The data folder cannot be written.", "Give it to the user who runs the program.")


def check_worker(_deep: bool) -> Iterator[Finding]:
    """A worker lives, and nothing waits for one; what failed lately."""
    alive, waiting = workers_alive(), waiting_since()
    if alive:
        yield good("worker_alive", "Workers at work: %(count)s.", count=alive)
    elif waiting is not None and waiting > timedelta(minutes=1):
        yield _bad(
            "worker_dead",
            "No worker lives; work has been waiting for %(minutes)d minutes.",
            "Start one: liantu worker (liantu start does it by itself).",
            minutes=waiting.total_seconds() / 60,
        )
    else:
        yield _warn(
            "worker_away",
            "No worker lives; nothing waits for one.",
            "Start one: liantu worker (liantu start does it by itself).",
        )
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=timezone.now() - timedelta(days=1)).count()
    if failed:
        yield _warn(
            "jobs_failed",
            "Background work that failed in the last day: %(count)s.",
            "Look at them under Background work.",
            count=failed,
        )


def check_settings(_deep: bool) -> Iterator[Finding]:
    """Settings that are fine at a desk and wrong on a server."""
    outside = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    before = len(outside)
    findings = []
    if settings.DEBUG:
        findings.append(
            _warn("debug_on", "LIANTU_DEBUG is on: error pages show the inside.", "Leave it away outside development.")
        )
    if "*" in settings.ALLOWED_HOSTS:
        findings.append(
            _warn(
                "any_host", "LIANTU_ALLOWED_HOSTS accepts any host name.", "Name the hosts people use, comma-separated."
            )
        )
    if before and not settings.HTTPS:
        findings.append(
            _warn(
                "no_https",
                "The program is reached by name but LIANTU_HTTPS is off.",
                "Put it behind HTTPS and set LIANTU_HTTPS=1.",
            )
        )
    if before and settings.DEMO:
        findings.append(
            _bad(
                "demo_outside",
                "The demo's well-known passwords are reachable by name.",
                "Unset LIANTU_DEMO on a server.",
            )
        )
    key = Path(settings.HOME) / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        findings.append(_warn("key_readable", "Others can read the signing key.", "Run: chmod 600 secret-key"))
    yield from findings or [good("settings_sane", "The settings fit.")]


def check_kernels(_deep: bool) -> Iterator[Finding]:
    """The cache of compiled kernels can be written; else every start compiles again."""
    from liantu.engine.compiled import cache_folder

    folder = cache_folder()
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if os.access(nearest, os.W_OK):
        yield good("kernels_kept", "Compiled kernels are kept between starts.")
    else:
        yield _warn(
            "kernels_lost",
            "Compiled kernels cannot be kept: each start compiles them again.",
            "Let NUMBA_CACHE_DIR name a folder that can be written.",
        )


def check_backups(deep: bool) -> Iterator[Finding]:
    """There is a backup of the last week in the data folder's own place."""
    newest = newest_backup_at()
    if newest is None:
        yield _warn(
            "no_backup",
            "There is no backup in the data folder yet.",
            "Run: liantu backup, or schedule it: liantu schedule add system.backup --daily 02:30",
        )
    elif timezone.now() - newest > BACKUP_OLD_AFTER:
        yield _warn(
            "backup_old",
            "The newest backup is %(days)d days old.",
            "Run: liantu backup, and look why the schedule stopped.",
            days=(timezone.now() - newest).days,
        )
    else:
        yield good("backup_fresh", "The newest backup is of %(at)s.", at=f"{timezone.localtime(newest):%Y-%m-%d %H:%M}")
    yield from check_kept_backups(deep)


def check_audit(deep: bool) -> Iterator[Finding]:
    """The newest act is anchored, the newest anchor whole; deep: every entry fits to the one before it."""
    unsent = newest_unanchored()
    if unsent is not None:
        yield _bad(
            "anchor_missing",
            "No anchor remembers the newest act of the log (%(at)s): the anchors were cut off, or cannot be written.",
            "Look whether their file can be written (LIANTU_AUDIT_ANCHORS); liantu audit verify says more.",
            at=f"{timezone.localtime(unsent.at):%Y-%m-%d %H:%M}",
        )
    if last_anchors() and last_anchors()[-1].sealed is False:
        yield _bad(
            "anchor_broken",
            "The newest line of the anchors is not as it was written.",
            "Keep a copy as evidence; liantu audit verify says more.",
        )
    yield from _check_heads()
    if not deep:
        return
    proofs = prove_log()
    broken = [proof for proof in proofs if proof.broken_at is not None]
    for proof in broken:
        yield _bad(
            "audit_broken",
            "The audit log was changed at entry %(entry)s.",
            "Keep a copy of the database as evidence; liantu audit verify says more.",
            entry=proof.broken_at,
        )
    if unproven := sum(proof.unproven for proof in proofs):
        yield _warn(
            "audit_key_missing",
            "%(count)s entries of the audit log are sealed with a key that is not here.",
            "Lay the earlier installation's audit-key into the data folder as audit-key.1.",
            count=unproven,
        )
    if not broken:
        yield good(
            "audit_whole", "All %(count)s entries of the audit log fit together.", count=sum(p.entries for p in proofs)
        )


def _check_heads() -> Iterator[Finding]:
    """Where the ends of the log are to be sent, they were sent within the day."""
    to = settings.AUDIT_HEADS_TO
    if to is None:
        return
    since, sent = heads_since(), heads_sent_at(to.shown)
    age = timezone.now() - since if since is not None else None
    fix = "Background work says why; try it at once under Scheduled work, or correct LIANTU_AUDIT_HEADS_TO."
    if sent is None:
        never = _bad if age is not None and age > HEADS_LOST else _warn
        text = "The ends of the log were not sent to %(to)s yet."
        yield never("heads_never_sent", text, fix, to=to.shown)
    elif age is not None and age > HEADS_LATE:
        late = _bad if age > HEADS_LOST else _warn
        text = "The ends of the log were last sent to %(to)s at %(at)s; they should be every day."
        yield late("heads_unsent", text, fix, to=to.shown, at=f"{timezone.localtime(sent):%Y-%m-%d %H:%M}")
    else:
        text = "The ends of the log were sent to %(to)s at %(at)s."
        yield good("heads_sent", text, to=to.shown, at=f"{timezone.localtime(sent):%Y-%m-%d %H:%M}")


def check_home(_deep: bool) -> Iterator[Finding]:
    """No restore was broken off; every folder of the data folder is known to backup and check; nothing half is left."""
    note = restore_note()
    if note.exists():
        text = "A restore was broken off, or is still under way; what is here may be from before it."
        fix = "Run liantu restore FILE.zip --force again."
        yield Finding("bad", Problem("restore_broken_off", text, where=note.name, fix=fix))
    for name in unknown_folders():
        yield _warn(
            "folder_unknown",
            "Nobody knows the folder %(name)s of the data folder; no backup takes it.",
            "Move it elsewhere, or delete it.",
            name=name,
        )
    if left := [one.path.name for room in left_over.values() if room is not files_without_row for one in room()]:
        yield _warn(
            "left_over",
            "Broken-off work left %(count)s things on the disk: %(names)s.",
            "They do no harm. liantu doctor --tidy takes them away.",
            count=len(left),
            names=_names(left),
        )
    if not note.exists():
        yield good("home_known", "Every folder of the data folder is known.")


CHECKS = (
    SystemCheck("database", _("Database"), check_database, 0),
    SystemCheck("files", _("Stored files"), check_files, 1),
    SystemCheck("disk", _("Disk"), check_disk, 2),
    SystemCheck("worker", _("Worker"), check_worker, 3),
    SystemCheck("settings", _("Settings"), check_settings, 4),
    SystemCheck("kernels", _("Search kernels"), check_kernels, 5),
    SystemCheck("backups", _("Backups"), check_backups, 6),
    SystemCheck("audit", _("Audit log"), check_audit, 7),
    SystemCheck("calendar", _("Calendar"), check_years, 8),
    SystemCheck("home", _("Data folder"), check_home, 9),
)
