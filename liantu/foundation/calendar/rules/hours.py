"""Office hours as people write them: 8:30-12:00 14:00-17:30."""

from __future__ import annotations

import re
from datetime import date, time

from liantu.lib.clocks import OfficeHours, Span
from liantu.lib.problems import Problem, ProblemsError

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")
_BETWEEN = re.compile(r"[\s,，、;；]*")


def read_spans(text: str) -> tuple[Span, ...]:
    """The spans of a working day. Raises ProblemsError when the text is none, or spans overlap."""
    wrong = Problem(
        "office_hours_unreadable",
        "“%(text)s” is no office hours.",
        where="spans",
        fix="Write them like 8:30-12:00 14:00-17:30, in order.",
        params={"text": text[:60]},
    )
    if _BETWEEN.sub("", _SPAN.sub("", text)) or not text.strip():
        raise ProblemsError([wrong])
    try:
        spans = tuple((time(int(a), int(b)), time(int(c), int(d))) for a, b, c, d in _SPAN.findall(text))
        OfficeHours(spans=spans)
    except ValueError:
        raise ProblemsError([wrong]) from None
    return spans


def hours_from(from_on: date, text: str, noon: str) -> OfficeHours:
    """Office hours as kept. Raises ProblemsError for text that ``read_spans`` refuses."""
    return OfficeHours(spans=read_spans(text), noon=time.fromisoformat(noon), from_on=from_on)
