"""Files of a data folder cut off or changed at random places: the quick check finds the cut, the deep one each byte.

The file of a SQLite database has no checksums of its own: there the quick check finds a cut and a damaged head.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.utils import timezone

from liantu.audit.actions import record
from liantu.audit.seals import anchors_path
from liantu.foundation.files.actions import store_upload
from liantu.foundation.files.models import StoredFile
from liantu.foundation.system import actions
from liantu.foundation.system.database_file import _damage_of
from liantu.foundation.system.slots import Finding
from liantu.foundation.system.system_checks import check_audit, check_files, check_kept_backups
from liantu.people.models import User, Zone
from liantu.sources.models import RegisterRelease
from liantu.sources.products.models import ProductRelease
from liantu.sources.products.system_checks import check_lists
from liantu.sources.wiring import check_registers
from tests.kept import file_of_tables

SEED, TURNS = 20261130, 40
CHECKS = {"files": check_files, "registers": check_registers, "products": check_lists}


def bad(findings: Iterable[Finding]) -> set[str]:
    return {finding.what.code for finding in findings if finding.tone == "bad"}


@pytest.fixture
def home(settings: Any, tmp_path: Path, demo_zone: Zone) -> Path:
    """A copy of the folders of the demo zone."""
    for name in CHECKS:
        if (Path(settings.HOME) / name).is_dir():
            shutil.copytree(Path(settings.HOME) / name, tmp_path / name)
    settings.HOME, settings.MEDIA_ROOT = tmp_path, str(tmp_path / "files")
    settings.REGISTERS_DIR = tmp_path / "registers"
    officer = User.objects.get(username="officer")
    for name in ("甲", "乙"):
        content = f"企业名称\n{name}公司\n".encode() * 50
        store_upload(
            SimpleUploadedFile(f"{name}.csv", content), by=officer, zone=demo_zone, purpose="t", allowed=("csv",)
        )
    return tmp_path


def known_paths() -> Iterator[Path]:
    """Every file and folder that a row of this installation answers for."""
    yield from (stored.local_path for stored in StoredFile.objects.all())
    yield from (release.folder for release in RegisterRelease.objects.filter(state=RegisterRelease.State.READY))
    yield from (release.folder for release in ProductRelease.objects.filter(state=ProductRelease.State.READY))


def test_every_kind_of_file_cut_or_changed_anywhere(home: Path) -> None:
    chance = random.Random(SEED)
    known = set(known_paths())  # the folders are shared with other tests
    for name, check in CHECKS.items():
        assert not bad(check(True)), name
        paths = sorted(
            path
            for path in (home / name).rglob("*")
            if path.is_file() and path.stat().st_size and not known.isdisjoint((path, *path.parents))
        )
        assert paths, f"the demo zone has nothing under {name}"
        for _turn in range(TURNS // 2):
            path = chance.choice(paths)
            content = path.read_bytes()
            at = chance.randrange(len(content))
            path.write_bytes(content[:at])
            assert bad(check(False)), f"{path.relative_to(home)} cut to {at} of {len(content)} bytes"
            path.write_bytes(content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :])
            assert bad(check(True)), f"{path.relative_to(home)} changed at {at} of {len(content)}"
            path.unlink()
            assert bad(check(False)), f"{path.relative_to(home)} gone"
            path.write_bytes(content)
        assert not bad(check(True)), name


def test_a_backup_cut_anywhere_and_a_byte_of_what_it_holds(home: Path) -> None:
    path = actions.back_up(home / "backups" / "20260101-020000-liantu.zip")
    content, chance = path.read_bytes(), random.Random(SEED)
    assert not bad(check_kept_backups(True))
    for _turn in range(TURNS):
        path.write_bytes(content[: chance.randrange(len(content))])
        assert bad(check_kept_backups(False)) == {"backup_broken"}
    start = content.index(b"\x50\x4b\x03\x04", 1000)
    for at in (start // 2, start // 3, start - 20):  # within the bytes of the first members
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])
        assert bad(check_kept_backups(True)) == {"backup_broken"}


@pytest.fixture
def anchored(settings: Any, tmp_path: Path, db: None) -> Path:
    """A log of some acts an hour ago, with its anchors."""
    settings.HOME = tmp_path
    zone = Zone.objects.create(code="north", name="北区")
    with TestCase.captureOnCommitCallbacks(execute=True):
        for _number in range(9):
            record("t.did", by=None, zone=zone, at=timezone.now() - timedelta(hours=1))
    return anchors_path()


def test_anchors_cut_or_changed_anywhere(anchored: Path) -> None:
    content, chance = anchored.read_bytes(), random.Random(SEED)
    assert not bad(check_audit(True))
    for _turn in range(TURNS):
        at = chance.randrange(len(content) - 1)
        anchored.write_bytes(content[:at])
        assert bad(check_audit(False)), f"cut to {at} bytes"
        anchored.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert bad(check_audit(True)), f"changed at {at}"
    anchored.unlink()
    assert bad(check_audit(False)) == {"anchor_missing"}


def test_the_file_of_a_database_cut_anywhere_or_with_a_damaged_head(tmp_path: Path, django_db_setup: None) -> None:
    if not file_of_tables().is_file():
        pytest.skip("the kept tables of SQLite are made by a run on SQLite")
    path = tmp_path / "liantu.sqlite3"
    content, chance = file_of_tables().read_bytes(), random.Random(SEED)
    path.write_bytes(content)
    assert not _damage_of(path)
    for at in [
        0,
        1,
        99,
        len(content) - 1,
        len(content) - 4096,
        *(chance.randrange(len(content)) for _ in range(TURNS)),
    ]:
        path.write_bytes(content[:at])
        assert _damage_of(path), f"cut to {at} of {len(content)} bytes"
    for at in [*range(17), 21, 22, 23]:
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :])
        assert _damage_of(path), f"byte {at} of the head"
