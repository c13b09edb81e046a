"""The industries of the standard: complete by level, equal to another keying but for what is listed here."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from liantu.lib.industries import children_of, emerging_classes, emerging_hints, find_industries, industries, industry

# Every difference to the other keying, with its reason; the reconciliation fails on any other, and on one that is gone.
CUT_SHORT_THERE = {
    "306": "玻璃纤维和玻璃纤维增强塑料制品制",
    "354": "印刷、制药、日化及日用品生产专用设",
    "3546": "玻璃、陶瓷和搪瓷制品生产专用设备",
    "3552": "皮革、毛皮及其制品加工专用设备制",
    "3583": "医疗实验室及医用消毒设备和器具",
    "359": "环保、邮政、社会公共服务及其他专用",
    "37": "铁路、船舶、航空航天和其他运输设备制",
    "3939": "应用电视设备及其他广播电视设备",
    "4023": "导航、测绘、气象及海洋专用仪器制",
}
EXPLANATION_RUN_INTO_THE_NAME = {"3531": "食品、酒、饮料及茶生产专用设备制     指主要用于食品、酒、饮料生产及茶制品加"}
MARKS_ONLY = {"194": "羽毛(绒)加工及制品制造", "2541": " 生物质液体燃料生产", "7517": "三维（3D)打印技术推广服务"}
ANOTHER_WORD = {"7289": "其他会议、会展及相关服务"}


def test_levels_are_complete_and_every_code_has_its_parent() -> None:
    found = industries()
    assert Counter(one.level for one in found.values()) == {"section": 20, "division": 97, "group": 473, "class": 1_381}
    for one in found.values():
        assert one.parent in found or one.level == "section"
        assert one.name == one.name.strip() and one.name
        assert one.level == "class" or children_of(one.code)
    assert "".join(one.code for one in children_of("")) == "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(
    ("code", "name"),
    [("C", "制造业"), ("31", "黑色金属冶炼和压延加工业"), ("3130", "钢压延加工"), ("c3130", "钢压延加工")],
)
def test_a_code_has_its_name(code: str, name: str) -> None:
    found = industry(code)
    assert found is not None and found.name == name and found.section == "C"


@pytest.mark.parametrize("code", ["", "0", "9999", "31301", "钢", "CC31", " "])
def test_what_the_standard_does_not_have(code: str) -> None:
    assert industry(code) is None


def test_search_takes_codes_and_words_together() -> None:
    assert [one.code for one in find_industries("31 钢")] == ["312", "3120", "313", "3130"]
    assert find_industries("   ") == [] == find_industries("没有这个行业")
    assert len(find_industries("制造", most=7)) == 7


def test_hints_name_the_products_that_gave_them() -> None:
    first, *_ = emerging_hints("取向硅钢、轴承钢 的研发；餐饮服务")
    assert (first.code, first.words) == ("3.1", ("轴承钢", "硅钢", "取向硅钢"))
    assert emerging_hints("餐饮服务") == [] == emerging_hints("")


@pytest.mark.shared_data
def test_reconciled_with_another_keying(shared_data: Path) -> None:
    with (shared_data / "econ" / "class" / "gb4754_2017.csv").open(encoding="utf-8", newline="") as lines:
        there = {row["code"]: row for row in csv.DictReader(lines)}
    here = industries()
    assert list(there) == list(here)
    differs = {code: there[code]["name"] for code in there if there[code]["name"] != here[code].name}
    assert differs == CUT_SHORT_THERE | EXPLANATION_RUN_INTO_THE_NAME | MARKS_ONLY | ANOTHER_WORD
    assert all(here[code].name.startswith(name) for code, name in CUT_SHORT_THERE.items())
    assert {
        code
        for code in there
        if (there[code]["parent"], there[code]["section"]) != (here[code].parent, here[code].section)
    } == set()


@pytest.mark.shared_data
def test_emerging_classes_reconciled(shared_data: Path) -> None:
    with (shared_data / "econ" / "class" / "sei2018_level1_2.csv").open(encoding="utf-8", newline="") as lines:
        there = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    assert {one.code: one.name for one in emerging_classes().values()} == there
    assert Counter(bool(one.parent) for one in emerging_classes().values()) == {False: 9, True: 40}
