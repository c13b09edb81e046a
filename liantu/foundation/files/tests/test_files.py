"""Keeping, handing out and deleting files."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liantu.audit.models import AuditEntry
from liantu.foundation.files import actions
from liantu.foundation.files.models import StoredFile
from liantu.lib.problems import ProblemsError
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db
CSV = "企业名称,注册资金\n甲公司,100万\n".encode()


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="north", name="北区")


def person(zone: Zone, role: str) -> User:
    user = User.objects.create_user(role, password="x")
    Membership.objects.create(user=user, zone=zone, role=role)
    return user


def keep(zone: Zone, data: bytes = CSV, name: str = "名册.csv", allowed: tuple[str, ...] = ("csv",)) -> StoredFile:
    return actions.store_upload(SimpleUploadedFile(name, data), by=None, zone=zone, purpose="t", allowed=allowed)


def test_bytes_lie_under_their_checksum_once(zone: Zone) -> None:
    first, second = keep(zone), keep(zone, name="again.csv")
    sha256 = hashlib.sha256(CSV).hexdigest()
    assert first.sha256 == second.sha256 == sha256
    assert first.path == second.path == f"north/{sha256[:2]}/{sha256}"
    assert first.local_path.read_bytes() == CSV
    assert [path.name for path in first.local_path.parent.parent.rglob("*") if path.is_file()] == [sha256]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty_file"), (b"%PDF-1.7", "wrong_kind"), (b"MZ\x90\x00\x00\x00\x01", "wrong_kind")]
)
def test_what_is_not_expected_is_refused(zone: Zone, data: bytes, code: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        keep(zone, data)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not StoredFile.objects.exists()


def test_too_large_for_the_limit_or_the_disk(zone: Zone, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ProblemsError) as refused:
        keep(zone)
    assert refused.value.problems[0].code == "file_too_large"
    settings.UPLOAD_MAX_BYTES = 10**9
    full = type("Usage", (), {"free": 0})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(ProblemsError) as refused:
        keep(zone)
    assert refused.value.problems[0].code == "disk_full"


def test_a_download_is_an_attachment_and_logged(zone: Zone, client: Client) -> None:
    stored = keep(zone, name='../a"b\r\nX: y.csv')
    client.force_login(person(zone, "promotion_officer"))
    answer = client.get(f"/files/{stored.pk}/")
    assert b"".join(answer.streaming_content) == CSV
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(verb="files.downloaded", target_id=str(stored.pk)).count() == 1


def test_another_zone_gets_404(zone: Zone, client: Client) -> None:
    stored = keep(Zone.objects.create(code="south", name="南区"))
    client.force_login(person(zone, "zone_administrator"))
    assert client.get(f"/files/{stored.pk}/").status_code == 404
    assert client.post(f"/files/{stored.pk}/delete/", {"reason": "x"}).status_code == 404


def test_deleting_needs_a_reason_and_keeps_shared_bytes(  # type: ignore[no-untyped-def]
    zone: Zone, client: Client, django_capture_on_commit_callbacks
) -> None:
    first, second = keep(zone), keep(zone)
    client.force_login(person(zone, "data_officer"))
    assert client.post(f"/files/{first.pk}/delete/", {"reason": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/files/{first.pk}/delete/", {"reason": "错传"})
    assert second.local_path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/files/{second.pk}/delete/", {"reason": "错传"})
    assert not second.local_path.exists()
    assert AuditEntry.objects.filter(verb="files.deleted", reason="错传").count() == 2
    assert client.get(f"/files/{first.pk}/").status_code == 404
    assert StoredFile.objects.count() == 2


def test_a_reader_may_not_delete(zone: Zone, client: Client) -> None:
    stored = keep(zone)
    client.force_login(person(zone, "observer"))
    assert client.post(f"/files/{stored.pk}/delete/", {"reason": "x"}).status_code == 403
    stored.refresh_from_db()
    assert stored.deleted_at is None


def test_the_list_stands(zone: Zone, client: Client) -> None:
    keep(zone)
    client.force_login(person(zone, "data_officer"))
    assert "名册.csv" in client.get("/files/").content.decode()
