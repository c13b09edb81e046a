"""Pages of the sources room: bad input through the form, who sees what, queries that do not grow."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liantu.foundation.jobs.worker import Worker
from liantu.people.models import User, Zone
from liantu.sources import actions
from liantu.sources.factories import HEADER, ROWS, csv_text, make_release
from liantu.sources.models import RegisterImport, RegisterRelease

pytestmark = pytest.mark.django_db
ABOUT = {"title": "全市企业", "source": "市监局", "licence": "", "as_of_on": "2026-03-05"}


@pytest.fixture
def page(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def send(page: Client, content: bytes, name: str = "a.csv", **about: str) -> Any:
    return page.post(reverse("sources:new"), {**ABOUT, **about, "files": [SimpleUploadedFile(name, content)]})


def bring(page: Client, content: bytes, name: str = "a.csv") -> RegisterImport:
    response = send(page, content, name)
    assert response.status_code == 302, response.content.decode()[-3000:]
    one = RegisterImport.objects.latest("pk")
    assert page.get(one.get_absolute_url()).status_code == 200
    return one


def build(page: Client, one: RegisterImport, **columns: str) -> RegisterRelease:
    response = page.post(reverse("sources:import", args=[one.pk]), {**ABOUT, **columns, "confirm": "1"})
    assert response.status_code == 302, response.content.decode()[-3000:]
    Worker().run(once=True)
    one.refresh_from_db()
    assert one.release is not None, one.job and one.job.problems
    assert page.get(one.get_absolute_url(), follow=True).status_code == 200
    return one.release


def with_header(*header: str, rows: Any = ROWS) -> bytes:
    return csv_text([list(row) for row in rows], list(header)).encode()


def test_from_file_to_register(page: Client, zone: Zone) -> None:
    release = build(page, bring(page, csv_text().encode("gb18030")))
    response = page.get(release.get_absolute_url())
    text = response.content.decode()
    assert response.status_code == 200
    assert "市监局" in text
    assert release.rows == 3
    sheet = page.get(reverse("sources:download", args=[release.release_id, "refused.csv.gz"]))
    assert gzip.decompress(b"".join(sheet.streaming_content)).startswith(b"\xef\xbb\xbf")
    assert page.get(reverse("sources:download", args=[release.release_id, "manifest.json"])).status_code == 404
    assert page.get(release.get_absolute_url() + "?check=1").status_code == 200


BIG_SCOPE = "热轧钢带生产；" * 4000
ROW = ROWS[0]
BAD: dict[str, tuple[bytes, int]] = {
    "bom": (("\ufeff" + csv_text()).encode(), 3),
    "mixed encodings": (csv_text(ROWS[:2]).encode() + ",".join(("汾阳厂", "", "", "", "", "焦炭生产", "山西", "")).encode("gb18030") + b"\n", 3),
    "nul bytes": (csv_text().replace("轧钢", "轧\x00钢").encode(), 3),
    "three header rows": (("运城市企业名录,,,,,,,\n制表日期：2026年3月,,,,,,,\n" + csv_text()).encode(), 3),
    "forty unknown columns": (with_header(*HEADER, *(f"自定义{n}" for n in range(40)), rows=[[*row, *"x" * 40] for row in ROWS]), 3),
    "a column twice": (with_header(*HEADER, "企业名称", rows=[[*row, "别名"] for row in ROWS]), 3),
    "scope of 60 kB": (csv_text([(*ROW[:5], BIG_SCOPE, *ROW[6:])]).encode(), 1),
    "odd capital": (csv_text([(*ROW[:4], text, *ROW[5:]) for text in ("50万美元", "壹佰万元整", "N/A")]).encode(), 3),
    "odd dates": (
        csv_text(
            [(*ROW[:2], text, *ROW[3:])
             for text in ("0000-00-00", "1998年3月2日", "19980302", "1998/3/2", "35856", "02-MAR-98", "民国87年3月2日", "?")]
        ).encode(), 8,
    ),
    "wrong check character": (csv_text([(ROW[0], "91140800MA00000001", *ROW[2:])]).encode(), 1),
    "two firms one code": (csv_text([(name, "91140800MA0GU8J00X", *ROW[2:]) for name in ("甲钢铁厂", "乙钢铁厂")]).encode(), 2),
    "formula": (csv_text([("=cmd|' /C calc'!A0有限公司", *ROW[1:])]).encode(), 1),
    "markup": (csv_text([("<script>alert(1)</script>有限公司", *ROW[1:])]).encode(), 1),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_odd_files_are_read_and_the_rest_is_loaded(page: Client, what: str) -> None:
    content, rows = BAD[what]
    one = bring(page, content)
    assert b"<script>alert(1)" not in page.get(one.get_absolute_url()).content
    assert build(page, one).rows == rows


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_zipped_files_make_one_register(page: Client) -> None:
    rows = zipped(**{"a.csv": csv_text(ROWS[:2]).encode(), "b.csv": csv_text(ROWS[2:]).encode()})
    assert build(page, bring(page, rows, "all.zip")).rows == 3


REFUSED = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 600,
    "a document": b"%PDF-1.7 " + b"x" * 600,
    "a web page": b"<html><body><table><tr><td>x</td></tr></table></body></html>",
    "a program": b"\x7fELF" + bytes(range(256)) * 4,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_table_is_refused_with_a_reason(page: Client, what: str) -> None:
    response = send(page, REFUSED[what])
    assert response.status_code == 422
    assert b"problems" in response.content
    assert not RegisterImport.objects.exists()


UNREADABLE = {
    "no header and no sense": b"1,2,3\n4,5,6\n",
    "wrong header": "产品,单价\n钢带,3\n".encode(),
    "damaged archive": b"PK\x03\x04" + b"rubbish" * 40,
    "damaged gzip": b"\x1f\x8b\x08\x00" + b"rubbish" * 40,
    "archive in an archive": zipped(**{"in.zip": zipped(**{"a.csv": csv_text().encode()})}),
    "damaged parquet": b"PAR1" + b"rubbish" * 40,
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_unreadable_tables_say_why_and_cannot_be_built(page: Client, what: str) -> None:
    one = bring(page, UNREADABLE[what])
    text = page.get(one.get_absolute_url()).content.decode()
    assert "problem-what" in text
    response = page.post(reverse("sources:import", args=[one.pk]), {**ABOUT, "confirm": "1"})
    assert response.status_code == 422
    assert not RegisterRelease.objects.exists()
    assert page.post(reverse("sources:import_act_abandon", args=[one.pk])).status_code == 302


def test_columns_nobody_recognised_can_be_chosen(page: Client) -> None:
    one = bring(page, with_header("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"))
    if any(table["columns"] for table in one.found["files"]):
        assert build(page, one, **{"column-0-0": "name"}).rows >= 3


def test_choices_are_checked(page: Client) -> None:
    one = bring(page, csv_text().encode())
    url = reverse("sources:import", args=[one.pk])
    for columns in ({"column-0-0": ""}, {"column-0-1": "name"}, {"column-0-1": "phone"}, {"column-0-1": "<b>"}):
        assert page.post(url, {**ABOUT, **columns}).status_code == 422
    assert page.post(url, {**ABOUT, "as_of_on": "32.13.2026"}).status_code == 422
    assert page.post(url, {**ABOUT, "column-99999999999999999999-1": "name"}).status_code == 302


def test_no_file(page: Client) -> None:
    assert page.post(reverse("sources:new"), ABOUT).status_code == 422


def test_other_zones_see_nothing(stranger: User, reader: User, zone: Zone, page: Client, tmp_path: Path) -> None:
    one = bring(page, csv_text().encode())
    release = make_release(zone, tmp_path)
    away, look = Client(), Client()
    away.force_login(stranger)
    look.force_login(reader)
    for url in (
        one.get_absolute_url(),
        release.get_absolute_url(),
        reverse("sources:append", args=[release.release_id]),
    ):
        assert away.get(url).status_code == 404
    assert look.get(release.get_absolute_url()).status_code == 200
    for name in ("use", "drop"):
        url = reverse(f"sources:register_act_{name}", args=[release.pk])
        assert away.post(url).status_code == 404
        assert look.post(url).status_code == 403
    assert look.get(reverse("sources:new")).status_code == 403
    assert look.get(reverse("sources:download", args=[release.release_id, "quality.json"])).status_code == 403
    actions.share_release(release, True, by=None)
    assert away.get(release.get_absolute_url()).status_code == 200
    assert away.post(reverse("sources:register_act_drop", args=[release.pk])).status_code == 404


def queries(page: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert page.get(url).status_code == 200
    return len(caught)


def test_the_list_takes_as_many_queries_for_two_rows_as_for_twelve(page: Client, zone: Zone, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    url = reverse("sources:index")
    copies = [RegisterRelease(zone=zone, release_id=f"copy-{n}", title=f"c{n}", rows=1) for n in range(11)]
    RegisterRelease.objects.bulk_create(copies[:1])
    queries(page, url)
    few = queries(page, url)
    RegisterRelease.objects.bulk_create(copies[1:])
    assert queries(page, url) == few
    assert queries(page, release.get_absolute_url()) <= 25


def test_drop_and_policy_through_the_form(page: Client, zone: Zone, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    url = reverse("sources:register_act_drop", args=[release.pk])
    assert page.post(url, {"reason": ""}).status_code == 422
    assert page.post(url, {"reason": "过期"}).status_code == 302
    assert page.get(release.get_absolute_url()).status_code == 200
    policy = reverse("sources:policy")
    assert page.post(policy, {"fields": ["phone"], "ground": ""}).status_code == 422
    assert page.post(policy, {"fields": ["phone"], "ground": "法定职责"}).status_code == 302
    assert "法定职责" in page.get(policy).content.decode()
