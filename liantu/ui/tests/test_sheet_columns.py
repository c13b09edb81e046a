"""Sheets as offices send them: titles above, units in headers, synonyms, merged cells, numerals, totals below."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from liantu.lib.problems import ProblemsError
from liantu.ui.sheet_columns import header_row, is_total, match_columns, plain, unit_of
from liantu.ui.sheet_reading import read_sheet
from liantu.ui.sheet_values import day_text, number_text

FIELDS = ("firm_name", "credit_code", "amount_wan_yuan", "area_mu", "signed_on", "contact_phone")
LABELS = ("企业", "信用代码", "金额（万元）", "用地（亩）", "签约日", "电话")


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("投资额（亿元）", "投资额", "亿元"),
        ("投资额(万元)", "投资额", "万元"),
        ("用地 【单位：亩】", "用地", "亩"),
        ("* 企业名称：", "企业名称", ""),
        ("占地面积/平方米", "占地面积", "平方米"),
        ("ＡＢＣ", "abc", ""),
        ("投资额（含设备）", "投资额", ""),
    ],
)
def test_headers_are_compared_without_signs_and_units(header: str, name: str, unit: str) -> None:
    assert (plain(header), unit_of(header)) == (name, unit)


def test_columns_by_name_synonym_content_and_memory() -> None:
    headers = ["序号", "投资方名称", "总投资（亿元）", "代码", "联系方式", "备注"]
    sample = [["1", "甲公司", "2", "91140800MA0000001D", "13900000000", "x"] for _ in range(5)]
    from liantu.lib.credit_code import why_invalid

    code = "91350100M000100Y43"
    assert not why_invalid(code)
    for row in sample:
        row[3] = code
    found = match_columns(headers, FIELDS, LABELS, sample)
    assert {index: (one.field, one.unit, one.by) for index, one in found.items()} == {
        1: ("firm_name", "", "synonym"),
        2: ("amount_wan_yuan", "亿元", "synonym"),
        3: ("credit_code", "", "content"),
        4: ("contact_phone", "", "synonym"),
    }
    remembered = match_columns(headers, FIELDS, LABELS, sample, {"5": "firm_name", "99": "area_mu", "1": "gone"})
    assert {index: one.field for index, one in remembered.items()} == {5: "firm_name"}


def test_the_header_row_is_the_one_that_names_most_columns() -> None:
    rows = [
        ["2026年招商线索统计表", "", ""],
        ["填报单位：投促局", "", "单位：万元"],
        ["序号", "企业名称", "计划投资"],
        ["1", "甲公司", "3"],
    ]
    assert header_row(rows, FIELDS, LABELS) == 2
    assert header_row([["a", "b"], ["1", "2"]], FIELDS, LABELS) == 0


@pytest.mark.parametrize("first", ["合计", "总 计", "小计：", "Total"])
def test_sums_are_no_rows(first: str) -> None:
    assert is_total(["", first, "12"])
    assert not is_total(["合计公司", "12"])


@pytest.mark.parametrize(
    ("field", "cell", "unit", "text"),
    [
        ("amount_wan_yuan", "1.2", "亿元", "12000"),
        ("amount_wan_yuan", "约3000万元", "亿元", "3000"),
        ("amount_wan_yuan", "5000000元", "", "500"),
        ("amount_wan_yuan", "1,200", "", "1200"),
        ("amount_wan_yuan", "两亿元", "", "20000"),
        ("amount_wan_yuan", "300万美元", "", "300万美元"),
        ("amount_wan_yuan", "待定", "", ""),
        ("area_mu", "120余", "", "120"),
        ("area_mu", "2公顷", "", "30"),
        ("area_mu", "6670", "平方米", "10.005"),
        ("people", "一百二十", "", "120"),
        ("share_pct", "12.5%", "", "12.5"),
        ("people", "很多", "", "很多"),
        ("people", "1,024", "", "1024"),
    ],
)
def test_numbers_in_the_unit_of_the_field(field: str, cell: str, unit: str, text: str) -> None:
    assert number_text(field, cell, unit) == text


@pytest.mark.parametrize(
    "cell",
    ["2026-03-05", "2026/3/5", "2026.3.5", "20260305", "2026年3月5日", "二〇二六年三月五日", "46086", "2026年3月5号"],
)
def test_days_in_eight_spellings(cell: str) -> None:
    assert day_text(cell) == "2026-03-05"


def test_what_is_no_day_stays_for_the_form_to_say() -> None:
    assert day_text("三月初") == "三月初"
    assert day_text("待定") == ""


def test_merged_cells_titles_formulas_and_real_days_of_a_workbook() -> None:
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "招商线索统计表")
    for column, text in enumerate(("区县", "企业名称", "投资额（亿元）", "签约日")):
        sheet.write(1, column, text)
    sheet.merge_range(2, 0, 3, 0, "汾泽")
    sheet.write_row(2, 1, ("甲公司", 2.5))
    sheet.write_datetime(2, 3, date(2026, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))  # type: ignore[arg-type]
    sheet.write(3, 1, "乙公司")
    sheet.write_formula(3, 2, "='[http://example.invalid/x.xlsx]A'!B1", value=7)
    book.close()
    headers, rows = read_sheet("a.xlsx", raw.getvalue(), lambda first: header_row(first, FIELDS, LABELS))
    assert headers == ["区县", "企业名称", "投资额（亿元）", "签约日"]
    assert rows == [(3, ["汾泽", "甲公司", "2.5", "2026-03-05"]), (4, ["汾泽", "乙公司", "7", ""])]


def test_gb18030_with_a_title_above() -> None:
    text = "招商线索\n企业名称,总投资\n甲公司,3\n合计,3\n".encode("gb18030")
    headers, rows = read_sheet("a.csv", text, lambda first: header_row(first, FIELDS, LABELS))
    assert headers == ["企业名称", "总投资"]
    assert [cells for _number, cells in rows] == [["甲公司", "3"], ["合计", "3"]]


def test_a_damaged_sheet_is_told() -> None:
    with pytest.raises(ProblemsError):
        read_sheet("a.xlsx", b"PK\x03\x04junk", lambda first: 0)
