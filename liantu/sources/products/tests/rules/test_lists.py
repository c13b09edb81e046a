"""Product lists: what is evidence, what is not, and that nothing is lost between."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.sources.products.rules.columns import recognise
from liantu.sources.products.rules.lists import Firm, ListLine, clean_lists, clean_name, problem_of


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("轴承钢", ""),
        ("手机内部功能性器件", ""),
        ("3D打印机", ""),
        ("租赁设备", ""),
        ("平衡项目", "accounting_item"),
        ("公司内各业务分部相互抵销", "accounting_item"),
        ("合计", "accounting_item"),
        ("其他业务", "says_nothing"),
        ("其他(补充)", "says_nothing"),
        ("租赁", "says_nothing"),
        ("产品销售收入", "says_nothing"),
        ("预混剂(金霉素", "broken_name"),
        ("12.5", "broken_name"),
        ("长" * 61, "broken_name"),
        ("", "no_product"),
    ],
)
def test_names_that_are_no_products(name: str, reason: str) -> None:
    assert problem_of(clean_name(name)) == reason


def test_shares_sum_to_one_at_most_and_faults_are_counted() -> None:
    rows = [
        ListLine(2, "甲厂", "轴承钢", weight="1.2"),
        ListLine(3, "甲厂", "齿轮钢", weight="60%"),
        ListLine(4, "甲厂", "弹簧钢", weight="-0.4"),
        ListLine(5, "甲厂", "轴承钢", weight="0.1"),
        ListLine(6, "甲厂", "模具钢", weight="许多", year="去年"),
        ListLine(7, "", "模具钢"),
        ListLine(8, "乙厂", "焦炭", weight="0.3", year="2025年"),
    ]
    found = clean_lists(rows)
    shares = {(line.owner, line.product): line.share for line in found.lines}
    assert shares == {
        ("甲厂", "轴承钢"): pytest.approx(2 / 3),
        ("甲厂", "齿轮钢"): pytest.approx(1 / 3),
        ("甲厂", "弹簧钢"): 0.0,
        ("甲厂", "模具钢"): None,
        ("乙厂", "焦炭"): 0.3,
    }
    assert [(one.row, one.reason) for one in found.dropped] == [(5, "twice"), (7, "no_owner")]
    assert dict(found.notes) == {
        "weight_over_one": 1,
        "weight_negative": 1,
        "weight_unreadable": 1,
        "year_unreadable": 1,
        "sums_over_one": 1,
    }
    assert [line.year for line in found.lines if line.owner == "乙厂"] == [2025]


def test_a_code_gives_the_full_name_and_one_of_two_firms_gives_none() -> None:
    firms = {
        "1": [Firm("新路", "新路集团股份有限公司"), Firm("老路", "老路股份有限公司")],
        "2": [Firm("航控", "航发控制股份有限公司"), Firm("航控", "动力控制股份有限公司")],
        "3": [Firm("焦业", "焦业有限公司")],
    }
    rows = [
        ListLine(2, "老路", "钢轨", code="1"),
        ListLine(3, "别家", "钢轨", code="1"),
        ListLine(4, "航控", "控制器", code="2"),
        ListLine(5, "写错的", "焦炭", code="3"),
        ListLine(6, "丙", "焦炭", code="9"),
    ]
    found = clean_lists(rows, firms=firms)
    assert [line.owner for line in found.lines] == ["老路股份有限公司", "航发控制股份有限公司", "焦业有限公司", "丙"]
    assert [(one.row, one.reason) for one in found.dropped] == [(3, "code_of_two_firms")]
    assert (found.notes["renamed_firm"], found.notes["code_unknown"]) == (1, 1)


@given(st.lists(st.tuples(st.sampled_from(["甲", "乙", ""]), st.text(max_size=6), st.text(max_size=5)), max_size=30))
def test_every_row_is_kept_or_told_and_shares_never_pass_one(rows: list[tuple[str, str, str]]) -> None:
    lines = [ListLine(at, owner, product, weight=weight) for at, (owner, product, weight) in enumerate(rows)]
    found = clean_lists(lines)
    assert len(found.lines) + len(found.dropped) == len(rows)
    totals: dict[str, float] = defaultdict(float)
    for line in found.lines:
        assert line.share is None or 0.0 <= line.share <= 1.0
        totals[line.owner] += line.share or 0.0
    assert all(total <= 1.0 + 1e-9 for total in totals.values())
    assert max(Counter((line.owner, line.product.casefold()) for line in found.lines).values(), default=1) == 1


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["企业名称", "产品名称", "占比（%）", "年份"], "lists"),
        (["company_code", "company_name", "product_id", "product_name"], "lists"),
        (["from_id", "from_name", "relation", "to_id", "to_name"], "relations"),
        (["from_code", "from_name", "relation", "to_code", "to_name"], "industry_relations"),
        (["code", "code_raw", "name", "fullname"], "firms"),
        (["code", "name", "level", "parent_code"], "industries"),
        (["company_code", "code_raw", "company_name", "industry_code"], "memberships"),
        (["a", "b"], None),
        ([], None),
    ],
)
def test_tables_are_told_by_their_headers(headers: list[str], kind: str | None) -> None:
    found = recognise(headers)
    assert (found.kind if found else None) == kind
    assert found is None or found.in_percent == ("占比（%）" in headers)
