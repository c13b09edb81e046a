"""Reading as a whole: progress, stopping, quality, determinism, and two paths with one answer."""

import dataclasses
import gzip
import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.engine.reading import QualityReport, ReadingError, ReadingStopped, RowsReport, preview, read_batches
from liantu.engine.reading.delimited import DelimitedTable
from liantu.engine.reading.encodings import _UTF8_RUN, _has_utf8_run
from liantu.engine.reading.fields import FIELDS, FieldMapping, recognise_header
from liantu.engine.reading.normalise import industry_code, shorten_scope
from liantu.engine.reading.quality import SeenBefore, count_doubles
from liantu.engine.reading.sources import SourceFile
from liantu.engine.reading.tables import ShapeRule
from liantu.engine.reading.tests.conftest import HEADER, ROWS, csv_text

SHARED = Path(os.environ.get("LIANTU_SHARED_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
MANY = [[f"第{i}钢铁厂", *ROWS[i % 3][1:]] for i in range(40_000)]


def test_progress_rises_to_the_whole_and_stopping_stops(write):
    path, seen = write(csv_text(MANY)), []
    for _ in read_batches([path], progress=seen.append):
        pass
    assert [step.bytes_done for step in seen] == sorted(step.bytes_done for step in seen)
    assert seen[-1].rows_read == 40_000
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
    reading = read_batches([path], should_stop=lambda: True)
    with pytest.raises(ReadingStopped):
        next(reading)


def test_progress_of_a_packed_file_is_measured_in_packed_bytes(write):
    path, seen = write(gzip.compress(csv_text(MANY).encode()), "a.csv.gz"), []
    for _ in read_batches([path], progress=seen.append):
        pass
    assert len(seen) > 2
    assert seen[0].bytes_done < seen[0].bytes_total / 2
    assert seen[-1].bytes_total == path.stat().st_size


def test_the_same_input_gives_the_same_bytes(read, write, tmp_path):
    path = write(csv_text(MANY[:500]) + "丁四,x\n" * 3)
    runs = []
    for _ in range(2):
        out = read(path)
        receipts = [(tmp_path / "receipts" / name).read_bytes() for name in ("refused.csv.gz", "noted.csv.gz")]
        runs.append((out.table, out.quality.to_json(), receipts))
    assert runs[0] == runs[1]


def test_quality_adds_up_and_travels_as_json(read, write):
    out = read(write(csv_text(ROWS) + "丁四,x\n\n"))
    report = out.quality
    assert report.rows_read == report.rows_accepted + report.rows_refused == 4
    assert report.valid_codes + report.missing_codes + sum(report.bad_codes.values()) == report.rows_accepted
    assert report.by_province == {"福建": 1, "北京": 1, "上海": 1}
    assert report.by_enterprise_type == {"有限责任公司": 2, "集体所有制": 1}
    assert report.by_currency == {"CNY": 1, "USD": 1}
    assert (report.first_registered_on, report.last_registered_on) == ("1998-03-02", "2001-06-07")
    again = QualityReport.from_json(report.to_json())
    assert again.to_json() == report.to_json()
    assert dataclasses.is_dataclass(again.files[0])
    assert QualityReport.from_json(json.dumps({"rows_read": 3, "of_a_later_version": 1})).rows_read == 3
    with pytest.raises(ValueError, match="object"):
        QualityReport.from_json("[]")


def test_industry_coverage(read, write):
    header = ["企业名称", "行业代码", "经营范围"]
    rows = [["甲厂", "C3130 钢压延加工", "a"], ["乙厂", "3120", "b"], ["丙厂", "批发业", "c"], ["丁厂", "C", "d"]]
    out = read(write(csv_text(rows, header=header)))
    assert out.column("gbt4754") == ["3130", "3120", "", "C"]
    assert out.quality.by_industry == {"31": 2, "C": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C3130", "3130"),
        ("31", "31"),
        ("(C) 3130", ""),
        ("3130-钢压延加工", "3130"),
        ("C 制造业", "C"),
        ("制造业", ""),
        ("Company", ""),
        ("123456", ""),
    ],
)
def test_industry_codes(text, code):
    assert industry_code(text) == code


def test_provinces_come_from_the_city_or_the_code_when_the_column_is_empty(read, write):
    header = ["企业名称", "统一社会信用代码", "省份", "城市", "经营范围"]
    rows = [["甲厂", "", "", "江苏省苏州市", "a"], ["乙厂", ROWS[0][1], "", "", "b"], ["丙厂", "", "火星", "", "c"]]
    out = read(write(csv_text(rows, header=header)))
    assert out.column("province") == ["江苏", "福建", "火星"]
    assert out.column("city") == ["苏州", "", ""]
    assert out.quality.provinces_from_code == 1
    assert out.quality.noted == {"province-unknown": 1}


def test_headers_are_known_with_units_stars_and_width():
    for text, field in [
        ("*企业名称（必填）", "name"),
        ("企 业 名 称", "name"),
        ("注册资本（万元）", "capital_text"),
        ("注册资本_万元", "capital_text"),
        ("统一社会信用代码\n", "credit_code"),
        ("法定代表人手机号", "phone"),
        ("企业联系电话", "phone"),
        ("Company Name", "name"),
        ("成立日期(yyyy-mm-dd)", "registered_on"),
        ("所属行业", "gbt4754"),
    ]:
        assert recognise_header(text)[0] == field, text
    for text in ("曾用名", "英文名称", "注销日期", "实缴资本", "企业名称拼音", "", "序号", "备注"):
        hit = recognise_header(text)
        assert hit is None, (text, hit)


def test_no_spelling_means_two_fields():
    spellings = [spelling.lower() for field in FIELDS for spelling in field.spellings]
    assert len(spellings) == len(set(spellings))


def everything(path, rule, block_bytes, patient):
    source = SourceFile(path, "delimited", path.stat().st_size, path.stat().st_size)
    table = DelimitedTable(source, block_bytes=block_bytes, encoding="utf-8", delimiter=",")
    if patient:
        table._fast = lambda block, width: None
    rows = []
    for chunk in table.chunks(1, 3, rule):
        rows += [(int(line), *chunk.cells(place)) for place, line in enumerate(chunk.lines)]
        rows += [(broken.line, "broken", broken.code) for broken in chunk.broken]
    return sorted(row for row in rows if any(row[1:]))


CELLS = st.text(st.sampled_from('甲乙a1,"\n ；'), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12), st.sampled_from([64, 100, 4096]))
def test_the_patient_path_reads_what_a_csv_writer_wrote(tmp_path, rows, block_bytes):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_text(rows, header=["a", "b", "c"]).encode())
    rule = ShapeRule(FieldMapping({"name": 0}, ("a", "b", "c"), 1))
    whole = everything(path, rule, 1 << 20, patient=True)
    expected = sorted(tuple(cell for cell in row) for row in rows if any(row))
    if not any('"' in cell or "\n" in cell for row in rows for cell in row):
        assert sorted(row[1:] for row in whole) == expected
        assert everything(path, rule, 1 << 20, patient=False) == whole
    assert everything(path, rule, block_bytes, patient=True) == whole


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["", csv_text(ROWS)]), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_bytes_give_rows_or_a_clear_refusal(tmp_path, junk, start, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(start.encode(encoding) + junk)
    preview([path])
    problems = []
    with RowsReport(tmp_path / "refused.csv.gz") as refused:
        try:
            reading = read_batches([path], refused=refused, noted=refused)
            rows = sum(batch.num_rows for batch in reading)
        except ReadingError as error:
            problems = error.problems
    if problems:
        assert not [problem for problem in problems if not (problem.fix and str(problem))]
        return
    assert rows == reading.quality.rows_accepted
    assert reading.quality.rows_read == rows + reading.quality.rows_refused


@given(st.binary(max_size=60) | st.text("企业名称a1", max_size=30).map(lambda text: text.encode()))
def test_the_quick_look_for_utf8_equals_the_pattern(data):
    assert _has_utf8_run(data) is bool(_UTF8_RUN.search(data))


@given(st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=8))
def test_seen_before_equals_a_dictionary(groups):
    seen, first, tag = SeenBefore(), {}, 0
    for group in groups:
        tags = np.arange(tag, tag + len(group), dtype=np.int64)
        found = seen.add(np.array(group, dtype=np.uint64), tags)
        expected = []
        for value, at in zip(group, tags.tolist(), strict=True):
            expected.append(first.get(value, -1))
            first.setdefault(value, at)
        assert found.tolist() == expected
        tag += len(group)


