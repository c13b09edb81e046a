"""A backup comes back as it was, a damaged one is refused, a full house is not overwritten."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from liantu.audit.actions import record
from liantu.audit.models import AuditEntry
from liantu.audit.reads import prove_zone
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.models import Job, ScheduledJob
from liantu.foundation.system import actions, reads
from liantu.foundation.system.archive import BackupReader
from liantu.lib.problems import ProblemsError
from liantu.people.models import User, Zone


def everything() -> dict[str, list[dict[str, Any]]]:
    """All saved rows by table, without what backing up itself writes."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in actions.saved_models():
        found = list(model._base_manager.order_by("pk").values())
        rows[model._meta.label_lower] = found
    rows["audit.auditentry"] = [row for row in rows["audit.auditentry"] if not row["verb"].startswith("system.")]
    rows["audit.audithead"] = [row for row in rows["audit.audithead"] if row["zone_id"] is not None]
    return rows


@pytest.mark.django_db(transaction=True)
def test_everything_comes_back_on_this_database(zone: Zone, home: Path) -> None:
    register = home / "registers" / "r1" / "manifest.json"
    register.parent.mkdir(parents=True)
    register.write_text("{}")
    (home / "registers" / ".building-x").mkdir()
    (home / "registers" / ".building-x" / "half").write_text("half")
    before = everything()
    stored = StoredFile.objects.get()
    content = stored.local_path.read_bytes()
    path = actions.back_up(home / "out", with_registers=True)
    shutil.rmtree(home / "files")
    shutil.rmtree(home / "registers")
    with pytest.raises(ProblemsError) as refused:
        actions.restore(path)
    assert refused.value.problems[0].code == "not_empty"
    call_command("flush", interactive=False, verbosity=0)
    counts = actions.restore(path)
    assert counts["accounts.user"] == 1
    assert everything() == before
    assert User.objects.get().check_password("geheim-genug")
    assert stored.local_path.read_bytes() == content
    assert register.read_text() == "{}"
    assert not (home / "registers" / ".building-x").exists()
    assert prove_zone(zone).broken_at is None
    assert prove_zone(None).broken_at is None
    # new rows get new keys, on PostgreSQL too
    assert Zone.objects.create(code="new", name="新区").pk > zone.pk
    record("t.after", by=None, zone=zone)
    assert prove_zone(zone).broken_at is None


@pytest.mark.django_db(transaction=True)
def test_force_replaces_what_is_there(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip")
    Zone.objects.create(code="later", name="后来")
    actions.restore(path, force=True)
    assert [found.code for found in Zone.objects.all()] == ["north"]
    assert AuditEntry.objects.filter(verb="system.restored").count() == 1


def rewrite(path: Path, target: Path, change: dict[str, bytes | None], more: dict[str, bytes] | None = None) -> Path:
    """A copy of a backup with members changed (None: left out) or added."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return target


@pytest.mark.django_db
def test_damage_is_found_before_anything_is_touched(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip")
    users = next(name for name in BackupReader(path).tables() if name.endswith("accounts.user.jsonl"))
    zones = next(name for name in BackupReader(path).tables() if name.endswith("accounts.zone.jsonl"))
    bad = rewrite(path, home / "bad.zip", {users: b"{}\n", zones: None}, {"../evil": b"x"})
    with pytest.raises(ProblemsError) as refused:
        actions.restore(bad, force=True)
    assert {problem.code for problem in refused.value.problems} == {
        "member_changed",
        "member_missing",
        "member_unknown",
    }
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_announced_name_that_leads_out_is_refused(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip")
    with zipfile.ZipFile(path) as old:
        manifest = json.loads(old.read("manifest.json"))
    for name in ("files/../../evil", "/etc/evil", "elsewhere/x"):
        manifest["members"][name] = {"bytes": 1, "sha256": "x"}
    bad = rewrite(path, home / "bad.zip", {"manifest.json": json.dumps(manifest).encode()}, {"files/../../evil": b"x"})
    with pytest.raises(ProblemsError) as refused:
        actions.restore(bad, force=True)
    assert [problem.code for problem in refused.value.problems] == ["member_leads_out"] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"no zip at all"])
def test_no_whole_backup(home: Path, content: bytes) -> None:
    (home / "x.zip").write_bytes(content)
    with pytest.raises(ProblemsError) as refused:
        actions.restore(home / "x.zip")
    assert refused.value.problems[0].code == "no_backup_file"
    with pytest.raises(CommandError, match="不是完整的链图备份"):
        call_command("restore", home / "x.zip")


@pytest.mark.django_db
def test_other_tables_are_refused(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip")
    with zipfile.ZipFile(path) as old:
        manifest = json.loads(old.read("manifest.json"))
    manifest["migrations"].append("accounts.0099_future")
    manifest["version"] = "9.9"
    bad = rewrite(path, home / "bad.zip", {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(ProblemsError) as refused:
        actions.restore(bad, force=True)
    assert refused.value.problems[0].code == "other_tables"


@pytest.mark.django_db
def test_an_interrupted_backup_leaves_nothing(zone: Zone, home: Path) -> None:
    def stop(done: int, _total: int, _note: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.back_up(home / "out", tell=stop)
    assert list((home / "out").iterdir()) == []
    assert connection.is_usable()


@pytest.mark.django_db
def test_backups_are_kept_to_a_number_and_never_overwritten(zone: Zone, home: Path) -> None:
    folder = reads.backups_folder()
    for day in (1, 2, 3):
        actions.back_up(folder / f"2026010{day}-020000-liantu.zip", with_files=False)
    with pytest.raises(ProblemsError, match="there already"):
        actions.back_up(folder / "20260101-020000-liantu.zip")
    assert actions.thin_backups(keep=2) == ("20260101-020000-liantu.zip",)
    assert len(reads.backups()) == 2


@pytest.mark.django_db
def test_the_scheduled_backup_runs_as_a_job(zone: Zone, home: Path) -> None:
    from liantu.foundation.jobs.worker import Worker

    plan = ScheduledJob.objects.get()
    Job.objects.all().delete()
    plan.next_at = plan.next_at.replace(year=2020)
    plan.save()
    Worker().run(once=True)
    job = Job.objects.get()
    assert (job.kind, job.state) == ("system.backup", "done")
    assert [backup.name for backup in reads.backups()] == [job.result["name"]]


@pytest.mark.django_db
def test_log_ins_and_processes_are_left_out(zone: Zone, home: Path) -> None:
    names = " ".join(BackupReader(actions.back_up(home / "one.zip")).tables())
    assert not [word for word in ("session", "workersign", "permission", "contenttype", "axes") if word in names]
