"""The chain map in a browser: one link and its neighbours, the small map, one sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Enter = Callable[[str], Any]
MAP = "/chains/premium-steel/"


def test_one_link_and_its_neighbours(site: str, log_in: Enter) -> None:
    """From the ranked list or by a key; the address keeps it, Escape and the button lead back."""
    page = log_in("chief")
    page.goto(f"{site}{MAP}")
    every = page.locator(".map-node").count()
    row = page.locator("[data-map-focus]").first
    row.locator("summary").click()
    row.locator("[data-map-only]").click()
    shown = page.locator(".map-node:not(.is-off)").count()
    assert 1 < shown < every / 2
    code = row.get_attribute("data-map-focus")
    assert page.url.endswith(f"?link={code}")
    assert page.locator(".map-mini").is_visible()
    page.reload()
    assert page.locator(".map-node:not(.is-off)").count() == shown
    page.locator(".map-node:not(.is-off)").first.focus()
    page.keyboard.press("Escape")
    assert page.locator(".map-node:not(.is-off)").count() == every
    assert "link=" not in page.url
    assert page.locator(".map-mini").is_hidden()
    page.locator(".map-node").first.focus()
    page.keyboard.press("f")
    assert page.locator(".map-node:not(.is-off)").count() < every
    page.locator("[data-map-back]").click()
    assert page.locator(".map-node:not(.is-off)").count() == every


def test_the_small_map_moves_the_window(site: str, log_in: Enter) -> None:
    page = log_in("chief")
    page.goto(f"{site}{MAP}")
    for _press in range(3):
        page.locator("[data-map-zoom=in]").click()
    before = page.locator(".map-svg").get_attribute("viewBox")
    box = page.locator(".map-mini").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 4)
    after = page.locator(".map-svg").get_attribute("viewBox")
    assert before != after
    assert float(after.split()[0]) > float(before.split()[0])


def test_the_map_is_printed_on_one_sheet(site: str, log_in: Enter) -> None:
    """The picture stands whole on the first sheet, across; what else the page tells follows on others."""
    page = log_in("chief")
    page.goto(f"{site}{MAP}", wait_until="networkidle")
    paper = page.pdf(prefer_css_page_size=True)
    sheets = [tuple(map(float, sheet)) for sheet in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)]
    assert len(sheets) == 2, sheets
    assert all(abs(wide - 842) < 1 and abs(tall - 595) < 1 for wide, tall in sheets), sheets
