"""From a target to a signed project in a real browser: officer, ambassador, chief, leadership on the demo zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]
PAPERS = (
    "至少一次真实洽谈的记录",
    "意向书或会议纪要",
    "项目申请表",
    "可行性研究报告或项目建议书",
    "投资方营业执照",
    "近两至三年经营情况",
    "正式投资协议（框架、战略协议不算签约）",
    "合法性审查意见",
    "公平竞争审查意见",
    "管委会会议纪要",
)


def go_on(page: Any) -> None:
    """To the next step of a long form."""
    at = page.input_value("input[name=at]")
    page.click("button.button-main[name=step]")
    page.wait_for_selector(f"input[name=at]:not([value={at}])", state="attached")


def test_target_to_lead_to_visit_to_signed_and_the_figures_follow(site: str, log_in: Enter) -> None:
    page = log_in("leader")
    page.goto(f"{site}/projects/figures/")
    before = int(re.search(r"(\d+) 个", page.locator("main a:has-text('已签约')").first.inner_text())[1])
    page.context.clear_cookies()

    page = log_in("officer")
    page.goto(f"{site}/targets/premium-steel/rolled-products/")
    firm = page.locator("[data-row-link]").first.inner_text()
    page.click("#side-panel .side-end .button-main")  # the form knows name, code, place, chain, link and reason
    page.wait_for_url(re.compile(r"/leads/new/"))
    assert page.input_value("[name=firm_name]") == firm and page.is_checked("[name=channel][value=self_contact]")
    go_on(page)
    assert "靶向名单第 1 名" in page.input_value("[name=content]")
    page.fill("[name=content]", "建设冷轧板生产线")
    page.fill("[name=amount_wan_yuan]", "3亿")
    page.wait_for_selector("output:has-text('= 30,000 万元')")
    go_on(page)
    go_on(page)
    assert "3 亿元" in page.inner_text("#step-check")  # what was written is shown once more before it is sent
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/leads/\d+/"))
    lead = page.url
    assert "办理时限" in page.inner_text("main")

    page.context.clear_cookies()
    page = log_in("ambassador1")  # somebody else with the same enterprise is refused, and learns no name
    page.goto(f"{site}/leads/new/")
    page.fill("[name=firm_name]", firm)
    page.keyboard.press("Tab")
    go_on(page)
    page.fill("[name=content]", "我也认识他们")
    go_on(page)
    go_on(page)
    page.click("button.button-main[type=submit]")
    page.wait_for_selector(".problems")
    assert "保护至" in page.inner_text("main") and "柳青禾" not in page.inner_text("main")
    if not page.is_visible("[name=firm_name]"):
        page.click("#step-check button[value=who]")
    page.fill("[name=firm_name]", "镇江远岫新材料有限公司")
    page.keyboard.press("Tab")
    page.click(".step-path button[value=check]")
    page.wait_for_selector("#step-check")
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/leads/\d+/"))
    assert "保护至" in page.inner_text("main")
    assert page.goto(lead).status == 404

    page.context.clear_cookies()
    page = log_in("officer")
    page.set_viewport_size({"width": 390, "height": 844})  # on the phone, after the visit
    page.goto(f"{site}/outreach/log/")
    page.locator("[name=stop]").first.fill(firm)
    page.keyboard.press("Tab")
    page.click("summary:has-text('会见的人')")
    page.locator("[name=met_name]").first.fill("陆知行")
    page.keyboard.press("Tab")
    page.locator("[name=met_title]").first.fill("总经理")
    page.locator("[name=met_organisation]").first.fill(firm)
    page.locator("label:has([name=outcome][value=consensus])").click()
    page.fill("[name=next_step]", "寄送标准厂房资料")
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/outreach/\d+/"))
    assert "陆知行" in page.inner_text("main") and firm in page.inner_text("main")
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(lead)
    page.click("form[action$='/act/to_project/'] button")
    page.wait_for_url(re.compile(r"/projects/\d+/"))
    project = page.url
    name = page.inner_text("h1").strip()
    page.wait_for_load_state("networkidle")  # what was done before is drawn
    page.click("#more")
    page.click("a[data-drawer=stage]")
    page.wait_for_selector("#drawer[open] #ahead")
    page.select_option("#ahead select[name=stage]", "signed")
    page.wait_for_selector("#ahead[data-stage=signed]")  # choosing a stage shows at once what it still asks for
    assert "公平竞争审查意见" in page.inner_text("#ahead .reasons")
    page.click("#ahead button.button-main")  # and sending it all the same is refused by the same rules
    page.wait_for_selector("#ahead form .problems")
    assert "公平竞争审查意见" in page.inner_text("#ahead form")
    page.keyboard.press("Escape")
    page.wait_for_url(project)

    page.goto(f"{project}change/")
    page.select_option("[name=industry_class]", "strategic_emerging")
    page.select_option("[name=capital_origin]", "domestic_out_province")
    page.fill("[name=site_need]", "标准厂房 8000 平方米")
    page.fill("[name=planned_start_on]", date.today().isoformat())
    page.click("button.button-main[type=submit]")
    page.wait_for_url(project)
    page.click("#tab-material")
    page.click("#papers a[data-drawer=paper]")
    page.wait_for_selector("#drawer[open] form")
    tags = page.locator("#drawer .combo [role=combobox]")
    for paper in PAPERS:
        tags.fill(paper)
        tags.press("Enter")
    page.locator("#drawer [name=reference]").fill("卷宗 2026-1（演示）")
    page.click("#drawer button.button-main")
    page.wait_for_selector("#papers td")  # the page is drawn anew when the act is done, where it was
    assert "tab=material" in page.url and "do=" not in page.url
    page.click("#tab-overview")
    page.click("#amounts a[data-drawer=money]")
    page.wait_for_selector("#drawer[open] form")
    page.select_option("#drawer [name=rung]", "signed")
    page.fill("#drawer [name=amount]", "30000")
    page.click("#drawer button.button-main")
    page.wait_for_selector("#amounts b:has-text('3 亿元') >> nth=0")
    page.wait_for_load_state("networkidle")  # what was done before is drawn
    page.click("#more")
    page.click("a[data-drawer=stage]")
    page.wait_for_selector("#drawer[open] #ahead")
    page.select_option("#ahead select[name=stage]", "signed")
    page.wait_for_selector("#ahead[data-stage=signed]")
    page.click("#ahead button.button-main")
    page.wait_for_selector("text=撤回申请")
    assert "等待第二人核实" in page.inner_text("main")

    page.context.clear_cookies()
    page = log_in("leader")  # the second person finds it in the day's page and agrees
    page.goto(f"{site}/")
    page.locator(".duty", has_text=name).locator("a[href^='/signoff/']").first.click()
    page.wait_for_url(re.compile(r"/signoff/\d+/"))
    at_side = "document.getElementById('nav').innerText"
    waiting = page.evaluate(at_side)
    page.click("a[data-drawer=agree]")
    page.click("#drawer[open] form[action$='/act/agree/'] button.button-main")
    page.wait_for_selector("#drawer:not([open])", state="attached")
    page.wait_for_function(f"waiting => {at_side} !== waiting", arg=waiting)  # one thing less needs her
    page.goto(f"{site}/projects/figures/")
    figure = page.locator("main a:has-text('已签约')").first
    assert int(re.search(r"(\d+) 个", figure.inner_text())[1]) == before + 1
    figure.click()
    page.wait_for_url(re.compile(r"/projects/\?.*signed"))
    assert firm[:4] in page.inner_text("main")
