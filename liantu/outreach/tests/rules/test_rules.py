"""Calendars other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from liantu.outreach.rules.calendar_feed import FeedEvent, as_calendar


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_calendar_has_short_lines_and_no_broken_fields(title: str, text: str) -> None:
    event = FeedEvent("1", title, date(2026, 3, 1), date(2026, 3, 2), "", text, "/x", datetime(2026, 1, 1, tzinfo=UTC))
    lines = as_calendar([event], name="区").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 1 and "DTEND;VALUE=DATE:20260303" in lines
