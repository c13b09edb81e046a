"""A zone with something in every table of the foundation, and folders of the test's own."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liantu.audit.actions import record
from liantu.foundation.files.actions import store_upload
from liantu.foundation.jobs.actions import enqueue, schedule
from liantu.foundation.notices.actions import notify
from liantu.people.models import Membership, User, Zone


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The data folder of the test."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.REGISTERS_DIR = tmp_path / "registers"
    return tmp_path


@pytest.fixture
def zone(db: None) -> Zone:
    """A zone in use."""
    zone = Zone.objects.create(code="north", name="北区")
    admin = User.objects.create_user("admin", password="geheim-genug", display_name="李主任")
    Membership.objects.create(user=admin, zone=zone, role="zone_administrator")
    record("t.did", by=admin, zone=zone, target=zone, after={"税收": 1.5, "list": [1, "二"]}, reason="试")
    record("t.did", by=None, zone=None)
    store_upload(
        SimpleUploadedFile("名册.csv", "企业名称\n甲公司\n".encode()),
        by=admin,
        zone=zone,
        purpose="t",
        allowed=("csv",),
    )
    enqueue("system.check", by=admin, zone=zone, title="检查", payload={"深": True})
    schedule("system.backup", zone=zone, title="备份", payload={}, daily_at=time(2, 30))
    notify(admin, "Done: %(title)s", {"title": "x"}, url="/", zone=zone)
    return zone
