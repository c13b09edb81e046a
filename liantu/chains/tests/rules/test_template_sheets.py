"""Sheets and comparison: nothing is lost on the way to a workbook and back, and changes are told as data."""

from __future__ import annotations

import dataclasses

import pytest

from liantu.chains.rules.template import Edge, Node, Template, TemplateError
from liantu.chains.rules.template_compare import FieldChange, NodeChange, compare_templates
from liantu.chains.rules.template_sheets import TemplateSheets, rows_from_template, template_from_rows

CHAIN = Template(
    "精品钢",
    3,
    (
        Node("crude-steel", "粗钢", "upstream", ("钢坯", "连铸"), gbt4754=("0610", "3120"), name_en="Crude steel"),
        Node("rolled-products", "轧制材", "midstream", ("热轧",), ("轧辊修理",), intent="trade", logistic_class="bulk"),
    ),
    (Edge("crude-steel", "rolled-products"),),
    name_en="Premium steel",
)


def test_a_template_survives_the_workbook() -> None:
    assert template_from_rows(rows_from_template(CHAIN), source="chain.xlsx") == CHAIN


def test_a_sheet_filled_by_hand_in_chinese_is_read() -> None:
    sheets = TemplateSheets(
        chain=({"产业链": "精品钢", "版本": 1.0},),
        nodes=(
            {"代码": "ore", "环节": "铁矿", "位置": "上游", "产品词": "铁矿石，铁精粉\n磁铁矿", "行业代码": 810.0},
            {"代码": None, "环节": "", "位置": " "},
        ),
        edges=(),
    )
    (node,) = template_from_rows(sheets, source="chain.xlsx").nodes
    assert node == Node("ore", "铁矿", "upstream", ("铁矿石", "铁精粉", "磁铁矿"), gbt4754=("0810",))


def test_all_problems_of_a_workbook_come_together() -> None:
    sheets = TemplateSheets(
        chain=({"chain": "甲", "version": "one"},),
        nodes=({"code": "a b", "name": "甲", "stage": "upstream", "words": "钢坯", "颜色": "红"},),
        edges=({"source": "x", "target": "y"},),
    )
    with pytest.raises(TemplateError) as caught:
        template_from_rows(sheets, source="chain.xlsx")
    assert {problem.code for problem in caught.value.problems} == {
        "template_unknown_column",
        "template_bad_version",
        "template_bad_code",
        "template_edge_unknown_node",
    }
    with pytest.raises(TemplateError):
        template_from_rows(TemplateSheets((), (), ()), source="chain.xlsx")


def test_no_difference_is_false_and_order_is_no_difference() -> None:
    turned = dataclasses.replace(CHAIN, nodes=tuple(reversed(CHAIN.nodes)), version=9)
    assert not compare_templates(CHAIN, CHAIN)
    assert not compare_templates(CHAIN, turned)


def test_changes_are_told_by_node_and_field() -> None:
    rolled = dataclasses.replace(CHAIN.nodes[1], words=("热轧", "冷轧"), exclude=(), intent="make")
    new = dataclasses.replace(CHAIN, nodes=(rolled, Node("coke", "焦炭", "upstream", ("焦炭",))), edges=())
    changes = compare_templates(CHAIN, new)
    assert changes
    assert [node.code for node in changes.nodes_added] == ["coke"]
    assert [node.code for node in changes.nodes_removed] == ["crude-steel"]
    assert changes.edges_removed == (("crude-steel", "rolled-products"),)
    assert changes.edges_added == ()
    assert changes.nodes_changed == (
        NodeChange(
            "rolled-products",
            "轧制材",
            (
                FieldChange("intent", "trade", "make"),
                FieldChange("words", added=("冷轧",)),
                FieldChange("exclude", removed=("轧辊修理",)),
            ),
        ),
    )
