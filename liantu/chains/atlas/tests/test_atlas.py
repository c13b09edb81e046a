"""The atlas: maps and lists of a chain, written parts kept, exported formula-safe."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liantu.audit.models import AuditEntry
from liantu.chains import factories
from liantu.chains.atlas import actions, reads
from liantu.chains.atlas.models import AtlasText
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed


@pytest.fixture
def stage(db: None, tmp_path: object) -> dict[str, object]:
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(zone, admin)
    factories.make_release(zone, admin, tmp_path)  # type: ignore[arg-type]
    observer = factories.make_person("watcher", zone, "observer")
    return {"zone": zone, "admin": admin, "chain": chain, "observer": observer}


def test_the_page_and_its_lists(stage: dict[str, object]) -> None:
    actions.write_text(stage["chain"], "policies", "政策甲\n\n=政策乙", by=stage["admin"])  # type: ignore[arg-type]
    client = Client()
    client.force_login(stage["admin"])  # type: ignore[arg-type]
    page = client.get(f"/atlas/{stage['chain'].code}/")  # type: ignore[attr-defined]
    assert page.status_code == 200
    assert "政策甲" in page.content.decode()
    answer = client.get(f"/atlas/{stage['chain'].code}/export/")  # type: ignore[attr-defined]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(book.sheet_names) == 6
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist() if "worksheets" in name)
    assert AuditEntry.objects.filter(verb="ui.exported", target_type="chains.chain").exists()
    assert "/atlas/" in client.get(f"/chains/{stage['chain'].code}/").content.decode()  # type: ignore[attr-defined]


def test_the_newest_text_counts_and_the_older_stays(stage: dict[str, object]) -> None:
    for text in ("旧", "新"):
        actions.write_text(stage["chain"], "technology_route", text, by=stage["admin"])  # type: ignore[arg-type]
    assert reads.texts_of(stage["chain"])["technology_route"].text == "新"  # type: ignore[arg-type]
    assert AtlasText.objects.count() == 2


def test_who_may_not_and_what_cannot_be(stage: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        actions.write_text(stage["chain"], "policies", "x", by=stage["observer"])  # type: ignore[arg-type]
    with pytest.raises(ProblemsError) as told:
        actions.write_text(stage["chain"], "poem", " ", by=stage["admin"])  # type: ignore[arg-type]
    assert {problem.code for problem in told.value.problems} == {"no_such_part", "text_length"}
    client = Client()
    client.force_login(stage["admin"])  # type: ignore[arg-type]
    assert client.post(f"/atlas/{stage['chain'].code}/write/", {"kind": "poem"}).status_code == 422  # type: ignore[attr-defined]
