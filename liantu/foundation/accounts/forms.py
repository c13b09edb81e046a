"""What people type into the pages of accounts, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date

from liantu.lib.problems import Problem, ProblemsError


def read_day(text: str, *, where: str) -> date | None:
    """A day as the browser sends it, None when empty. Raises ProblemsError naming the field."""
    text = text.strip()
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        fix = "Write it as year-month-day, for example 2026-07-01."
        raise ProblemsError([Problem("not_a_day", "This is not a day.", where=where, fix=fix)])
    return day


@dataclass(frozen=True)
class TokenAsked:
    """A new token as asked for."""

    name: str = ""
    days: str = "90"
    abilities: tuple[str, ...] = ()

    def as_arguments(self, now: datetime) -> Mapping[str, Any]:
        """The arguments of ``make_token``. Raises ProblemsError when the days are no number from 1 to 3650."""
        days = int(self.days) if self.days.isascii() and self.days.isdigit() and len(self.days) < 6 else 0
        if not 1 <= days <= 3650:
            problem = Problem(
                "days_out_of_range",
                "A token is valid for 1 to 3650 days.",
                where="days",
                fix="Give a whole number of days.",
            )
            raise ProblemsError([problem])
        return {"name": self.name, "abilities": self.abilities, "expires_at": now + timedelta(days=days)}


def token_in(post: QueryDict) -> TokenAsked:
    """The new token a form asks for; an empty form gives the proposal."""
    if not post:
        return TokenAsked()
    return TokenAsked(post.get("name", ""), post.get("days", "").strip() or "90", tuple(post.getlist("abilities")))
