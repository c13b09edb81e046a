"""Invented work of the demo zone's task forces: points of the year, a meeting, a round, tasks in every state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from liantu.chains.models import Chain
from liantu.foundation.duties.actions import Owed, take_step
from liantu.foundation.duties.models import Duty
from liantu.outreach.work.actions import keep_inspection, keep_meeting, note_progress, store_point
from liantu.outreach.work.models import WorkPoint
from liantu.people.models import User, Zone

# chain, work point, measured by, to reach, unit, in charge, due month, progress, reached
POINTS: tuple[tuple[str, str, str, str, str, str, int, str, str], ...] = (
    ("premium-steel", "补齐热镀锌、护栏板环节", "新引进项目", "3", "个", "精品钢专班", 12, "一家签约，两家在谈", "1"),
    ("premium-steel", "组织链主供需对接会", "场次", "4", "场", "精品钢专班", 11, "已办四场", "4"),
    ("premium-steel", "提高本地配套率", "本地配套率", "45", "%", "工信部门", 12, "上半年测算", "38"),
    ("quality-coke", "焦炉煤气制氢项目落地", "开工项目", "1", "个", "优质焦专班", 10, "", ""),
    ("fine-chemicals", "编制精细化工产业图谱", "图谱", "1", "套", "精细化工专班", 6, "完成初稿", "1"),
)


def keep_work(zone: Zone, people: Mapping[str, User]) -> None:
    """Put the invented work in through the part's own actions."""
    today = timezone.localdate()
    chief, officer = people["chief"], people["officer"]
    for code, text, measure, target, unit, department, month, progress, reached in POINTS:
        point = WorkPoint(
            chain=Chain.objects.get(zone=zone, code=code),
            year=today.year,
            text=text,
            measure=measure,
            target=Decimal(target),
            unit=unit,
            department=department,
            due_on=today.replace(month=month, day=28),
        )
        store_point(point, by=chief, zone=zone)
        if progress:
            note_progress(point, progress, by=officer, reached=Decimal(reached))
    steel = Chain.objects.select_related("zone").get(zone=zone, code="premium-steel")
    values = {
        "held_on": today - timedelta(days=20),
        "title": "精品钢专班月度调度会",
        "place": "管委会二楼会议室",
        "attendees": "程远山、柳青禾、钟亦诚、白芷若",
        "notes": "通报三季度进展，研究护栏板项目用地。",
        "decisions": "本月内完成两家目标企业拜访。",
    }
    owed = [
        Owed("拜访洛北镀锌公司，摸清扩产意向", officer.pk, today - timedelta(days=2)),
        Owed("核实护栏板项目用地指标", officer.pk, today + timedelta(days=9)),
    ]
    meeting = keep_meeting(steel, values, owed, by=chief)
    stops = [
        {
            "place": "汾钢特材股份有限公司",
            "progress": "冷轧二线设备安装过半",
            "strength": "省内特钢前三",
            "annual_output": "年产值约 46 亿元",
            "core_technology": "高强镀锌板",
            "difficulties": "镀锌加工外委，运费高",
        },
        {"place": "标准厂房 C 区", "difficulties": "天然气管线差 300 米"},
    ]
    ordered = [Owed("协调燃气公司接通 C 区管线", officer.pk, today + timedelta(days=14))]
    given = {"held_on": today - timedelta(days=6), "title": "链长调研精品钢链", "led_by": "程远山"}
    keep_inspection(steel, given, stops, ordered, by=chief)
    first = Duty.objects.about(meeting).get(text=owed[1].text)
    take_step(first, "finish", "用地指标已核实，可用 86 亩", by=officer, revision=1)
