"""Archives made by somebody else: refused with a word, and nothing of the installation has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from liantu.foundation.system import actions
from liantu.foundation.system.archive import BackupReader
from liantu.foundation.system.tests.test_backup import everything
from liantu.lib.problems import ProblemsError
from liantu.people.models import User, Zone

Rows = list[dict[str, Any]]
RESTORING = import_module("liantu.foundation.system.actions.restore")


def archive(path: Path, manifest: object, members: dict[str, bytes] | None = None) -> Path:
    """A ZIP with this manifest (bytes as they are) and these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in (members or {}).items():
            out.writestr(name, content)
        out.writestr("manifest.json", manifest if isinstance(manifest, bytes) else json.dumps(manifest))
    return path


def announced(members: dict[str, bytes]) -> dict[str, Any]:
    """A manifest that tells the truth of its members."""
    said = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    return {"format": 1, "migrations": [], "members": said}


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"{", b"[]", b"7", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe",
        {}, {"members": [], "format": 1}, {"members": {"a": 1}, "format": 1}, {"members": {"a": None}, "format": 1},
        {"members": {}, "format": "x"}, {"members": {}, "format": None}, {"members": {}, "format": [1]},
        b'{"members": {}, "format": 1e999}', b'{"members": {}, "format": NaN}',
        b'{"members": {"files/\\ud800": {}}, "format": 1}', {"members": {}, "format": 1, "migrations": None},
        {"members": {}, "format": 1, "migrations": [3]}, {"members": {}, "format": 1, "migrations": "accounts.0001"},
    ],
)  # fmt: skip
def test_a_manifest_that_is_none(tmp_path: Path, manifest: object) -> None:
    with pytest.raises(ProblemsError) as told:
        BackupReader(archive(tmp_path / "a.zip", manifest))
    assert told.value.problems[0].code == "no_backup_file"


@pytest.mark.parametrize(
    "name",
    [
        "files/../../x", "/files/x", "files//x", "files/./x", "files/x/", "files\\x", "C:/x", "files/C:x", "files/a\x00b",
        "files/a\nb", "files/\u202ea", "files/" + "x" * 300, "files/" + "链" * 90, "other/x", "files", "audit-key",
        "database/001-a.b.jsonl/../x", "database/1-a.b.jsonl", "databases/001-a.b.jsonl", "registers/../audit-key",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere(tmp_path: Path, name: str) -> None:
    members = {name: b"x"}
    found = BackupReader(archive(tmp_path / "a.zip", announced(members), members)).problems({"files", "registers"})
    assert "member_leads_out" in {problem.code for problem in found}


@pytest.mark.parametrize(
    "names", [("files/a", "files/A"), ("files/é", "files/e\u0301"), ("files/a", "files/a/b"), ("files/ß", "files/ss")]
)
def test_names_in_each_others_way(tmp_path: Path, names: tuple[str, str]) -> None:
    members = {name: b"x" for name in names}
    found = BackupReader(archive(tmp_path / "a.zip", announced(members), members)).problems({"files"})
    assert "member_twice" in {problem.code for problem in found}


@pytest.mark.parametrize(("place", "value"), [(8, 1), (10, 99)], ids=["locked", "packed in an unknown way"])
def test_a_member_that_cannot_be_unpacked(tmp_path: Path, place: int, value: int) -> None:
    members = {"files/a": b"x" * 100}
    path = archive(tmp_path / "a.zip", announced(members), members)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + place] = value
    path.write_bytes(bytes(data))
    assert {problem.code for problem in BackupReader(path).problems({"files"})} == {"member_changed"}


def changed(backup: Path, target: Path, table: str, change: Callable[[Rows], object]) -> Path:
    """The backup with the rows of one table changed, and a manifest that agrees."""
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    name = next(one for one in members if one.endswith(f"-{table}.jsonl"))
    rows = [json.loads(line) for line in members[name].splitlines()]
    said = change(rows)
    lines = said if isinstance(said, bytes) else b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    members[name] = lines
    manifest["members"][name] |= {"bytes": len(lines), "sha256": hashlib.sha256(lines).hexdigest()}
    return archive(target, manifest, members)


CHANGES: dict[str, Callable[[Rows], object]] = {
    "no JSON": lambda rows: b"{\n",
    "deep JSON": lambda rows: b"[" * 100_000 + b"\n",
    "a list": lambda rows: b"[]\n",
    "a number": lambda rows: b"7\n",
    "no key": lambda rows: rows[0].pop("pk"),
    "no fields": lambda rows: rows[0].pop("fields"),
    "fields that are a list": lambda rows: rows[0].update(fields=[]) or rows[0].update(fields=["x"]),
    "a field of no table": lambda rows: rows[0]["fields"].update(evil=1),
    "another table": lambda rows: rows[0].update(model="sessions.session"),
    "a key twice": lambda rows: rows.append(dict(rows[0])),
    "a key that is a word": lambda rows: rows[0].update(pk="x"),
    "a key without end": lambda rows: rows[0].update(pk=10**30),
    "a bond to nothing": lambda rows: rows[0]["fields"].update(zone=987_654),
    "a bond to a word": lambda rows: rows[0]["fields"].update(zone="x"),
    "a day that is none": lambda rows: rows[0]["fields"].update(created_at="2026-02-30"),
    "a moment that is a list": lambda rows: rows[0]["fields"].update(created_at=[1]),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGES)
def test_rows_that_are_none(zone: Zone, home: Path, name: str) -> None:
    path = actions.back_up(home / "out")
    before = everything()
    hostile = changed(path, home / "hostile.zip", "notices.notice", CHANGES[name])
    with pytest.raises(ProblemsError) as told:
        actions.restore(hostile, force=True)
    assert told.value.problems[0].message
    assert everything() == before
    assert User.objects.get().check_password("geheim-genug")
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_backup_whose_rows_are_refused_moves_no_file(zone: Zone, home: Path) -> None:
    register = home / "registers" / "r1" / "manifest.json"
    register.parent.mkdir(parents=True)
    register.write_text("theirs")
    path = actions.back_up(home / "out", with_registers=True)
    hostile = changed(path, home / "hostile.zip", "notices.notice", CHANGES["a bond to nothing"])
    register.write_text("ours")
    shutil.rmtree(home / "files")
    with pytest.raises(ProblemsError):
        actions.restore(hostile, force=True)
    assert register.read_text() == "ours"
    left = [one for name in ("files", "registers") for one in (home / name).rglob("*") if one.is_file()]
    assert left == [register]
    for last in ("rows", "files"):  # broken off before the end, then again: the new one whole
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(RESTORING, "record" if last == "rows" else "put_in_place", _broken_off)
            with pytest.raises(KeyboardInterrupt):
                actions.restore(path, force=True)
        assert register.read_text() == "ours"
    actions.restore(path, force=True)
    assert register.read_text() == "theirs"
    assert any(one.is_file() for one in (home / "files").rglob("*"))


def _broken_off(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt
