"""A backup without registers brings their rows: which register is missing is said by its name."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from liantu.foundation.system.actions import back_up, restore
from liantu.people.models import User
from liantu.sources.factories import make_person, make_release, make_zone
from liantu.sources.models import RegisterRelease


def doctor() -> tuple[int, list[dict[str, Any]]]:
    """Exit code and what is bad."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", "--format", "json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    found = [one for report in json.loads(out.getvalue()) for one in report["findings"]]
    return code, [one for one in found if one["code"] == "release_gone"]


@pytest.mark.django_db(transaction=True)
def test_the_missing_register_is_named_after_a_restore(settings: Any, tmp_path: Path, client: Client) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, str(tmp_path / "files")
    settings.REGISTERS_DIR = tmp_path / "registers"
    zone = make_zone()
    make_person(zone, role="zone_administrator", username="admin")
    release = make_release(zone, tmp_path)
    kept = [back_up(tmp_path / "out" / f"{name}.zip", with_registers=name == "whole") for name in ("rows", "whole")]
    assert doctor()[1] == []
    for path, missing in zip(kept, (True, False), strict=True):
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(settings.REGISTERS_DIR)
        settings.REGISTERS_DIR.mkdir()
        restore(path)
        assert RegisterRelease.objects.get().release_id == release.release_id
        code, found = doctor()
        assert bool(found) == missing
        if not missing:
            continue
        assert code == 1
        assert release.release_id in found[0]["text"]
        client.force_login(User.objects.get(username="admin"))
        client.cookies["liantu_language"] = "zh-hans"
        page = client.get("/system/").content.decode()
        assert f"名录 {release.release_id}" in page
        assert str(tmp_path) not in page  # no place on the machine is told to people of a zone
