"""The log only grows, its chain shows every tampering at the right entry, and two writers never take one place."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, TestCase
from django.utils import translation

from liantu.audit.actions import record
from liantu.audit.hashing import hash_entry
from liantu.audit.models import AuditEntry, AuditHead, LogClosedError
from liantu.audit.reads import changes_of, history_of, prove_log, prove_zone
from liantu.audit.seals import anchors, anchors_path, key_in_use
from liantu.audit.tests.tamperings import FOUND, NOT_PROVABLE, TAMPERINGS, made, verdict
from liantu.people.models import Membership, User, Zone

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def zone(db: None) -> Zone:
    return Zone.objects.create(code="north", name="北区")


@pytest.fixture
def admin(zone: Zone) -> User:
    user = User.objects.create_user("admin", password="x", display_name="苏衡")
    Membership.objects.create(user=user, zone=zone, role="zone_administrator")
    return user


def write(zone: Zone | None, admin: User | None, count: int = 6) -> None:
    for number in range(count):
        record(
            "t.did", by=admin, zone=zone, target=zone, before={"税": number}, after={"税": number + 0.5}, reason="试"
        )


def test_whole_log_proves_whole(zone: Zone, admin: User) -> None:
    write(zone, admin)
    write(None, None, 3)
    assert [prove_zone(one).entries for one in (zone, None)] == [6, 3]
    assert [prove_zone(one).broken_at for one in (zone, None)] == [None, None]


def test_chains_of_zones_are_apart(zone: Zone, admin: User) -> None:
    other = Zone.objects.create(code="south", name="南区")
    write(zone, admin, 2)
    write(other, admin, 2)
    assert list(AuditEntry.objects.filter(zone=other).order_by("sequence").values_list("sequence", flat=True)) == [1, 2]
    assert not AuditEntry.objects.get(zone=other, sequence=1).previous_hash


def tamper(sql: str, *values: object) -> None:
    """Go behind the program's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "t.did_not"),
        ("actor_label", "somebody"),
        ("actor_name", "张三"),
        ("actor_key", "77"),
        ("target_label", "another"),
        ("target_id", "77"),
        ("before", '{"税": 9}'),
        ("after", '{"税": 9}'),
        ("reason", ""),
        ("request_id", "x"),
        ("at", "2020-01-01 00:00:00+00:00"),
    ],
)
def test_every_changed_column_is_found_at_its_entry(zone: Zone, admin: User, column: str, value: str) -> None:
    write(zone, admin)
    tamper(f'UPDATE audit_auditentry SET "{column}" = %s WHERE zone_id = %s AND sequence = 4', value, zone.pk)
    proof = prove_zone(zone)
    assert (proof.broken_at, proof.why) == (4, "its content was changed")


def test_a_rehashed_entry_breaks_the_next(zone: Zone, admin: User) -> None:
    write(zone, admin)
    entry = AuditEntry.objects.get(zone=zone, sequence=3)
    entry.reason = "made up"  # even with the key: the next entry's link still names the old hash
    tamper(
        "UPDATE audit_auditentry SET reason = %s, entry_hash = %s WHERE id = %s", "made up", hash_entry(entry), entry.pk
    )
    assert prove_zone(zone).broken_at == 4


@pytest.mark.parametrize(("sequence", "found_at"), [(1, 1), (3, 3), (6, 6)])
def test_a_removed_entry_is_missed(zone: Zone, admin: User, sequence: int, found_at: int) -> None:
    write(zone, admin)
    tamper("DELETE FROM audit_auditentry WHERE zone_id = %s AND sequence = %s", zone.pk, sequence)
    assert prove_zone(zone).broken_at == found_at


def test_two_entries_exchanged_are_found(zone: Zone, admin: User) -> None:
    write(zone, admin)
    for old, new in ((2, -1), (3, 2), (-1, 3)):
        tamper("UPDATE audit_auditentry SET sequence = %s WHERE zone_id = %s AND sequence = %s", new, zone.pk, old)
    assert prove_zone(zone).broken_at == 2


def test_verify_names_the_entry_and_fails(zone: Zone, admin: User) -> None:
    write(zone, admin)
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "north" in out.getvalue()
    assert "BROKEN" not in out.getvalue()
    tamper("UPDATE audit_auditentry SET reason = 'x' WHERE zone_id = %s AND sequence = 5", zone.pk)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", stdout=out)
    assert ended.value.code == 1
    assert "BROKEN at entry 5" in out.getvalue()


