"""Sheets out and in: no formula leaves, no hostile file gets in, bytes are equal."""

from __future__ import annotations

import contextlib
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.problems import ProblemsError
from liantu.ui import sheet_reading
from liantu.ui.sheet_reading import read_sheet
from liantu.ui.sheets import safe_cell, write_workbook


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=cmd|' /C calc'!A0"])
def test_no_text_starts_a_formula(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize("value", [-5, 3.5, Decimal("-1.20"), "2026-03-05", "精品钢", True])
def test_numbers_and_plain_text_stay(value: object) -> None:
    assert safe_cell(value) == value


@given(st.text(max_size=60))
def test_a_workbook_gives_text_back_as_text(text: str) -> None:
    content = write_workbook({"甲/乙": (["列"], [[text]])})
    cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert cell.data_type in {"s", "n", "inlineStr"}
    assert cell.data_type != "f"


def test_equal_sheets_give_equal_bytes() -> None:
    rows = [["钢", 3, Decimal("1.5"), date(2026, 3, 5), None], ["=x", -1, None, date(1850, 1, 1), True]]
    assert write_workbook({"甲": (list("abcde"), rows)}) == write_workbook({"甲": (list("abcde"), rows)})


def test_sheet_names_are_made_acceptable() -> None:
    content = write_workbook({"a" * 40: (["x"], []), "a" * 41: (["x"], []), "[]:*?/\\": (["x"], [])})
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


def test_what_we_write_we_can_read() -> None:
    content = write_workbook({"甲": (["名称", "日期", "数"], [["岚川", date(2026, 3, 5), 12]])})
    assert read_sheet("a.xlsx", content) == (["名称", "日期", "数"], [(2, ["岚川", "2026-03-05", "12"])])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_of_every_office_is_read(encoding: str, sign: str) -> None:
    content = f"名称{sign}数\r\n\r\n岚川{sign}3\r\n".encode(encoding)
    headers, rows = read_sheet("a.csv", content)
    assert headers == ["名称", "数"]
    assert [cells for _number, cells in rows] == [["岚川", "3"]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "sheet-kind"),
        ("a.xlsx", b"PK\x03\x04 nothing", "sheet-broken"),
        ("a.xls", b"nothing", "sheet-broken"),
        ("a.csv", b"", "sheet-empty"),
        ("a.csv", "名称,名称\n1,2".encode(), "sheet-twice"),
        ("a.csv", b"\xff\xff\x80\x80", "sheet-encoding"),
    ],
)
def test_unusable_sheets_are_refused_with_a_code(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_sheet(name, content)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert code == "sheet-empty" or caught.value.problems[0].fix


def test_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reading, "ROWS_MOST", 3)
    with pytest.raises(ProblemsError, match="3"):
        read_sheet("a.csv", b"a\n" + b"1\n" * 4)
    with pytest.raises(ProblemsError):
        read_sheet("a.csv", b"x" * (sheet_reading.BYTES_MOST + 1))


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.tsv"]))
def test_no_bytes_break_the_reader(content: bytes, name: str) -> None:
    with contextlib.suppress(ProblemsError):
        read_sheet(name, content)


def test_rows_behind_many_empty_ones_are_not_lost() -> None:
    """Offices leave gaps: only filled rows count against what a sheet may hold, and each keeps its number."""
    content = "名称\n" + "\n" * 7_000 + "甲公司\n" + "\n" * 7_000 + "乙公司\n"
    assert read_sheet("a.csv", content.encode()) == (["名称"], [(7_002, ["甲公司"]), (14_003, ["乙公司"])])


@pytest.mark.parametrize("rows", [1, 23, 24, 25, 26, 27, 60])
def test_no_row_is_lost_where_the_header_is_looked_for(rows: int) -> None:
    lines = ["名称,数", *(f"企业{number},{number}" for number in range(rows))]
    _headers, read = read_sheet("a.csv", "\n".join(lines).encode(), lambda _first: 0)
    assert [cells for _number, cells in read] == [line.split(",") for line in lines[1:]]
    assert [number for number, _cells in read] == list(range(2, rows + 2))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("place", [1, 0])
@pytest.mark.parametrize(("far", "most"), [(100, False), (101, True), (102, True), (700, True)])
def test_a_sheet_too_wide_is_refused_and_not_cut(kind: str, place: int, far: int, most: bool) -> None:
    """The column behind the bound, in the header or a row alone, also with an empty one before it."""
    rows = [["名称"], ["一行"]]
    rows[place] += [""] * (far - 2) + ["远处"]
    if kind == "xlsx":
        content = write_workbook({"表": (rows[0], rows[1:])})
    else:
        content = "\n".join(",".join(row) for row in rows).encode()
    if most:
        with pytest.raises(ProblemsError) as refused:
            read_sheet(f"表.{kind}", content)
        assert refused.value.problems[0].code == "sheet-columns"
    else:
        assert len(read_sheet(f"表.{kind}", content)[1]) == 1
