"""Views that stand ready beside those people save: what is asked of a list every day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from liantu.people.requests import ZoneRequest


@dataclass(frozen=True)
class View:
    """A ready view: ``narrow(rows, request)`` answers its rows; ``code`` is its name in the address."""

    code: str
    label: Any
    narrow: Callable[[Any, ZoneRequest], Any]


def mine(field: str = "owner") -> View:
    """The rows that name whoever looks in ``field``."""
    return View("mine", pgettext_lazy("view", "Mine"), lambda rows, request: rows.filter(**{field: request.user.pk}))


def late(narrow: Callable[[Any, date], Any]) -> View:
    """The rows that are beyond their day; ``narrow(rows, today)`` knows how that is told."""
    return View("late", pgettext_lazy("view", "Overdue"), lambda rows, _request: narrow(rows, timezone.localdate()))


def new_this_week(field: str, *, is_day: bool = False) -> View:
    """The rows that came since Monday, by the moment (or the day) in ``field``."""
    lookup = f"{field}__gte" if is_day else f"{field}__date__gte"
    return View(
        "new",
        pgettext_lazy("view", "New this week"),
        lambda rows, _request: rows.filter(**{lookup: monday_of(timezone.localdate())}),
    )


def monday_of(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())
