"""A sheet of one's own, brought in by its four steps, written, looked at and taken back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]
SIGNS = "岚启衡景曜砺澄屿石远洋蔚特泽兴盛"
STEP = "li[aria-current=step]"


def test_a_ledger_of_projects_comes_in_by_four_steps_and_goes_again(site: str, log_in: Enter, tmp_path: Path) -> None:
    draw = random.Random()
    names = ["".join(draw.choices(SIGNS, k=4)) + f"{draw.randrange(100, 999)}号项目" for _ in range(3)]
    sheet = tmp_path / "台账.csv"
    rows = [f"{names[0]},洛北{names[0][:2]}有限公司,晴", ",没有名称的公司,雨", f"{names[1]},{names[1][:2]}集团,阴"]
    sheet.write_text(
        "\n".join(["某区台账,,", "项目名称,投资方,天气", *rows, "合计,,", "审核人：甲,填表人：乙,"]), "utf-8"
    )
    page = log_in("officer")
    page.goto(f"{site}/projects/project/import/")
    assert page.inner_text(STEP).split() == ["1", "选文件"]
    page.set_input_files("input[type=file]", str(sheet))
    page.click("main button.button-main")
    page.wait_for_url(re.compile("step=columns"))  # nobody knows what the weather is
    assert page.inner_text(STEP).split() == ["2", "对列"]
    page.click("main button.button-main")
    page.wait_for_url(re.compile(r"import/\d+/$"))
    assert page.inner_text(STEP).split() == ["3", "看结果"] and "天气" in page.inner_text(".note-warn")
    first = page.locator("main tbody tr").first
    assert "没有名称的公司" in first.inner_text() and "未通过" in first.inner_text()
    assert first.locator("td:nth-child(3) .field-problem").count() == 1  # in the cell that is empty
    page.click("a.chip-filter:has-text('略过')")
    page.wait_for_url(re.compile("only=left"))
    assert page.locator("main tbody tr").count() == 2
    page.click("button[name=apply]")
    page.wait_for_selector(f"{STEP}:has-text('写入')")
    page.goto(f"{site}/projects/?q={names[1]}")
    assert page.locator("main", has_text=names[1]).count() == 1
    page.go_back()
    page.click("button[name=undo]")
    page.wait_for_selector("main button[name=undo]", state="detached")
    page.goto(f"{site}/projects/?q={names[1]}")
    assert page.locator("main tbody tr", has_text=names[1]).count() == 0