def test_seen_before_stops_at_its_limit():
    seen = SeenBefore(most=2)
    ones = np.ones(2, dtype=np.uint64)
    assert seen.add(ones, np.array([5, 6])).tolist() == [-1, 5]
    assert seen.add(ones, np.array([7, 8])).tolist() == [-1, -1]
    assert (seen.tracked, seen.close()) == (2, 3)


@given(st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), max_size=20), max_size=6), st.integers(0, 40))
def test_doubles_are_counted_beyond_the_limit_too(groups, most):
    seen, values = SeenBefore(most=most), [value for group in groups for value in group]
    for group in groups:
        seen.add(np.array(group, dtype=np.uint64), np.arange(len(group)))
    assert seen.close() == len(values) - len(set(values))
    array = np.array(values, dtype=np.uint64)
    assert count_doubles(lambda start, stop: array[start:stop], len(array), at_once=3) == seen.close()


def test_a_shortened_scope_ends_before_a_separator():
    text = "钢材；" * 10_000
    short = shorten_scope(text)
    assert len(short.encode()) <= 65_536
    assert short.endswith("钢材")


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_the_real_five_thousand_rows(read):
    out = read(SHARED / "register" / "enterprises_5k.csv")
    assert out.quality.rows_accepted == 5000
    assert out.quality.files[0].personal_left_out == ["法人代表", "注册地址"]
    assert out.quality.unreadable_capital == {"unknown": 1}
    assert out.quality.unreadable_dates == {}
    assert len(out.quality.by_province) == 31


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_the_real_register_keeps_its_numbers_and_amounts():
    from pyarrow import parquet

    path = SHARED / "register" / "enterprises_200k.parquet"
    out = pa.Table.from_batches(list(read_batches([path])))
    given = parquet.read_table(path)
    assert out["enterprise_id"].to_pylist() == sorted(given["enterprise_id"].to_pylist())
    text = given["capital_text"].to_pylist()
    pairs = zip(out["capital_wan_yuan"].to_pylist(), given["capital_10k"].to_pylist(), text, strict=True)
    wrong = [
        (mine, theirs, said)
        for mine, theirs, said in pairs
        if mine != pytest.approx(theirs) and ",0000" not in str(said)
    ]
    assert len(wrong) < 20
    assert (out["registered_on"].to_pylist()) == given["registered_on"].to_pylist()
    assert HEADER[0] == "企业名称"
