"""Every bad input of a real day: a clear message, the rest loaded."""

import datetime as dt

import pytest

from liantu.engine.reading import PersonalPolicy, ReadingError, preview
from liantu.engine.reading.tests.conftest import CODES, HEADER, ROWS, csv_text
from liantu.engine.table import schema

NAMES = [row[0] for row in ROWS]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters(read, write, encoding, shown, delimiter):
    path = write(csv_text(ROWS, delimiter=delimiter), encoding=encoding)
    seen = preview([path]).files[0]
    assert (seen.encoding, seen.delimiter, seen.header_row) == (shown, delimiter, 1)
    assert read(path).column("name") == NAMES


def test_the_columns_are_those_of_a_release(read, write):
    out = read(write(csv_text(ROWS)))
    assert out.table.schema == schema()
    assert out.table.to_pylist()[0] == {
        "enterprise_id": 0,
        "name": "甲一钢铁有限公司",
        "credit_code": CODES[0],
        "credit_code_valid": True,
        "registered_on": dt.date(1998, 3, 2),
        "enterprise_type": "有限责任公司",
        "capital_text": "1,000(万元人民币)",
        "capital_wan_yuan": 1000.0,
        "capital_currency": "CNY",
        "business_scope": "钢材轧制；钢材销售",
        "province": "福建",
        "city": "福州",
        "gbt4754": "",
        "status": "",
        "source_row": 2,
    }
    assert out.column("capital_currency") == ["CNY", "USD", ""]
    assert out.column("city") == ["福州", "海淀", ""]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system(read, write, line_end):
    path = write(csv_text(ROWS).replace("\n", line_end).encode())
    assert read(path).column("name") == NAMES


def test_no_line_end_after_the_last_row(read, write):
    assert read(write(csv_text(ROWS).rstrip("\n"))).column("name") == NAMES


def test_a_header_below_title_rows(read, write):
    path = write("某市企业名录,,,\n制表日期：2020年1月,,,\n,,,\n" + csv_text(ROWS))
    assert preview([path]).files[0].header_row == 4
    assert read(path).column("source_row") == [5, 6, 7]


def test_three_header_rows_with_groups_english_and_units(read, write):
    head = "基本信息,,登记信息,,\n"
    head += (
        "企业名称,信用代码,成立日期,注册资本,经营范围\nname,credit_code,founded,capital,scope\n,18位,yyyy-mm-dd,元,\n"
    )
    out = read(
        write(
            head + f"甲一有限公司,{CODES[0]},1998-03-02,5000000,钢材轧制\n乙二有限公司,{CODES[1]},1998-03-02,300,销售\n"
        )
    )
    assert out.column("name") == ["甲一有限公司", "乙二有限公司"]
    assert out.column("capital_wan_yuan") == [500.0, 0.03]


def test_a_merged_group_cell_above_names_the_column(read, write):
    head = "企业名称,信用代码,注册资本,,经营范围\n,,金额(万元),币种,\n"
    out = read(write(head + f"甲一有限公司,{CODES[0]},50,美元,钢材轧制\n乙二有限公司,{CODES[1]},60,人民币,钢材销售\n"))
    assert out.column("capital_wan_yuan") == [50.0, 60.0]
    assert out.column("capital_currency") == ["USD", "CNY"]


def test_no_header_but_certain_contents(read, write):
    rows = [[f"第{i}{row[0]}", *row[1:]] for i in range(3) for row in ROWS]
    path = write(csv_text(rows, header=None))
    seen = preview([path]).files[0]
    assert seen.mapping.inferred
    assert [problem.code for problem in seen.problems] == ["header-inferred"]
    assert read(path).column("name") == [row[0] for row in rows]


def test_no_header_and_no_certainty(write):
    path = write("a,b,c\n1,2,3\n4,5,6\n")
    seen = preview([path])
    assert not seen.readable
    assert [problem.code for problem in seen.all_problems] == ["no-header"]
    assert "a、b、c" in str(seen.all_problems[0])
    assert "企业名称" in str(seen.all_problems[0])


def test_a_wrong_header_is_read_when_the_user_says_which_column_is_which(read, write):
    path = write("甲,乙,丙\n" + "".join(f"第{i}机械厂,{CODES[i]},钢材轧制、销售\n" for i in range(3)))
    out = read(path, mapping={"甲": "name", "乙": "credit_code", "#3": "business_scope"})
    assert out.column("business_scope") == ["钢材轧制、销售"] * 3


