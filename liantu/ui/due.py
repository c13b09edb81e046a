"""How near a day is, in the words of who must keep it: 逾期 3 天, 今天, 余 4 个工作日, 12月24日."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext

from liantu.ui.formats import near_text

MONTHS_FROM_DAYS = 60  # later than this, days say nothing any more
NEAR_DAYS = 10
Urgency = Literal["late", "today", "soon", "later", ""]


@dataclass(frozen=True)
class Due:
    """A day by which something is to be done: the words, how urgent, the day itself (for who asks exactly)."""

    words: str = ""
    urgency: Urgency = ""
    day: date | None = None


def due_of(day: date | None, *, today: date, workdays: Callable[[date], int | None] = lambda _day: None) -> Due:
    """The day in words. ``workdays``: working days left until a day, None where the calendar does not reach."""
    if day is None:
        return Due()
    ahead = (day - today).days
    if ahead < 0:
        return Due(_late(-ahead), "late", day)
    if ahead == 0:
        return Due(pgettext("due", "today"), "today", day)
    if ahead > NEAR_DAYS:
        return Due(near_text(day, today=today, language=get_language() or "zh-hans"), "later", day)
    left = workdays(day) if ahead > 1 else None
    if left:
        words = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    else:
        words = near_text(day, today=today, language=get_language() or "zh-hans")
    return Due(words, "soon", day)


def near_words(moment: date) -> str:
    """A day or moment as people say it today, in the reader's language."""
    return near_text(moment, today=timezone.localdate(), language=get_language() or "zh-hans")


def _late(days: int) -> str:
    if days >= MONTHS_FROM_DAYS:
        months = days // 30
        return ngettext("%(n)d month overdue", "%(n)d months overdue", months) % {"n": months}
    return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
