"""Pages of the enterprises room: who sees what, search in the register, queries that do not grow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liantu.engine import Screening
from liantu.enterprises import actions, reads
from liantu.enterprises.factories import make_enterprise
from liantu.enterprises.models import Enterprise, EnterpriseImport, EnterpriseMerge
from liantu.enterprises.slots import ScreenedLink
from liantu.enterprises.wiring import WIRING
from liantu.people.models import User, Zone
from liantu.sources.factories import ROWS, credit_code, csv_text, make_release
from liantu.ui.wiring import Seen

pytestmark = pytest.mark.django_db
A = credit_code(1)


@pytest.fixture
def page(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def html(page: Client, url: str) -> str:
    response = page.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_search_reaches_zone_and_register(page: Client, zone: Zone, officer: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    text = html(page, reverse("enterprises:index") + "?q=轧钢")
    url = reads.register_url(release, release.open().find(credit_code=A)[0]["enterprise_id"])
    assert url in text
    (own, register), seen = WIRING.search, Seen(officer, zone)
    assert [hit.url for hit in register.hits(seen, A.lower(), 5)] == [url]
    assert own.hits(seen, "轧钢", 5) == []
    text = html(page, url)
    assert "轧辊修理" in text
    assert "5,000" in text
    taken = page.post(url + "take/")
    assert taken.status_code == 302
    assert taken["Location"] == Enterprise.objects.get().get_absolute_url()
    assert [hit.title for hit in own.hits(seen, "轧钢", 5)] == ["岚川轧钢有限公司"]
    assert taken["Location"] in html(page, url)
    html(page, taken["Location"])


def test_words_of_the_chains_are_marked(zone: Zone) -> None:
    link = ScreenedLink("精品钢", "rolled", "轧制材", "/chains/x/", Screening(("热轧",), exclude=("轧辊修理",)))
    other = ScreenedLink("装备", "bearing", "轴承", "/chains/y/", Screening(("轴承",)))
    scope = reads.read_scope("岚川轧钢有限公司", "热轧钢带生产；热轧卷板销售；轧辊修理", [other, link])
    assert [(one.link.node_code, one.roles) for one in scope.links] == [("rolled", ("make", "trade"))]
    assert [(piece.text, piece.role) for piece in scope.pieces if piece.role] == [("热轧", "make"), ("热轧", "trade")]


def test_other_zones_see_nothing(page: Client, zone: Zone, stranger: User, reader: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    enterprise, twin = make_enterprise(zone, credit_code=A), make_enterprise(zone, "岚川轧钢 有限公司")
    away, look = Client(), Client()
    away.force_login(stranger)
    look.force_login(reader)
    row = reverse("enterprises:register_row", args=[release.release_id, 0])
    for url in (enterprise.get_absolute_url(), row, reverse("enterprises:merge", args=[enterprise.pk, twin.pk])):
        assert away.get(url).status_code in (403, 404)
    assert "岚川" not in away.get(reverse("enterprises:index")).content.decode()
    assert look.get(enterprise.get_absolute_url()).status_code == 200
    for name, args in (
        ("act_correct", [enterprise.pk]),
        ("act_settle", [enterprise.pk]),
        ("take_in", [release.release_id, 0]),
    ):
        url = reverse(f"enterprises:{name}", args=args)
        assert look.post(url).status_code == 403
        assert away.post(url).status_code in (403, 404)


def test_unknown_rows_are_404(page: Client, zone: Zone, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    for url in (
        reverse("enterprises:register_row", args=[release.release_id, 10**9]),
        reverse("enterprises:detail", args=[99]),
        reverse("enterprises:register_row", args=["nothing", 1]),
    ):
        assert page.get(url).status_code == 404


def test_a_broken_register_is_told_not_a_crash(page: Client, zone: Zone, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    (release.folder / "manifest.json").write_text("{")
    response = page.get(reverse("enterprises:register_row", args=[release.release_id, 0]))
    assert response.status_code == 503
    assert page.get(reverse("enterprises:index") + "?q=轧钢").status_code == 200
    enterprise = make_enterprise(zone, credit_code=A)
    assert page.get(enterprise.get_absolute_url()).status_code == 200


def test_merge_and_back_through_the_pages(page: Client, zone: Zone) -> None:
    first, second = make_enterprise(zone, "岚川有限公司", credit_code=A), make_enterprise(zone, "岚川 有限公司")
    url = reverse("enterprises:merge", args=[first.pk, second.pk])
    assert url in html(page, reverse("enterprises:duplicates"))
    html(page, url)
    assert page.post(url, {"survivor": second.pk, "reason": ""}).status_code == 422
    assert page.post(url, {"survivor": second.pk, "reason": "同一家"}).status_code == 302
    second.refresh_from_db()
    assert second.credit_code == A
    assert page.get(first.get_absolute_url())["Location"] == second.get_absolute_url()
    done = EnterpriseMerge.objects.get()
    assert page.post(reverse("enterprises:merge_act_undo", args=[done.pk])).status_code == 302
    assert page.get(first.get_absolute_url()).status_code == 200
    assert page.post(reverse("enterprises:apart", args=[first.pk, second.pk])).status_code == 302


def test_typing_in_and_correcting(page: Client, zone: Zone) -> None:
    add = reverse("enterprises:add")
    assert page.post(add, {"name": "", "credit_code": "123"}).status_code == 422
    assert page.post(add, {"name": "岚川厂", "source": "走访", "in_zone": "1"}).status_code == 302
    enterprise = Enterprise.objects.get()
    url = reverse("enterprises:act_correct", args=[enterprise.pk])
    assert page.post(url, {"field": "city", "text": "苏州市", "source": ""}).status_code == 422
    assert page.post(url, {"field": "zone", "text": "9", "source": "x"}).status_code == 422
    assert page.post(url, {"field": "city", "text": "苏州市", "source": "走访", "kind": "observed"}).status_code == 302
    assert "苏州市" in html(page, enterprise.get_absolute_url())


def test_a_value_that_does_not_read_is_refused_where_it_was_written(page: Client, zone: Zone) -> None:
    enterprise = make_enterprise(zone, "岚川有限公司")
    url = reverse("enterprises:act_correct", args=[enterprise.pk])
    given = {"field": "registered_on", "text": "某天", "source": "走访", "kind": "observed", "reason": "看了执照"}
    answer = page.post(url, given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count('class="errorlist"') == 1
    assert "某天</textarea>" in text
    assert 'value="看了执照"' in text
    program = page.post(f"/api/v1/enterprises/{enterprise.pk}/acts/correct", given, content_type="application/json")
    assert program.status_code == 422
    assert [one["where"] for one in program.json()["problems"]] == ["text"]


def test_a_merge_refused_keeps_the_choice_and_is_offered_to_nobody_else(
    page: Client, zone: Zone, reader: User, stranger: User
) -> None:
    first, second = make_enterprise(zone, "岚川有限公司"), make_enterprise(zone, "岚川 有限公司")
    url = reverse("enterprises:merge", args=[first.pk, second.pk])
    refused = page.post(url, {"survivor": second.pk, "reason": ""}).content.decode()
    assert re.search(rf'value="{second.pk}"[^>]* id="id_survivor_1"[^>]* checked', refused)
    for person in (reader, stranger):
        other = Client()
        other.force_login(person)
        for name in ("merge", "apart"):
            answer = other.post(reverse(f"enterprises:{name}", args=[first.pk, second.pk]), {"survivor": first.pk})
            assert answer.status_code in (403, 404)
    assert not EnterpriseMerge.objects.exists()


def test_a_list_through_the_pages(page: Client, zone: Zone) -> None:
    new = reverse("enterprises:import_new")
    assert page.post(new, {}).status_code == 422
    assert page.post(new, {"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 600)}).status_code == 422
    assert page.post(new, {"file": SimpleUploadedFile("a.csv", csv_text().encode()), "in_zone": "1"}).status_code == 302
    started = EnterpriseImport.objects.get()
    assert ROWS[0][0] in html(page, started.get_absolute_url())
    save = reverse("enterprises:import", args=[started.pk])
    assert page.post(save, {"column-0-0": "", "in_zone": "1"}).status_code == 422
    assert page.post(save, {"confirm": "1", "in_zone": "1"}).status_code == 302
    assert Enterprise.objects.filter(in_zone=True).count() == 3
    html(page, started.get_absolute_url())
    assert page.post(reverse("enterprises:import_act_undo", args=[started.pk])).status_code == 302
    assert not Enterprise.objects.exists()
    html(page, started.get_absolute_url())


def queries(page: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert page.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["index", "duplicates"])
def test_queries_do_not_grow_with_rows(page: Client, zone: Zone, name: str) -> None:
    for number in range(2):
        make_enterprise(zone, f"岚川{'　' * number}有限公司")
    url = reverse(f"enterprises:{name}")
    queries(page, url)
    few = queries(page, url)
    for number in range(2, 20):
        make_enterprise(zone, f"岚川{'　' * number}有限公司")
    assert queries(page, url) == few


def test_the_page_of_an_enterprise_stays_in_its_budget(page: Client, zone: Zone, officer: User) -> None:
    enterprise = actions.add_enterprise(zone, {"name": "岚川厂", "city": "运城市"}, by=officer, source="走访")
    queries(page, enterprise.get_absolute_url())
    few = queries(page, enterprise.get_absolute_url())
    for number in range(8):
        actions.correct_enterprise(enterprise, "city", f"第{number}市", by=officer, source="走访")
        actions.add_name(enterprise, f"旧名{number}厂", by=officer)
    assert queries(page, enterprise.get_absolute_url()) == few <= 25


def test_a_value_is_corrected_with_its_source_where_it_stands_and_of_two_the_later_sees_both(
    page: Client, zone: Zone, officer: User
) -> None:
    firm = make_enterprise(zone, "岚川轧钢有限公司", province="山西")
    address, in_line = (
        reverse("enterprises:act_field", args=[firm.pk]),
        {"HX-Request": "true", "HX-Target": "edit-city"},
    )
    shown = html(page, firm.get_absolute_url())
    assert f"{address}?field=city" in shown and "修改一项" not in shown
    form = page.get(address, {"field": "city"}, headers=in_line).content.decode()
    marks = re.search(r'name="seen" value="([^"]+)"', form)
    assert marks and 'name="source"' in form and "<html" not in form
    sent = {"field": "city", "value": "运城", "source": "营业执照", "seen": marks[1]}
    assert page.post(address, {**sent, "source": ""}, headers=in_line).status_code == 422, "no value without its source"
    assert page.post(address, sent, headers=in_line)["HX-Refresh"] == "true"
    slower = page.post(address, {**sent, "value": "临汾"}, headers=in_line)
    both = slower.content.decode()
    assert slower.status_code == 409 and "运城" in both and 'value="临汾"' in both
    firm.refresh_from_db()
    assert firm.city == "运城" and firm.facts.get(field="city", superseded_at=None).source == "营业执照"
    again = {**sent, "value": "临汾", "seen": re.search(r'name="seen" value="([^"]+)"', both)[1]}  # type: ignore[index]
    assert page.post(address, again, headers=in_line).status_code == 200
    for field, value in (("capital_wan_yuan", "1200"), ("registered_on", "2019-03-05")):
        fresh = page.get(address, {"field": field}, headers=in_line).content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', fresh)[1]  # type: ignore[index]
        given = {"field": field, "value": value, "source": "年报", "seen": seen}
        assert page.post(address, given, headers=in_line).status_code == 200
    firm.refresh_from_db()
    assert firm.city == "临汾" and firm.capital_wan_yuan == 1200 and f"{firm.registered_on}" == "2019-03-05"
    wrong = {"field": "credit_code", "value": "91x", "source": "x"}
    assert page.post(address, wrong, headers=in_line).status_code == 422
    assert page.post(address, {"field": "name", "value": "x", "source": "x"}, headers=in_line).status_code == 422


def test_what_has_a_way_back_offers_it_where_it_says_that_it_is_done(page: Client, zone: Zone) -> None:
    firm = make_enterprise(zone, "岚川轧钢有限公司")
    settle, leave = (reverse(f"enterprises:act_{verb}", args=[firm.pk]) for verb in ("settle", "leave"))
    told = page.post(settle, follow=True).content.decode()
    toast = told[told.index('id="toasts"') :]
    assert f'action="{leave}"' in toast[: toast.index("data-toast-close")]
    page.post(leave)
    firm.refresh_from_db()
    assert not firm.in_zone
