"""A backup comes back as it was, a damaged one is refused, a full house is not overwritten."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liantu import supervision
from liantu.audit.actions import record
from liantu.audit.models import AuditEntry
from liantu.audit.reads import prove_zone
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.jobs.models import Job, ScheduledJob
from liantu.foundation.jobs.worker import Worker
from liantu.foundation.system import actions, reads
from liantu.foundation.system.archive import BackupReader
from liantu.foundation.system.folders import home_folder
from liantu.foundation.system.slots import made_from_rows
from liantu.foundation.system.system_checks import check_home
from liantu.lib.problems import ProblemsError
from liantu.people.models import User, Zone
from liantu.ui.models import ImportBatch


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
    evil = ("files/../../evil", "/etc/evil", "elsewhere/x", f"files/{home}/evil", "files//evil", "files/./evil",
            "files/a\\..\\evil", "database/evil.jsonl", "database/001-x/../../y.z.jsonl", "registers/c:/evil", "files/")  # fmt: skip
    for name in evil:
        manifest["members"][name] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    bad = rewrite(path, home / "bad.zip", {"manifest.json": json.dumps(manifest).encode()}, dict.fromkeys(evil, b"x"))
    with pytest.raises(ProblemsError) as refused:
        actions.restore(bad, force=True)
    assert [problem.code for problem in refused.value.problems] == ["member_leads_out"] * len(evil)
    assert not list(home.rglob("evil"))


def remade(path: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A backup with members changed and a manifest that vouches for them: what somebody with the file can make."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        for name in list(manifest["members"]):
            content = change(name, old.read(name))
            del manifest["members"][name]
            if content is not None:
                told = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                manifest["members"][name] = told
                new.writestr(name, content)
        new.writestr("manifest.json", json.dumps(manifest))
    return target


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("foreign", ["sessions.session", "accounts.user"])
def test_rows_of_tables_no_backup_holds_are_refused_and_nothing_is_changed(
    zone: Zone, home: Path, foreign: str
) -> None:
    path = actions.back_up(home / "one.zip")
    row = {"model": foreign, "pk": "k" * 32, "fields": {"session_data": "x", "expire_date": "2099-01-01T00:00:00Z"}}

    def put(name: str, content: bytes) -> bytes:
        return content + json.dumps(row).encode() + b"\n" if name.endswith("accounts.zone.jsonl") else content

    before = everything()
    with pytest.raises(ProblemsError) as refused:
        actions.restore(remade(path, home / "bad.zip", put), force=True)
    assert refused.value.problems[0].code == "row_of_another_table"
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_restore_broken_off_anywhere_leaves_the_old_house_whole_and_is_told(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip", with_registers=True)
    Zone.objects.create(code="later", name="后来")
    before = everything()
    members = len(BackupReader(path).members)
    for last in range(0, members, 7):

        def stop(done: int, _total: int, _note: str, last: int = last) -> None:
            if done == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            actions.restore(path, force=True, tell=stop)
        assert everything() == before
        assert "restore_broken_off" in {finding.what.code for finding in check_home(False)}
    actions.restore(path, force=True)
    assert "restore_broken_off" not in {finding.what.code for finding in check_home(False)}
    assert [found.code for found in Zone.objects.all()] == ["north"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_older_tables_is_brought_to_todays(zone: Zone, home: Path) -> None:
    """Every change of the frame's tables but the first is taken out of the backup, as if it had been made before."""
    ImportBatch.objects.create(user=User.objects.get(), zone=zone, table="t", file_name="名册.xlsx", headers=["名称"])
    path = actions.back_up(home / "one.zip")
    with zipfile.ZipFile(path) as old:
        manifest = json.loads(old.read("manifest.json"))
        content = {name: old.read(name) for name in manifest["members"]}
    later = {name for name in manifest["migrations"] if name.startswith("ui.") and name != "ui.0001_initial"}
    manifest["migrations"] = sorted(set(manifest["migrations"]) - later)
    state = MigrationExecutor(connection).loader.project_state([("ui", "0001_initial")])
    for name in [one for one in content if "-ui." in one]:
        if ("ui", name.split(".")[1]) not in state.models:
            del content[name], manifest["members"][name]
    known = set(state.models["ui", "importbatch"].fields)
    assert known < {field.name for field in ImportBatch._meta.fields}
    name = next(one for one in content if one.endswith("ui.importbatch.jsonl"))
    rows = [json.loads(line) for line in content[name].splitlines()]
    for row in rows:
        row["fields"] = {field: value for field, value in row["fields"].items() if field in known}
    content[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    told = {"bytes": len(content[name]), "sha256": hashlib.sha256(content[name]).hexdigest()}
    manifest["members"][name] = told
    older = home / "older.zip"
    with zipfile.ZipFile(older, "w") as new:
        for one, data in content.items():
            new.writestr(one, data)
        new.writestr("manifest.json", json.dumps(manifest))
    before = everything()
    call_command("restore", older, "--force")
    assert everything() == before
    assert Permission.objects.exists()
    assert prove_zone(zone).broken_at is None
    assert Zone.objects.create(code="new", name="新区").pk > zone.pk


@pytest.mark.django_db(transaction=True)
def test_the_backup_job_tells_how_far_it_is_on_this_database(
    zone: Zone, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liantu.foundation.jobs.context.REPORT_EVERY_SECONDS", 0.0)
    Job.objects.all().delete()
    job = enqueue("system.backup", by=None, zone=zone, title="备份", payload={})
    Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.problems) == ("done", [])
    assert job.progress_total > 20


@pytest.mark.django_db
def test_every_folder_of_the_data_folder_is_known(zone: Zone, home: Path) -> None:
    """A room that writes a new folder says so in its wiring: then backup and check know it."""
    package = Path(actions.__file__).resolve().parents[3]
    said = {one.name for one in home_folder.values()}
    pattern = re.compile(r'(?:settings\.)?HOME\)? / "([a-z-]+)"')
    written = {
        found
        for path in package.rglob("*.py")
        if "tests" not in path.parts
        for found in pattern.findall(path.read_text())
    }
    assert {name for name in written if "." not in name} - said == {"secret-key", "audit-key", "forms"}  # files
    (home / "odd").mkdir()
    assert "folder_unknown" in {finding.what.code for finding in check_home(False)}


@pytest.mark.django_db
def test_every_table_is_saved_or_made_anew_or_known_to_be_left_out() -> None:
    saved = {model._meta.db_table for model in actions.saved_models()}
    joins = {
        field.remote_field.through._meta.db_table
        for model in actions.saved_models()
        for field in model._meta.local_many_to_many
    }
    made = {one.table for one in made_from_rows.values()}
    left_out = re.compile(
        r"django_(migrations|session|content_type|admin_log)|auth_\w+|axes_\w+|jobs_workersign|accounts_user_(groups|user_permissions)"
    )
    tables = connection.introspection.table_names()
    unknown = [
        name
        for name in tables
        if name not in saved | joins | made
        and not left_out.fullmatch(name)
        and not any(name.startswith(f"{one}_") for one in made)  # SQLite's own parts of a search index
    ]
    assert not unknown, f"no backup knows these tables: {unknown}; fill made_from_rows, or save their rows"


@pytest.mark.django_db(transaction=True)
def test_product_lists_come_back(zone: Zone, home: Path) -> None:
    lists = home / "products" / "p1" / "lists.parquet"
    lists.parent.mkdir(parents=True)
    lists.write_bytes(b"lists")
    path = actions.back_up(home / "one.zip")
    shutil.rmtree(home / "products")
    actions.restore(path, force=True)
    assert lists.read_bytes() == b"lists"


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("accounts.zone", "pk", "x"), ("accounts.zone", "name", None), ("accounts.zone", "nobody", 1),
        ("jobs.job", "attempts", 10**30), ("jobs.job", "run_after_at", "infinity"),
        ("jobs.job", "run_after_at", "2026-02-30T00:00:00Z"), ("jobs.job", "zone", "no"), ("jobs.job", "zone", 999_999),
        ("accounts.user", "is_active", "perhaps"), ("jobs.scheduledjob", "daily_at", "25:61"),
        ("accounts.membership", "since_on", "gestern"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_changed(
    zone: Zone, home: Path, table: str, field: str, value: object
) -> None:
    path = actions.back_up(home / "one.zip")

    def put(name: str, content: bytes) -> bytes:
        if not name.endswith(f"{table}.jsonl"):
            return content
        first, *rest = content.splitlines(keepends=True)
        row = json.loads(first)
        (row if field == "pk" else row["fields"])[field] = value
        return b"".join([json.dumps(row).encode() + b"\n", *rest])

    before = everything()
    with pytest.raises(ProblemsError) as refused:
        actions.restore(remade(path, home / "bad.zip", put), force=True)
    assert {problem.code for problem in refused.value.problems} <= {"row_unfit", "rows_unbound"}
    assert everything() == before


@pytest.mark.django_db
def test_a_restore_beside_the_running_program_is_refused(zone: Zone, home: Path) -> None:
    path = actions.back_up(home / "one.zip")
    lock = supervision.hold(home)
    assert lock is not None
    with pytest.raises(ProblemsError) as refused:
        actions.restore(path, force=True)
    assert [problem.code for problem in refused.value.problems] == ["program_runs"]
    lock.close()
    actions.restore(path, force=True)
