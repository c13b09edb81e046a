"""What the program keeps may be gone from the disk or damaged: every page that opens it tells so, none breaks."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liantu.chains.models import Chain
from liantu.enterprises import actions as enterprises
from liantu.enterprises.models import EnterpriseImport
from liantu.foundation.files.actions import store_bytes
from liantu.foundation.files.models import StoredFile
from liantu.people.models import Zone
from liantu.prospects import actions, calibration
from liantu.prospects.models import TargetList
from liantu.prospects.rules.question import Question
from liantu.sources.products.building import DROPPED, LISTS, MANIFEST
from liantu.sources.products.models import ProductRelease
from liantu.sources.products.reads import opened
from liantu.sources.statistics.models import StatisticTable
from tests.access.test_cast import enter

SHEET = "企业名称,经营范围\n汾泽样品有限公司,特种钢材销售\n".encode()
GONE, DAMAGED = "已不在磁盘上", "已损坏，无法读取"
Harm = Callable[[bytes], bytes]
HARMS: dict[str, Harm] = {
    "empty": lambda _kept: b"",
    "cut": lambda kept: kept[: len(kept) // 2],
    "noise": lambda kept: b"\x00\xff" * 50,
    "one byte": lambda kept: kept[:40] + bytes([kept[40] ^ 1]) + kept[41:],
    "another content": lambda _kept: zlib.compress('{"name": "别的"}\n'.encode()),
}


def lose(stored: StoredFile) -> None:
    """The bytes and what was laid out of them are gone; the row stays."""
    stored.local_path.unlink()
    shutil.rmtree(Path(settings.HOME) / "intake", ignore_errors=True)


def test_an_import_whose_file_is_gone_is_told(demo_zone: Zone) -> None:
    client, officer = enter("officer")
    upload = SimpleUploadedFile("企业.csv", SHEET)
    started = enterprises.start_enterprise_import(demo_zone, upload, by=officer)
    lose(started.file)
    path = f"/enterprises/import/{started.pk}/"
    page = client.get(path)
    assert page.status_code == 200
    assert GONE in page.content.decode()
    for given in ({}, {"confirm": "1"}, {"0-columns-0": "name", "confirmed": "1"}):
        assert client.post(path, given).status_code < 500
    assert EnterpriseImport.objects.get(pk=started.pk).state == EnterpriseImport.State.PREVIEW


def test_a_file_whose_bytes_are_gone_is_told(demo_zone: Zone) -> None:
    client, data = enter("data")
    stored = store_bytes("表.csv", SHEET, by=data, zone=demo_zone, purpose="test", allowed=("csv",))
    lose(stored)
    assert client.get(f"/files/{stored.pk}/").status_code == 404


@pytest.fixture
def saved(demo_zone: Zone) -> TargetList:
    """A list saved by the officer."""
    chain = Chain.objects.get(zone=demo_zone, code="premium-steel")
    _client, officer = enter("officer")
    actions.save_list(chain, "rolled-products", Question(), by=officer, title="一份名单", top=60)
    return TargetList.objects.latest("pk")


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_damaged_list_is_told_wherever_it_is_opened(saved: TargetList, harm: Harm) -> None:
    """Also with a sound list beside it, which counts on."""
    client, officer = enter("officer")
    whole = calibration.hit_rate_page(officer, saved.zone, today=timezone.localdate())
    TargetList.objects.filter(pk=saved.pk).update(content=harm(bytes(saved.content)))
    page = client.get("/targets/hit-rate/")
    assert page.status_code == 200
    assert DAMAGED in page.content.decode()
    left = calibration.hit_rate_page(officer, saved.zone, today=timezone.localdate())
    assert left.lists == whole.lists
    assert len(left.problems) == 1
    for asked in ("", "?prove=1"):
        answer = client.get(saved.get_absolute_url() + asked)
        assert answer.status_code == 200
        assert DAMAGED in answer.content.decode()
    taken = client.get(f"{saved.get_absolute_url()}export/?format=xlsx")
    assert taken.status_code == 404
    assert client.get("/targets/").status_code == 200


@pytest.mark.parametrize("harm", [HARMS["empty"], HARMS["cut"], HARMS["noise"]], ids=["empty", "cut", "noise"])
def test_damaged_numbers_of_a_table_are_told(demo_zone: Zone, harm: Harm) -> None:
    client, _data = enter("data")
    tables = StatisticTable.objects.filter(zone=demo_zone)
    assert tables
    for table in tables:
        StatisticTable.objects.filter(pk=table.pk).update(numbers=harm(bytes(table.numbers)))
        assert client.get(table.get_absolute_url()).status_code < 500
    assert _chain_pages(client, demo_zone)


@pytest.mark.parametrize("name", [DROPPED, LISTS, MANIFEST])
@pytest.mark.parametrize("harm", ["gone", "cut", "noise"])
def test_damaged_product_lists_are_told(demo_zone: Zone, name: str, harm: str) -> None:
    client, _data = enter("data")
    releases = ProductRelease.objects.filter(zone=demo_zone, state=ProductRelease.State.READY)
    assert releases
    for made in releases:
        path = made.folder / name
        kept = path.read_bytes()
        opened.cache_clear()
        try:
            if harm == "gone":
                path.unlink()
            else:
                path.write_bytes(HARMS[harm](kept))
            for asked in ("", "?q=钢", "?reason=lists.empty", "dropped.csv.gz"):
                assert client.get(made.get_absolute_url() + asked).status_code < 500
            assert _chain_pages(client, demo_zone)
        finally:
            path.write_bytes(kept)
            opened.cache_clear()


def _chain_pages(client: Client, zone: Zone) -> bool:
    """Pages that rest on what is damaged: they are told, or do without."""
    chain = Chain.objects.get(zone=zone, code="premium-steel")
    paths = (
        f"/chains/{chain.code}/",
        f"/chains/{chain.code}/rolled-products/",
        f"/targets/{chain.code}/rolled-products/",
    )
    return all(client.get(path).status_code < 500 for path in paths)
