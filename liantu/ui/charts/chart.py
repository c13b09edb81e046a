"""From numbers to a picture and its table: pure functions, no colours (the page's theme gives them), no language.

Every function answers a ``Chart``: an ECharts option of plain JSON values and the same numbers as a table. The same
data gives the same option. Colours are named by token: ``"token:gap"`` becomes that colour of the reader's theme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Number = float | int | None


@dataclass(frozen=True)
class Chart:
    """A picture: ``option`` for ECharts, ``headers`` and ``rows`` for the table, ``height`` in steps of 1 rem."""

    name: str
    title: str
    option: dict[str, Any]
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    height: int = 18
    map_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.rows

    @property
    def element_id(self) -> str:
        """Id of the element that carries the option."""
        return f"chart-{self.name}"

    @property
    def height_class(self) -> str:
        """Class that sets the height: the nearest of the sizes in charts.css."""
        sizes = (12, 16, 20, 24, 30, 36)
        return f"chart-h{min(sizes, key=lambda size: (abs(size - self.height), size))}"


def _base(title: str) -> dict[str, Any]:
    """What every chart shares: small margins, a tooltip in plain text, no animation of its own."""
    return {
        "animation": False,
        "aria": {"enabled": True, "decal": {"show": False}, "label": {"description": title}},
        "grid": {"left": 8, "right": 16, "top": 28, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "renderMode": "richText", "confine": True},
    }


def bar(
    name: str,
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    category_label: str = "",
    unit: str = "",
    stacked: bool = False,
) -> Chart:
    """Bars side by side (or stacked) per category. Raises ValueError when a series has another length."""
    _same_length(categories, series)
    option = _base(title)
    option["xAxis"] = {"type": "category", "data": list(categories), "axisTick": {"show": False}}
    option["yAxis"] = {"type": "value", "name": unit, "splitNumber": 4}
    option["series"] = [
        {"type": "bar", "name": key, "data": list(values), "barMaxWidth": 36, **({"stack": "all"} if stacked else {})}
        for key, values in series.items()
    ]
    if len(series) > 1:
        option["legend"] = {"top": 0, "right": 0, "itemWidth": 14, "itemHeight": 10}
        option["aria"]["decal"]["show"] = True
    return Chart(name, title, option, *_table(category_label, categories, series))


def ranked_bars(
    name: str,
    title: str,
    pairs: Sequence[tuple[str, Number]],
    *,
    category_label: str = "",
    value_label: str = "",
    most: int = 15,
    highlight: Sequence[str] = (),
) -> Chart:
    """The largest ``most`` values as lying bars, largest on top, ties by name; ``highlight`` names stand out."""
    known = [(label, value) for label, value in pairs if value is not None]
    ranked = sorted(known, key=lambda pair: (-float(pair[1] or 0), pair[0]))
    shown = ranked[:most]
    option = _base(title)
    option["grid"]["top"] = 8
    option["xAxis"] = {"type": "value", "splitNumber": 4}
    option["yAxis"] = {
        "type": "category",
        "data": [label for label, _value in shown],
        "inverse": True,
        "axisTick": {"show": False},
        "axisLabel": {"width": 150, "overflow": "truncate"},
    }
    marked = set(highlight)
    option["series"] = [
        {
            "type": "bar",
            "name": value_label,
            "barMaxWidth": 18,
            "label": {"show": True, "position": "right"},
            "data": [
                {"value": value, "itemStyle": {"color": "token:gap-line"}} if label in marked else {"value": value}
                for label, value in shown
            ],
        }
    ]
    height = max(12, round(len(shown) * 1.6) + 3)
    return Chart(name, title, option, (category_label, value_label), tuple(ranked), height)


def line(
    name: str,
    title: str,
    points: Sequence[str],
    series: Mapping[str, Sequence[Number]],
    *,
    point_label: str = "",
    unit: str = "",
) -> Chart:
    """Values over time; a missing value is a hole in the line, never a zero. Raises ValueError on other lengths."""
    _same_length(points, series)
    option = _base(title)
    option["tooltip"]["axisPointer"] = {"type": "line"}
    option["xAxis"] = {"type": "category", "data": list(points), "boundaryGap": False}
    option["yAxis"] = {"type": "value", "name": unit, "splitNumber": 4, "scale": True}
    symbols = ("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect")
    option["series"] = [
        {
            "type": "line",
            "name": key,
            "data": list(values),
            "connectNulls": False,
            "symbol": symbols[index % len(symbols)],
            "symbolSize": 7,
            "lineStyle": {"width": 2.2, "type": "solid" if index % 2 == 0 else "dashed"},
        }
        for index, (key, values) in enumerate(series.items())
    ]
    if len(series) > 1:
        option["legend"] = {"top": 0, "right": 0}
    return Chart(name, title, option, *_table(point_label, points, series))


def funnel(
    name: str,
    title: str,
    stages: Sequence[tuple[str, int]],
    *,
    stage_label: str = "",
    count_label: str = "",
    share_label: str = "",
) -> Chart:
    """How many stay from stage to stage, in the given order; the table adds the share of the stage before."""
    option = _base(title)
    option["tooltip"] = {"trigger": "item", "renderMode": "richText", "confine": True}
    option["series"] = [
        {
            "type": "funnel",
            "sort": "none",
            "left": 8,
            "right": "34%",
            "top": 8,
            "bottom": 8,
            "minSize": "6%",
            "gap": 3,
            "label": {"position": "right", "formatter": "{b}  {c}"},
            "data": [{"name": label, "value": value} for label, value in stages],
        }
    ]
    rows: list[tuple[Any, ...]] = []
    before = None
    for label, value in stages:
        rows.append((label, value, None if not before else round(value / before, 4)))
        before = value
    return Chart(name, title, option, (stage_label, count_label, share_label), tuple(rows))


def china_map(
    name: str, title: str, values: Mapping[str, Number], *, place_label: str = "", value_label: str = ""
) -> Chart:
    """Values by province (short names: 河北, 内蒙古) as shades on the map; places without a value stay blank."""
    known = {place: value for place, value in values.items() if value is not None}
    most = max((float(value) for value in known.values() if value is not None), default=0.0)
    option = _base(title)
    option.pop("grid")
    option["tooltip"] = {"trigger": "item", "renderMode": "richText", "confine": True, "formatter": "{b}  {c}"}
    option["visualMap"] = {
        "type": "continuous",
        "min": 0,
        "max": most or 1,
        "left": 8,
        "bottom": 8,
        "itemHeight": 90,
        "inRange": {"color": ["token:node-weak", "token:node-strong"]},
    }
    option["series"] = [
        {
            "type": "map",
            "map": "china",
            "name": value_label,
            "roam": False,
            "selectedMode": False,
            "nameMap": {},
            "itemStyle": {"areaColor": "token:muted-soft", "borderColor": "token:line-2"},
            "data": [{"name": place, "value": value} for place, value in sorted(known.items())],
        }
    ]
    rows = tuple(sorted(known.items(), key=lambda pair: (-float(pair[1] or 0), pair[0])))
    return Chart(name, title, option, (place_label, value_label), rows, 30, "china")


def _same_length(categories: Sequence[str], series: Mapping[str, Sequence[Number]]) -> None:
    wrong = [key for key, values in series.items() if len(values) != len(categories)]
    if wrong:
        raise ValueError(f"series {wrong} do not have {len(categories)} values")


def _table(
    label: str, categories: Sequence[str], series: Mapping[str, Sequence[Number]]
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Headers and rows of the table beside the picture."""
    rows = tuple(
        (category, *(values[index] for values in series.values())) for index, category in enumerate(categories)
    )
    return (label, *series), rows
