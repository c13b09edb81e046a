"""Small charts the server draws: places are shares of the width, what is missing is a hole, nothing leaves its frame."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.ui.charts.figures import bars, cumulative, part_bars, spark, target_bar

numbers = st.floats(0, 1e9, allow_nan=False)


def test_a_bar_against_its_target_knows_whether_it_is_behind() -> None:
    bar = target_bar(Decimal(46), Decimal(60), 0.91)
    assert bar is not None
    assert (bar.width, bar.tick, bar.is_behind) == (76.7, 91.0, True)
    assert target_bar(46, None) is None and target_bar(None, 60) is None and target_bar(46, 0) is None


def test_more_than_the_target_fills_the_bar_and_the_rule_of_the_time_stays_inside() -> None:
    bar = target_bar(90, 60, 1.0)
    assert bar is not None and (bar.width, bar.tick, bar.is_behind) == (100.0, 99.0, False)


@given(st.lists(st.one_of(st.none(), numbers), max_size=30))
def test_a_spark_stays_in_its_frame(values: list[float | None]) -> None:
    drawn = spark(values)
    known = [value for value in values if value is not None]
    assert (drawn is None) == (len(known) < 2)
    if drawn is not None:
        places = [part.split(" ") for part in drawn.path.replace("M", "|").replace("L", "|").split("|")[1:]]
        assert len(places) == len(known)
        assert all(0 <= float(x) <= 120 and 0 <= float(y) <= 28 for x, y in places)


def test_a_hole_is_no_zero() -> None:
    drawn = spark([1, None, 3])
    assert drawn is not None and drawn.path.count("M") == 2


def test_the_longest_bar_is_full_and_one_stands_out() -> None:
    shown = bars([("在谈", 4, "4", ""), ("准入评审", 9, "9", "/x/"), ("签约", 0, "0", "")], point=1)
    assert [(bar.width, bar.is_point) for bar in shown] == [(44.4, False), (100.0, True), (0.0, False)]
    assert bars([]) == ()


def test_parts_lie_side_by_side_and_keep_their_kind_when_one_is_missing() -> None:
    steel, coke = part_bars([("精品钢", "/a/", (11, 9, 14)), ("优质焦", "/b/", (7, 0, 10))])
    assert [one.kind for one in steel.segments] == [0, 1, 2]
    assert [one.kind for one in coke.segments] == [0, 2]
    assert round(sum(one.width for one in steel.segments), 1) == 100.0
    assert coke.segments[1].x == coke.segments[0].width


def test_lines_add_up_and_end_where_nothing_is_known_yet() -> None:
    trend = cumulative(["1", "2", "3"], [("今年", "now", [1, 2, None]), ("目标", "target", [2, 4, 6])], label="月")
    now, goal = trend.lines
    assert now.text == "3.0" and goal.text == "6.0"
    assert now.end[0] == 50.0 and goal.end[0] == 100.0
    assert trend.rows == (("1", 1.0, 2.0), ("2", 3.0, 4.0), ("3", None, 6.0))
    assert trend.headers == ("月", "今年", "目标")


@given(st.lists(numbers, min_size=12, max_size=12))
def test_a_trend_stays_in_its_frame(values: list[float]) -> None:
    trend = cumulative([f"{month}" for month in range(12)], [("今年", "now", values)])
    assert 2 <= len(trend.rules) <= 6
    assert all(0 <= rule.y <= trend.height for rule in trend.rules)
    assert all(0 <= y <= trend.height for line in trend.lines for _x1, y1, _x2, y2 in line.pieces for y in (y1, y2))


def test_a_series_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 values for 3 points"):
        cumulative(["1", "2", "3"], [("今年", "now", [1, 2])])