def test_a_table_without_header_is_read_when_the_user_names_the_columns(read, write):
    path = write(csv_text(ROWS, header=None))
    choices = {"#1": "name", "#2": "credit_code", "#6": "capital_text", "#7": "business_scope"}
    assert read(path, mapping=choices).column("name") == NAMES
    assert read(path, mapping={**choices, "#header": "1"}).column("name") == NAMES[1:]
    plain = write("甲厂,钢材\n乙厂,焦炭\n", "b.csv")
    assert read(plain, mapping={"#1": "name", "#2": "business_scope", "#header": "0"}).column("name") == [
        "甲厂",
        "乙厂",
    ]


def test_choices_that_cannot_be_are_told_at_once(write):
    seen = preview([write(csv_text(ROWS))], mapping={"企业名称": "nmae", "地区": "town", "#header": "x"})
    assert sorted(problem.code for problem in seen.all_problems) == [
        "field-unknown",
        "field-unknown",
        "header-rows-wrong",
    ]


def test_a_column_left_out_by_hand(read, write):
    assert read(write(csv_text(ROWS)), mapping={"地区": ""}).column("city") == ["", "", ""]


def test_commas_inside_an_unquoted_scope_are_joined_when_the_rest_proves_it(read, write):
    head = "企业名称,统一社会信用代码,经营范围,所在省份\n"
    text = f"甲厂,{CODES[0]},钢材,焦炭,水泥,福建\n乙厂,{CODES[1]},钢材,焦炭,火星\n丙厂,{CODES[2]},钢材,上海\n"
    out = read(write(head + text))
    assert out.column("business_scope") == ["钢材,焦炭,水泥", "钢材"]
    assert out.column("province") == ["福建", "上海"]
    assert out.quality.noted == {"scope-joined": 1}
    assert out.quality.refused == {"too-many-cells": 1}


def test_a_row_torn_by_line_breaks_is_joined_when_its_parts_fit(read, write):
    lines = csv_text(ROWS).splitlines(keepends=True)
    lines[2] = lines[2].replace("焦炭生产，", "焦炭生产\n\n，")
    lines[3] = lines[3].replace("化工原料", "化工\n精细,化工原料")
    out = read(write("".join(lines)))
    assert out.column("name") == NAMES
    assert out.column("business_scope")[1] == "焦炭生产；，煤气供应"
    assert out.quality.noted == {"lines-joined": 1, "cells-added": 1}
    assert [row[1:3] for row in out.refused] == [["7", "too-few-cells"]]
    many = csv_text(ROWS * 50).replace("生产，", "生产\n")
    assert read(write(many)).quality.noted["lines-joined"] == 50


@pytest.mark.parametrize(
    ("header", "amount_wan", "currency"),
    [
        ("注册资本(元)", 0.05, "CNY"),
        ("注册资本（万元）", 500, "CNY"),
        ("注册资金(单位：万元人民币)", 500, "CNY"),
        ("注册资本(万美元)", 500, "USD"),
        ("注册资本(亿元)", 5_000_000, "CNY"),
        ("注册资本_万元", 500, "CNY"),
        ("注册资本(人民币)", 500, "CNY"),
        ("注册资本", 500, "CNY"),
        ("注册资本(美元)", 0.05, "USD"),
        ("注册资本(金)", 500, "CNY"),
    ],
)
def test_the_header_names_the_unit_of_bare_numbers(read, write, header, amount_wan, currency):
    out = read(write(f"企业名称,{header},经营范围\n甲厂,500,钢材\n乙厂,3万港币,焦炭\n"))
    assert out.column("capital_wan_yuan") == [amount_wan, 3.0]
    assert out.column("capital_currency") == [currency, "HKD"]


def test_a_known_header_without_a_name_column(write):
    seen = preview([write(f"统一社会信用代码,注册日期,经营范围\n{CODES[0]},1998-03-02,钢材\n")])
    assert [problem.code for problem in seen.all_problems] == ["no-name-column"]


def test_a_column_twice(read, write):
    path = write(f"企业名称,企业名称,信用代码,经营范围\n,甲一有限公司,{CODES[0]},钢材\n,乙二有限公司,{CODES[1]},焦炭\n")
    seen = preview([path]).files[0]
    assert [problem.code for problem in seen.problems] == ["column-twice"]
    assert read(path).column("name") == ["甲一有限公司", "乙二有限公司"]


def test_forty_columns_nobody_knows_are_listed_and_left_aside(read, write):
    extra = [f"指标{i}" for i in range(40)]
    path = write(csv_text([row + ["9"] * 40 for row in ROWS], header=HEADER + extra))
    assert preview([path]).files[0].unknown_columns == tuple(extra)
    out = read(path)
    assert out.column("name") == NAMES
    assert out.quality.files[0].unknown_columns == extra


