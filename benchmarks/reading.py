"""How fast and in how much memory a register is read, beside Arrow only splitting the same files into cells.

    python benchmarks/reading.py [--rows N] [--register PATH]

Writes the register as CSV (UTF-8, GB18030, gzip, and with one row in a thousand broken), reads each, prints rows a
second, the ratio to ``pyarrow.csv`` on the same file, and the peak memory of each reading process.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("LIANTU_SHARED_DATA", ROOT.parent / "shared" / "data"))
COLUMNS = {
    "name": "企业名称", "credit_code": "统一社会信用代码", "registered_on": "注册日期", "enterprise_type": "企业类型",
    "capital_text": "注册资金", "business_scope": "经营范围", "province": "所在省份", "city": "地区",
}  # fmt: skip


def write_files(register: Path, folder: Path, rows: int) -> dict[str, Path]:
    """The register's first rows in four spellings."""
    from pyarrow import parquet

    table = parquet.read_table(register, columns=list(COLUMNS)).slice(0, rows)
    paths = {name: folder / name for name in ("utf8.csv", "gb18030.csv", "utf8.csv.gz", "broken.csv")}
    with (
        paths["utf8.csv"].open("w", encoding="utf-8") as plain,
        paths["gb18030.csv"].open("w", encoding="gb18030") as chinese,
        gzip.open(paths["utf8.csv.gz"], "wt", encoding="utf-8", compresslevel=3) as packed,
        paths["broken.csv"].open("w", encoding="utf-8") as broken,
    ):
        for number, row in enumerate([tuple(COLUMNS.values()), *rows_of(table)]):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerow(row)
            line = out.getvalue()
            for file in (plain, chinese, packed):
                file.write(line)
            broken.write(line.replace(",", ',"', 1) if number and number % 1000 == 0 else line)
    return paths


def rows_of(table):
    for batch in table.to_batches(max_chunksize=20_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def read_ours(path: Path) -> int:
    from liantu.engine.reading import read_batches

    return sum(batch.num_rows for batch in read_batches([path]))


def read_arrow(path: Path) -> int:
    """Cells only: no header found, nothing parsed, judged or counted."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    strings = arrow_csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS.values(), pa.string()))
    encoding = "gb18030" if "gb18030" in path.name else "utf-8"
    options = arrow_csv.ReadOptions(encoding=encoding, use_threads=False)
    with arrow_csv.open_csv(str(path), read_options=options, convert_options=strings) as batches:
        return sum(batch.num_rows for batch in batches)


def measured(reader: str, path: Path) -> tuple[int, float, float]:
    """Rows, seconds and peak megabytes of one reader in a process of its own."""
    command = [sys.executable, __file__, "--one", reader, str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split()
    return int(answer[0]), float(answer[1]), float(answer[2])


def peak_mb() -> float:
    """The most memory this program held; ru_maxrss would also count the parent it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def one(reader: str, path: Path) -> None:
    (read_ours if reader == "ours" else read_arrow)(path.with_name("warm.csv"))
    start = time.perf_counter()
    rows = (read_ours if reader == "ours" else read_arrow)(path)
    seconds = time.perf_counter() - start
    print(rows, seconds, peak_mb())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--register", type=Path, default=SHARED / "register" / "enterprises.parquet")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.one:
        return one(options.one[0], Path(options.one[1]))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = write_files(options.register, folder, options.rows)
        (folder / "warm.csv").write_text(
            "".join(paths["utf8.csv"].open(encoding="utf-8").readline() for _ in range(1)) + "甲厂,,,,,,,\n",
            encoding="utf-8",
        )
        print(f"{'file':14} {'rows':>9} {'rows/s':>9} {'peak MB':>8} {'cells only rows/s':>18} {'ratio':>6}")
        for name, path in paths.items():
            rows, seconds, peak = measured("ours", path)
            line = f"{name:14} {rows:9,} {rows / seconds:9,.0f} {peak:8.0f}"
            if name != "broken.csv":  # Arrow refuses the whole file there
                arrow_rows, arrow_seconds, _ = measured("arrow", path)
                speed = arrow_rows / arrow_seconds
                line += f" {speed:18,.0f} {speed * seconds / rows:6.1f}"
            print(line)
    return None


if __name__ == "__main__":
    main()
