"""Charts: golden options, and the table always holds the numbers of the picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.ui import charts

GOLDEN = Path(__file__).parent / "golden" / "charts.json"

SAMPLES = {
    "bar": lambda: charts.bar(
        "b", "甲", ["上游", "中游"], {"生产": [3, None], "贸易": [1, 2]}, category_label="链段", stacked=True
    ),
    "ranked": lambda: charts.ranked_bars(
        "r", "乙", [("河北", 3), ("山东", 9), ("江苏", 9), ("无", None)], highlight=["河北"]
    ),
    "line": lambda: charts.line("l", "丙", ["2024", "2025"], {"全区": [1, None], "全市": [4, 5]}, point_label="年份"),
    "funnel": lambda: charts.funnel("f", "丁", [("名录", 100), ("清单", 25)]),
    "map": lambda: charts.china_map("m", "戊", {"河北": 3, "山东": None, "江苏": 9}),
}


def test_options_are_as_before() -> None:
    made = {name: asdict(sample()) for name, sample in SAMPLES.items()}
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), (
        "an option changed: look at the gallery, then delete the golden file"
    )


def test_options_are_plain_json() -> None:
    for sample in SAMPLES.values():
        assert json.loads(json.dumps(sample().option)) == sample().option


def test_a_missing_value_is_a_hole_never_a_zero() -> None:
    chart = SAMPLES["line"]()
    assert chart.option["series"][0]["data"] == [1, None]
    assert chart.rows[1] == ("2025", None, 5)


def test_ranked_bars_break_ties_by_name_and_keep_every_row_in_the_table() -> None:
    chart = charts.ranked_bars("r", "t", [("b", 1), ("a", 1), ("c", 5)], most=2)
    assert chart.option["yAxis"]["data"] == ["c", "a"]
    assert [row[0] for row in chart.rows] == ["c", "a", "b"]


def test_series_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        charts.bar("b", "t", ["a", "b"], {"x": [1]})


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.integers(0, 10**9)), max_size=30))
def test_the_table_holds_the_numbers_of_the_picture(pairs: list[tuple[str, int]]) -> None:
    chart = charts.ranked_bars("r", "t", pairs, most=50)
    drawn = [entry["value"] for entry in chart.option["series"][0]["data"]]
    assert drawn == [row[1] for row in chart.rows] == sorted((value for _label, value in pairs), reverse=True)
