"""A project's page as an officer's desk, in a real browser: read at a glance, written on without leaving the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]
SCREEN = 1100  # what the fullest project of the demo takes at most, at 1440 px


def focus_of(page: Any) -> str:
    """The element that has the focus: its tag, id and what it opens."""
    found: str = page.evaluate(
        "(() => { const one = document.activeElement; return `${one.tagName}#${one.id}:${one.dataset.drawer || ''}` })()"
    )
    return found


def addresses(page: Any, site: str) -> list[str]:
    """The page of every project on the list."""
    page.goto(f"{site}/projects/")
    found = set()
    while True:
        links = page.locator("main table a[href^='/projects/']").evaluate_all("all => all.map(one => one.pathname)")
        found |= {link for link in links if re.fullmatch(r"/projects/\d+/", link)}
        following = page.locator("a[rel=next]:visible")
        if not following.count():
            return sorted(found)
        following.first.click()
        page.wait_for_load_state("networkidle")


def test_every_project_is_read_on_one_screen(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    heights = {}
    for address in addresses(page, site):
        page.goto(site + address)
        heights[address] = page.evaluate("document.documentElement.scrollHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert len(heights) > 20
    assert max(heights.values()) <= SCREEN, heights


def test_forms_open_beside_the_page_and_leave_it_where_it_was(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/projects/?stage=admission_review")
    page.locator("main table a[href^='/projects/']").first.click()
    page.goto(re.sub(r"\?.*", "", page.url) if "?sel=" not in page.url else site + addresses(page, site)[0])
    home = page.url
    page.click(".bar-main a")  # something is missing: the button leads to the first gap
    assert focus_of(page).startswith("LI#need-")
    page.goto(home)
    page.click("#blockages a[data-drawer=issue]")
    page.wait_for_selector("#drawer[open] form")
    assert page.url.endswith("?do=issue") and focus_of(page).startswith("H2#drawer-h")
    page.keyboard.press("Escape")
    page.wait_for_url(home)
    assert focus_of(page) == "A#:issue"
    page.click("#blockages a[data-drawer=issue]")
    page.wait_for_selector("#drawer[open] form")
    page.go_back()
    page.wait_for_selector("#drawer:not([open])", state="attached")
    assert page.url == home
    page.fill("[data-composer]", "与企业核对了用气方案")
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline >> text=与企业核对了用气方案")
    assert page.url == home and focus_of(page).startswith("TEXTAREA#line-")
    page.click("#tab-record")
    page.wait_for_selector("#record")
    assert page.url == f"{home}?tab=record" and focus_of(page).startswith("A#tab-record")


def test_one_value_is_written_where_it_stands(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(site + addresses(page, site)[0])
    page.locator("#edit-site_need").hover()
    page.click("#edit-site_need a[data-inline]")
    page.wait_for_selector("#edit-site_need form")
    page.keyboard.press("Escape")
    page.wait_for_selector("#edit-site_need a[data-inline]")
    page.click("#edit-site_need a[data-inline]")
    page.fill("#edit-site_need [name=value]", "标准厂房 8,100 平方米")
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit-site_need:has-text('8,100')")
    page.wait_for_function("document.activeElement.tagName === 'A'")  # back where it was written


def test_without_script_every_form_is_a_page(site: str, browser: Any, log_in: Enter) -> None:
    kept = log_in("officer").context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=kept, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/projects/1/")
    page.click("#blockages a[data-drawer=issue]")
    page.wait_for_url(re.compile(r"/projects/1/act/issue/"))
    assert page.locator("form[action$='/act/issue/']").count() == 1
    page.goto(f"{site}/projects/1/")
    page.click("a.lamp")
    assert page.locator("h1").inner_text()
    context.close()
