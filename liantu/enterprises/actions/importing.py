"""Lists of the zone's own enterprises: kept, looked at, applied in one transaction, undone as a batch."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext

from liantu.audit.actions import record
from liantu.engine.reading import RowsReport
from liantu.enterprises import reads, sheets
from liantu.enterprises.actions.records import add_facts, keep_former_names
from liantu.enterprises.doubles import ENTERPRISES
from liantu.enterprises.models import Enterprise, EnterpriseFact, EnterpriseImport
from liantu.enterprises.rules.sheet import Planned
from liantu.foundation.files.actions import store_bytes, store_upload
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.chinese_text import company_name_key
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

KINDS = ("csv", "xlsx", "xls", "parquet", "gz", "zip")


def start_enterprise_import(zone: Zone, upload: Any, *, by: User, in_zone: bool = True) -> EnterpriseImport:
    """Keep a sheet; nothing is written to the enterprises before somebody confirmed what it would do.

    Raises NotAllowed; ProblemsError when there is no file or it is not to be read.
    """
    require(by, "enterprises.edit", zone)
    if upload is None:
        raise ProblemsError(
            [Problem("no_file", "No file was chosen.", where="file", fix="Choose CSV, Excel or Parquet files.")]
        )
    stored = store_upload(upload, by=by, zone=zone, purpose="enterprises", allowed=KINDS)
    with transaction.atomic():
        started = EnterpriseImport.objects.create(
            zone=zone, file=stored, title=stored.name, in_zone=in_zone, started_by=by
        )
        record("enterprises.import_started", by=by, zone=zone, target=started, after={"file": stored.name})
    return started


def choose_sheet(started: EnterpriseImport, mapping: Mapping[str, str], *, in_zone: bool, by: User) -> None:
    """Say which column is what, and whether these enterprises work in the zone. Raises NotAllowed, ProblemsError."""
    require(by, "enterprises.edit", started.zone)
    _must_wait(started)
    started.mapping, started.in_zone = {**started.mapping, **mapping}, in_zone
    started.save(update_fields=["mapping", "in_zone"])


def apply_import(started: EnterpriseImport, *, by: User) -> dict[str, Any]:
    """Do what the preview says, all of it or nothing; the receipt counts it and returns rows that changed nothing.

    Raises NotAllowed; ProblemsError when the sheet cannot be read or was applied before.
    """
    require(by, "enterprises.edit", started.zone)
    _must_wait(started)
    with transaction.atomic():
        claimed = EnterpriseImport.objects.filter(pk=started.pk, state=EnterpriseImport.State.PREVIEW).update(
            state=EnterpriseImport.State.APPLIED, applied_at=timezone.now()
        )
        if not claimed:
            _must_wait(None)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv.gz"
            with RowsReport(path, translate=gettext) as refused:
                plan = sheets.plan_import(started, refused=refused)
            receipt_file = None
            if refused.written:
                receipt_file = store_bytes(
                    f"{Path(started.title).stem}-refused.csv.gz",
                    path.read_bytes(),
                    by=by,
                    zone=started.zone,
                    purpose="receipt",
                    allowed=("gz",),
                ).pk
        snapshot: dict[str, Any] = {"created": [], "changed": {}, "facts": []}
        for row in plan.rows:
            _apply_row(started, row, snapshot, by)
        started.refresh_from_db()
        started.snapshot = snapshot
        started.receipt = {
            **plan.counts(),
            "refused": plan.refused,
            "refused_file": receipt_file,
            "unclear_rows": [sheets.unclear_line(row) for row in plan.unclear()][:2000],
        }
        started.save(update_fields=["snapshot", "receipt"])
        record("enterprises.imported", by=by, zone=started.zone, target=started, after=plan.counts())
        keep_alike(ENTERPRISES, started.zone, _touched(snapshot))
    return dict(started.receipt)


def undo_import(started: EnterpriseImport, *, by: User) -> None:
    """Take the batch back: enterprises it made go, values it changed return, unless somebody changed them since.

    Raises NotAllowed; ProblemsError when it is not applied, or a made enterprise is used elsewhere by now.
    """
    require(by, "enterprises.edit", started.zone)
    if started.state != EnterpriseImport.State.APPLIED:
        raise ProblemsError([Problem("not_applied", "This list is not applied.")])
    kept = started.snapshot
    with transaction.atomic():
        for key, change in kept["changed"].items():
            _restore(Enterprise.objects.get(pk=int(key)), change)
        made = Enterprise.objects.filter(pk__in=kept["created"], zone=started.zone)
        used = [one.name for one in made if one.merged_from.exists() or one.merged_into_id is not None]
        try:
            if not used:
                made.delete()
        except ProtectedError as error:
            used = sorted({str(getattr(row, "enterprise", row)) for row in error.protected_objects})
        if used:
            raise ProblemsError(
                [
                    Problem(
                        "used_since",
                        "%(name)s is used elsewhere by now.",
                        where=name,
                        fix="Remove that use first.",
                        params={"name": name},
                    )
                    for name in used[:50]
                ]
            )
        EnterpriseFact.objects.filter(pk__in=kept["facts"]).delete()
        started.state = EnterpriseImport.State.UNDONE
        started.save(update_fields=["state"])
        record("enterprises.import_undone", by=by, zone=started.zone, target=started)
        keep_alike(ENTERPRISES, started.zone, _touched(kept))


def abandon_enterprise_import(started: EnterpriseImport, *, by: User) -> None:
    """Put the sheet aside. Raises NotAllowed, ProblemsError."""
    require(by, "enterprises.edit", started.zone)
    _must_wait(started)
    started.state = EnterpriseImport.State.ABANDONED
    started.save(update_fields=["state"])


def _touched(snapshot: Mapping[str, Any]) -> list[int]:
    """The enterprises that the batch made or changed."""
    return [*snapshot["created"], *(int(key) for key in snapshot["changed"])]


def _apply_row(started: EnterpriseImport, row: Planned, snapshot: dict[str, Any], by: User) -> None:
    """One row: make or change the enterprise, remember how it was, write down where the values come from."""
    if row.deed == "unclear":
        return
    values = dict(row.changes)
    if row.deed == "create":
        name = str(values.pop("name"))
        enterprise = Enterprise.objects.create(
            zone=started.zone,
            name=name[:255],
            normalised_name=company_name_key(name)[:255],
            in_zone=started.in_zone,
            **values,
        )
        keep_former_names(enterprise, name)
        snapshot["created"].append(enterprise.pk)
        values["name"] = name
    else:
        enterprise = Enterprise.objects.get(pk=row.key or 0, zone=started.zone)
        changes = dict(values)
        if started.in_zone and not enterprise.in_zone:
            changes["in_zone"] = True
        if not changes:
            return
        before = {name: getattr(enterprise, name) for name in changes}
        snapshot["changed"][str(enterprise.pk)] = {"before": reads.as_json(before), "after": reads.as_json(changes)}
        for name, value in changes.items():
            setattr(enterprise, name, value)
        enterprise.normalised_name = company_name_key(enterprise.name)[:255]
        enterprise.changed_at = timezone.now()
        enterprise.save()
    snapshot["facts"] += add_facts(
        enterprise,
        values,
        source=started.title,
        as_of_on=timezone.localdate(started.started_at),
        kind=EnterpriseFact.Kind.DECLARED,
        by=by,
    )
    record(
        "enterprises.from_list",
        by=by,
        zone=started.zone,
        target=enterprise,
        after={"list": started.pk, **reads.as_json(values)},
    )


def _restore(enterprise: Enterprise, change: Mapping[str, Any]) -> None:
    """The values before the batch, where they still are what the batch wrote."""
    before, after = reads.from_json(change["before"]), reads.from_json(change["after"])
    for name, value in after.items():
        if getattr(enterprise, name) == value:
            setattr(enterprise, name, before[name])
    enterprise.normalised_name = company_name_key(enterprise.name)[:255]
    enterprise.changed_at = timezone.now()
    enterprise.save()
    fields = list(after)
    current = EnterpriseFact.objects.filter(enterprise=enterprise, field__in=fields)
    for name in fields:
        earlier = current.filter(field=name, superseded_at__isnull=False).order_by("-superseded_at").first()
        if earlier is not None and earlier.value == str(before[name] if before[name] is not None else ""):
            EnterpriseFact.objects.filter(pk=earlier.pk).update(superseded_at=None)


def _must_wait(started: EnterpriseImport | None) -> None:
    if started is None or started.state != EnterpriseImport.State.PREVIEW:
        raise ProblemsError(
            [
                Problem(
                    "past_preview",
                    "This import is no longer waiting for you.",
                    fix="Look at the list, or start a new one.",
                )
            ]
        )
