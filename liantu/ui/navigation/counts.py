"""What needs a person, room by room: every room's number in one query, kept for a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Value
from django.utils import timezone

from liantu.ui.metrics import rows_url
from liantu.ui.navigation.keeping import kept
from liantu.ui.wiring import Need, Seen, Words, needs


@dataclass(frozen=True)
class Needing:
    """How many rows need the person, how many of them are overdue."""

    n: int = 0
    late: int = 0

    def __add__(self, other: Needing) -> Needing:
        return Needing(self.n + other.n, self.late + other.late)

    @property
    def shown(self) -> int:
        """The one number beside the name: what is overdue before all there is."""
        return self.late or self.n


NOTHING = Needing()


@dataclass(frozen=True)
class NeedLine:
    """A number in words, with the address of exactly its rows."""

    title: Words
    count: Needing
    url: str


def counted(seen: Seen, *, today: date) -> dict[str, tuple[int, int]]:
    """For each number this person may see: how many, how many overdue. One query, whatever the number of rooms."""
    parts = [_part(seen, need, today) for need in needs.values() if seen.may(need.metric.ability)]
    if not parts:
        return {}
    whole = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    return {code: (n, late) for code, n, late in whole}


def _part(seen: Seen, need: Need, today: date) -> QuerySet[Any, tuple[str, int, int]]:
    """One number as a row of the query: its code, how many, how many overdue."""
    rows = need.metric.rows_of(seen)
    late = Count("pk", filter=need.late(today)) if need.late is not None else Value(0, output_field=IntegerField())
    counted_once = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")).order_by()
    code = Value(need.metric.code, output_field=CharField())
    found: QuerySet[Any, tuple[str, int, int]] = (
        counted_once.annotate(_of=code)
        .values("_of")
        .annotate(_n=Count("pk"), _late=late)
        .values_list("_of", "_n", "_late")
    )
    return found


def needing(seen: Seen) -> Mapping[str, Needing]:
    """What needs the person, by page of the navigation."""
    numbers = kept("needs", seen, lambda: counted(seen, today=timezone.localdate()))
    found: dict[str, Needing] = {}
    for need in needs.values():
        n, late = numbers.get(need.metric.code, (0, 0))
        found[need.page] = found.get(need.page, NOTHING) + Needing(n, late)
    return found


def lines_at(seen: Seen, pages: Iterable[str]) -> list[NeedLine]:
    """The numbers that stand at these pages, each with its rows; zeros are left out."""
    numbers, here = kept("needs", seen, lambda: counted(seen, today=timezone.localdate())), set(pages)
    return [
        NeedLine(need.metric.title, Needing(*numbers[need.metric.code]), rows_url(need.metric))
        for need in needs.values()
        if need.page in here and numbers.get(need.metric.code, (0, 0))[0]
    ]
