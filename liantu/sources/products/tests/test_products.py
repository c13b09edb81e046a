"""Product lists from upload to ranking: built once, whole or not at all, told when refused."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from liantu.foundation.jobs.models import Job
from liantu.foundation.jobs.worker import Worker
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User
from liantu.sources.products import actions, folders, reads
from liantu.sources.products.building import build_lists
from liantu.sources.products.models import ProductRelease

DAY = date(2026, 1, 1)
LISTS = "企业名称,产品名称,占比%,年份\n" + "".join(
    f"{name}有限公司,{product},{share},2025\n"
    for name, product, share in (
        ("甲钢", "轴承钢", 60),
        ("甲钢", "齿轮钢", 70),
        ("乙铁", "铁矿石", 100),
        ("丙轴", "轴承", 80),
        ("丙轴", "平衡项目", -5),
    )
)
RELATIONS = "产品,关系,关联产品\n轴承,上游材料,轴承钢\n轴承,产品小类,滚动轴承\n红烧肉,上游材料,冰糖\n"


def packed(**files: bytes | str) -> bytes:
    """A ZIP of files by name; ``__`` in a name stands for its point."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return raw.getvalue()


def codes(told: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    """The codes of what was told."""
    return [problem.code for problem in told.value.problems]


def build(tmp_path: Path, name: str, content: bytes | str) -> dict[str, Any]:
    """The manifest of a release built of one file."""
    source = tmp_path / name
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    return build_lists(source, tmp_path / "out", about={"title": "t"})


def test_a_zip_is_built_once_and_the_same_bytes_come_again(tmp_path: Path) -> None:
    content = packed(a__csv=LISTS.encode("gb18030"), b__csv=RELATIONS, notes__csv="a,b\n1,2\n", read__me="x")
    first = build(tmp_path, "x.zip", content)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    (tmp_path / "out").rename(tmp_path / "first")
    assert build(tmp_path, "x.zip", content) == first
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == kept
    assert first["counts"] == {
        "rows": 5,
        "lines": 4,
        "owners": 3,
        "products": 4,
        "relation_rows": 3,
        "relations_input": 1,
        "relations_kind": 1,
        "grouped_owners": 0,
        "dropped": 2,
    }
    assert first["reasons"] == {"lists.accounting_item": 1, "relations.recipe": 1}
    assert first["unread"] == ["notes.csv"]
    assert "平衡项目" in gzip.decompress(kept["dropped.csv.gz"]).decode()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.zip", b"PK\x03\x04 broken", "archive_broken"),
        ("x.zip", packed(a__csv="a,b\n1,2\n"), "no_product_list"),
        ("x.zip", packed(), "no_product_list"),
        ("x.csv", b"\xff\xfe\x00\x81\x20", "sheet-encoding"),
        ("x.xlsx", b"PK nothing", "sheet-broken"),
        ("x.csv", "企业,数量\n甲,1\n", "no_product_list"),
        ("x.csv", "企业,产品\n甲,合计\n", "nothing_listed"),
        ("x.csv", "", "no_product_list"),
    ],
)
def test_what_is_no_list_is_told_and_leaves_nothing(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(ProblemsError) as told:
        build(tmp_path, name, content)
    assert codes(told) == [code]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "FILE_BYTES_MOST", 1_000_000)
    with pytest.raises(ProblemsError) as told:
        build(tmp_path, "x.zip", packed(a__csv=b"0" * 5_000_000))
    assert codes(told) == ["lists_too_large"]


def test_lists_speak_through_the_gate_and_know_kinds_and_inputs(tmp_path: Path) -> None:
    build(tmp_path, "x.zip", packed(a__csv=LISTS, b__csv=RELATIONS))
    lists = reads.opened(tmp_path / "out")
    said = lists.said(["轴承钢", "齿轮钢"])
    assert set(said) == {"甲钢有限公司"} and said["甲钢有限公司"].product in {"轴承钢", "齿轮钢"}
    assert lists.said(["  "]) == {} == lists.said(["白酒"])
    assert lists.kinds_of("轴承") == ["滚动轴承"]
    assert [name for name, _score in lists.inputs_of("轴承")] == ["轴承钢"]