def test_personal_columns_are_left_out_unless_a_policy_asks(read, write):
    path = write(csv_text([*ROWS, ["", "", "", "", "张三", "", "", "", "", "一路1号"]]))
    seen = preview([path]).files[0]
    assert seen.personal_left_out == ("法人代表", "注册地址")
    assert "张三" not in repr(seen.rows) + repr(seen.raw_rows)
    out = read(path)
    assert "张三" not in str(out.table.to_pylist()) + str(out.refused) + str(out.noted)
    assert len(out.refused) == 1
    kept = read(path, policy=PersonalPolicy(frozenset({"legal_representative"}), reason="走访联系"))
    assert kept.column("legal_representative") == ["张三", "李四", "王五"]
    assert "一路1号" not in str(kept.table.to_pylist())
    assert kept.quality.personal_kept == ["legal_representative"]
    assert kept.quality.personal_reason == "走访联系"


def test_a_policy_needs_known_fields_and_a_reason():
    with pytest.raises(ValueError, match="not personal"):
        PersonalPolicy(frozenset({"name"}), "x")
    with pytest.raises(ValueError, match="reason"):
        PersonalPolicy(frozenset({"phone"}))


def test_a_scope_of_60_kb_is_kept_and_a_longer_one_shortened(read, write):
    long, longer = "钢材销售；" * 4000, "钢材销售；" * 9000
    out = read(write(csv_text([[*ROWS[0][:6], long, *ROWS[0][7:]], [*ROWS[1][:6], longer, *ROWS[1][7:]], ROWS[2]])))
    first, second, third = out.column("business_scope")
    assert len(long.encode()) == 60_000
    assert first == long
    assert longer.startswith(second)
    assert 60_000 < len(second.encode()) <= 65_536
    assert third == "化工原料制造"
    assert out.quality.noted["scope-shortened"] == 1


def test_nul_bytes_are_taken_out_and_counted(read, write):
    out = read(write(csv_text(ROWS).replace("钢铁", "钢\x00铁").replace("焦化", "\x00焦\x00化")))
    assert out.column("name") == NAMES
    assert out.quality.control_characters == 3


def test_lines_in_another_encoding_are_read_in_their_own(read, write):
    lines = csv_text(ROWS).splitlines(keepends=True)
    mixed = b"".join(line.encode("gb18030" if place == 2 else "utf-8") for place, line in enumerate(lines))
    out = read(write(mixed))
    assert out.column("name") == NAMES
    assert [row[1:3] for row in out.noted] == [["3", "other-encoding"]]
    mixed = b"".join(line.encode("utf-8" if place == 2 else "gb18030") for place, line in enumerate(lines))
    out = read(write(mixed))
    assert out.column("name") == NAMES
    assert out.quality.noted == {"other-encoding": 1}


def test_bytes_of_no_encoding_are_replaced_and_noted(read, write):
    out = read(write(csv_text(ROWS).encode().replace("化工原料".encode(), b"\xff\xfe\xff")))
    assert out.column("name") == NAMES
    assert out.quality.noted == {"undecodable": 1}
    assert "�" in out.column("business_scope")[2]


def test_ragged_rows_are_refused_and_the_rest_loaded(read, write):
    text = (
        csv_text(ROWS)
        + "丁四有限公司,销售\n"
        + f"戊五有限公司,{CODES[3]},1998-03-02,有限责任公司,,1,000,钢材,上海,上海,,\n"
    )
    text += f"己六有限公司,{CODES[4]},1998-03-02,有限责任公司\n" + csv_text([ROWS[0]], header=None).rstrip() + ",,,\n"
    out = read(write(text))
    assert out.column("name") == [*NAMES, "己六有限公司", ROWS[0][0]]
    assert [(row[1], row[2]) for row in out.refused] == [("5", "too-few-cells"), ("6", "too-many-cells")]
    assert out.refused[0][5:] == ["丁四有限公司", "销售"]
    assert out.quality.noted["cells-added"] == 1
    assert out.quality.rows_read == out.quality.rows_accepted + out.quality.rows_refused == 7


@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_unclosed_quote_takes_no_other_row_along(read, write, place):
    lines = csv_text(ROWS).splitlines(keepends=True)
    lines[place] = lines[place].replace(ROWS[place - 1][6], '"' + ROWS[place - 1][6])
    out = read(write("".join(lines)))
    assert out.column("name") == NAMES
    assert out.quality.noted["quote-mended"] == 1


def test_two_stray_quotes_do_not_pair_up(read, write):
    lines = csv_text(ROWS * 3).splitlines(keepends=True)
    for place in (2, 7):
        lines[place] = lines[place].replace(",", ',"', 1)
    assert len(read(write("".join(lines))).column("name")) == 9


