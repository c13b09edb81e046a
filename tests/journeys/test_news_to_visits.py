"""A newspaper page, dropped as it is, in a real browser: articles, facts in their places, decided, filed, found."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.shared_data]
Enter = Callable[[str], Any]


def open_document(page: Any, words: str) -> None:
    """From the list over its panel to the page where the document is reviewed."""
    page.click(f"[data-row-link]:has-text('{words}')")
    page.click(f"#side-panel:has(h2:has-text('{words}')) .button-main")
    page.wait_for_url(re.compile(r"/documents/\d+/"))


def test_the_page_becomes_visits_agreements_claims_and_proposals(site: str, log_in: Enter, shared_data: Path) -> None:
    page = log_in("officer")
    page.goto(f"{site}/documents/new/")
    page.set_input_files("input[type=file]", str(shared_data / "news" / "source_page.txt"))
    page.click("button.button-main[type=submit]")
    page.wait_for_url(f"{site}/documents/")
    assert page.locator("tbody tr").count() >= 8

    page.goto(f"{site}/documents/")
    open_document(page, "交城经济开发区考察团")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    assert page.locator("mark.m-organisation").count() >= 4
    page.keyboard.press("j")
    page.wait_for_selector(".fact.is-on")
    page.keyboard.press("a")
    page.wait_for_selector(".fact-accepted")
    page.keyboard.press("Shift+F")
    page.wait_for_selector(".toast, [role=status]")
    uses = page.locator(".fact-uses a")
    assert uses.count() == 2
    uses.first.click()
    page.wait_for_url(re.compile(r"/outreach/\d+/"))
    told = page.inner_text("main")
    for stop in ("绍兴天圣控股集团", "绍兴凤登环保科技有限公司", "浙江未来社区集团"):
        assert stop in told

    page.goto(f"{site}/documents/")
    open_document(page, "屯留经济技术开发区")
    page.click("button:has-text('采纳并归档')")
    page.wait_for_selector(".fact-uses")
    page.goto(f"{site}/documents/claims/")
    assert "6MW" in page.inner_text("main")
    assert "待核" in page.inner_text("main")

    page.goto(f"{site}/documents/")
    open_document(page, "力推链式招商")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    text = page.inner_text(".reading-facts")
    for figure in ("4个", "32亿元", "90%", "3个"):
        assert figure in text
    assert page.locator("section[aria-label='链主提名'] .fact").count() == 4


def test_a_fact_is_corrected_with_the_keyboard_and_found_again(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/documents/new/")
    page.fill(
        "textarea[name=text]",
        "6月9日，汾泽经开区与玄圃特钢有限公司签约，由玄圃特钢有限公司投资的弹簧钢丝项目总投资3亿元。",
    )
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    project = page.locator("section[aria-label='项目'] .fact").first
    project.click()
    page.keyboard.press("e")
    project.locator("input[name=name]").fill("高强弹簧钢丝项目")
    project.locator("input[name=name]").press("Enter")
    page.wait_for_selector(".fact-corrected")
    assert "高强弹簧钢丝项目" in page.inner_text(".fact-corrected")
    page.goto(f"{site}/documents/find/?q=弹簧钢丝")
    assert "弹簧钢丝项目总投资" in page.inner_text("main")
