"""Invented registers for tests: small files and releases built by the real engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from liantu.lib.credit_code import check_character
from liantu.people.models import Membership, User, Zone
from liantu.sources import actions
from liantu.sources.building import Recipe, build_register
from liantu.sources.models import RegisterRelease

HEADER = ("企业名称", "统一社会信用代码", "成立日期", "企业类型", "注册资本", "经营范围", "省份", "城市")
ROWS: tuple[tuple[str, ...], ...] = (
    (
        "岚川轧钢有限公司",
        "",
        "2001-05-06",
        "有限责任公司",
        "5000万元人民币",
        "热轧钢带生产、销售；轧辊修理",
        "山西省",
        "运城市",
    ),
    ("岚川钢贸商行", "", "2010-01-02", "个体工商户", "10万元", "热轧钢带销售", "山西省", "运城市"),
    ("禹泽机械股份有限公司", "", "1998年3月2日", "股份有限公司", "2亿元", "轴承制造；机械设备维修", "江苏省", "苏州市"),
)


def credit_code(number: int, division: str = "140800") -> str:
    """A valid invented credit code."""
    first = f"91{division}MA{number:07d}"[:17]
    return first + check_character(first)


def csv_text(rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER) -> str:
    """A register as CSV; rows without a code get an invented one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([row[0], row[1] or credit_code(number), *row[2:]] if header is HEADER else row)
    return out.getvalue()


def make_zone(code: str = "north", **values: Any) -> Zone:
    """A zone."""
    made: Zone = Zone.objects.create(code=code, name=values.pop("name", f"{code}经开区"), **values)
    return made


def make_person(zone: Zone, role: str = "data_officer", username: str = "") -> User:
    """A person with one role in the zone."""
    user: User = User.objects.create_user(username or f"{role}-{zone.code}", password="x")  # noqa: S106  # tests only
    Membership.objects.create(user=user, zone=zone, role=role)
    return user


def make_release(
    zone: Zone, folder: Path, rows: Sequence[Sequence[str]] = ROWS, *, release_id: str = "", shared: bool = False
) -> RegisterRelease:
    """A release of invented rows, built and adopted; ``folder`` takes the file it is built from."""
    file = folder / "register.csv"
    file.write_text(csv_text(rows), encoding="utf-8")
    on = date(2026, 3, 5)
    name = release_id or actions.planned_release_id("", f"test {zone.code}", on)
    recipe = Recipe([file], name, f"{zone.code}企业登记", source="市场监督管理局", licence="内部使用", as_of_on=on)
    built = build_register(recipe, Path(settings.REGISTERS_DIR))
    return actions.adopt_release(built.info, zone=zone, by=None, shared=shared)