def test_a_hopeless_quote_refuses_only_its_line(read, write):
    lines = csv_text(ROWS).splitlines(keepends=True)
    lines[2] = '"乙二焦化厂,x\n'
    out = read(write("".join(lines)))
    assert out.column("name") == [NAMES[0], NAMES[2]]
    assert [(row[1], row[2]) for row in out.refused] == [("3", "quote-unclosed")]


def test_a_line_break_inside_a_quoted_cell_is_one_row(read, write):
    row = [*ROWS[0][:6], "钢材轧制\n钢材销售；\r\n热轧带钢", *ROWS[0][7:]]
    out = read(write(csv_text([row, *ROWS[1:]])))
    assert out.column("business_scope")[0] == "钢材轧制；钢材销售；热轧带钢"
    assert out.column("source_row") == [2, 5, 6]


def test_rows_that_are_no_enterprises_are_refused_with_the_reason(read, write):
    blank = [""] * 10
    text = csv_text(
        [ROWS[0], HEADER, blank, ["合计", *blank[1:]], ["", *ROWS[1][1:]], ["长" * 300, *ROWS[1][1:]], ROWS[2]]
    )
    out = read(write(text))
    assert out.column("name") == [NAMES[0], NAMES[2]]
    assert sorted((row[1], row[2]) for row in out.refused) == [
        ("3", "repeated-header"),
        ("5", "footer"),
        ("6", "no-name"),
        ("7", "name-too-long"),
    ]
    assert all(row[3] and row[4] for row in out.refused)


def test_capital_dates_and_codes_that_cannot_be_read_leave_the_row(read, write):
    row = list(ROWS[0])
    cases = [
        ("0000-00-00", "50万美元", "91350100M000100Y44"),
        ("1998年3月2日", "壹佰万元整", CODES[1]),
        ("35856", "N/A", "350100000012345"),
        ("昨天", "很多钱", ""),
    ]
    rows = [[f"第{i}厂", code, day, row[3], "", capital, *row[6:]] for i, (day, capital, code) in enumerate(cases)]
    out = read(write(csv_text(rows)))
    assert out.quality.rows_accepted == 4
    assert out.column("registered_on") == [None, dt.date(1998, 3, 2), dt.date(1998, 3, 2), None]
    assert out.column("capital_wan_yuan") == [50.0, 100.0, None, None]
    assert out.column("credit_code_valid") == [False, True, False, False]
    assert out.quality.unreadable_dates == {"zero": 1, "unknown": 1}
    assert out.quality.unreadable_capital == {"no-number": 1}
    assert out.quality.missing_capital == 1
    assert out.quality.bad_codes == {"check": 1, "old-number": 1}
    assert out.quality.missing_codes == 1
    assert {row[2] for row in out.noted} == {"code-bad", "code-old", "date-unreadable", "capital-unreadable"}


def test_two_firms_one_code_are_both_kept_and_said(read, write):
    out = read(write(csv_text([ROWS[0], [ROWS[1][0], CODES[0], *ROWS[1][2:]], ROWS[2]])))
    assert out.column("name") == NAMES
    assert out.quality.double_codes == 1
    assert [row[1:3] for row in out.noted] == [["3", "code-double"]]
    assert "register.csv:2" in out.noted[0][3]


def test_formulas_in_refused_rows_are_defused(read, write):
    out = read(write(csv_text(ROWS) + "=HYPERLINK(1),+2\n"))
    assert out.refused[0][5:] == ["'=HYPERLINK(1)", "'+2"]


def test_an_empty_file_and_a_missing_one_and_nothing_readable(write, tmp_path):
    with pytest.raises(ReadingError) as caught:
        list(__import__("liantu.engine.reading", fromlist=["x"]).read_batches([write(b""), tmp_path / "nowhere.csv"]))
    assert {problem.code for problem in caught.value.problems} == {"file-empty", "file-missing"}


def test_a_file_that_cannot_be_read_does_not_stop_the_others(read, write):
    bad = write(b"%PDF-1.4 ...", "a.csv")
    out = read(bad, write(csv_text(ROWS)))
    assert out.column("name") == NAMES
    assert [problem.code for problem in out.problems] == ["foreign-file"]


def test_a_web_page_named_xls(write):
    seen = preview([write("<html><table><tr><td>企业名称</td></tr></table></html>", "a.xls")])
    assert [problem.code for problem in seen.problems] == ["html-not-excel"]
    assert "xlsx" in str(seen.problems[0])


def test_one_endless_line_is_refused_in_bounded_pieces(read, write):
    text = csv_text(ROWS[:1]) + "x" * 10_000_000 + "\n" + csv_text(ROWS[1:], header=None)
    out = read(write(text))
    assert out.column("name") == NAMES
    assert set(out.quality.refused) == {"too-few-cells"}
    assert all(len(cell) <= 2000 for row in out.refused for cell in row)