@pytest.mark.parametrize(
    "touch",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(reason="x"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.all().update_or_create(pk=entry.pk, defaults={"reason": "x"}),
    ],
)
def test_what_is_written_stays(zone: Zone, admin: User, touch: Callable[[AuditEntry], Any]) -> None:
    entry = record("t.did", by=admin, zone=zone)
    with pytest.raises(LogClosedError):
        touch(entry)
    assert AuditEntry.objects.get(pk=entry.pk).reason == ""


def test_a_person_may_go_and_the_log_still_names_them(zone: Zone, admin: User) -> None:
    write(zone, admin, 2)
    admin.delete()
    assert prove_zone(zone).broken_at is None
    assert {entry.actor_label for entry in AuditEntry.objects.filter(zone=zone)} == {"admin"}


def entry_of_before(**values: Any) -> AuditEntry:
    """An entry as it was written before there were keys."""
    told = {"verb": "t.did", "actor_label": "admin", "at": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)} | values
    return AuditEntry(sequence=1, before=None, after={"b": 1.5, "a": "税收", "c": None}, **told)


def test_the_hash_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hash_entry(entry_of_before()) == "2294be9c0eeeb4ad062512efb2af6377b7681991a8c73f4b82b1cada6a05fcba"
    monkeypatch.setenv("LIANTU_AUDIT_KEY", "a key of the tests")
    sealed = entry_of_before(seal=f"2:{key_in_use().name}", actor_name="苏衡", actor_key=7)
    assert (key_in_use().name, hash_entry(sealed)) == (
        "837a3cf6",
        "8b29078bcfc8fafc5e0f592a476dd52dca6cf72d77c119184bf3126aaf670301",
    )
    monkeypatch.setenv("LIANTU_AUDIT_KEY", "another")
    assert hash_entry(sealed) is None


def test_history_is_told_in_the_readers_language(zone: Zone, admin: User) -> None:
    record("accounts.role_granted", by=admin, zone=zone, target=admin, reason="轮岗")
    (line,) = history_of(admin)
    assert (line.who, line.reason) == ("苏衡", "轮岗")
    assert line.what == "授予了角色"
    with translation.override("en"):
        assert history_of(admin)[0].what == "granted a role"


def test_pages(zone: Zone, admin: User, client: Client) -> None:
    write(zone, admin, 1)
    other = Zone.objects.create(code="south", name="南区")
    hidden = record("t.hidden", by=admin, zone=other)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    assert "t.did" in client.get("/system/audit/").content.decode()
    assert "t.hidden" not in client.get("/system/audit/").content.decode()
    assert client.get(f"/system/audit/{AuditEntry.objects.get(verb='t.did').pk}/").status_code == 200
    assert client.get(f"/system/audit/{hidden.pk}/").status_code == 404


def test_what_changed_is_told_value_by_value(zone: Zone, admin: User, client: Client) -> None:
    entry = record("t.did", by=admin, zone=zone, before={"b": 1, "a": None}, after={"b": 2, "c": "<i>"})
    assert [(one.name, one.before, one.after) for one in changes_of(entry)] == [
        ("a", None, None),
        ("b", 1, 2),
        ("c", None, "<i>"),
    ]
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/system/audit/{entry.pk}/").content.decode()
    assert "&lt;i&gt;" in page
    assert "<i>" not in page


def test_entries_of_a_request_share_its_id(zone: Zone, admin: User, client: Client) -> None:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(
        "/system/people/add/",
        {"username": "new", "name": "新人", "office": "", "role": "observer", "password": "geheim-genug-9"},
    )
    entry = AuditEntry.objects.get(verb="accounts.person_added")
    assert entry.request_id == response["X-Request-Id"]
    assert "geheim" not in str(entry.__dict__)


def write_at_once(zone: Zone | None, *, writers: int = 4, each: int = 8) -> list[Exception]:
    """Several connections add to one log at the same time; answers what went wrong."""
    start, errors = threading.Barrier(writers), []

    def writer() -> None:
        try:
            start.wait(timeout=20)
            write(zone, None, each)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return errors


def assert_all_written(zone: Zone | None, entries: int) -> None:
    """Every place of the sequence is taken once, and the chain holds."""
    taken = AuditEntry.objects.filter(zone=zone).order_by("sequence").values_list("sequence", flat=True)
    assert list(taken) == list(range(1, entries + 1))
    assert AuditHead.objects.get(zone=zone).sequence == entries
    assert prove_zone(zone).broken_at is None


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_the_sequence_on_a_server() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the file is tried below: SQLite in memory locks whole tables")
    for zone in (Zone.objects.create(code="north", name="北区"), None):
        assert not write_at_once(zone)
        assert_all_written(zone, 32)


