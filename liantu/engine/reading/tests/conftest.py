"""Small registers written in every wrong way, and one way to read them all."""

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from liantu.engine.reading import PersonalPolicy, QualityReport, RowsReport, read_batches

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]
CODES = ("91350100M000100Y43", "91110000600037341L", "91310109133127240B", "91310109133103951T", "91310109133115055A")
ROWS = [
    [
        "甲一钢铁有限公司",
        CODES[0],
        "1998-03-02",
        "有限责任公司",
        "张三",
        "1,000(万元人民币)",
        "钢材轧制；钢材销售",
        "福建",
        "福州",
        "一路1号",
    ],
    [
        "乙二焦化厂",
        CODES[1],
        "1999-04-05",
        "集体所有制",
        "李四",
        "50万美元",
        "焦炭生产，煤气供应",
        "北京",
        "海淀",
        "二路2号",
    ],
    [
        "丙三化工有限公司",
        CODES[2],
        "2001-06-07",
        "有限责任公司",
        "王五",
        "N/A",
        "化工原料制造",
        "上海",
        "N/A",
        "三路3号",
    ],
]


@dataclass
class Outcome:
    """What came out of a reading: the rows, the quality, and both receipts as rows of cells."""

    table: pa.Table
    quality: QualityReport
    problems: list
    refused: list
    noted: list

    def column(self, name):
        return self.table.column(name).to_pylist()


@pytest.fixture
def read(tmp_path):
    def read_all(*paths, mapping=None, policy=None, **options):
        receipts = tmp_path / "receipts"
        receipts.mkdir(exist_ok=True)
        with RowsReport(receipts / "refused.csv.gz") as refused, RowsReport(receipts / "noted.csv.gz") as noted:
            reading = read_batches(
                list(paths), mapping, policy=policy or PersonalPolicy(), refused=refused, noted=noted, **options
            )
            batches = list(reading)
        return Outcome(
            pa.Table.from_batches(batches, schema=reading.schema),
            reading.quality,
            reading.problems,
            receipt_rows(receipts / "refused.csv.gz"),
            receipt_rows(receipts / "noted.csv.gz"),
        )

    return read_all


def receipt_rows(path: Path):
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def csv_text(rows, header=HEADER, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="register.csv", encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file
