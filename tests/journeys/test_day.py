"""The officer's morning, by keyboard alone: a duty done where it stands, taken back, done again, and the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def focused(page: Any) -> str:
    """What the keyboard stands on."""
    return str(page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.textContent.trim()"))


def test_a_duty_is_done_and_taken_back_without_leaving_the_page(log_in: Callable[[str], Any]) -> None:
    page = log_in("officer")
    row = page.locator("li.duty", has=page.locator("a[hx-get]", has_text="记结果")).first
    text = row.locator(".duty-text").inner_text()
    here = page.locator(f"#{row.get_attribute('id')}")
    here.locator("a[hx-get]").focus()
    page.keyboard.press("Enter")
    expect(here.locator("input[name=note]")).to_be_focused()

    page.keyboard.press("Escape")
    expect(here.locator("a[hx-get]")).to_be_focused()

    page.keyboard.press("Enter")
    expect(here.locator("input[name=note]")).to_be_focused()
    page.keyboard.type("已走访，扩产意向明确")
    page.keyboard.press("Enter")
    expect(here).to_contain_text("已办")
    expect(here).to_contain_text(text)
    page.wait_for_function("document.activeElement.matches('[data-row-link]')")
    assert focused(page) != "BODY", "the keyboard goes on to the next thing"
    assert page.evaluate("!document.activeElement.closest('.duty-done')")

    here.locator("button", has_text="撤销").click()
    expect(here.locator("a[hx-get]")).to_be_focused()
    expect(here).to_contain_text(text)
    page.reload()
    expect(page.locator(f"#{here.get_attribute('id')}")).to_contain_text(text)


def test_the_day_and_the_figures_fit_their_screens(log_in: Callable[[str], Any]) -> None:
    page = log_in("leader")
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/projects/figures/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 900, "figures are one screen"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = page.locator(".figures > *").first
    assert "要您定的事" in first.inner_text(), "on a phone decisions come first"
