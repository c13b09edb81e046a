"""A bounded run of the fuzzer, and the kinds of fault it found, each as a test of its own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from liantu.engine.reading.sources import find_sources
from liantu.people.models import Zone
from tests.access.test_cast import enter
from tests.attacks.fuzz import Fuzz

SEED, INPUTS = 20260701, 100
UNREADABLE = (
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=é",
)


@pytest.mark.parametrize("part", range(2))
def test_hostile_inputs_meet_no_fault(demo_zone: Zone, part: int) -> None:
    """The first inputs of a fixed seed; ``python -m tests.attacks.fuzz`` goes on for as long as one likes."""
    fuzz = Fuzz(demo_zone, SEED + part)
    found = fuzz.run(iter(range(INPUTS)))
    assert not found.faults, found.report()
    assert found.inputs == INPUTS
    assert {200, 404} < set(found.statuses)


def test_the_fuzzer_sees_a_fault(demo_zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that finds nothing means something: a page that breaks is found, with the line that brings it again."""

    def breaks(*_given: object) -> object:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("liantu.people.abilities.require", breaks)
    found = Fuzz(demo_zone, SEED).run(iter(range(40)))
    assert any("500 ZeroDivisionError: on purpose" in kind for kind in found.faults), found.report()
    assert "--only" in next(iter(found.faults.values()))[0]


@pytest.mark.parametrize("path", ["/projects/new/", "/api/v1/leads/", "/login/", "/nowhere/"])
def test_a_form_that_cannot_be_read_answers_400(demo_zone: Zone, path: str) -> None:
    """Also where the token against strangers' forms is asked for, which lies in what cannot be read."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = enter("officer")[0].cookies
    for kind in UNREADABLE:
        assert client.generic("POST", path, b"a=b", kind).status_code in {400, 403}, kind


def test_a_body_too_large_answers_400(demo_zone: Zone) -> None:
    client, _person = enter("officer")
    for path in ("/api/v1/leads/", "/projects/new/"):
        answer = client.generic("POST", path, b"{}", "application/json", CONTENT_LENGTH="99999999999")
        assert answer.status_code in {400, 422}, path


@pytest.mark.parametrize(
    "body",
    [
        b'{"firm_name": "\\ud800", "contact": "x"}',
        b'{"firm_name": "a\\u0000b"}',
        b'{"\\udfff": 1}',
        b'{"a": [[{"b": "\\ud800"}]]}',
        b'{"firm_name": NaN}',
        b'{"firm_name": 1e400}',
        b'{"firm_name": -Infinity}',
        b"[" * 20_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        json.dumps({"firm_name": "\ud800"}, ensure_ascii=False).encode("utf-16", "surrogatepass"),
    ],
)
def test_json_that_cannot_be_kept_answers_400(demo_zone: Zone, body: bytes) -> None:
    client, _person = enter("officer")
    answer = client.post("/api/v1/leads/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] == "unreadable"


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "企业名称,经营范围\n一,钢\n")
    path = tmp_path / "企业.zip"
    path.write_bytes(out.getvalue().replace(b"a.csv", b"\x00.csv"))
    _sources, problems = find_sources([path])
    assert [one.code for one in problems] == ["archive-path"]
