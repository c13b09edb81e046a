"""What comes out of the printer: no near-empty page, the head of a table on every page of it, pages numbered.

Printed by the machine's own Chromium out of the pages as they are served, with a few rows and with 120 invented ones.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, RequestFactory

from liantu.chains import factories
from liantu.ui.pages import Link
from liantu.ui.pages.paper import PaperPage, TablePart, TextPart

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LEAST_INK = 0.15
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@dataclass(frozen=True)
class Printed:
    """A page of a PDF: its words, and the part of its height on which something is printed."""

    text: str
    ink: float
    is_across: bool


@pytest.fixture(scope="module")
def press() -> Iterator[Callable[[str], list[Printed]]]:
    """Prints a page as it is served."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("continuous integration needs chromium")
        pytest.skip("chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop in this thread
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def printed(html: str) -> list[Printed]:
            page = browser.new_page()
            page.set_content(with_styles(html))
            data = page.pdf(prefer_css_page_size=True, print_background=True)
            page.close()
            return list(pages_of(data))

        yield printed
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def with_styles(html: str) -> str:
    """The page with its sheets inside, for it is printed without a server."""

    def inside(found: re.Match[str]) -> str:
        path = finders.find(found[1])
        assert path, found[1]
        return f"<style>{Path(str(path)).read_text('utf-8')}</style>"

    html = re.sub(r'<link rel="stylesheet" href="/static/([^"]+?)(?:\?[^"]*)?">', inside, html)
    return re.sub(r"<script[^>]*></script>", "", html)


def pages_of(data: bytes) -> Iterator[Printed]:
    """Words and ink of each page; the foot with its number counts for nothing."""
    for page in pypdfium2.PdfDocument(io.BytesIO(data)):
        picture = page.render(scale=1, grayscale=True).to_numpy()
        rows = picture.reshape(picture.shape[0], picture.shape[1])
        height = rows.shape[0]
        body = rows[int(height * 0.06) : int(height * 0.91)]
        bands = [bool((body[top : top + 6] < 200).any()) for top in range(0, len(body) - 6, 6)]
        yield Printed(
            page.get_textpage().get_text_range(), sum(bands) / len(bands), page.get_width() > page.get_height()
        )


def fine(pages: list[Printed]) -> None:
    """What holds for every paper."""
    assert pages
    thin = [(number, round(page.ink, 2)) for number, page in enumerate(pages[:-1], 1) if page.ink < LEAST_INK]
    assert not thin, f"pages with nearly nothing on them: {thin}"
    for number, page in enumerate(pages, 1):
        assert re.search(rf"—\s*{number}\s*—", page.text), f"page {number} bears no number"


@pytest.fixture
def zone_page(client: Client) -> Callable[[str], str]:
    """A page of the demo of the tests as the officer reads it, in Chinese."""

    def read(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    return read


def table_paper(rows: int, *, style: str = "brief") -> PaperPage[str]:
    """A paper with a text and a table of invented projects."""
    said = ("截至11月29日，今年签约项目15个，签约额46.0亿元，完成年目标的77%；开工7个，投产3个。",)
    return PaperPage(
        ability="projects.view",
        find=lambda _request: "周报",
        title=lambda _thing: "招商项目周报",
        mast=lambda _request, _thing: "汾泽经济技术开发区投资促进部　招商项目周报",
        subtitle=lambda _thing: "2026年11月23日至29日",
        style=style,  # type: ignore[arg-type]
        back=lambda _thing: Link("返回", "/"),
        parts=(
            TextPart(title="总的情况", text=lambda _request, _thing: said),
            TablePart(
                title="需要协调的项目",
                caption="红灯、黄灯项目",
                columns=(("项目", "name"), ("投资额", "num"), ("问题", ""), ("下一步", "")),
                rows=lambda _request, _thing: [
                    (
                        f"第{n}号项目",
                        f"{n * 100:,} 万元",
                        "能耗指标未落实，等发改局会议纪要" * (1 + n % 3),
                        "12月5日提出方案",
                    )
                    for n in range(1, rows + 1)
                ],
                source=lambda _thing: "项目库，11月29日",
            ),
            TextPart(title="下周安排", text=lambda _request, _thing: ("12月1日接待苏州启衡；12月3日精品钢专班调度。",)),
        ),
        sign=lambda _request, _thing: ("投资促进部", "2026年11月30日"),
    )


def drawn(paper: PaperPage[Any], thing: Any = "x") -> str:
    """The paper as it is served to an officer."""
    request = RequestFactory().get("/")
    zone = factories.make_zone()
    request.user = factories.make_person("officer", zone, "promotion_officer")
    request.zone = zone  # type: ignore[attr-defined]
    answer: HttpResponse = paper.respond(request, thing)  # type: ignore[arg-type]
    return answer.content.decode()


@pytest.mark.parametrize("style", ["brief", "official"])
@pytest.mark.parametrize("rows", [5, 120])
def test_a_paper_goes_on_over_pages_with_its_heads(
    press: Callable[[str], list[Printed]], rows: int, style: str
) -> None:
    pages = press(drawn(table_paper(rows, style=style)))
    fine(pages)
    with_rows = [page for page in pages if re.search(r"第\d+号项目", page.text)]
    assert all("投资额" in page.text and "下一步" in page.text for page in with_rows), (
        "a page of rows without their head"
    )
    assert len(with_rows) > (1 if rows > 100 else 0)
    words = "".join(page.text for page in pages)
    assert all(f"第{n}号项目" in words for n in range(1, rows + 1)), "a row was lost"
    assert "招商项目周报" in pages[0].text and words.count("一、") == 1
    assert "来源" in words and "项目库，11月29日" in words


def test_a_row_is_never_cut_in_two(press: Callable[[str], list[Printed]]) -> None:
    """A row that goes over the foot of a page stands on the next one, whole."""
    pages = press(drawn(table_paper(120)))
    for page in pages:
        for number in re.findall(r"第(\d+)号项目", page.text):
            assert f"{int(number) * 100:,} 万元" in page.text, f"row {number} is on two pages"


@pytest.fixture
def demo(client: Client, log_in: Callable[[str], Any]) -> Client:
    """The demo zone as the officer reads it."""
    log_in("officer")
    client.cookies["liantu_language"] = "zh-hans"
    return client


@pytest.mark.parametrize("firms", [0, 120])
def test_the_atlas(
    press: Callable[[str], list[Printed]], demo: Client, monkeypatch: pytest.MonkeyPatch, firms: int
) -> None:
    from liantu.chains.atlas import paper, reads

    if firms:
        known = reads.atlas_of

        def with_more(*args: Any, **named: Any) -> reads.Atlas:
            found = known(*args, **named)
            more = tuple(reads.FirmLine("轧制材", f"第{n}号企业", "运城市", "虚构名录") for n in range(1, firms + 1))
            return reads.Atlas(**{**found.__dict__, "firms": more})

        monkeypatch.setattr(paper.reads, "atlas_of", with_more)
    pages = press(demo.get("/atlas/premium-steel/paper/").content.decode())
    fine(pages)
    assert pages[0].is_across and not pages[1].is_across, "the map stands across, with the title"
    assert sum("四图五清单" in page.text for page in pages) == 1
    with_firms = [page for page in pages if re.search(r"第\d+号企业", page.text)]
    assert len(with_firms) >= (3 if firms else 0)
    assert all("身份或环节" in page.text for page in with_firms)


@pytest.mark.parametrize("lines", [0, 120])
def test_the_daily(
    press: Callable[[str], list[Printed]], demo: Client, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    from liantu.sources.documents import paper

    if lines:
        rows = [
            (n, f"第{n}条动态", "会上签订采购协议。" * (1 + n % 4), "汾泽日报 2026年11月28日", "待定")
            for n in range(1, 121)
        ]
        monkeypatch.setattr(paper, "_others", lambda _request, _brief: rows)
        part = next(one for one in paper.DAILY.parts if isinstance(one, TablePart))
        monkeypatch.setitem(part.__dict__, "rows", paper._others)
    pages = press(demo.get("/documents/brief/paper/", {"days": "30"}).content.decode())
    fine(pages)
    with_rows = [page for page in pages if re.search(r"第\d+条动态", page.text)]
    assert all("序号" in page.text and "原文" in page.text for page in with_rows)
    assert len(with_rows) >= (3 if lines else 0)


@pytest.mark.parametrize("long", [False, True])
def test_the_one_sheet_of_a_project_is_one_sheet(
    press: Callable[[str], list[Printed]], demo: Client, long: bool
) -> None:
    from liantu.projects.models import Project

    project = Project.objects.filter(merged_into__isnull=True).order_by("-stage_since_on").first()
    assert project is not None
    if long:
        words = "建设年产三十万吨冷轧生产线，分两期实施，配套余热利用与在线检测。" * 4
        Project.objects.filter(pk=project.pk).update(content=words, core_technology=words, difficulties=words)
    pages = press(demo.get(f"/projects/{project.pk}/card/").content.decode())
    fine(pages)
    assert len(pages) == 1
    assert project.name[:8] in pages[0].text.replace("\r\n", "") and date.today().strftime("%Y年") in pages[0].text
