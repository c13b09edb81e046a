"""Chains for tests of this room and the rooms above: a small template, a chain, a register that answers it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from liantu.chains import actions
from liantu.chains.models import Chain
from liantu.engine.manifest import read_manifest
from liantu.people.models import Membership, User, Zone
from liantu.sources.actions import adopt_release
from liantu.sources.building import Recipe, build_register
from liantu.sources.models import RegisterRelease

TEMPLATE = """chain: 试验钢
version: 1
name_en: Trial steel
nodes:
  - code: crude-steel
    name: 炼钢
    name_en: Steelmaking
    stage: upstream
    words: [炼钢, 粗钢]
    intent: make
  - code: rolled-products
    name: 轧制材
    name_en: Rolled products
    stage: midstream
    words: [热轧, 冷轧板]
    exclude: [轧辊修理]
    intent: make
  - code: guard-rails
    name: 护栏
    name_en: Guard rails
    stage: downstream
    words: [护栏]
    intent: make
edges: [[crude-steel, rolled-products], [rolled-products, guard-rails]]
"""

# (name, scope, province, city): 运城 has two rolling mills and one that only sells guard rails.
FIRMS: tuple[tuple[str, str, str, str], ...] = (
    ("绛水轧钢有限公司", "热轧钢带的生产、销售；货物进出口。", "山西", "运城"),
    ("汾河冷轧科技有限公司", "冷轧板制造；金属材料销售。", "山西", "运城"),
    ("安道建材经营部", "护栏、建材销售。", "山西", "运城"),
    ("并州特钢有限公司", "炼钢；粗钢生产；热轧生产。", "山西", "太原"),
    ("燕南护栏制造有限公司", "护栏制造；交通设施生产。", "河北", "衡水"),
    ("齐川护栏科技有限公司", "护栏生产；护栏安装。", "山东", "济南"),
)


def make_zone(code: str = "trial", *, city: str = "运城市", province: str = "山西省") -> Zone:
    """A zone in a city."""
    return Zone.objects.create(code=code, name=f"{code}开发区", name_en=f"{code} zone", province=province, city=city)


def make_person(username: str, zone: Zone, *roles: str) -> User:
    """A person with roles in a zone."""
    user = User.objects.create(username=username, display_name=username)
    Membership.objects.bulk_create(Membership(user=user, zone=zone, role=role) for role in roles)
    return user


def make_chain(zone: Zone, by: User, *, text: str = TEMPLATE, code: str = "trial-steel") -> Chain:
    """A chain with its template in force."""
    return actions.adopt_template(zone, text, by=by, code=code, source="trial.yaml").chain


def make_release(
    zone: Zone, by: User, folder: Path, *, release_id: str = "trial-1", copies: int = 30
) -> RegisterRelease:
    """A register of the invented firms in use in ``zone``; those outside 运城 stand in it ``copies`` times.

    A folder built by an earlier test of the same run is taken as it is: a release never changes.
    """
    registers = Path(settings.REGISTERS_DIR)
    if (registers / release_id / "manifest.json").exists():
        return adopt_release(read_manifest(registers / release_id)[0], zone=zone, by=by)
    rows: dict[str, list[Any]] = {"企业名称": [], "经营范围": [], "所在省份": [], "地区": [], "注册资金": []}
    for name, scope, province, city in FIRMS:
        for copy in range(1 if city == "运城" else copies):
            filled = (f"{name}{copy or ''}", scope, province, city, "500万元")
            for column, value in zip(rows, filled, strict=True):
                rows[column].append(value)
    path = folder / f"{release_id}.parquet"
    pq.write_table(pa.table(rows), path)
    recipe = Recipe(
        paths=[path],
        release_id=release_id,
        title="试验名录",
        source="虚构数据",
        licence="CC0",
        as_of_on=date(2026, 6, 30),
        created_at=datetime(2026, 7, 1, tzinfo=UTC),
        latest_on=date(2026, 6, 30),
    )
    return adopt_release(build_register(recipe, registers).info, zone=zone, by=by)
