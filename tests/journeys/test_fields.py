"""Fields at work in a real browser: names by pinyin, a visit on the phone, days by keyboard, drafts, a deed asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from liantu.demo.people import DEMO_PASSWORD
from tests.journeys.hands import Hands, type_by_pinyin

pytestmark = pytest.mark.browser
Enter = Callable[[str], Any]
PHONE = {"width": 390, "height": 844}
ON = "document.activeElement.dataset.date"


def until(page: Any, what: str, wanted: object) -> None:
    """Wait until the page says so; the page's own policy lets no text be run in it, the debugger may."""
    for _ in range(50):
        if (found := page.evaluate(what)) == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{what}: {found!r}, not {wanted!r}")


def asked_of(page: Any, part: str) -> list[str]:
    """The requests of a page whose address holds ``part``, as they come."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if part in request.url else None)
    return found


@pytest.mark.parametrize(
    ("path", "field", "part"),
    [("/outreach/log/", "#id_stop", "/suggest/firm/"), ("/enterprises/", "input[type=search]:visible >> nth=-1", "q=")],
)
def test_a_word_typed_by_pinyin_asks_the_server_once(
    site: str, log_in: Enter, path: str, field: str, part: str
) -> None:
    page = log_in("officer")
    page.goto(f"{site}{path}")
    page.locator(field).click()
    asked = asked_of(page, part)
    type_by_pinyin(page, "冷轧", ("leng", "zha"))
    page.wait_for_timeout(1200)
    assert len(asked) == 1, asked
    assert page.locator(field).input_value() == "冷轧"


def test_one_of_many_is_typed_chosen_and_held_and_what_is_nobody_is_said(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/outreach/promotionforce/add/")
    page.locator("[name=person-name]").focus()
    asked = asked_of(page, "rows-of=person")
    type_by_pinyin(page, "柳青", ("liu", "qing"))
    page.wait_for_selector("#id_person-list [role=option]:has-text('柳青禾')")
    assert len(asked) == 1, asked
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name=person-name]") == "柳青禾"
    held = page.input_value("[name=person]")
    assert held.isdigit()
    page.fill("[name=person-name]", "查无此人")
    page.wait_for_selector("#id_person-list [aria-disabled=true]:has-text('查无此人')")
    assert page.input_value("[name=person]") == "", "another name is not the person chosen before"
    page.keyboard.press("Tab")
    page.wait_for_selector(".errorlist[role=alert]:has-text('查无此人')")
    page.fill("[name=name]", "招商一组")
    page.click("button.button-main[data-once]")
    until(page, "document.activeElement.name", "person-name")  # nothing is sent with it
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("lqh")
    page.wait_for_selector("#id_person-list [role=option]:has-text('柳青禾')")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('[name=person]').value", held)
    assert page.locator(".errorlist[role=alert]").count() == 0


def test_a_visit_is_logged_on_the_phone_within_half_a_minute(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    offered = page.request.get(f"{site}/suggest/firm/?of=q&q=济南").text()
    firm = offered.split('data-name="')[1].split('"')[0]
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/outreach/log/")
    assert page.locator("form[data-draft] .form-block").count() == 7
    needed = page.locator("form[data-draft] .field:not(:has(.opt)):visible").count()
    assert needed <= 4, "firm, kind, day, outcome; three of them are filled in already"
    hands = Hands(page)
    hands.touch("#id_stop")
    hands.write(firm[:4])
    hands.touch(f"#id_stop-list [role=option]:has-text('{firm}')")
    hands.touch("label:has([name=outcome][value=mutual_interest])")
    hands.touch("#id_next_step")
    hands.write("寄厂房资料")
    hands.touch(".day-field:has(#id_next_on) [data-put]:has-text('周五')")
    page.wait_for_selector(".day-field:has(#id_next_on) output:has-text('周五')")
    hands.touch("button.button-main[type=submit]:visible")
    page.wait_for_url(re.compile(r"/outreach/\d+/"))
    assert firm in page.inner_text("main") and "寄厂房资料" in page.inner_text("main")
    assert hands.seconds <= 30, f"a person needs {hands.seconds:.0f} s and {hands.touches} touches"
    assert not page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('liantu-draft'))")


def test_a_day_is_picked_by_keyboard_alone(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/outreach/log/")
    page.fill("#id_when", "2026年3月5日")
    page.wait_for_selector(".day-field:has(#id_when) output:has-text('2026年3月5日 周四')")
    page.focus(".day-field:has(#id_when) [data-calendar]")
    page.keyboard.press("Enter")
    until(page, ON, "2026-03-05")
    for key, day in (
        ("ArrowRight", "2026-03-06"),
        ("ArrowDown", "2026-03-13"),
        ("Home", "2026-03-09"),
        ("End", "2026-03-15"),
        ("PageDown", "2026-04-15"),
        ("ArrowUp", "2026-04-08"),
        ("PageUp", "2026-03-08"),
        ("ArrowLeft", "2026-03-07"),
    ):
        page.keyboard.press(key)
        until(page, ON, day)
    page.keyboard.press("Enter")
    page.wait_for_selector(".day-field:has(#id_when) output:has-text('2026年3月7日 周六')")
    assert page.input_value("#id_when") == "2026-03-07"
    assert "休息日" in page.inner_text(".day-field:has(#id_when) output")
    assert page.evaluate("document.activeElement.hasAttribute('data-calendar')")  # focus is back at the button
    page.keyboard.press("Enter")
    until(page, ON, "2026-03-07")
    page.keyboard.press("Escape")
    assert not page.locator("#calendar").is_visible()
    assert page.evaluate("document.activeElement.hasAttribute('data-calendar')")


def test_what_is_typed_outlives_a_lost_line_and_a_lost_session(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/outreach/log/")
    page.fill("#id_stop", "远岫新材料有限公司")
    page.keyboard.press("Tab")
    page.fill("#id_claims", "扩产十万吨，要两万平方米厂房")
    page.locator("label:has([name=outcome][value=consensus])").click()
    page.click("summary:has-text('会见的人')")
    page.fill("[name=met_name]", "陆知行")
    page.keyboard.press("Tab")
    page.click("button[data-put]:has-text('昨天')")
    stood = page.locator("#id_stop").bounding_box()["y"] + page.evaluate("scrollY")
    page.wait_for_selector("[data-draft-told]:has-text('草稿已存')")
    assert page.locator("#id_stop").bounding_box()["y"] + page.evaluate("scrollY") == stood, "saving moves no field"

    page.context.clear_cookies(name="sessionid")  # the session is over
    page.click("button.button-main[type=submit]:visible")
    page.wait_for_selector(".toast:has-text('登录已过期')")
    assert page.input_value("#id_claims") == "扩产十万吨，要两万平方米厂房"
    assert page.is_enabled("button.button-main[type=submit]:visible")

    log_in("officer")
    page.goto(f"{site}/outreach/log/")
    page.wait_for_selector("[data-draft-told]:has-text('已恢复')")
    assert page.input_value("#id_stop") == "远岫新材料有限公司"
    assert page.input_value("[name=met_name]") == "陆知行"
    assert page.is_checked("[name=outcome][value=consensus]")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "csrf" not in kept and "once" not in kept

    page.click("[data-draft-told] button")  # not wanted: the form is as it was
    assert page.input_value("#id_stop") == "" and not page.is_checked("[name=outcome][value=consensus]")
    page.wait_for_selector("button[data-put][aria-pressed=true]:has-text('今天')")

    page.context.clear_cookies(name="sessionid")
    log_in("leader")  # somebody else at this browser finds nothing
    assert not page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('liantu-draft'))")


def test_who_logs_in_again_beside_sends_the_form_that_stayed_open(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/outreach/log/")
    page.fill("#id_stop", "重登企业有限公司")
    page.context.clear_cookies(name="sessionid")
    page.click("button.button-main[type=submit]:visible")
    with page.context.expect_page() as opened:
        page.click(".toast a:has-text('重新登录')")
    beside = opened.value
    beside.fill("[name=username]", "officer")
    beside.fill("[name=password]", DEMO_PASSWORD)
    beside.click("button[type=submit]:not([name]) >> visible=true")
    beside.wait_for_url(lambda url: "/login" not in url)
    beside.close()
    page.click("button.button-main[type=submit]:visible")  # the page still holds the token of the old session
    page.wait_for_url(re.compile(r"/outreach/\d+/$"))
    assert "重登企业有限公司" in page.inner_text("main")


def test_a_form_that_comes_back_with_what_is_wrong_holds_the_file(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/projects/?light=green")
    page.locator("main tbody a[data-row-link]").first.click()
    page.wait_for_url(re.compile(r"/projects/\d+/"))
    page.locator("#gate a:has-text('交材料')").first.click()
    paper = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.set_input_files("dialog input[name=file]", paper)
    page.fill("dialog input[name=dated_on]", "不是日子")
    page.click("dialog button:has-text('提交材料')")
    page.wait_for_selector("dialog .problems")
    page.wait_for_selector("dialog .file-list:has-text('minutes.pdf')")
    until(page, "document.querySelector('dialog input[name=file]').files.length", 1)


def test_a_deed_is_asked_about_with_the_safe_answer_on(site: str, log_in: Enter) -> None:
    page = log_in("admin")
    page.goto(f"{site}/calendar/calendarday/add/")
    page.fill("[name=day]", "2032-08-09")
    page.fill("[name=name]", "园区日")
    page.keyboard.press("Tab")
    page.click("button.button-main[data-once]")
    page.wait_for_url(re.compile(r"/calendar/calendarday/$"))
    page.locator("main tbody tr", has_text="2032-08-09").locator("td", has_text="2032-08-09").click()
    page.wait_for_url(re.compile(r"/calendar/calendarday/\d+/$"))
    page.click("form[data-confirm] button")
    page.wait_for_selector("dialog.ask[open]")
    assert page.inner_text("dialog.ask h2") == "删除" and "2032-08-09" in page.inner_text("dialog.ask p")
    assert page.evaluate("document.activeElement.textContent") == "不删除"
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.ask", state="detached")
    until(page, "document.activeElement.textContent.trim()", "删除")
    page.click("form[data-confirm] button")
    page.click("dialog.ask button:text-is('删除')")
    page.wait_for_url(re.compile(r"/calendar/calendarday/$"))
    assert page.locator("main tbody tr", has_text="2032-08-09").count() == 0


def test_a_long_form_works_without_script(site: str, browser: Any) -> None:
    from liantu.demo.people import DEMO_PASSWORD

    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/login/")
    page.fill("input[name=username]", "officer")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{site}/leads/new/")
    page.fill("[name=firm_name]", "无脚本新材料有限公司")
    page.locator("label:has([name=channel][value=self_contact])").click()
    page.click("button.button-main[name=step]")
    page.fill("[name=amount_wan_yuan]", "1.2亿")
    page.click("button[name=step][value=check]")
    assert "1.2 亿元" in page.inner_text("#step-check")
    page.click("button.button-main[type=submit]")
    page.wait_for_url(re.compile(r"/leads/\d+/"))
    assert "无脚本新材料有限公司" in page.inner_text("main")
    context.close()


def test_a_generated_form_and_a_drawer_outlive_a_lost_line_and_a_lost_session(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('liantu-draft')).length"
    page.goto(f"{site}/outreach/promotionforce/add/")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=name]", "招商驻苏州小组")
    page.fill("[name=duty]", "跑苏州、无锡的精密材料企业")
    page.focus("[name=person-name]")
    page.keyboard.insert_text("柳青")
    page.click("#id_person-list [role=option]:has-text('柳青禾')")
    page.wait_for_selector("[data-draft-told]:has-text('草稿已存')")
    page.context.set_offline(True)  # the server is away
    page.click("button.button-main[data-once]:visible")
    page.wait_for_selector(".toast:has-text('无法连接服务器')")
    assert page.input_value("[name=duty]") == "跑苏州、无锡的精密材料企业"
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    page.click("button.button-main[data-once]:visible")
    page.wait_for_selector(".toast:has-text('登录已过期')")

    log_in("officer")
    page.goto(f"{site}/outreach/promotionforce/add/")
    page.wait_for_selector("[data-draft-told]:has-text('已恢复')")
    assert page.input_value("[name=name]") == "招商驻苏州小组"
    assert page.input_value("[name=person-name]") == "柳青禾" and page.input_value("[name=person]").isdigit()
    page.click("button.button-main[data-once]:visible")
    page.wait_for_url(re.compile(r"/outreach/promotionforce/$"))
    until(page, drafts, 0)  # kept: nothing of it stays in the browser

    page.goto(f"{site}/projects/20/")
    page.click("main a[data-drawer=note] >> nth=0")
    page.fill("#drawer textarea[name=text]", "企业要两万平方米厂房")
    page.wait_for_selector("#drawer [data-draft-told]:has-text('草稿已存')")
    page.context.clear_cookies(name="sessionid")
    page.click("#drawer button[type=submit]")
    page.wait_for_selector(".toast:has-text('登录已过期')")
    log_in("officer")
    page.goto(f"{site}/projects/20/")
    page.click("main a[data-drawer=note] >> nth=0")
    page.wait_for_selector("#drawer [data-draft-told]:has-text('已恢复')")
    assert page.input_value("#drawer textarea[name=text]") == "企业要两万平方米厂房"
    page.click("#drawer button[type=submit]")
    page.wait_for_selector("main section:has-text('企业要两万平方米厂房')")
    until(page, drafts, 0)


def test_a_draft_is_kept_when_one_asks_for_it(site: str, log_in: Enter) -> None:
    page = log_in("officer")
    page.goto(f"{site}/leads/new/")
    page.click("[data-draft-keep]")
    page.wait_for_selector("[data-draft-told]:has-text('还没有写什么')")
    page.fill("[name=firm_name]", "存稿新材料有限公司")
    page.click("[data-draft-keep]")
    page.wait_for_selector("[data-draft-told]:has-text('草稿已存')")
    page.reload()
    page.wait_for_selector("[data-draft-told]:has-text('已恢复')")
    assert page.input_value("[name=firm_name]") == "存稿新材料有限公司"
