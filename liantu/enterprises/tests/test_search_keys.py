"""Enterprises are found while their name is typed, in characters or by letters; the key follows the name."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liantu.enterprises.models import Enterprise, EnterpriseName
from liantu.enterprises.reads import enterprises_for
from liantu.people.models import User, Zone
from liantu.ui.navigation.finding import find
from liantu.ui.navigation.menu import Menu
from liantu.ui.search_keys import fill_keys, found_by
from liantu.ui.wiring import Seen

pytestmark = pytest.mark.django_db


def make(zone: Zone, name: str, **more: str) -> Enterprise:
    return Enterprise.objects.create(zone=zone, name=name, normalised_name=name, **more)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("沐岚", ["武汉沐岚新材料", "武汉沐岚智能装备有限公司"]),
        ("mulan", ["武汉沐岚新材料", "武汉沐岚智能装备有限公司"]),
        ("whml", ["武汉沐岚新材料", "武汉沐岚智能装备有限公司"]),
        ("mlzn", ["武汉沐岚智能装备有限公司"]),
        ("沐岚 装备", ["武汉沐岚智能装备有限公司"]),
        ("mulan zhuangbei", ["武汉沐岚智能装备有限公司"]),
        ("91140", ["重庆长安钢铁"]),
        ("chongqing", ["重庆长安钢铁"]),
        ("cqca", ["重庆长安钢铁"]),
        ("tcl", ["TCL 光电"]),
        ("zhongqing", []),
        ("%", []),
        ("   ", []),
    ],
)
def test_found_by_name_pinyin_and_code(zone: Zone, officer: User, typed: str, found: list[str]) -> None:
    for name in ("武汉沐岚智能装备有限公司", "武汉沐岚新材料", "TCL 光电"):
        make(zone, name)
    make(zone, "重庆长安钢铁", credit_code="91140000MA0GXYZ12P")
    rows = found_by(enterprises_for(officer, zone), typed, 8)
    assert [row.name for row in rows] == found


def test_the_key_follows_the_name_however_it_is_saved(zone: Zone, officer: User) -> None:
    row = make(zone, "汾钢特材")
    row.name = "洛北镀锌"
    row.save(update_fields=["name"])
    assert [one.pk for one in found_by(enterprises_for(officer, zone), "lbdx", 3)] == [row.pk]
    Enterprise.objects.bulk_create([Enterprise(zone=zone, name="常州北屿", normalised_name="常州北屿")])
    assert found_by(enterprises_for(officer, zone), "beiyu", 3)
    Enterprise.objects.update(search_key="")
    assert not found_by(enterprises_for(officer, zone), "beiyu", 3)
    fill_keys(Enterprise, ("name", "credit_code"))
    assert found_by(enterprises_for(officer, zone), "beiyu", 3)


def test_finding_costs_the_same_for_two_and_two_hundred(zone: Zone, officer: User) -> None:
    officer.roles_in(zone)
    counts = []
    for many in (2, 200):
        for number in range(many):
            make(zone, f"沐岚{number}厂{many}")
        with CaptureQueriesContext(connection) as asked:
            assert len(found_by(enterprises_for(officer, zone), "mulan", 8)) == min(8, Enterprise.objects.count())
        counts.append(len(asked) - 1)
    assert counts == [2, 2]


def test_a_former_name_leads_to_the_enterprise_and_other_zones_stay_closed(zone: Zone, officer: User) -> None:
    row = make(zone, "沐岚新材料")
    EnterpriseName.objects.create(zone=zone, enterprise=row, name="汉江化工厂", normalised_name="汉江化工厂")
    other = Zone.objects.create(code="other", name="别区")
    make(other, "沐岚别处")
    titles = {line.title for group in find(Menu(Seen(officer, zone)), "沐岚") for line in group.lines}
    assert "沐岚新材料" in titles
    assert "沐岚别处" not in titles
    assert [line.title for group in find(Menu(Seen(officer, zone)), "汉江化工") for line in group.lines][:1] == [
        "沐岚新材料"
    ]
