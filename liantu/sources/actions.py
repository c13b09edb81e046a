"""Every write of the data sources. ``by=None`` is the operator at the machine's own command line."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.engine import ReleaseInfo
from liantu.engine import manifest as m
from liantu.engine.reading import PERSONAL_FIELDS, room_problem
from liantu.foundation.files.actions import store_upload
from liantu.foundation.jobs.actions import enqueue
from liantu.lib.asides import aside
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.sources import reads
from liantu.sources.intake import clear
from liantu.sources.models import PersonalDataPolicy, RegisterImport, RegisterRelease
from liantu.sources.rules.release_names import problem_of_release_id, propose_release_id
from liantu.sources.slots import tell_basis_changed

KINDS = ("csv", "xlsx", "xls", "parquet", "gz", "zip")
BUILD_JOB = "sources.build_release"
MOST_FILES = 50


def _may(by: User | None, ability: str, zone: Zone) -> None:
    if by is not None:
        require(by, ability, zone)


def start_import(
    zone: Zone,
    *,
    by: User,
    uploads: Sequence[Any] = (),
    server_names: Sequence[str] = (),
    title: str = "",
    source: str = "",
    licence: str = "",
    as_of_on: date | None = None,
    appends_to: RegisterRelease | None = None,
) -> RegisterImport:
    """Keep the files and look into them: nothing is built before somebody confirmed what was found.

    ``server_names``: files or folders in the inbox on the server. Raises NotAllowed; ProblemsError when there is no
    file, one is not to be read, or a name leads out of the inbox.
    """
    require(by, "sources.import", zone)
    paths, problems = reads.inbox_paths(server_names)
    if not uploads and not paths and not problems:
        problems.append(
            Problem("no_file", "No file was chosen.", where="files", fix="Choose CSV, Excel or Parquet files.")
        )
    if len(uploads) > MOST_FILES:
        problems.append(
            Problem(
                "too_many_files",
                "%(count)s files were chosen; %(most)s are taken at once.",
                where="files",
                fix="Pack them into one ZIP file.",
                params={"count": len(uploads), "most": MOST_FILES},
            )
        )
    if appends_to is not None and (appends_to.zone_id != zone.pk or appends_to.state != RegisterRelease.State.READY):
        problems.append(Problem("not_appendable", "Rows can only be added to a register of this zone that is in use."))
    if problems:
        raise ProblemsError(problems)
    stored = [store_upload(upload, by=by, zone=zone, purpose="register", allowed=KINDS) for upload in uploads]
    names = [*(item.name for item in stored), *(path.name for path in paths)]
    if appends_to is not None:
        title, source, licence = title or appends_to.title, source or appends_to.source, licence or appends_to.licence
    with transaction.atomic():
        started = RegisterImport.objects.create(
            zone=zone,
            title=(title.strip() or Path(names[0]).stem)[:120],
            source=source.strip()[:200],
            licence=licence.strip()[:200],
            as_of_on=as_of_on,
            server_paths=[str(path) for path in paths],
            appends_to=appends_to,
            started_by=by,
        )
        started.files.set(stored)
        record("sources.import_started", by=by, zone=zone, target=started, after={"files": names[:20]})
    look_again(started)
    return started


def look_again(started: RegisterImport) -> None:
    """Read the beginning of the files with the choices as they stand, and keep what was found."""
    started.found = reads.look_into(started)
    started.save(update_fields=["found"])


def choose_columns(started: RegisterImport, choices: Mapping[str, str], *, by: User) -> None:
    """Say which column is what. Raises NotAllowed; ProblemsError when the import is past its preview."""
    require(by, "sources.import", started.zone)
    _must_be_preview(started)
    started.mapping = {**started.mapping, **choices}
    started.save(update_fields=["mapping"])
    look_again(started)


def describe_import(
    started: RegisterImport, *, by: User, title: str, source: str, licence: str, as_of_on: date | None
) -> None:
    """Write down what the register is and where it comes from. Raises NotAllowed; ProblemsError past the preview."""
    require(by, "sources.import", started.zone)
    _must_be_preview(started)
    started.title, started.source = title.strip()[:120] or started.title, source.strip()[:200]
    started.licence, started.as_of_on = licence.strip()[:200], as_of_on
    started.save(update_fields=["title", "source", "licence", "as_of_on"])


def confirm_import(started: RegisterImport, *, by: User) -> None:
    """Build the release in the background.

    Raises NotAllowed; ProblemsError when it is being built already, nothing can be read, the source or as-of date is
    missing, or the disk is too small.
    """
    require(by, "sources.import", started.zone)
    _must_be_preview(started)
    problems = reads.problems_before_building(started, today=timezone.localdate())
    room = room_problem(int(started.found.get("needed_bytes") or 0), Path(settings.REGISTERS_DIR))
    if room is not None:
        problems.append(room)
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        claimed = reads.open_imports().filter(pk=started.pk).update(state=RegisterImport.State.BUILDING, job=None)
        if not claimed:
            raise ProblemsError([_past_preview()])
        started.refresh_from_db()
        _forget_unfinished(started)
        started.planned_id = propose_release_id(started.title, started.as_of_on, reads.taken_release_ids())
        started.job = enqueue(
            BUILD_JOB,
            by=by,
            zone=started.zone,
            title=started.title,
            payload={"import": started.pk},
            max_attempts=3,
            alone_for=f"import:{started.pk}",
        )
        started.save(update_fields=["planned_id", "job"])
        record(
            "sources.import_confirmed", by=by, zone=started.zone, target=started, after={"release": started.planned_id}
        )


def abandon_import(started: RegisterImport, *, by: User) -> None:
    """Put the files aside without building. Raises NotAllowed; ProblemsError when it is past its preview."""
    require(by, "sources.import", started.zone)
    _must_be_preview(started)
    with transaction.atomic():
        started.state = RegisterImport.State.ABANDONED
        started.save(update_fields=["state"])
        record("sources.import_abandoned", by=by, zone=started.zone, target=started)
        transaction.on_commit(lambda: clear(started.folder))


def finish_import(started: RegisterImport, info: ReleaseInfo) -> RegisterRelease:
    """The release stands on disk: give it its row, and use it when the zone has none in use."""
    with transaction.atomic():
        release = adopt_release(info, zone=started.zone, by=started.started_by)
        started.state, started.release = RegisterImport.State.DONE, release
        started.save(update_fields=["state", "release"])
        transaction.on_commit(lambda: clear(started.folder))
    return release


def adopt_release(
    info: ReleaseInfo, *, zone: Zone, by: User | None, make_it_current: bool | None = None, shared: bool = False
) -> RegisterRelease:
    """The row of a release folder (again: the row as it is). The first ready release of a zone is taken into use.

    Raises NotAllowed; ProblemsError when another zone has the release.
    """
    _may(by, "sources.import", zone)
    with transaction.atomic():
        present = RegisterRelease.objects.filter(release_id=info.release_id).first()
        if present is not None:
            if present.zone_id != zone.pk:
                raise ProblemsError([_taken(info.release_id)])
            return present
        release = RegisterRelease.objects.create(
            zone=zone,
            release_id=info.release_id,
            title=info.title or info.release_id,
            source=info.source,
            licence=info.licence,
            as_of_on=info.as_of_on,
            rows=info.rows,
            refused_rows=int(info.counts.get("rows_refused", 0)),
            manifest=reads.manifest_json(info),
            quality=dict(info.quality),
            built_by=by,
            shared=shared,
            built_at=info.created_at or timezone.now(),
        )
        record(
            "sources.release_added",
            by=by,
            zone=zone,
            target=release,
            after={"rows": info.rows, "refused": release.refused_rows, "parent": info.parent_id},
        )
        has_current = RegisterRelease.objects.filter(zone=zone, is_current=True).exclude(
            release_id=info.parent_id or None
        )
        if make_it_current or (make_it_current is None and not has_current.exists()):
            _put_in_use(release, by=by)
    return release


def make_current(release: RegisterRelease, *, by: User | None) -> None:
    """Let the zone work on this release. Raises NotAllowed; ProblemsError for a dropped one."""
    _may(by, "sources.import", release.zone)
    if release.state != RegisterRelease.State.READY:
        raise ProblemsError([Problem("dropped", "The register was dropped.", where=release.release_id)])
    with transaction.atomic():
        _put_in_use(release, by=by)


def _put_in_use(release: RegisterRelease, *, by: User | None) -> None:
    before = RegisterRelease.objects.filter(zone=release.zone, is_current=True).first()
    RegisterRelease.objects.filter(zone=release.zone, is_current=True).update(is_current=False)
    release.is_current = True
    release.save(update_fields=["is_current"])
    record(
        "sources.release_in_use",
        by=by,
        zone=release.zone,
        target=release,
        before={"release": before.release_id if before else ""},
        after={"release": release.release_id},
    )
    tell_basis_changed(release.zone)


def share_release(release: RegisterRelease, shared: bool, *, by: User | None) -> None:
    """Let other zones read the release, or stop it. Raises NotAllowed."""
    _may(by, "sources.import", release.zone)
    with transaction.atomic():
        release.shared = shared
        release.save(update_fields=["shared"])
        record(
            "sources.release_shared" if shared else "sources.release_unshared", by=by, zone=release.zone, target=release
        )
        _tell_borrowers()


def drop_release(release: RegisterRelease, *, by: User | None, reason: str) -> None:
    """Delete the rows of a release from the disk; its name-plate, counts and quality stay.

    Raises NotAllowed; ProblemsError without a reason, when it was dropped before, or while saved things need it.
    """
    _may(by, "sources.drop", release.zone)
    problems = reads.problems_before_dropping(release)
    if not reason.strip():
        problems.append(Problem("no_reason", "Say why the register is dropped.", where="reason"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        release.state, release.is_current = RegisterRelease.State.DROPPED, False
        release.dropped_at = timezone.now()
        release.save(update_fields=["state", "is_current", "dropped_at"])
        record(
            "sources.release_dropped",
            by=by,
            zone=release.zone,
            target=release,
            before={"rows": release.rows},
            reason=reason.strip(),
        )
        transaction.on_commit(lambda: _remove_folder(release.folder))
        _tell_borrowers()


def _tell_borrowers() -> None:
    """Zones without a register of their own work on the newest that is shared: it may be another one now."""
    own = RegisterRelease.objects.filter(is_current=True, state=RegisterRelease.State.READY)
    for zone in Zone.objects.exclude(pk__in=own.values("zone")):
        tell_basis_changed(zone)


def tidy_registers(*, by: User | None = None) -> list[str]:
    """Remove folders of dropped releases that a broken-off drop left; the names removed."""
    names = []
    for release in RegisterRelease.objects.filter(state=RegisterRelease.State.DROPPED):
        if release.folder.exists():
            _remove_folder(release.folder)
            names.append(release.release_id)
    if names:
        record("sources.tidied", by=by, zone=None, after={"folders": names})
    return names


def set_personal_policy(zone: Zone, fields: Sequence[str], ground: str, *, by: User) -> PersonalDataPolicy:
    """Say which personal columns the zone keeps from registers, and on what legal ground; none is always possible.

    Raises NotAllowed; ProblemsError for an unknown field or a missing ground.
    """
    require(by, "sources.import", zone)
    problems = []
    unknown = sorted(set(fields) - set(PERSONAL_FIELDS))
    if unknown:
        problems.append(
            Problem(
                "unknown_field",
                "%(field)s is nothing a column can be read as.",
                where="fields",
                fix="Choose from the list.",
                params={"field": "、".join(unknown)[:80]},
            )
        )
    if fields and not ground.strip():
        problems.append(
            Problem(
                "no_ground",
                "Keeping personal columns needs a legal ground.",
                where="ground",
                fix="Name the law, the purpose and who may see them; or keep none.",
            )
        )
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        policy, _ = PersonalDataPolicy.objects.get_or_create(zone=zone)
        before = {"fields": policy.fields, "ground": policy.ground}
        policy.fields, policy.ground = sorted(set(fields)), ground.strip() if fields else ""
        policy.set_by, policy.set_at = by, timezone.now()
        policy.save()
        record(
            "sources.policy_set",
            by=by,
            zone=zone,
            target=policy,
            before=before,
            after={"fields": policy.fields, "ground": policy.ground},
        )
    return policy


def note_download(release: RegisterRelease, name: str, *, by: User) -> None:
    """Write down that a receipt of rows left the program. Raises NotAllowed."""
    require(by, "sources.export", release.zone)
    record("sources.downloaded", by=by, zone=release.zone, target=release, after={"file": name})


def zone_for_operator(code: str) -> Zone:
    """The zone of a command: by its code, else the first one; an installation without a zone gets one.

    Raises ProblemsError for an unknown code.
    """
    zone = Zone.objects.filter(code=code).first() if code else Zone.objects.order_by("pk").first()
    if zone is None and code:
        known = "、".join(Zone.objects.values_list("code", flat=True)) or "—"
        raise ProblemsError(
            [
                Problem(
                    "no_zone",
                    "There is no zone %(code)s.",
                    where="--zone",
                    fix="Zones here: %(known)s.",
                    params={"code": code, "known": known},
                )
            ]
        )
    return zone or Zone.objects.create(code="zone", name="本区", name_en="This zone")


def planned_release_id(wanted: str, title: str, as_of_on: date | None) -> str:
    """The identifier of a release about to be built. Raises ProblemsError when the wanted one cannot be used."""
    taken = reads.taken_release_ids()
    if not wanted:
        return propose_release_id(title, as_of_on, taken)
    problem = problem_of_release_id(wanted, taken)
    if problem is not None:
        raise ProblemsError([problem])
    return wanted


def _remove_folder(folder: Path) -> None:
    """First out of sight by one rename, then deleted: a reader never sees half a release."""
    if not (folder / m.MANIFEST).exists():
        shutil.rmtree(folder, ignore_errors=True)
        return
    with aside(folder, folder=True) as dropped:
        folder.rename(dropped / folder.name)


def _forget_unfinished(started: RegisterImport) -> None:
    """Remove a folder an earlier attempt built but never got a row: the choices may have changed since."""
    if started.planned_id and not RegisterRelease.objects.filter(release_id=started.planned_id).exists():
        _remove_folder(Path(settings.REGISTERS_DIR) / started.planned_id)


def _must_be_preview(started: RegisterImport) -> None:
    if not started.is_open:
        raise ProblemsError([_past_preview()])


def _past_preview() -> Problem:
    return Problem(
        "past_preview",
        "This import is no longer waiting for you.",
        fix="Look at the list of registers, or start a new one.",
    )


def _taken(release_id: str) -> Problem:
    return Problem(
        "release_id_taken",
        "There is already a register called %(given)s.",
        where=release_id,
        fix="Choose another identifier, or leave it out.",
        params={"given": release_id},
    )
