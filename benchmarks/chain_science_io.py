"""Input–output against published tables and pymrio: ``python -m benchmarks.chain_science io``."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np

from liantu.chains.rules.pull import row_change, updated_inverse
from liantu.chains.rules.regional_table import regionalise
from liantu.lib.linkages import aggregate, leontief_inverse, linkages_of, output_multipliers, technical_coefficients
from liantu.sources.statistics.rules.tables import read_table

COLUMNS = ("影响力系数", "感应度系数_里昂惕夫行和", "感应度系数_高什")


def sheet(path: Path) -> list[list[str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def china(folder: Path) -> bool:
    """Twelve Chinese tables: the three coefficients equal the reference to 1e-9, at most 20 ms each; pymrio beside."""
    import pymrio

    held = True
    for path in sorted((folder / "io_china").glob("china_*_*.csv")):
        table = read_table(sheet(path), source=path.name)
        reference = {
            row["code"]: row
            for row in csv.DictReader((folder / "reference" / f"{path.stem}_linkages.csv").open(encoding="utf-8-sig"))
        }
        started = time.perf_counter()
        found = linkages_of(table.flows, table.output)
        ours = time.perf_counter() - started
        started = time.perf_counter()
        pymrio.calc_L(pymrio.calc_A(table.flows, table.output))
        theirs = time.perf_counter() - started
        worst = 0.0
        for at, sector in enumerate(table.sectors):
            row = reference[sector.code.lstrip("0") if sector.code not in reference else sector.code]
            for name, values in zip(
                COLUMNS, (found.influence, found.response_leontief, found.response_ghosh), strict=True
            ):
                worst = max(worst, abs(float(values[at]) - float(row[name])))
        held &= worst < 1e-9 and ours < 0.020
        print(
            f"{path.stem:18} n={len(table.sectors):3} {table.kind:14} off {worst:.1e}  {ours * 1000:5.1f} ms"
            f" (pymrio A, L {theirs * 1000:5.1f} ms)"
        )
    return held


def uk(folder: Path) -> bool:
    """UK 2010: the inverse and the multipliers equal the published ones."""
    rows = sheet(folder / "io_uk" / "uk2010_siot_domestic_pxp.csv")
    table = read_table(rows, source="uk")
    published = sheet(folder / "io_uk" / "uk2010_L_published.csv")
    at = {row[0]: row for row in published[1:]}
    columns = {code: number for number, code in enumerate(published[0])}
    inverse = leontief_inverse(technical_coefficients(table.flows, table.output))
    codes = [sector.code for sector in table.sectors]
    given = np.array([[float(at[row][columns[column]]) for column in codes] for row in codes])
    total = np.array([float(at["Total"][columns[column]]) for column in codes])
    off = float(np.abs(inverse - given).max())
    off_sums = float(np.abs(output_multipliers(technical_coefficients(table.flows, table.output)) - total).max())
    print(f"UK 2010, {len(codes)} products: inverse off {off:.1e}, multipliers off {off_sums:.1e}")
    return off < 1e-12 and off_sums < 1e-12


def germany(folder: Path) -> bool:
    """Germany 1995: backward and forward linkages to four decimals (one published value is known to be misprinted)."""
    rows = {row[0]: row for row in sheet(folder / "io_germany" / "germany_1995_eurostat_manual.csv")}
    names = [
        "agriculture_group",
        "industry_group",
        "construction",
        "trade_group",
        "business_services_group",
        "other_services_group",
    ]
    flows = np.array([[float(cell) for cell in rows[name][1:7]] for name in names])
    label = next(name for name in rows if name.startswith("output"))
    output = np.array([float(cell) for cell in rows[label][1:7]])
    found = linkages_of(flows, output)
    worst = 0.0
    for row in csv.DictReader((folder / "reference" / "germany_1995_linkages_check.csv").open(encoding="utf-8-sig")):
        at = names.index(row["sector"])
        worst = max(worst, abs(float(found.backward[at]) - float(row["backward_published"])))
        if row["sector"] != "industry_group":
            worst = max(worst, abs(float(found.forward_ghosh[at]) - float(row["forward_published"])))
    print(f"Germany 1995: off {worst:.1e}")
    return worst <= 5.05e-5


def rank_one(folder: Path) -> bool:
    """The rank-one change of the inverse against inverting again, on the 2020 table of 153 sectors."""
    table = read_table(sheet(folder / "io_china" / "china_2020_153.csv"), source="2020")
    coefficients = technical_coefficients(table.flows, table.output)
    home = coefficients * 0.7
    inverse, worst = leontief_inverse(home), 0.0
    started = time.perf_counter()
    for sector in range(0, len(home), 10):
        change = row_change(coefficients, sector, 0.7, 0.95)
        raised = home.copy()
        raised[sector] += change
        worst = max(worst, float(np.abs(updated_inverse(inverse, sector, change) - leontief_inverse(raised)).max()))
    took = (time.perf_counter() - started) * 1000
    print(f"rank-one change against inversion: off {worst:.1e}  (16 of both in {took:.0f} ms)")
    return worst < 1e-12


def yearbook(folder: Path) -> bool:
    """China 2007 joined to the yearbook's 17 sectors: intermediate input coefficients as published."""
    published = {
        row["sector"]: row
        for row in csv.DictReader((folder / "reference" / "china_2007_17sector_check.csv").open(encoding="utf-8-sig"))
    }
    worst = max(
        abs(float(row["intermediate_coef_published"]) - float(row["intermediate_coef_calc"]))
        for row in published.values()
    )
    table = read_table(sheet(folder / "io_china" / "china_2007_135.csv"), source="2007")
    names = list(published)
    groups = np.array([_group_of(sector.code, names) for sector in table.sectors])
    joined = aggregate(table.flows, groups, len(names))
    output = np.bincount(groups, weights=table.output, minlength=len(names))
    ours = technical_coefficients(joined, output).sum(axis=0)
    off = max(
        abs(float(ours[at]) - float(published[name]["intermediate_coef_published"])) for at, name in enumerate(names)
    )
    print(f"China 2007, 17 sectors: off the yearbook {off:.1e} (reference {worst:.1e})")
    return off < 1e-7