def test_from_upload_to_use_and_aside_in_the_browser(demo_zone: Any) -> None:
    client = Client()
    data = User.objects.get(username="data")
    client.force_login(data, backend="django.contrib.auth.backends.ModelBackend")
    before = reads.lists_in_use(demo_zone)
    refused = client.post("/sources/products/new/", {"title": "清单", "as_of_on": "2999-01-01"})
    assert refused.status_code == 422 and "清单" in refused.content.decode()
    form = {"title": "试算清单", "source": "虚构", "as_of_on": "2026-01-01"}
    answer = client.post(
        "/sources/products/new/", {**form, "file": SimpleUploadedFile("x.zip", packed(a__csv=LISTS, b__csv=RELATIONS))}
    )
    assert answer.status_code == 302
    assert (
        "正在" in client.get(answer["Location"]).content.decode() or Job.objects.filter(kind="products.build").exists()
    )
    Worker().run(once=True)
    made = ProductRelease.objects.get(title="试算清单")
    assert (made.state, made.lines, made.is_current) == ("ready", 4, False)
    page = client.get(made.get_absolute_url(), {"q": "轴承钢", "reason": "relations.recipe"}).content.decode()
    assert "甲钢有限公司" in page and "冰糖" in page
    assert client.post(f"/sources/products/{made.pk}/act/use/").status_code == 302
    assert reads.lists_in_use(demo_zone) == made != before
    assert client.get("/targets/premium-steel/rolled-products/").status_code == 200
    taken = client.get(f"/sources/products/{made.pk}/dropped.csv.gz")
    assert "平衡项目" in gzip.decompress(b"".join(taken.streaming_content)).decode()  # type: ignore[arg-type]
    assert client.post(f"/sources/products/{made.pk}/act/aside/").status_code == 302
    assert reads.lists_in_use(demo_zone) is None
    officer = User.objects.get(username="officer")
    with pytest.raises(NotAllowed):
        actions.use_lists(made, by=officer)


def test_a_file_that_cannot_be_read_fails_with_its_reason(demo_zone: Any) -> None:
    data = User.objects.get(username="data")
    upload = SimpleUploadedFile("x.csv", "企业,数量\n甲,1\n".encode())
    made = actions.bring_lists(demo_zone, upload, by=data, title="空", source="虚构", as_of_on=DAY)
    Worker().run(once=True)
    made.refresh_from_db()
    assert made.state == "failed" and made.problems[0]["code"] == "no_product_list"
    client = Client()
    client.force_login(data, backend="django.contrib.auth.backends.ModelBackend")
    assert "没有找到" in client.get(made.get_absolute_url()).content.decode()
    assert client.post(f"/sources/products/{made.pk}/act/use/").status_code == 422


def test_lists_in_use_are_a_term_of_the_fused_order(demo_zone: Any) -> None:
    client = Client()
    client.force_login(User.objects.get(username="officer"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/targets/premium-steel/rolled-products/").content.decode()
    named = dict.fromkeys(re.findall(r"\?[^\"']*\bsel=\d+", html.unescape(page)))
    panels = [client.get(f"/targets/premium-steel/rolled-products/{one}").content.decode() for one in list(named)[:5]]
    assert any(re.search(r'aria-label="[^"]*产品清单 \d', panel) for panel in panels)
    answer = client.get("/api/v1/targets/premium-steel/rolled-products?top=3").json()
    assert "products" in {part["factor"] for part in answer["targets"][0]["parts"]}


def test_on_the_command_line(demo_zone: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_text(LISTS, encoding="utf-8")
    call_command("products", "add", str(tmp_path), "--source", "虚构", "--as-of", "2026-01-01", "--format", "json")
    assert '"lines": 4' in capsys.readouterr().out
    with pytest.raises(CommandError, match="gone"):
        call_command("products", "add", str(tmp_path / "gone"), "--source", "虚构", "--as-of", "x")
    assert not ProductRelease.objects.filter(title="gone").exists()


@pytest.mark.shared_data
def test_the_known_faults_of_the_public_graph_are_found(shared_data: Path, tmp_path: Path) -> None:
    manifest = build_lists(shared_data / "chain_graph", tmp_path / "out", about={})
    counts, reasons, notes = manifest["counts"], manifest["reasons"], manifest["notes"]
    assert (counts["rows"], counts["relation_rows"]) == (53_785, 110_153)
    assert counts["owners"] == 3_832 and 39_000 <= counts["products"] <= 39_200
    assert reasons["lists.accounting_item"] >= 1_805  # §1.5 of the audit, and 调整项目 beside
    assert abs(reasons["lists.twice"] - 583) < 20
    assert 15_000 <= counts["relations_input"] <= 18_000 and 27_000 <= counts["relations_kind"] <= 28_500
    assert abs(reasons["relations.begins_alike"] / 52_937 - 0.473) < 0.01
    assert notes["sums_over_one"] > 0.75 * counts["owners"]
    assert counts["lines"] + counts["relations_input"] + counts["relations_kind"] + counts["dropped"] == 163_938
