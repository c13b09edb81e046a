"""Relations: kinds by their tail, inputs of industry, no recipes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from liantu.sources.products.rules.relations import IndustryFilter, RelationLine, clean_relations

PLAIN = IndustryFilter.learn([], [])


def test_kinds_by_tail_inputs_both_ways_and_the_rest_told() -> None:
    rows = [
        RelationLine(2, "环氧树脂", "产品小类", "改性环氧树脂"),
        RelationLine(3, "鸡蛋", "产品小类", "鸡蛋葱花饼"),
        RelationLine(4, "冷轧薄板", "上游材料", "热轧卷板"),
        RelationLine(5, "热轧卷板", "下游产品", "冷轧薄板"),
        RelationLine(6, "红烧排骨", "上游材料", "冰糖"),
        RelationLine(7, "焦炭", "上游材料", "焦 炭"),
        RelationLine(8, "焦炭", "相似", "煤"),
        RelationLine(9, "", "上游材料", "煤"),
    ]
    found = clean_relations(rows, PLAIN)
    assert [(one.kind, one.whole, one.part) for one in found.lines] == [
        ("kind", "环氧树脂", "改性环氧树脂"),
        ("input", "冷轧薄板", "热轧卷板"),
    ]
    assert [(one.row, one.reason) for one in found.dropped] == [
        (3, "begins_alike"),
        (5, "twice"),
        (6, "recipe"),
        (7, "with_itself"),
        (8, "relation_unknown"),
        (9, "no_product"),
    ]


def test_what_is_learnt_tells_dishes_without_a_kitchen_word() -> None:
    kinds, dishes = ("高强钢板", "精密钢板", "高强轴承", "精密铝材"), ("香菇鸡粥", "麻辣鸡粥", "香菇肉汤", "麻辣肉汤")
    listed = [f"{kind}{number}" for kind in kinds for number in range(60)]
    others = [f"{dish}{number}" for dish in dishes for number in range(60)]
    learnt = IndustryFilter.learn(listed, others)
    assert learnt.score("香菇肉") < 0 < learnt.score("精密铝板")
    assert PLAIN.score("香菇肉") > 0


@pytest.mark.shared_data
def test_agrees_with_another_filter_on_the_public_graph(shared_data: Path) -> None:
    """Learnt on the tables themselves it sides with an independent model on nine names of ten."""

    def rows(name: str) -> list[dict[str, str]]:
        with (shared_data / "chain_graph" / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    theirs = {row["name"]: float(row["p_industrial"]) > 0.5 for row in rows("product_industrial_prob.csv")}
    related = [row for row in rows("product_product.csv") if row["relation"] != "产品小类"]
    names = {name for row in related for name in (row["from_name"], row["to_name"])}
    learnt = IndustryFilter.learn({row["product_name"] for row in rows("company_product.csv")}, names)
    known = [name for name in names if name in theirs]
    assert sum((learnt.score(name) > 0) == theirs[name] for name in known) / len(known) > 0.90
