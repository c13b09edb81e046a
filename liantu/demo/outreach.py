"""Invented forces, visits, contacts and agreements of the demo zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from liantu.outreach.actions import PersonGiven, StopGiven, give_obligation, log_engagement, save_agreement
from liantu.outreach.models import Agreement, PartnerPark, PromotionForce
from liantu.people.models import User, Zone
from liantu.ui.actions import save_row


def bring_outreach(zone: Zone, people: Mapping[str, User]) -> None:
    """The forces of "1+4", a month of visits, three agreements."""
    today = timezone.localdate()
    _forces(zone, people, today)
    _visits(zone, people, today)
    _agreements(zone, people, today)


def _keep(model: type[Any], people: Mapping[str, User], *, zone: Zone, **values: Any) -> Any:
    """Keep a row as a person with the room's table would."""
    store = save_agreement if model is Agreement else save_row
    return store(model(zone=zone, **values), by=people["officer"], zone=zone, fields=())


def _forces(zone: Zone, people: Mapping[str, User], today: date) -> None:
    rows = [
        ("leading_body", "汾泽开发区招商引资工作领导小组", "L1", None, {}),
        ("chain_task_force", "精品钢产业链专班", "Z1", people["officer"], {}),
        (
            "third_party_agency",
            "华智产业咨询（演示）",
            "T1",
            None,
            {"duty": "每年有效线索 12 条", "leads_required": 12, "commission": "开工、投产、达产分三次支付（演示）"},
        ),
        ("chamber_of_commerce", "汾泽驻苏州商会（演示）", "S1", None, {"members": 86, "liaison": "联络员甲"}),
    ]
    rows += [
        (
            "investment_ambassador",
            people[f"ambassador{number}"].label,
            f"A{number}",
            people[f"ambassador{number}"],
            {"appointment_no": f"汾招聘〔2026〕{number} 号", "leads_required": 3},
        )
        for number in range(1, 9)
    ]
    for number, (kind, name, code, person, more) in enumerate(rows):
        _keep(
            PromotionForce,
            people,
            zone=zone,
            kind=kind,
            name=name,
            code=code,
            person=person,
            starts_on=today - timedelta(days=400),
            ends_on=today + timedelta(days=40 + 90 * number),
            **more,
        )


def _visits(zone: Zone, people: Mapping[str, User], today: date) -> None:
    officer, chief = people["officer"], people["chief"]
    log_engagement(
        zone,
        {
            "kind": "outbound_trip",
            "place": "苏州",
            "leader": "程远山",
            "person_times": 4,
            "outcome": "mutual_interest",
            "expense_wan_yuan": Decimal("1.2"),
            "topics": "冷轧薄板和涂镀项目的选址条件",
            "claims": "现有产能 20 万吨",
            "asks": "希望了解标准厂房和用电价格",
            "next_step": "寄送标准厂房资料",
            "next_on": today + timedelta(days=2),
        },
        by=officer,
        when=(today - timedelta(days=9)).isoformat(),
        stops=[
            StopGiven("苏州启衡精密材料有限公司", findings="设备成新率高"),
            StopGiven("苏州工业园展示中心", "exhibition_hall"),
        ],
        people=[PersonGiven("沈听澜", "副总经理", "苏州启衡精密材料有限公司", "000-12345678")],
    )
    _received_today(zone, officer, today)
    log_engagement(
        zone,
        {
            "kind": "inbound_reception",
            "title": "接待武汉客商",
            "place": "开发区展厅",
            "outcome": "consensus",
            "next_step": "约定二次考察",
            "next_on": today - timedelta(days=1),
        },
        by=chief,
        when=(today - timedelta(days=4)).isoformat(),
        stops=[
            StopGiven("开发区展厅", "exhibition_hall"),
            StopGiven("标准厂房三期", "workshop"),
            StopGiven("武汉沐岚工业科技有限公司", "meeting"),
        ],
        people=[PersonGiven("贺知章（演示）", "董事长", "武汉沐岚工业科技有限公司")],
    )
    log_engagement(
        zone,
        {"kind": "exhibition", "title": "太原能博会", "booth": "参展，A3（演示）", "outcome": "contact_only"},
        by=officer,
        when=f"{today.year}年{max(today.month - 1, 1)}月",
    )


def _received_today(zone: Zone, officer: User, today: date) -> None:
    log_engagement(
        zone,
        {
            "kind": "inbound_reception",
            "title": "接待苏州启衡，看标准厂房 C 区",
            "place": "开发区展厅",
            "leader": "程远山",
            "members": "柳青禾",
            "outcome": "contact_only",
        },
        by=officer,
        when=today.isoformat(),
        stops=[StopGiven("苏州启衡精密材料有限公司")],
    )


def _agreements(zone: Zone, people: Mapping[str, User], today: date) -> None:
    park = _keep(
        Agreement,
        people,
        zone=zone,
        kind="friendly_cooperation",
        title="缔结友好园区（演示）",
        parties="汾泽开发区；合作园区",
        signed_on=today - timedelta(days=700),
        starts_on=today - timedelta(days=700),
        ends_on=today + timedelta(days=30),
        state="in_force",
        keeper=people["officer"],
    )
    _keep(PartnerPark, people, zone=zone, name="合作园区（演示）", place="江苏", agreement=park, what="产业转移")
    framework = _keep(
        Agreement,
        people,
        zone=zone,
        kind="framework_agreement",
        title="冷轧薄板项目框架协议",
        parties="汾泽开发区；苏州启衡（演示）",
        signed_on=today - timedelta(days=20),
        state="in_force",
        keeper=people["officer"],
    )
    give_obligation(
        framework,
        by=people["officer"],
        text="30 日内提供选址方案",
        party="汾泽开发区",
        due=today + timedelta(days=10),
        owner=people["officer"],
    )
