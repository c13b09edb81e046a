"""Input–output tables: read from known layouts, told what is odd, equal to published coefficients."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liantu.lib.linkages import linkages_of, technical_coefficients
from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.sources.statistics.models import StatisticTable
from liantu.sources.statistics.rules.tables import read_table

HEAD = ["Code", "Description", "DescriptionInChinese", "01", "02", "TIU", "GO"]
GOOD = [
    HEAD,
    ["01", "a", "农业", "10", "20", "30", "100"],
    ["02", "b", "工业", "15", "30", "45", "150"],
    ["TII", "", "", "25", "50", "", ""],
    ["TVA", "", "", "75", "100", "", ""],
    ["TI", "", "", "100", "150", "", ""],
]


def changed(row: int, column: int, text: str) -> list[list[str]]:
    rows = [list(line) for line in GOOD]
    rows[row][column] = text
    return rows


def test_a_competitive_table_is_read() -> None:
    table = read_table(GOOD)
    assert (table.kind, [sector.name for sector in table.sectors]) == ("competitive", ["农业", "工业"])
    assert table.warnings == ()
    assert technical_coefficients(table.flows, table.output)[0, 1] == pytest.approx(20 / 150)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "empty_table"),
        ([["甲", "乙"], ["1", "2"]], "unknown_layout"),
        (changed(1, 3, "许多"), "not_numeric"),
        (changed(5, 0, "XX"), "no_row"),
        ([[*HEAD[:3], "TIU", "GO"], *GOOD[1:]], "no_sectors"),
        (changed(0, 4, "01"), "sector_twice"),
    ],
)
def test_what_is_no_table_is_told_with_its_place(rows: list[list[str]], code: str) -> None:
    with pytest.raises(ProblemsError) as told:
        read_table(rows, source="表")
    assert code in {problem.code for problem in told.value.problems}
    assert all(problem.where.startswith("表") for problem in told.value.problems)


def test_what_is_odd_is_kept_and_told_not_mended() -> None:
    rows = changed(1, 3, "-10")
    rows[5][4] = "0"
    table = read_table(rows)
    assert {warning.code for warning in table.warnings} == {"unbalanced", "negative_input", "no_output"}
    assert table.flows[0, 0] == -10


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["china_2007_135", "china_2018_153", "china_2020_42", "china_2017_42", "china_2002_122"]
)
def test_linkages_equal_the_reference(shared_data: Path, name: str) -> None:
    """Influence and both responses to 1e-9, on competitive and non-competitive tables."""
    folder = shared_data / "econ"
    with (folder / "io_china" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        table = read_table(list(csv.reader(file)), source=name)
    with (folder / "reference" / f"{name}_linkages.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = linkages_of(table.flows, table.output)
    assert len(rows) == len(table.sectors)
    for at, row in enumerate(rows):
        assert abs(float(found.influence[at]) - float(row["影响力系数"])) < 1e-9
        assert abs(float(found.response_leontief[at]) - float(row["感应度系数_里昂惕夫行和"])) < 1e-9
        assert abs(float(found.response_ghosh[at]) - float(row["感应度系数_高什"])) < 1e-9
    if table.domestic is not None:
        home = linkages_of(table.domestic, table.output)
        worst = max(abs(float(home.influence[at]) - float(row["影响力系数_国内"])) for at, row in enumerate(rows))
        assert worst < 1e-9


def test_from_upload_to_linkages_in_the_browser(demo_zone: Any) -> None:
    StatisticTable.objects.all().delete()
    client = Client()
    client.force_login(User.objects.get(username="data"), backend="django.contrib.auth.backends.ModelBackend")
    text = "\n".join(",".join(row) for row in GOOD).encode()
    form = {"title": "试算表", "year": "2020", "source": "虚构", "unit": "万元"}
    refused = client.post("/sources/statistics/new/", {**form, "year": "x", "title": ""})
    assert refused.status_code == 422
    broken = SimpleUploadedFile("t.csv", b"a,b\n1,2\n")
    assert client.post("/sources/statistics/new/", {**form, "file": broken}).status_code == 422
    answer = client.post("/sources/statistics/new/", {**form, "file": SimpleUploadedFile("t.csv", text)})
    assert answer.status_code == 302
    table = StatisticTable.objects.get()
    assert table.is_current
    assert np.allclose(table.table().flows, read_table(GOOD).flows)
    page = client.get(answer["Location"]).content.decode()
    assert "工业" in page
    again = client.post("/sources/statistics/new/", {**form, "file": SimpleUploadedFile("t.csv", text)})
    assert again.status_code == 422
    assert client.get("/sources/statistics/").status_code == 200
    assert client.post(f"/sources/statistics/{table.pk}/act/use/").status_code == 422  # it is in use already


def test_industries_are_looked_up_by_level_words_and_text(demo_zone: Any) -> None:
    client = Client()
    client.force_login(User.objects.get(username="chief"), backend="django.contrib.auth.backends.ModelBackend")

    def shown(**query: str) -> str:
        return client.get("/sources/statistics/industries/", query).content.decode()

    assert "制造业" in shown() and "钢压延加工" not in shown()
    assert "黑色金属冶炼和压延加工业" in shown(at="313") and "钢压延加工" in shown(at="313")
    assert "钢压延加工" in shown(q="钢压延")
    assert "没有叫这个名称的行业" in shown(q="<script>alert(1)</script>") and "<script>alert" not in shown(
        q="<script>alert(1)"
    )
    assert "2017 版没有这个代码" in shown(at="9999")
    assert "先进钢铁材料" in shown(text="取向硅钢")
    assert "没有出现目录里的产品" in shown(text="餐饮")
