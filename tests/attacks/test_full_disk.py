"""The disk becomes full in the midst: it is told plainly, nothing is half, and with room it works again.

What is full is real: a limit on the size of files, or on the pages of the database.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import translation

from liantu.audit.seals import anchors, anchors_path, write_anchor
from liantu.lib.credit_code import check_character
from liantu.people.models import Membership, User, Zone
from liantu.prospects.models import RestrictedEnterprise
from liantu.ui.models import ImportBatch
from liantu.ui.sheets import write_workbook

ROOT = Path(__file__).resolve().parents[2]
LIMITED = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); \
from liantu.cli import main; main(sys.argv[2:])"


def sheet(rows: int) -> SimpleUploadedFile:
    """A workbook of enterprises not to be invited."""
    codes = [f"9114010073{number:07d}" for number in range(rows)]
    lines = [[code + check_character(code), f"企业{code}", "失信" * 60, "法院" * 60] for code in codes]
    fields = ("credit_code", "name", "reason", "source")
    with translation.override("zh-hans"):
        labels = [str(RestrictedEnterprise._meta.get_field(name).verbose_name) for name in fields]
    content = write_workbook({"名单": (labels, lines)})
    return SimpleUploadedFile("名单.xlsx", content)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("postgresql" in os.environ.get("LIANTU_DATABASE_URL", ""), reason="a server has its own disk")
def test_a_sheet_is_refused_with_words_and_taken_when_there_is_room(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG, settings.HOME = False, tmp_path
    zone = Zone.objects.create(code="north", name="北区")
    user = User.objects.create_user("officer", password="geheim-genug")
    Membership.objects.create(user=user, zone=zone, role="promotion_officer")
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    brought = client.post("/targets/restrictedenterprise/import/", {"file": sheet(300)})
    assert brought.status_code == 302, re.findall("problem-what[^<]*<?[^<]*", brought.content.decode())
    batch = ImportBatch.objects.get()
    assert [row for state in ("bad", "left", "same", "changed") for row in batch.rows_in(state)] == []
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 8}")
        try:
            answer = client.post(brought.headers["Location"], {"apply": "1"})
            text = re.sub(r"<[^>]+>", " ", answer.content.decode())
            assert (answer.status_code, "磁盘已满" in text, "The disk is full" in text) == (503, True, True)
            assert RestrictedEnterprise.objects.count() == 0
            assert client.get("/targets/restrictedenterprise/").status_code == 200
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")
    assert client.post(brought.headers["Location"], {"apply": "1"}).status_code == 302
    assert RestrictedEnterprise.objects.count() == 300


def test_a_backup_that_finds_no_room_leaves_nothing(home_with_tables: Path) -> None:
    home = home_with_tables
    (home / "files").mkdir()
    (home / "files" / "large").write_bytes(os.urandom(4_000_000))
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "liantu.settings", "LANG": "en_US.UTF-8"}
    environ.pop("LC_ALL", None)
    migrate = [sys.executable, "-m", "liantu", "migrate", "-v0"]
    subprocess.run(migrate, env=environ, cwd=ROOT, check=True, timeout=300)
    limited = [sys.executable, "-c", LIMITED, "1000000", "backup"]
    ended = subprocess.run(limited, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "The disk is full" in ended.stderr
    assert list((home / "backups").iterdir()) == []
    whole = [sys.executable, "-m", "liantu", "backup"]
    subprocess.run(whole, env=environ, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert len(list((home / "backups").iterdir())) == 1


@pytest.mark.django_db
def test_an_anchor_is_written_whole_or_not_at_all(settings: Any, tmp_path: Path) -> None:
    """Half a line would count as a changed one for ever."""
    settings.HOME = tmp_path
    write_anchor("north", 1, "a" * 64)
    before = anchors_path().read_bytes()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50,) * 2)
        try:
            write_anchor("north", 2, "b" * 64)
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert anchors_path().read_bytes() == before
    write_anchor("north", 2, "b" * 64)
    assert [(one.sequence, one.sealed) for one in anchors()] == [(1, True), (2, True)]
