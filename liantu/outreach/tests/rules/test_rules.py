"""Days as people know them, and calendars other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.outreach.rules.calendar_feed import FeedEvent, as_calendar
from liantu.outreach.rules.fuzzy_days import FuzzyDay, near, read_fuzzy_day, written

TODAY = date(2026, 11, 25)


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


@pytest.mark.parametrize("text", ["", "2月30日", "13月", "明年", "2026-13-01", "0001年", "5", "一二三"])
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


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_calendar_has_short_lines_and_no_broken_fields(title: str, text: str) -> None:
    event = FeedEvent("1", title, date(2026, 3, 1), date(2026, 3, 2), "", text, "/x", datetime(2026, 1, 1, tzinfo=UTC))
    lines = as_calendar([event], name="区").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 1 and "DTEND;VALUE=DATE:20260303" in lines
