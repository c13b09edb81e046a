"""An invented input–output table for the demo zone, in the layout and with the 42 sectors of the national ones."""

from __future__ import annotations

import csv
import io
import random

from liantu.people.models import User, Zone
from liantu.sources.statistics.actions import bring_sizes, bring_table

# Sector, output in 亿元, share of inputs bought from (sectors by number); all invented, orders of magnitude only.
SECTORS: tuple[tuple[str, int, dict[int, float]], ...] = (
    ("农林牧渔产品和服务", 900, {1: 0.13, 6: 0.09, 12: 0.06}),
    ("煤炭采选产品", 1500, {2: 0.06, 17: 0.06, 24: 0.05, 29: 0.04}),
    ("石油和天然气开采产品", 700, {17: 0.06, 24: 0.04}),
    ("金属矿采选产品", 500, {17: 0.07, 24: 0.09, 29: 0.05, 4: 0.05}),
    ("非金属矿和其他矿采选产品", 300, {17: 0.06, 24: 0.08, 29: 0.06}),
    ("食品和烟草", 1100, {1: 0.33, 6: 0.2, 10: 0.03, 28: 0.05}),
    ("纺织品", 400, {1: 0.1, 7: 0.33, 12: 0.16, 24: 0.03}),
    ("纺织服装鞋帽皮革羽绒及其制品", 380, {7: 0.34, 8: 0.16, 28: 0.06}),
    ("木材加工品和家具", 260, {9: 0.3, 1: 0.1, 12: 0.06, 15: 0.04}),
    ("造纸印刷和文教体育用品", 420, {10: 0.32, 12: 0.1, 24: 0.04}),
    ("石油、炼焦产品和核燃料加工品", 1300, {3: 0.32, 2: 0.24, 11: 0.08, 24: 0.03}),
    ("化学产品", 1900, {12: 0.36, 11: 0.1, 24: 0.05, 3: 0.04, 2: 0.03, 29: 0.03}),
    ("非金属矿物制品", 900, {5: 0.13, 13: 0.2, 2: 0.06, 24: 0.07, 29: 0.06, 12: 0.05}),
    ("金属冶炼和压延加工品", 2400, {4: 0.2, 14: 0.3, 11: 0.08, 2: 0.05, 24: 0.06, 29: 0.03, 13: 0.01}),
    ("金属制品", 800, {14: 0.42, 15: 0.1, 12: 0.04, 24: 0.03, 28: 0.04}),
    ("通用设备", 800, {14: 0.22, 16: 0.22, 15: 0.07, 19: 0.06, 20: 0.03, 28: 0.05}),
    ("专用设备", 620, {14: 0.18, 16: 0.14, 17: 0.12, 15: 0.06, 19: 0.06, 20: 0.06, 28: 0.05}),
    ("交通运输设备", 1300, {18: 0.4, 14: 0.08, 16: 0.06, 12: 0.06, 19: 0.05, 20: 0.05, 28: 0.06}),
    ("电气机械和器材", 1200, {14: 0.22, 19: 0.2, 12: 0.1, 20: 0.1, 15: 0.04, 28: 0.05}),
    ("通信设备、计算机和其他电子设备", 1800, {20: 0.52, 19: 0.06, 12: 0.07, 28: 0.05, 36: 0.02}),
    ("仪器仪表", 160, {20: 0.24, 21: 0.1, 14: 0.08, 12: 0.06}),
    ("其他制造产品和废品废料", 140, {22: 0.1, 14: 0.1, 12: 0.08}),
    ("金属制品、机械和设备修理服务", 60, {16: 0.15, 14: 0.1, 17: 0.1}),
    ("电力、热力的生产和供应", 1100, {2: 0.25, 24: 0.28, 16: 0.02, 32: 0.05}),
    ("燃气生产和供应", 180, {3: 0.45, 25: 0.15, 11: 0.04}),
    ("水的生产和供应", 60, {24: 0.2, 26: 0.08, 12: 0.04}),
    ("建筑", 3200, {13: 0.2, 14: 0.14, 15: 0.07, 12: 0.05, 28: 0.05, 29: 0.04, 34: 0.03}),
    ("批发和零售", 1800, {29: 0.06, 33: 0.08, 34: 0.07, 32: 0.06}),
    ("交通运输、仓储和邮政", 1400, {29: 0.16, 11: 0.13, 18: 0.05, 32: 0.06, 28: 0.03}),
    ("住宿和餐饮", 600, {6: 0.25, 1: 0.15, 28: 0.04, 33: 0.05}),
    ("信息传输、软件和信息技术服务", 900, {31: 0.18, 20: 0.12, 34: 0.05}),
    ("金融", 1300, {34: 0.1, 32: 0.06, 33: 0.06, 31: 0.03}),
    ("房地产", 1500, {32: 0.08, 33: 0.04, 34: 0.04}),
    ("租赁和商务服务", 1200, {29: 0.1, 34: 0.14, 32: 0.07, 28: 0.04}),
    ("研究和试验发展", 280, {35: 0.05, 12: 0.1, 34: 0.08, 21: 0.06}),
    ("综合技术服务", 320, {34: 0.1, 36: 0.1, 20: 0.05}),
    ("水利、环境和公共设施管理", 160, {27: 0.08, 12: 0.05, 24: 0.05}),
    ("居民服务、修理和其他服务", 340, {18: 0.08, 12: 0.06, 33: 0.05}),
    ("教育", 640, {10: 0.05, 33: 0.03, 24: 0.02}),
    ("卫生和社会工作", 700, {12: 0.32, 28: 0.06, 17: 0.03}),
    ("文化、体育和娱乐", 180, {10: 0.08, 34: 0.1, 31: 0.05}),
    ("公共管理、社会保障和社会组织", 900, {34: 0.06, 29: 0.04, 33: 0.03}),
)
TITLE = "演示用投入产出表（虚构）"
# The invented region: its share of the nation's output in sectors by number, 1.6 % elsewhere.
REGION = {2: 0.24, 4: 0.05, 11: 0.09, 13: 0.025, 14: 0.06, 20: 0.008, 7: 0.002, 8: 0.002, 3: 0.001, 24: 0.04, 25: 0.05}
IMPORTED = {3: 0.6, 4: 0.45, 20: 0.3, 21: 0.4, 17: 0.2, 12: 0.15}


