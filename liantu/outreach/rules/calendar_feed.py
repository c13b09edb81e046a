"""Events as iCalendar text (RFC 5545): one event, or a feed of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WIDTH = 73  # octets of a line before it is folded, CRLF and blank left out


@dataclass(frozen=True)
class FeedEvent:
    """One whole-day event."""

    uid: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    text: str
    url: str
    changed_at: datetime
    is_sure: bool = True


def as_calendar(events: Sequence[FeedEvent], *, name: str) -> str:
    """The calendar; the same events give the same text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liantu//outreach//ZH", f"X-WR-CALNAME:{_escape(name)}"]
    for one in events:
        stamp = one.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escape(one.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.starts_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.ends_on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escape(one.title)}",
            f"LOCATION:{_escape(one.place)}",
            f"DESCRIPTION:{_escape(one.text)}",
            f"URL:{_escape(one.url)}",
            f"STATUS:{'CONFIRMED' if one.is_sure else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _escape(text: str) -> str:
    clean = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return clean.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> list[str]:
    """Lines of at most 75 octets, cut between characters."""
    parts, current, size = [], "", 0
    for char in line:
        width = len(char.encode("utf-8"))
        if size + width > _WIDTH:
            parts.append(current)
            current, size = " ", 1
        current, size = current + char, size + width
    return [*parts, current]
