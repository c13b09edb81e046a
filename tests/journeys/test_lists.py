"""Lists and boards in a browser: the place is kept, keys work, nothing moves that should not, focus is never lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]
COLUMNS = "[...document.querySelectorAll('.board-column')].map(one => Math.round(one.getBoundingClientRect().x))"
FOCUS = "document.activeElement.tagName"


def sel(page: Any) -> str:
    """The row that the address names."""
    found = re.search(r"[?&]sel=(\w+)", page.url)
    return found[1] if found else ""


def test_the_columns_of_the_board_stand_still_while_a_panel_opens_and_closes(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/projects/board/")
    before = page.evaluate(COLUMNS)
    page.locator(".board-card [data-row-link]").first.click()
    page.wait_for_selector("#side-panel #ahead")
    assert page.evaluate(COLUMNS) == before
    panel = page.locator("#side-panel").bounding_box()
    assert panel["x"] > 900 and round(panel["width"]) == 380
    page.keyboard.press("Escape")
    page.wait_for_selector("#side-panel", state="hidden")
    assert page.evaluate(COLUMNS) == before and page.evaluate(FOCUS) == "A"


def test_a_card_held_over_a_column_hears_the_answer_and_put_down_says_why(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/projects/board/")
    card = page.locator(".board-column[data-stage=negotiation] .board-card").first
    target = page.locator(".board-column[data-stage=admission_review]")
    with page.expect_response(lambda answer: "/answers/" in answer.url):
        card.hover()
        page.mouse.down()
        box = target.bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 12, steps=8)
    page.wait_for_selector(".board-over .board-answer:has-text('缺')")
    page.mouse.move(box["x"] + 44, box["y"] + 16)
    page.mouse.up()
    page.wait_for_selector("#ahead[data-stage=admission_review] .reasons")
    assert "还缺" in page.inner_text("#ahead .reasons")


def test_a_card_is_moved_by_the_keyboard(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/projects/board/")
    page.locator(".board-column[data-stage=negotiation] [data-row-link]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('section').dataset.stage") == "intent"
    page.keyboard.press("Enter")
    page.wait_for_selector("#ahead form select[name=stage]")
    assert page.evaluate(FOCUS) == "H2", "the panel speaks first"


def test_list_panel_and_back_keep_row_filters_and_scroll(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/targets/premium-steel/rolled-products/?sort=name")
    page.locator(".list-table").evaluate("table => { table.scrollTop = 400; }")
    scrolled = page.locator(".list-table").evaluate("table => table.scrollTop")
    row = page.locator("tbody tr").nth(9)
    row.locator("[data-row-link]").click()
    page.wait_for_selector("tbody tr[aria-current]:nth-child(10)")
    first = sel(page)
    page.keyboard.press("j")
    page.wait_for_selector("tbody tr[aria-current]:nth-child(11)")
    page.wait_for_url(lambda url: "sel=" in url and f"sel={first}" not in url)
    page.go_back()
    page.wait_for_url(lambda url: "sel=" not in url)
    assert page.locator(".list-table").evaluate("table => table.scrollTop") == scrolled
    assert "sort=name" in page.url and page.evaluate(FOCUS) != "BODY"


def test_rows_are_ticked_by_space_and_the_bar_takes_the_place_of_the_filters(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/leads/")
    assert page.locator("tbody [data-tick]").first.get_attribute("tabindex") == "-1", "one stop of Tab a row"
    page.locator("tbody [data-row-link]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    assert page.inner_text("[data-ticked]") == "2" and page.locator(".list-tools").is_hidden()
    assert len(re.findall(r"row=\d+", page.get_attribute("[data-ticked-only]", "href"))) == 2
    page.click("[data-untick]")
    assert page.locator(".list-tools").is_visible() and page.evaluate(FOCUS) == "A"


def test_on_a_phone_rows_are_cards_filters_a_sheet_and_the_panel_the_page(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/leads/")
    assert page.locator("tbody tr").first.bounding_box()["height"] < 100
    page.click("[data-sheet]")
    with page.expect_response(lambda answer: "state=registered" in answer.url):
        page.select_option("select[name=state]", "registered")
    page.click("[data-sheet-close]")
    assert page.locator(".filters").is_hidden()
    page.locator("[data-row-link]").first.click()
    page.wait_for_selector("#side-title")
    assert page.locator("tbody").is_hidden() and "state=registered" in page.url
    page.click("#side-panel [rel=next]")
    page.wait_for_selector("#side-panel [rel=prev]")
    page.click("[data-side-close]")
    assert page.locator("tbody tr").first.is_visible()


def test_a_panel_that_cannot_be_fetched_says_so_and_can_be_asked_again(site: str, log_in: Enter) -> None:
    page = log_in("observer")
    page.goto(f"{site}/leads/?sel=none")
    page.route(re.compile(r"/leads/\?.*sel=\d"), lambda route: route.fulfill(status=404, body=""))
    page.locator("[data-row-link]").first.click()
    page.wait_for_selector("#side-panel [data-again]")
    page.unroute_all()
    page.click("[data-again]")
    page.wait_for_selector("#side-title")
