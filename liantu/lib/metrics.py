"""A number and its rows are one definition: what is counted is what the link opens.

A ``Metric`` names a function ``rows(seen, **filters)`` and how the rows are measured. ``value`` measures exactly what
``rows_of`` answers for the same filters; ``query`` and ``read`` carry the filters through an address, so that the list
behind a number shows its rows and no others. Rooms name their metrics in ``wiring.py``; pages only show metrics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from liantu.lib.whole_numbers import whole_number

FilterValue = date | str
Value = Decimal | int
DAYS = ("since", "until")
BLANK = "-"  # in an address: where nobody wrote it


class MetricError(ValueError):
    """A metric was asked for with a filter or a dimension it does not have."""


class MayAsk(Protocol):
    """Who looks, in which zone."""

    def may(self, ability: str) -> bool:
        """Whether this person may do ``ability`` here."""


SeenT = TypeVar("SeenT", bound=MayAsk)


class Rows(Protocol):
    """Rows of a table, as a query that has not been asked yet."""

    def count(self) -> int: ...
    def aggregate(self, *args: Any, **named: Any) -> dict[str, Any]: ...
    def none(self) -> Any: ...

    def filter(self, *args: Any, **named: Any) -> Any: ...
    def order_by(self, *fields: str) -> Any: ...


@dataclass(frozen=True)
class Metric(Generic[SeenT]):
    """One number of the house.

    ``basis``: in words, what is counted and when; ``version`` goes up when that changes. ``measure``: "count", or the
    sum as an aggregate expression of the table. ``asks``: filters that ``rows`` takes by name (``since`` and ``until``
    are days); ``by``: dimensions, each with the field it equals. ``page``: name of the address of the list.
    """

    code: str
    title: Any
    unit: str
    basis: Any
    version: int
    rows: Callable[..., Rows]
    page: str
    ability: str
    measure: Any = "count"
    asks: tuple[str, ...] = ()
    by: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self, seen: SeenT, **filters: FilterValue) -> Any:
        """The rows that make the number. Raises MetricError for a filter the metric does not have."""
        self._check(filters)
        asked = {name: value for name, value in filters.items() if name in self.asks}
        equal = {self.by[name]: value for name, value in filters.items() if name in self.by}
        rows = self.rows(seen, **asked)
        if any(_is_no_number_of(field, value) for field, value in equal.items()):
            return rows.none()
        return rows.filter(**equal) if equal else rows

    def value(self, seen: SeenT, **filters: FilterValue) -> Value | None:
        """The number; None for who may not see it. A sum of no rows is 0. Raises MetricError as ``rows_of`` does."""
        self._check(filters)
        if not seen.may(self.ability):
            return None
        rows = self.rows_of(seen, **filters)
        if self.measure == "count":
            return int(rows.count())
        return rows.order_by().aggregate(value=self.measure)["value"] or Decimal(0)

    def values_by(self, seen: SeenT, dimension: str, **filters: FilterValue) -> dict[Any, Value]:
        """The number for each value of a dimension, in one query; {} for who may not see it.

        Raises MetricError for a dimension the metric does not have.
        """
        if dimension not in self.by:
            raise MetricError(f"{self.code} has no dimension {dimension!r}")
        if not seen.may(self.ability):
            return {}
        name = self.by[dimension]
        rows = self.rows_of(seen, **filters).order_by()
        if self.measure == "count":
            return dict(Counter(rows.values_list(name, flat=True)))
        return {one[name]: one["value"] or Decimal(0) for one in rows.values(name).annotate(value=self.measure)}

    def query(self, **filters: FilterValue | int | None) -> str:
        """What stands behind the question mark of the list's address; filters that are None are left out."""
        self._check(filters)
        told = {name: _told(value) for name, value in filters.items() if value is not None}
        return urlencode({"metric": self.code, **told})

    def read(self, query: Mapping[str, str]) -> dict[str, FilterValue]:
        """The metric's filters of an address; what it does not know, and days that are none, are left out."""
        found: dict[str, FilterValue] = {}
        for name in (*self.asks, *self.by):
            text = query.get(name, "")
            value = _day(text) if name in DAYS else "" if text == BLANK else text or None
            if value is not None:
                found[name] = value
        return found

    def _check(self, filters: Iterable[str]) -> None:
        if strange := sorted(set(filters) - set(self.asks) - set(self.by)):
            raise MetricError(f"{self.code} has no filter {', '.join(strange)}")


@dataclass(frozen=True)
class Share(Generic[SeenT]):
    """Which part of a whole: two metrics with the same filters; its rows are those of the part."""

    code: str
    title: Any
    basis: Any
    version: int
    part: Metric[SeenT]
    whole: Metric[SeenT]
    unit: str = "share"

    def value(self, seen: SeenT, **filters: FilterValue) -> Decimal | None:
        """part ÷ whole; None where there is no whole, or for who may not see it."""
        part, whole = self.part.value(seen, **filters), self.whole.value(seen, **filters)
        return Decimal(part) / Decimal(whole) if part is not None and whole else None


def _told(value: FilterValue | int) -> str:
    return value.isoformat() if isinstance(value, date) else str(value) or BLANK


def _is_no_number_of(field: str, value: FilterValue) -> bool:
    """Whether a year or a month is asked for that is no number: an address of a stranger may say anything."""
    return field.rpartition("__")[2] in ("year", "month") and whole_number(str(value)) is None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
