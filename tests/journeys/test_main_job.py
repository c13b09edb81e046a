"""The main job in a real browser: from the chain map to a saved list that proves itself, and a register brought in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liantu.demo.build import demo_links
from liantu.demo.register import write_register

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]


def test_a_chief_goes_from_a_red_node_to_a_saved_list(site: str, log_in: Enter) -> None:
    page = log_in("chief")
    page.goto(f"{site}/chains/premium-steel/")
    gap = page.locator("a.map-node.map-gap").first
    name = gap.get_attribute("aria-label")
    gap.click()
    page.wait_for_url(re.compile(r"/chains/premium-steel/[a-z-]+/"))
    assert page.inner_text("h1") in name
    assert "判定依据" in page.inner_text("main")
    page.click("a.button-main >> text=谁能来补")
    page.wait_for_url(re.compile(r"/targets/premium-steel/"))
    assert page.locator("[data-row-link]").all_inner_texts()
    page.click("summary:has-text('调整依据')")
    with page.expect_response(lambda answer: "w_capital=3" in answer.url):
        page.locator("input[name=w_capital]").evaluate(
            "field => { field.value = 3; field.dispatchEvent(new Event('input', {bubbles: true}));"
            " field.dispatchEvent(new Event('change', {bubbles: true})); }"
        )
    page.wait_for_selector("#evidence[open]")  # it stays open while the list is drawn anew
    assert page.locator("#out-w_capital").text_content() == "3"
    page.keyboard.press("Escape")
    page.click("summary:has-text('保存清单')")
    page.fill("input[name=title]", "补链第一批")
    page.click("form.menu-fields button.button-main")
    page.wait_for_url(re.compile(r"/targets/lists/\d+/"))
    assert "补链第一批" in page.inner_text("h1")
    page.click("a:has-text('重排核对')")
    assert "逐字节一致" in page.inner_text("[role=status]")


def test_words_tried_show_the_new_list_at_once(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/chains/premium-steel/rolled-products/")
    page.click("summary:has-text('试试其他关键词')")
    with page.expect_response(lambda answer: "/try/" in answer.url):
        page.fill("textarea[name=words]", "热轧")
    page.wait_for_selector("#try table")


def test_a_data_officer_brings_a_register_in(site: str, log_in: Enter, tmp_path: Path) -> None:
    page = log_in("data")
    path = write_register(tmp_path / "新名录.csv", demo_links(), rows=600, seed=7)
    page.goto(f"{site}/sources/new/")
    page.set_input_files("input[type=file]", str(path))
    page.fill("input[name=title]", "第二期名录")
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/sources/imports/\d+/"))
    assert "法人代表" in page.inner_text("main")
    page.fill("input[name=source]", "虚构数据")
    page.fill("input[name=as_of_on]", "2026-06-30")
    page.click("button[name=confirm]")
    page.wait_for_url(re.compile(r"/system/jobs/\d+/|/sources/"))
    link = page.locator("main a[href*='/sources/registers/']", has_text="第二期名录")
    for _ in range(60):  # the worker builds in the background; the list shows the release when it stands
        page.goto(f"{site}/sources/")
        if link.count():
            break
        page.wait_for_timeout(1000)
    link.first.click()
    page.wait_for_url(re.compile(r"/sources/registers/"))
    assert "质量" in page.inner_text("main")


def test_search_over_everything_with_the_keyboard(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.keyboard.press("Control+k")
    page.keyboard.type("轧制材")
    page.wait_for_selector("#search-dialog a[aria-selected=true]:has-text('轧制材')")
    page.keyboard.press("Escape")
    assert not page.locator("#search-dialog").is_visible()
    assert page.evaluate("document.activeElement !== document.body")
    page.keyboard.press("Control+k")
    page.fill("[data-finder]", "")
    page.keyboard.type("jcl wuhan")
    page.wait_for_selector("#search-dialog a[aria-selected=true][href*='/act/paper/']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/projects/\d+/act/paper/"))


def test_the_english_switch(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/chains/")
    page.click("button[name=language][value=en]")
    page.wait_for_load_state()
    assert "Premium steel" in page.inner_text("main")


def test_a_stranger_is_sent_to_log_in_and_an_observer_is_told_why(site: str, log_in: Enter) -> None:
    page = log_in("observer")
    answer = page.goto(f"{site}/sources/new/")
    assert answer.status == 403
    assert "数据专员" in page.inner_text("body")


PAGES = ("/", "/chains/", "/chains/premium-steel/", "/chains/premium-steel/rolled-products/", "/targets/",
         "/targets/premium-steel/rolled-products/", "/enterprises/", "/sources/", "/sources/products/", "/leads/",
         "/leads/new/", "/projects/board/", "/projects/", "/projects/20/", "/projects/figures/", "/outreach/",
         "/outreach/1/", "/outreach/log/", "/outreach/month/", "/documents/", "/documents/1/", "/documents/2/",
         "/documents/new/", "/documents/brief/", "/documents/claims/", "/documents/watched/", "/documents/quality/",
         "/documents/find/?q=%E5%86%B7%E8%BD%A7")  # fmt: skip


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_fit_and_have_no_serious_faults(site: str, log_in: Enter, width: int) -> None:
    """No page is wider than the screen; axe finds nothing serious."""
    from liantu.ui.assets import dev_asset

    page = log_in("officer")
    page.set_viewport_size({"width": width, "height": 900})
    axe = dev_asset("axe-core/axe.min.js").read_text("utf-8")
    bad = []
    for path in PAGES:
        page.goto(f"{site}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width + 1:
            bad.append(f"{path}: {wide} px wide on a {width} px screen")
        page.evaluate(axe)  # through the debugger: the page's own policy allows no foreign script
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        for fault in found:
            if fault["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in fault["nodes"][:2]]
                bad.append(f"{path}: {fault['id']} ({len(fault['nodes'])}) {nodes}")
    assert not bad, "\n".join(bad)


def test_the_first_page_is_light(site: str, log_in: Enter) -> None:
    """At most 350 kB over the line, charts not counted, and no chart library where there is no chart."""
    page = log_in("officer")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length") or 0)))
    names: list[str] = []
    page.on("request", lambda request: names.append(request.url))
    page.goto(f"{site}/", wait_until="networkidle")
    assert sum(sizes) <= 350_000
    assert not [name for name in names if "echarts" in name]
