"""Days as people write them: what is said is read, what is not said is not invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib.written_days import FuzzyDay, near, read_fuzzy_day, written

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("2026-03-05", date(2026, 3, 5), "day"),
        ("2026年3月5日", date(2026, 3, 5), "day"),
        ("3月5日", date(2026, 3, 5), "day"),
        ("12月5日", date(2025, 12, 5), "day"),
        ("2026/3/5", date(2026, 3, 5), "day"),
        ("3月5日左右", date(2026, 3, 5), "about"),
        ("约3月5日", date(2026, 3, 5), "about"),
        ("2026年3月", date(2026, 3, 15), "month"),
        ("2026-03", date(2026, 3, 15), "month"),
        ("12月", date(2025, 12, 15), "month"),
        ("2025年", date(2025, 7, 1), "year"),
        ("近日", date(2026, 11, 20), "about"),
    ],
)
def test_days_as_written(text: str, on: date, precision: str) -> None:
    assert read_fuzzy_day(text, today=TODAY) == FuzzyDay(on, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2月30日",
        "13月",
        "2026-13-01",
        "0001年",
        "5",
        "一二三",
        "3天",
        "45000",
        "下周八",
        "7日至3日",
        "周",
        "长" * 50,
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert read_fuzzy_day(text, today=TODAY) is None


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_fuzzy_day(text, today=TODAY)
    assert found is None or found.span()[0] <= found.on <= found.span()[1]


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)), st.sampled_from(["day", "about", "month", "year"]))
def test_what_is_written_is_read_again(on: date, precision: str) -> None:
    found = read_fuzzy_day(written(FuzzyDay(on, precision)), today=TODAY)  # type: ignore[arg-type]
    assert found is not None and found.precision == precision
    assert found.span() == FuzzyDay(on, precision).span()  # type: ignore[arg-type]


def test_near_knows_how_little_is_known() -> None:
    first, other = FuzzyDay(date(2026, 3, 1)), FuzzyDay(date(2026, 3, 20))
    assert not near(first, other, days=14) and near(first, other, days=19)
    assert near(first, FuzzyDay(date(2026, 4, 15), "month"), days=31) and near(other, first, days=19)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("今天", date(2026, 11, 25)),
        ("昨天", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 24)),
        ("前天", date(2026, 11, 23)),
        ("后天", date(2026, 11, 27)),
        ("上周五", date(2026, 11, 20)),
        ("last Friday", date(2026, 11, 20)),
        ("上个星期天", date(2026, 11, 22)),
        ("周五", date(2026, 11, 20)),
        ("周三", date(2026, 11, 25)),
        ("下下周一", date(2026, 12, 7)),
        ("3天前", date(2026, 11, 22)),
        ("3.5", date(2026, 3, 5)),
        ("3/5", date(2026, 3, 5)),
        ("３月５号", date(2026, 3, 5)),
        ("三月五日", date(2026, 3, 5)),
        ("去年12月31日", date(2025, 12, 31)),
        ("二〇二六年三月五日", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("5 Mar 2026", date(2026, 3, 5)),
    ],
)
def test_days_said_from_today(text: str, on: date) -> None:
    assert read_fuzzy_day(text, today=TODAY) == FuzzyDay(on)


@pytest.mark.parametrize(
    ("text", "past", "future", "near"),
    [
        ("12月5日", date(2025, 12, 5), date(2026, 12, 5), date(2026, 12, 5)),
        ("3月5日", date(2026, 3, 5), date(2027, 3, 5), date(2027, 3, 5)),
        ("11月25日", TODAY, TODAY, TODAY),
        ("周五", date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 27)),
        ("2月29日", None, None, None),
    ],
)
def test_a_day_without_its_year_lies_where_the_field_looks(
    text: str, past: date | None, future: date | None, near: date | None
) -> None:
    for toward, on in (("past", past), ("future", future), ("near", near)):
        found = read_fuzzy_day(text, today=TODAY, toward=toward)  # type: ignore[arg-type]
        assert (found.on if found else None) == on


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3月5日至7日", date(2026, 3, 5), date(2026, 3, 7)),
        ("3.5到3.7", date(2026, 3, 5), date(2026, 3, 7)),
        ("2025年12月30日-1月2日", date(2025, 12, 30), date(2026, 1, 2)),
        ("2026-03-05至2026-03-07", date(2026, 3, 5), date(2026, 3, 7)),
        ("周一至今天", date(2026, 11, 23), None),
    ],
)
def test_several_days(text: str, first: date, last: date | None) -> None:
    found = read_fuzzy_day(text, today=TODAY)
    assert found is not None and not found.is_one_day
    assert found.on == first and (last is None or found.span() == (first, last))
    assert read_fuzzy_day(written(found), today=TODAY) == found


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("上个月", "month", date(2026, 10, 1), date(2026, 10, 31)),
        ("3月底", "month", date(2026, 3, 1), date(2026, 3, 31)),
        ("年底", "month", date(2026, 12, 1), date(2026, 12, 31)),
        ("明年", "year", date(2027, 1, 1), date(2027, 12, 31)),
        ("去年3月", "month", date(2025, 3, 1), date(2025, 3, 31)),
        ("上周", "about", date(2026, 11, 12), date(2026, 11, 26)),
    ],
)
def test_what_is_said_loosely_stays_loose(text: str, precision: str, first: date, last: date) -> None:
    found = read_fuzzy_day(text, today=TODAY)
    assert found is not None and found.precision == precision and found.span() == (first, last)
