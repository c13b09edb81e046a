"""A workbook of many rows read as a list of enterprises, beside openpyxl only iterating over the same file.

    python -m benchmarks.sheets [--rows 100000]

Each reading runs in a process of its own; rows a second, ratio and peak memory are printed. The rows are invented.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADERS = (
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "注册资本（万元）",
    "经营范围",
    "所在省份",
    "所在城市",
)
LIANTU = """
import resource, sys, time
from pathlib import Path
from liantu.engine.reading import read_batches
began = time.perf_counter()
rows = 0
for batch in read_batches([Path(sys.argv[1])], {}):
    rows += batch.num_rows
print(rows, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
PEER = """
import resource, sys, time
import openpyxl
began = time.perf_counter()
rows = sum(1 for _ in openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True)) - 1
print(rows, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def write(path: Path, rows: int) -> None:
    """A workbook of invented enterprises."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for number in range(1, rows + 1):
            sheet.write_row(
                number,
                0,
                (
                    f"云川第{number}机械有限公司",
                    "",
                    "2012-03-05",
                    "有限责任公司",
                    number % 9000,
                    "通用零部件制造；机械设备销售；货物进出口。",
                    "山西省",
                    "运城市",
                ),
            )


def run(script: str, path: Path) -> tuple[int, float, float]:
    """(rows, seconds, peak MB) of a reading."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, env=environ
    )
    rows, seconds, memory = done.stdout.split()
    return int(rows), float(seconds), float(memory)


def main() -> None:
    """Write, read twice, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        began = time.perf_counter()
        write(path, rows)
        print(f"{rows} rows, {path.stat().st_size / 1e6:.1f} MB, written in {time.perf_counter() - began:.1f} s")
        ours, theirs = run(LIANTU, path), run(PEER, path)
        for name, (count, seconds, memory) in (("liantu", ours), ("openpyxl read-only", theirs)):
            print(f"{name:<20}{count:>9} rows{seconds:>8.2f} s{count / seconds:>10.0f} rows/s{memory:>8.0f} MB")
        print(f"time beside openpyxl: {ours[1] / theirs[1]:.2f}")


if __name__ == "__main__":
    main()