# Sectors of the 2007 table by the yearbook's 17 (tourism belongs to leasing and business services): ends of ranges.
_YEARBOOK_ENDS = (
    (5, "农、林、牧、渔业"), (10, "采矿业"), (24, "食品、饮料制造及烟草制品业"), (31, "纺织、服装及皮革产品制造业"),
    (36, "其他制造业"), (38, "炼焦、燃气及石油加工业"), (49, "化学工业"), (56, "非金属矿物制品业"),
    (63, "金属产品制造业"), (89, "机械设备制造业"), (91, "其他制造业"), (92, "电力、热力及水的生产和供应业"),
    (93, "炼焦、燃气及石油加工业"), (94, "电力、热力及水的生产和供应业"), (95, "建筑业"),
    (107, "运输仓储邮政、信息传输、计算机服务和软件业"), (110, "批发零售贸易、住宿和餐饮业"), (112, "金融业"),
    (116, "房地产业、租赁和商务服务业"), (135, "其他服务业"),
)  # fmt: skip


def _group_of(code: str, names: list[str]) -> int:
    number = int(code)
    return names.index(next(name for end, name in _YEARBOOK_ENDS if number <= end))


def finland(folder: Path) -> bool:
    """Regional output multipliers of Finland's regions by FLQ at δ = .15, mean absolute error over region and
    industry.
    """
    import gzip

    def load(name: str) -> dict[str, dict[tuple[str, str], float]]:
        tables: dict[str, dict[tuple[str, str], float]] = {}
        with gzip.open(folder / "io_finland" / name, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter=";"):
                tables.setdefault(row["REG"], {})[row["COM"], row["IND"]] = float(row["value"] or 0)
        return tables

    own, others = load("io2014.csv.gz"), load("io_reg2014.csv.gz")
    regions = sorted(own)
    sectors = sorted({ind for _com, ind in own[regions[0]]} & {com for com, _ind in own[regions[0]]})

    def block(tables: dict[str, dict[tuple[str, str], float]], region: str) -> np.ndarray:
        return np.array([[tables[region].get((com, ind), 0.0) for ind in sectors] for com in sectors])

    output = {r: np.array([own[r]["Tuotos perushintaan", ind] for ind in sectors]) for r in regions}
    nation = sum(output.values())
    domestic = technical_coefficients(sum(block(own, r) + block(others, r) for r in regions), nation)
    errors = []
    for region in regions:
        real = output_multipliers(technical_coefficients(block(own, region), output[region]))
        made = output_multipliers(regionalise(domestic, output[region], nation, method="FLQ", delta=0.15).coefficients)
        there = output[region] > 0
        errors.append(np.abs(made - real)[there] / real[there])
    mape = float(np.concatenate(errors).mean() * 100)
    print(f"Finland, {len(regions)} regions x {len(sectors)} industries: FLQ at .15 errs by {mape:.2f} %")
    return mape <= 7.5


def run(shared: Path, part: str) -> bool:
    """All checks, or one."""
    folder = shared / "econ"
    parts = {
        "china": china,
        "uk": uk,
        "germany": germany,
        "rank_one": rank_one,
        "yearbook": yearbook,
        "finland": finland,
    }
    held = True
    for name in [part] if part else list(parts):
        held &= parts[name](folder)
    return held
