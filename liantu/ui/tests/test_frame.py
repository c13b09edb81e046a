"""The frame: every component on one page, fragments, search, saved views, languages, what the page may load."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liantu.audit.models import AuditEntry
from liantu.ui import wiring
from liantu.ui.models import SavedView
from liantu.ui.tests.conftest import make_person, make_zone

GALLERY = "/system/gallery/"
FRAGMENT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list-gallery-firms"}


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """The gallery is open."""
    settings.DEMO = True


def body(answer: Any) -> str:
    return answer.content.decode()


def test_the_gallery_shows_in_both_languages(staff: Client) -> None:
    assert "产业链图谱" in body(staff.get(GALLERY))
    staff.cookies["liantu_language"] = "en"
    page = body(staff.get(GALLERY))
    assert 'lang="en"' in page
    assert "Gaps only" in page


def test_no_inline_script_handler_or_style(staff: Client) -> None:
    page = body(staff.get(GALLERY))
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert not re.search(r"<style", page)
    scripts = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", page)
    assert all("application/json" in attributes for attributes in scripts), scripts


def test_everything_comes_from_this_site(staff: Client) -> None:
    page = body(staff.get(GALLERY))
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "script-src 'self'" in staff.get(GALLERY).headers["Content-Security-Policy"]


def test_the_gallery_is_not_there_in_production(staff: Client) -> None:
    with override_settings(DEMO=False, DEBUG=False):
        assert staff.get(GALLERY).status_code == 404


def test_the_gallery_is_closed_to_others(client: Client, zone: Any) -> None:
    assert client.get(GALLERY).status_code == 302
    client.force_login(make_person("guest", zone, "observer"))
    assert client.get(GALLERY).status_code == 403


def test_the_same_address_gives_page_and_fragment(staff: Client) -> None:
    page, fragment = body(staff.get(GALLERY)), body(staff.get(GALLERY, **FRAGMENT))
    assert page.lstrip().startswith("<!doctype html>")
    assert fragment.lstrip().startswith("<section")
    assert "HX-Request" in staff.get(GALLERY).headers["Vary"]


def test_search_filters_and_order_live_in_the_address(staff: Client) -> None:
    answer = staff.get(GALLERY, {"q": "轴承", "province": "江苏", "sort": "-registered_on"}, **FRAGMENT)
    rows = answer.context["list"].rows
    assert rows
    assert all("轴承" in row.record.name and row.record.province == "江苏" for row in rows)
    days = [row.record.registered_on for row in rows]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00' OR 1=1 --"},
        {"sort": "--name"},
        {"sort": "password"},
        {"page": "999999"},
        {"page": "x"},
        {"capital_from": "NaN"},
        {"capital_from": "1e999999"},
        {"province": "<script>"},
        {"state": ["make", "<b>"]},
    ],
)
def test_hostile_addresses_do_no_harm(staff: Client, query: dict[str, Any]) -> None:
    answer = staff.get(GALLERY, query)
    assert answer.status_code == 200
    assert "<script>&" not in body(answer)
    assert "<b>" not in body(answer).replace("<b>6</b>", "")


def test_a_value_nobody_can_read_is_said_beside_its_field(staff: Client) -> None:
    state = staff.get(GALLERY, {"capital_from": "abc"}).context["list"]
    assert [one.problem for one in state.filters if one.problem]
    assert not state.is_narrowed


def test_export_takes_every_row_that_passes_and_is_logged(staff: Client) -> None:
    answer = staff.get(GALLERY, {"province": "江苏", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row - 1 > 20, "more than one page of the list"
    entry = AuditEntry.objects.get(verb="ui.exported")
    assert entry.after == {
        "list": "gallery.firms",
        "format": "xlsx",
        "rows": sheet.max_row - 1,
        "filters": "province=江苏",
    }
    text = staff.get(GALLERY, {"province": "江苏", "export": "csv"}).content.decode("utf-8-sig")
    assert len(text.splitlines()) == sheet.max_row


def test_a_view_is_saved_shown_and_deleted(staff: Client) -> None:
    form = {
        "list": "gallery.firms",
        "name": "江苏轴承",
        "path": GALLERY,
        "query": "q=轴承&province=江苏&page=3&export=csv",
    }
    answer = staff.post(reverse("ui:save_view"), form)
    view = SavedView.objects.get()
    assert answer.status_code == 302
    assert "page" not in view.query
    assert "export" not in view.query
    assert "江苏轴承" in body(staff.get(GALLERY))
    staff.post(reverse("ui:save_view"), form)
    assert SavedView.objects.count() == 1
    staff.post(reverse("ui:delete_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_belongs_to_one_person(staff: Client, zone: Any) -> None:
    form = {"list": "gallery.firms", "name": "mine", "path": GALLERY, "query": ""}
    staff.post(reverse("ui:save_view"), form)
    other = Client()
    other.force_login(make_person("other", zone))
    assert "mine" not in other.get(GALLERY).content.decode().split("data-saved-views")[1].split("</details>")[0]
    other.post(reverse("ui:delete_view", args=[SavedView.objects.get().pk]))
    assert SavedView.objects.exists()


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "evil"])
def test_a_view_never_leads_off_the_site(staff: Client, path: str) -> None:
    answer = staff.post(reverse("ui:save_view"), {"list": "x", "name": "n", "path": path, "query": ""})
    assert answer.status_code == 422
    assert "evil" not in body(answer)
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_refused_with_words(staff: Client) -> None:
    answer = staff.post(reverse("ui:save_view"), {"list": "x", "name": "  ", "path": "/", "query": ""})
    assert answer.status_code == 422
    assert body(answer).count("视图未命名。") == 1 and "请填写简短名称。" in body(answer)


@pytest.mark.usefixtures("slots_as_before")
def test_search_asks_every_room(staff: Client) -> None:
    hit = wiring.SearchHit("企业", "岚川特钢", "9141", "/x/")
    own = wiring.Search("test", lambda _seen, text, _limit: [hit] if "岚" in text else [])
    wiring.search.fill("test", own, module=__name__)
    assert "岚川特钢" in body(staff.get("/search/", {"q": "岚"}))
    fragment = body(staff.get("/search/", {"q": "岚"}, HTTP_HX_REQUEST="true"))
    assert "岚川特钢" in fragment
    assert "<html" not in fragment
    assert "未找到" in body(staff.get("/search/", {"q": "zzz"}))


def test_language_switch_keeps_to_this_site(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert "evil" not in answer.url
    assert client.cookies["liantu_language"].value == "en"


def test_toasts_come_along_with_fragments(staff: Client) -> None:
    answer = body(staff.post(GALLERY, HTTP_HX_REQUEST="true"))
    assert 'hx-swap-oob="true"' in answer
    assert f'action="{GALLERY}"' in answer, "the way back"


def test_what_the_side_asks_in_the_background_takes_no_toast_along(staff: Client) -> None:
    staff.post(GALLERY, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="nav")  # leaves its message waiting
    assert "hx-swap-oob" not in body(staff.get("/more/side/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="nav"))
    assert "data-toast-close" in body(staff.get(GALLERY)) and "data-toast-close" not in body(staff.get(GALLERY))


def test_the_frame_costs_the_same_for_any_number_of_rows(staff: Client) -> None:
    staff.get(GALLERY)
    counts = []
    for query in ({"q": "轴承"}, {}):
        with CaptureQueriesContext(connection) as queries:
            staff.get(GALLERY, query)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_chart_numbers_come_as_a_file(staff: Client) -> None:
    answer = staff.get(GALLERY, {"chart": "firms-by-province"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "江苏,90" in answer.content.decode("utf-8-sig")


def test_navigation_hides_what_a_person_may_not_open(client: Client, zone: Any) -> None:
    held = dict(wiring.nav._fillings)
    wiring.nav.fill(
        "test-secret", wiring.NavItem("system", "秘密", "ui:gallery", "lock", "accounts.manage"), module=__name__
    )
    try:
        client.force_login(make_person("guest", zone, "observer"))
        assert "秘密" not in body(client.get("/more/"))
        client.force_login(make_person("lin", make_zone()))
        assert "秘密" in body(client.get("/more/"))
    finally:  # what stands in the frame after this test stood there before it
        wiring.nav._fillings.clear()
        wiring.nav._fillings.update(held)


def test_error_pages_say_what_to_do(staff: Client, zone: Any) -> None:
    lost = staff.get("/no/such/page/")
    assert lost.status_code == 404
    assert "返回今日" in body(lost)
    staff.force_login(make_person("guest", zone, "observer"))
    assert "权限" in body(staff.get(GALLERY))


def test_the_page_of_a_crash_needs_nothing_of_the_program() -> None:
    from django.template.loader import render_to_string

    page = render_to_string("500.html")
    assert "系统出错了" in page
    assert "Something broke" in page


def test_a_form_without_its_token_is_explained(zone: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person("lin", zone))
    answer = strict.post("/saved-views/", {})
    assert answer.status_code == 403
    assert "表单已失效" in body(answer)
