"""Excel, OpenDocument and Parquet give the same rows as CSV."""

import datetime as dt
import io
import zipfile

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from liantu.engine.reading import ReadingError, preview, read_batches
from liantu.engine.reading.tests.conftest import CODES, HEADER, ROWS, csv_text

MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)
NAMES = [row[0] for row in ROWS]


def workbook(path, sheets):
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(y, x, cell, day)
                    elif cell != "":
                        sheet.write(y, x, cell)
    return path


def test_a_workbook_with_a_cover_sheet_titles_and_typed_cells(read, tmp_path):
    rows = [["某市企业名录"], [], HEADER] + [
        [row[0], row[1], dt.date.fromisoformat(row[2]), *row[3:5], capital, *row[6:]]
        for row, capital in zip(ROWS, (1000, 50.5, ""), strict=True)
    ]
    path = workbook(tmp_path / "a.xlsx", {"说明": [["本表由某局提供"], ["请勿外传", "x"]], "名录": rows, "空": []})
    out = read(path)
    assert out.column("name") == NAMES
    assert out.column("registered_on") == [dt.date(1998, 3, 2), dt.date(1999, 4, 5), dt.date(2001, 6, 7)]
    assert out.column("capital_wan_yuan") == [1000.0, 50.5, None]
    assert out.column("source_row") == [4, 5, 6]
    assert out.quality.files[0].label == "a.xlsx [名录]"
    seen = preview([path])
    assert [(file.sheet, file.header_row) for file in seen.files] == [("名录", 3)]


def test_hidden_sheets_are_not_read(read, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, row in (("旧", ROWS[0]), ("新", ROWS[1])):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, row)
            if name == "旧":
                sheet.hide()
            else:
                sheet.activate()
                sheet.set_first_sheet()
    assert read(path).column("name") == [NAMES[1]]


def test_two_sheets_with_rows_are_both_read(read, tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"一": [HEADER, ROWS[0]], "二": [HEADER, ROWS[1], ROWS[2]]})
    assert read(path).column("name") == NAMES


def test_a_table_that_begins_at_c5(read, tmp_path):
    rows = [[""] * 12] * 4 + [["", "", *row] for row in [HEADER, *ROWS]]
    out = read(workbook(tmp_path / "a.xlsx", {"一": rows}))
    assert out.column("name") == NAMES
    assert out.column("source_row") == [6, 7, 8]


def test_codes_that_excel_rounded_are_told_as_such(read, tmp_path):
    number = 911234567890123456
    out = read(workbook(tmp_path / "a.xlsx", {"一": [HEADER, [ROWS[0][0], number, *ROWS[0][2:]]]}))
    assert out.quality.bad_codes == {"scientific": 1}
    assert out.column("name") == NAMES[:1]


def test_a_workbook_inside_a_zip(read, tmp_path):
    inner = workbook(tmp_path / "a.xlsx", {"一": [HEADER, *ROWS]})
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(inner, "a.xlsx")
    inner.unlink()
    assert read(tmp_path / "b.zip").column("name") == NAMES


def test_open_document(read, tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in [HEADER, *ROWS]
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="一">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    assert read(tmp_path / "a.ods").column("name") == NAMES


def test_a_workbook_without_any_header(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]]})
    with pytest.raises(ReadingError) as caught:
        list(read_batches([path]))
    assert [problem.code for problem in caught.value.problems] == ["no-header"]
    assert caught.value.problems[0].where == "a.xlsx [一]"


def test_workbook_csv_and_parquet_agree(read, tmp_path, write):
    book = read(workbook(tmp_path / "a.xlsx", {"一": [HEADER, *ROWS]})).table.drop(["source_row"])
    text = read(write(csv_text(ROWS))).table.drop(["source_row"])
    table = pa.table({name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert book == text == read(tmp_path / "a.parquet").table.drop(["source_row"])


def test_own_columns_come_back_unchanged(read, tmp_path, write):
    first = read(write(csv_text(ROWS)))
    parquet.write_table(first.table, tmp_path / "own.parquet")
    assert read(tmp_path / "own.parquet").table.drop(["source_row"]) == first.table.drop(["source_row"])


def test_typed_parquet_columns(read, tmp_path):
    table = pa.table(
        {
            "enterprise_id": pa.array([10, 20, 15], pa.int32()),
            "name": pa.array([*NAMES]).dictionary_encode(),
            "credit_code": list(CODES[:3]),
            "registered_on": pa.array([dt.datetime(1998, 3, 2), None, dt.datetime(2001, 6, 7)], pa.timestamp("us")),
            "capital_10k": pa.array([1000.0, None, 0.5]),
            "capital_currency": ["USD", None, "CNY"],
            "business_scope": ["钢材", None, "焦炭"],
            "tags": pa.array([["a"], [], None]),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    out = read(tmp_path / "a.parquet")
    assert out.column("enterprise_id") == [10, 20, 21]
    assert out.quality.noted == {"id-replaced": 1}
    assert out.column("registered_on") == [dt.date(1998, 3, 2), None, dt.date(2001, 6, 7)]
    assert out.column("capital_wan_yuan") == [1000.0, None, 0.5]
    assert out.column("capital_currency") == ["USD", "", "CNY"]
    assert out.column("business_scope") == ["钢材", "", "焦炭"]
    assert out.quality.files[0].unknown_columns == ["tags"]


def test_a_parquet_inside_gzip_is_spooled(read, tmp_path):
    import gzip

    buffer = io.BytesIO()
    parquet.write_table(pa.table({"企业名称": NAMES, "经营范围": ["a", "b", "c"]}), buffer)
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(buffer.getvalue()))
    assert read(tmp_path / "a.parquet.gz").column("name") == NAMES
