"""An article of one's own, reviewed row by row with the keyboard and by touch, and the list it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser]
Enter = Callable[[str], Any]
ARTICLE = (
    "9月3日，由岚陵青釉陶瓷有限公司投资的日用骨瓷生产线项目在汾泽经开区签约，总投资2.75亿元，占地62亩，预计2028年3月投产。"
    "汾泽经开区党工委书记柏远舟、岚陵青釉陶瓷有限公司董事长祁若谷出席。"
)
OTHER = "9月8日，由栖霞云母材料有限公司投资的云母纸项目在汾泽经开区开工，总投资4600万元。"
CODES = ("title-name", "project-ending", "outbound_visit", "total_investment", "government_body")


def bring(page: Any, site: str, text: str) -> str:
    """Paste an article; the address where it is reviewed."""
    page.goto(f"{site}/documents/new/")
    page.fill("textarea[name=text]", text)
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    return str(page.url)


def test_an_article_is_reviewed_by_keyboard_to_the_last_row(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    bring(page, site, OTHER)
    address = bring(page, site, ARTICLE)
    rows = page.locator(".fact[data-open]")
    waiting = rows.count()
    assert waiting >= 5
    # what is read stands in words: no rule, no code, and the first row is on, its words lit in the text
    assert page.locator(".fact.is-on").count() == 1
    assert page.locator("#review-text mark.is-on").count() >= 1
    shown = page.inner_text("#review-facts")
    assert not [code for code in CODES if code in re.sub(r"怎么读到的.*", "", shown)]
    assert "2.75亿元" in shown

    page.keyboard.press("j")
    second = page.locator(".fact.is-on").get_attribute("id")
    page.keyboard.press("k")
    first = page.locator(".fact.is-on").get_attribute("id")
    assert first != second
    page.keyboard.press("a")  # accepted: its row folds, the next one is on and has the focus
    page.wait_for_selector(f"#{first}.fact-accepted")
    page.wait_for_selector(f"#{second}.is-on:focus")
    page.wait_for_function("n => document.querySelector('#review-bar b').textContent == n", arg=str(waiting - 1))
    page.keyboard.press("r")
    page.wait_for_selector(f"#{second}.fact-rejected")
    page.wait_for_function(f"!document.querySelector('#{second}').classList.contains('is-on')")
    page.keyboard.press("k")
    page.wait_for_selector(f"#{second}.is-on")
    page.keyboard.press("u")  # taken up again, and still on
    page.wait_for_selector(f"#{second}.is-on[data-open]")

    page.keyboard.press("Shift+S")  # the sure ones at once; what is not sure stays
    page.wait_for_selector("#review-bar:not(:has(button))")
    assert rows.count() < waiting - 1
    while rows.count():
        last = page.wait_for_selector(".fact.is-on[data-open]").get_attribute("id")
        page.keyboard.press("a")
        page.wait_for_selector(f"#{last}.fact-accepted")
    page.wait_for_selector("#review-bar:has-text('都看完了')")
    page.keyboard.press("n")  # the next document that waits, one key away
    page.wait_for_url(lambda url: "/documents/" in url and url != address)
    page.wait_for_selector(".fact[data-open]")


def test_a_wrong_figure_is_corrected_in_words_and_units(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    bring(page, site, ARTICLE.replace("岚陵", "碧陵"))
    project = page.locator("section[aria-label='项目'] .fact").first
    project.locator("strong").click()
    page.keyboard.press("e")
    form = project.locator(".act .form")
    assert "总投资（万元）" in form.inner_text()
    stage = form.locator("select[name=stage]")
    stage.select_option(label="洽谈中") if "洽谈中" in stage.inner_text() else stage.select_option(index=2)
    form.locator("input[name=total_investment]").fill("26800")
    form.locator("input[name=total_investment]").press("Enter")
    page.wait_for_selector("section[aria-label='项目'] .fact-corrected:has-text('26800万元')")


def test_on_a_phone_text_and_facts_are_two_tabs(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})
    bring(page, site, ARTICLE.replace("岚陵", "丹陵"))
    row = page.locator(".fact.is-on")
    assert not page.locator("#review-text").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row.locator("[data-in-text]").click()
    page.locator("#review-text mark.is-on").first.wait_for(state="visible")
    page.locator("#review-text mark[data-facts]").last.click()
    page.locator("#review-facts").wait_for(state="visible")
    page.locator(".fact.is-on[data-open] button:has-text('采纳')").first.click()
    page.wait_for_selector(".fact-accepted")
    assert page.evaluate("document.activeElement !== document.body")


def test_documents_are_read_beside_their_list(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    bring(page, site, OTHER.replace("栖霞", "漱玉"))
    bring(page, site, ARTICLE.replace("岚陵", "墨陵"))
    page.goto(f"{site}/documents/?open=1")
    panel = page.locator("#side-panel")
    panel.locator("h2:has-text('墨陵')").wait_for()  # the newest stands open where there is room
    page.keyboard.press("j")
    page.keyboard.press("j")
    panel.locator("h2:has-text('漱玉')").wait_for()
    assert "sel=" in page.url
    assert "4600万元" in panel.inner_text()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-row-link]:has-text('漱玉')").first.click()
    panel.wait_for(state="visible")  # on a phone the panel is the page
    page.locator("table").first.wait_for(state="hidden")
    panel.locator(".button-main").click()
    page.wait_for_url(re.compile(r"/documents/\d+/"))
