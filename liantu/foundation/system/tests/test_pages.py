"""What the operator sees, on the page and in the terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from liantu.audit.actions import record
from liantu.audit.models import AuditEntry
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.models import Job, ScheduledJob
from liantu.foundation.system import reads
from liantu.foundation.system.slots import SystemCheck, system_check
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db


def doctor(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and findings by code."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", "--format", "json", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, {f["code"]: f for report in json.loads(out.getvalue()) for f in report["findings"]}


def test_a_sound_house(zone: Zone) -> None:
    code, found = doctor("--deep")
    assert code == 0
    assert {"database_up", "migrated", "files_agree", "disk_room", "audit_whole"} <= found.keys()


@pytest.mark.parametrize("harm", ["gone", "shorter", "changed"])
def test_harm_to_a_stored_file_is_found(zone: Zone, harm: str) -> None:
    path = StoredFile.objects.get().local_path
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "shorter" else content[:-1] + b"!")
    code, found = doctor("--deep")
    assert code == 1
    assert {"gone": "files_missing", "shorter": "files_changed", "changed": "files_wrong_checksum"}[harm] in found


def test_a_file_without_entry_is_to_be_looked_at(zone: Zone) -> None:
    stored = StoredFile.objects.get()
    shutil.copy(stored.local_path, stored.local_path.with_name("0" * 64))
    code, found = doctor("--strict")
    assert "files_orphaned" in found
    assert code == 2


def test_a_changed_log_is_found(zone: Zone) -> None:
    AuditEntry._base_manager.filter(zone=zone, sequence=1).update(reason="另一个")
    code, found = doctor("--deep")
    assert code == 1
    assert "audit_broken" in found


def test_work_that_waits_for_nobody_is_a_fault(zone: Zone) -> None:
    Job.objects.update(run_after_at=timezone.now() - timedelta(minutes=9))
    code, found = doctor()
    assert code == 1
    assert "worker_dead" in found


def test_a_demo_reachable_by_name_is_a_fault(zone: Zone, settings: Any) -> None:
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["zone.example"]
    code, found = doctor()
    assert code == 1
    assert {"demo_outside", "no_https"} <= found.keys()


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(zone: Zone) -> None:
    def broken(_deep: bool) -> list[Any]:
        raise RuntimeError

    system_check.fill("broken", SystemCheck("broken", "坏", broken), module=__name__, order=0)
    try:
        code, found = doctor()
    finally:
        system_check._fillings.pop("broken")
    assert code == 1
    assert {"check_broke", "database_up"} <= found.keys()


def test_wiring_names_slots_and_who_fills_them() -> None:
    out = StringIO()
    call_command("wiring", "--format", "json", stdout=out)
    rows = {row["name"]: row for row in json.loads(out.getvalue())}
    assert ["system.backup", "liantu.foundation.system.wiring"] in rows["job"]["fillings"]
    assert rows["nav"]["offered_by"] == "ui"
    told = StringIO()
    call_command("wiring", stdout=told)
    rooms = dict(part.split("\n", 1) for part in told.getvalue().strip().split("\n\n"))
    assert "system.backup" in rooms["foundation.system"]
    assert "system.backup" not in rooms["foundation.jobs"]


def test_schedules_from_the_terminal(zone: Zone) -> None:
    out = StringIO()
    call_command("schedule", "add", "system.check", "--daily", "03:15", stdout=out)
    assert "daily 03:15" in out.getvalue()
    call_command("schedule", "end", "system.check", stdout=StringIO())
    assert not ScheduledJob.objects.get(kind="system.check").active
    with pytest.raises(CommandError, match="no such kind"):
        call_command("schedule", "add", "t.nobody", "--minutes", "5", stdout=StringIO())
    with pytest.raises(CommandError, match="at least a minute"):
        call_command("schedule", "add", "system.check", "--minutes", "0", stdout=StringIO())


def test_health_says_up_or_down_and_nothing_else(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]
    home, settings.HOME = settings.HOME, Path(settings.HOME) / "gone"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down"})
    settings.HOME = home

    def down() -> None:
        raise DatabaseError("password for user liantu at 10.0.0.1")

    monkeypatch.setattr(connection, "cursor", down)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down"})


PAGES = ("/system/", "/system/doctor/", "/system/wiring/")


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_stand_in_both_languages(zone: Zone, client: Client, url: str, language: str) -> None:
    client.force_login(User.objects.get())
    client.cookies["liantu_language"] = language
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_officers_have_no_business_here(zone: Zone, client: Client, url: str) -> None:
    officer = User.objects.create_user("officer", password="x")
    Membership.objects.create(user=officer, zone=zone, role="promotion_officer")
    client.force_login(officer)
    assert client.get(url).status_code == 403
    assert client.post("/system/backup/").status_code == 403
    client.logout()
    assert client.get(url).status_code == 302


def test_a_backup_by_button(zone: Zone, client: Client) -> None:
    client.force_login(User.objects.get())
    answer = client.post("/system/backup/")
    job = Job.objects.get(kind="system.backup")
    assert answer.headers["Location"] == f"/system/jobs/{job.pk}/"
    assert reads.backups() == []


def test_health_says_which_part_is_down_since_when(zone: Zone, client: Client, settings: Any) -> None:
    parts = Path(settings.HOME) / "parts.json"
    since = "2026-11-29T08:00:00+00:00"
    parts.write_text(json.dumps({"web": {"up": True, "since": since}, "worker": {"up": False, "since": since}}))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "down": {"worker": since}})
    parts.write_text("{half")  # an unreadable note is no news: the log of signs is asked
    Job.objects.update(run_after_at=timezone.now() - timedelta(minutes=5))
    assert list(client.get("/healthz").json()["down"]) == ["worker"]


def test_a_damaged_backup_is_a_fault(zone: Zone, home: Path) -> None:
    (home / "backups").mkdir()
    (home / "backups" / "20260101-020000-liantu.zip").write_bytes(b"PK\x03\x04 half of it")
    code, found = doctor()
    assert code == 1
    assert "backup_broken" in found


def test_an_act_no_anchor_remembers_is_a_fault_and_degrades_the_health(zone: Zone, client: Client) -> None:
    record("t.did", by=None, zone=zone, at=timezone.now() - timedelta(hours=1))
    code, found = doctor()
    assert code == 1
    assert "anchor_missing" in found
    answer = client.get("/healthz")
    assert (answer.status_code, list(answer.json()["down"])) == (200, ["anchors"])


@pytest.mark.parametrize(("harm", "code"), [("none", 0), ("cut", 1), ("head", 1)])
def test_exit_codes_on_the_file_of_a_database(home_with_tables: Path, harm: str, code: int) -> None:
    path = home_with_tables / "liantu.sqlite3"
    if not path.is_file():
        pytest.skip("the kept tables of SQLite are made by a run on SQLite")
    content = path.read_bytes()
    if harm != "none":
        path.write_bytes(content[: len(content) // 2] if harm == "cut" else b"no" + content[2:])
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home_with_tables), "LANG": "en_US.UTF-8"}
    command = [sys.executable, "-m", "liantu", "doctor", "--format", "json"]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == code, ended.stderr[-2000:]
    found = {one["code"] for report in json.loads(ended.stdout) for one in report["findings"]}
    assert ("database_damaged" in found) == (harm != "none")