IN_A_FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "audit", verbosity=0)
from liantu.people.models import Zone
from liantu.audit.tests.test_log import assert_all_written, write_at_once
for zone in (Zone.objects.create(code="north", name="北区"), None):
    errors = write_at_once(zone)
    assert not errors, errors
    assert_all_written(zone, 32)
"""


def test_writers_at_once_keep_the_sequence_in_a_file(home_with_tables: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home_with_tables), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FILE], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600
    )
    assert ended.returncode == 0, ended.stderr[-3000:]


@pytest.fixture
def kept(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of two zones with its anchors, in a data folder of its own."""
    settings.HOME = tmp_path
    monkeypatch.delenv("LIANTU_AUDIT_KEY", raising=False)
    monkeypatch.delenv("LIANTU_AUDIT_ANCHORS", raising=False)
    with TestCase.captureOnCommitCallbacks(execute=True):
        made()
    assert verdict() == "nothing"
    return tmp_path


@pytest.mark.parametrize("what", [name for name, one in TAMPERINGS.items() if not one.needs_file])
def test_tampering_behind_the_programs_back(kept: Path, what: str) -> None:
    """Those that need the file of a database are done by ``python -m benchmarks.tampering``."""
    TAMPERINGS[what].do()
    expected = TAMPERINGS[what].expected
    assert verdict() == ("nothing" if expected == NOT_PROVABLE else expected)


def test_there_are_more_than_twenty_and_what_is_not_provable_says_why() -> None:
    assert len(TAMPERINGS) > 20
    assert all(one.why for one in TAMPERINGS.values() if one.expected != FOUND)


def test_what_cannot_be_proved_is_said(kept: Path) -> None:
    """With the anchors cut along with the log nothing is left that contradicts: verify says so, paper does not lie."""
    out = StringIO()
    call_command("audit", "heads", stdout=out)
    printed = out.getvalue()
    TAMPERINGS["log and anchors brought back to an earlier copy"].do()
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "Not proved" in out.getvalue()
    call_command("audit", "heads", stdout=out)
    assert printed.splitlines()[2] not in out.getvalue()


@pytest.mark.parametrize(
    "what", [name for name, one in TAMPERINGS.items() if one.expected == NOT_PROVABLE and "anchors" in one.by]
)
def test_a_copy_kept_elsewhere_tells_what_the_proof_cannot(kept: Path, tmp_path: Path, what: str) -> None:
    """What was done with database, anchors and key together is found by a print of the ends."""
    out = StringIO()
    call_command("audit", "heads", stdout=out)
    copy = tmp_path / "copy.txt"
    copy.write_text(out.getvalue(), encoding="utf-8")
    call_command("audit", "compare", str(copy), stdout=out)
    assert "holds every entry" in out.getvalue()
    TAMPERINGS[what].do()
    assert verdict() == "nothing"
    with pytest.raises(SystemExit):
        call_command("audit", "compare", str(copy), stdout=out)
    assert "CONTRADICTED" in out.getvalue()
    copy.write_text("nothing", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("audit", "compare", str(copy), stdout=out)


def test_a_log_that_went_on_holds_what_an_older_copy_names(kept: Path, tmp_path: Path) -> None:
    out = StringIO()
    call_command("audit", "heads", stdout=out)
    (tmp_path / "copy.txt").write_text(out.getvalue(), encoding="utf-8")
    write(Zone.objects.get(code="north"), None, 2)
    call_command("audit", "compare", str(tmp_path / "copy.txt"), stdout=out)
    assert "holds every entry" in out.getvalue()


def test_another_key_proves_the_order_and_says_what_it_cannot(kept: Path) -> None:
    (kept / "audit-key").rename(kept / "elsewhere")
    proofs = {proof.zone: proof for proof in prove_log()}
    assert (proofs["north"].broken_at, proofs["north"].unproven) == (None, 6)
    (kept / "elsewhere").rename(kept / "audit-key.1")
    assert [proof.unproven for proof in prove_log()] == [0, 0, 0]


def test_the_key_is_the_owners_alone(kept: Path) -> None:
    assert (kept / "audit-key").stat().st_mode & 0o077 == 0
    assert anchors_path().stat().st_mode & 0o077 == 0
    assert len(list(anchors())) == 14


def test_the_page_shows_the_name_the_hash_covers(kept: Path) -> None:
    admin = User.objects.get(username="north-admin")
    admin.display_name = "后来改名"
    admin.save()
    assert {line.who for line in history_of(Zone.objects.get(code="north"))} == {"苏衡"}
