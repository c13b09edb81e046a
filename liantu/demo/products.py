"""Invented product lists of enterprises of the demo register, with the faults such lists have."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from liantu.chains.models import Chain
from liantu.chains.reads import published_version, template_of
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node
from liantu.people.models import Zone
from liantu.sources.models import RegisterRelease
from liantu.sources.products.actions import add_lists

MAKERS_OF_A_LINK = 40  # best by their words; every third of them hands in a list
QUALITIES = ("", "", "高强", "精密", "耐热", "节能型", "环保型", "特种", "改性", "高纯")
FAULTS = ("平衡项目", "分部间抵销", "租赁", "其他业务", "配件")


def bring_products(zone: Zone, register: RegisterRelease) -> None:
    """Read an invented ZIP-like folder of lists in, as an operator would."""
    draw = random.Random(20260630)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        _write(path / "产品清单.csv", ("企业名称", "产品名称", "占比%", "年份"), _lines(zone, register, draw))
        _write(path / "产品关系.csv", ("产品", "关系", "关联产品"), _relations(zone))
        add_lists(
            zone,
            path,
            title="企业产品清单（演示）",
            source="虚构数据",
            licence="虚构，仅供演示",
            as_of_on=date(2026, 6, 30),
        )


def _write(path: Path, headers: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)


def _nodes(zone: Zone) -> Iterator[Node]:
    for chain in Chain.objects.filter(zone=zone).order_by("order"):
        version = published_version(chain)
        if version is not None:
            yield from template_of(version).nodes


def _lines(zone: Zone, register: RegisterRelease, draw: random.Random) -> Iterator[tuple[str, ...]]:
    release = register.open()
    for node in _nodes(zone):
        words = [word for word in node.words if len(word) > 1]
        for hit in release.screen(screening_for(node), top=MAKERS_OF_A_LINK).hits[draw.randrange(3) :: 3]:
            chosen = draw.sample(words, k=min(len(words), draw.randint(1, 2)))
            for word in chosen:
                yield hit.name, draw.choice(QUALITIES) + word, f"{draw.randint(10, 60)}", "2025"
            if draw.random() < 0.1:
                yield hit.name, draw.choice(FAULTS), f"{draw.randint(-20, 140)}", "2025"
            if draw.random() < 0.05:
                yield hit.name, chosen[0], "50", "2025年"


def _relations(zone: Zone) -> Iterator[tuple[str, ...]]:
    for node in _nodes(zone):
        for word in node.words[:3]:
            yield word, "产品小类", f"高强{word}"
            yield word, "产品小类", f"{word}架"
    yield from (("冷轧薄板", "上游材料", "热轧卷板"), ("红烧排骨", "上游材料", "冰糖"), ("轴承", "上游材料", "轴承钢"))
