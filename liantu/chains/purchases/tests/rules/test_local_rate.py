"""The local supporting rate and the link of a bought product."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.purchases.rules.local_rate import Bought, local_rate, rates_by_leader
from liantu.chains.purchases.rules.matching import guess_link
from liantu.chains.rules.template import Node

HOME = {"province": "山西", "city": "运城"}
PAGE = Path(__file__).resolve().parents[5] / "docs" / "methods" / "local-supporting-rate.md"


def line(key: int, amount: int, province: str = "", city: str = "", year: int = 2025, leader: str = "甲") -> Bought:
    return Bought(key, leader, year, "", Decimal(amount), province, city)


def test_city_province_elsewhere_and_unknown_stay_apart() -> None:
    rate = local_rate(
        [line(1, 10, "山西", "运城"), line(2, 20, "山西", "太原"), line(3, 30, "江苏", "苏州"), line(4, 40)], **HOME
    )
    assert (rate.city_pct, rate.province_pct, rate.unplaced_pct) == (
        Decimal("10.00"),
        Decimal("30.00"),
        Decimal("40.00"),
    )
    assert rate.lines == (1, 2, 3, 4)


def test_a_city_of_the_same_name_elsewhere_is_not_here() -> None:
    assert local_rate([line(1, 10, "辽宁", "朝阳")], province="北京", city="朝阳").city_wan_yuan == 0


def test_change_is_against_the_year_before() -> None:
    lines = [line(1, 10, "山西", year=2024), line(2, 90, "江苏", year=2024), line(3, 30, "山西"), line(4, 70, "江苏")]
    newest, before = rates_by_leader(lines, **HOME)
    assert (newest.year, newest.change_points) == (2025, Decimal("20.00"))
    assert before.change_points is None


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.sampled_from(["山西", "江苏", ""]), st.sampled_from(["运城", "苏州", ""]))
    )
)
def test_rates_are_shares(rows: list[tuple[int, str, str]]) -> None:
    rate = local_rate([line(key, *row) for key, row in enumerate(rows)], **HOME)
    if not rows:
        assert rate.province_pct is None
        return
    assert rate.city_pct is not None
    assert rate.province_pct is not None
    assert 0 <= rate.city_pct <= rate.province_pct <= 100
    assert len(rate.lines) == len(rows)


NODES = [
    Node("cold", "冷轧薄板带", "midstream", ("冷轧板", "冷轧"), exclude=("冷轧机",)),
    Node("refractory", "耐火材料", "upstream", ("耐火砖", "耐火材料")),
]


def test_a_product_finds_its_link_by_its_tail() -> None:
    sure = guess_link("0.5mm 冷轧板", NODES)
    assert sure is not None
    assert (sure.node_code, sure.is_sure) == ("cold", True)
    loose = guess_link("耐火砖砌筑服务", NODES)
    assert loose is not None
    assert (loose.node_code, loose.is_sure) == ("refractory", False)


def test_nobody_guesses() -> None:
    assert guess_link("食堂大米", NODES) is None
    assert guess_link("冷轧机配件", NODES) is None


def test_the_worked_example_of_the_method_page() -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert len(code) == 1
    exec(code[0], {})
