"""Names offered while one is typed: the zone's own first, former names found, nothing of another zone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.lib.chinese_text import company_name_key
from liantu.people.models import User, Zone
from liantu.sources.factories import make_person, make_zone


@pytest.fixture
def zone(db: None) -> Zone:
    return make_zone()


def add(zone: Zone, name: str, **more: str) -> Enterprise:
    return Enterprise.objects.create(zone=zone, name=name, normalised_name=company_name_key(name), **more)


def asked(person: User, text: str, **more: str) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("ui:suggest", args=["firm"]), {"of": "firm_name", "firm_name": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_names_that_begin_so_come_first_and_former_names_are_found(zone: Zone) -> None:
    officer = make_person(zone, "promotion_officer", "suggesting")
    add(zone, "山西洛北镀锌有限公司", province="山西", city="太原")
    add(zone, "洛北镀锌有限公司", credit_code="91350100M000100Y43")
    renamed = add(zone, "远岫新材料有限公司")
    EnterpriseName.objects.create(zone=zone, enterprise=renamed, name="洛北镀膜厂", normalised_name="洛北镀膜厂")
    gone = add(zone, "洛北镀锌旧公司")
    gone.merged_into = renamed
    gone.save()
    page = asked(officer, "洛北镀", new="1", list="l")
    names = [part.split('"')[0] for part in page.split('data-name="')[1:]]
    assert names == ["洛北镀锌有限公司", "山西洛北镀锌有限公司", "远岫新材料有限公司", "洛北镀"]
    assert "91350100M000100Y43" in page and "山西太原" in page and "新单位“洛北镀”" in page
    assert "新单位" not in asked(officer, "洛北镀")  # the field takes known names only
    assert "新单位" not in asked(officer, "洛北镀锌有限公司", new="1")
    assert "远岫" in asked(officer, "")  # nothing typed: what was touched last
    assert 'role="option"' not in asked(officer, "没有这家")


def test_nothing_of_another_zone_and_nothing_without_the_ability(zone: Zone) -> None:
    other = make_zone("elsewhere")
    add(other, "洛北镀锌有限公司")
    officer, outsider = make_person(zone, "promotion_officer", "here"), make_person(zone, "ambassador", "outside")
    add(zone, "洛北<b>有限公司")
    assert (
        "镀锌" not in asked(officer, "洛北")
        and "&lt;b&gt;" in asked(officer, "洛北")
        and "<b>" not in asked(officer, "洛北")
    )
    client = Client()
    client.force_login(outsider)
    person = client.get(reverse("ui:suggest", args=["person"]), {"of": "q", "q": "here"}).content.decode()
    assert "here" not in person  # from outside nobody learns who works in the zone
    assert client.get(reverse("ui:suggest", args=["nonsense"])).status_code == 404
    assert Client().get(reverse("ui:suggest", args=["firm"])).status_code == 302