def table_text() -> str:
    """The invented table as the CSV text of a non-competitive 42-sector table in 万元."""
    chance, numbers = random.Random(42), range(1, len(SECTORS) + 1)
    codes = [f"{number:02d}" for number in numbers]
    flows = {
        (row, column): round(share * SECTORS[column - 1][1] * 10_000)
        for column in numbers
        for row in numbers
        if (share := SECTORS[column - 1][2].get(row, round(chance.uniform(0, 0.006), 4)))
    }
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["Code", "Description", "DescriptionInChinese", "Origin", *codes])
    for origin in ("Domestic", "Imports"):
        for row, code in zip(numbers, codes, strict=True):
            abroad = IMPORTED.get(row, 0.04)
            part = abroad if origin == "Imports" else 1 - abroad
            cells = [round(flows.get((row, column), 0) * part, 2) for column in numbers]
            write([code, "", SECTORS[row - 1][0], origin, *cells])
    outputs = [output * 10_000 for _name, output, _inputs in SECTORS]
    bought = [sum(flows.get((row, column), 0) for row in numbers) for column in numbers]
    write(["TVA", "", "增加值合计", "TOT", *(whole - part for whole, part in zip(outputs, bought, strict=True))])
    write(["TI", "", "总投入", "TOT", *outputs])
    return text.getvalue()


def sizes_text() -> str:
    """The invented region's output by sector as CSV text in 万元; the nation is the table's own output."""
    rows = [
        f"{number:02d},{round(output * 10_000 * REGION.get(number, 0.016))},"
        for number, (_name, output, _inputs) in enumerate(SECTORS, 1)
    ]
    return "\n".join(["部门代码,本地,全国", *rows])


def bring_statistics(zone: Zone, by: User) -> None:
    """Bring the invented table and the region's sectors in through the part's own actions."""
    table = bring_table(
        zone,
        "demo-io.csv",
        table_text().encode("utf-8"),
        by=by,
        title=TITLE,
        year=2020,
        source="虚构数据（演示用）",
        licence="CC0",
    )
    bring_sizes(
        table,
        "demo-region.csv",
        sizes_text().encode("utf-8"),
        by=by,
        region="演示省（虚构）",
        year=2020,
        measure="总产出",
        source="虚构数据（演示用）",
    )
