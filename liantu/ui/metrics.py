"""Metrics on pages: a number with the address of its rows, and the list behind an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from liantu.lib.metrics import DAYS, FilterValue, Metric, Value
from liantu.people.requests import ZoneRequest
from liantu.ui.wiring import Seen, Words, metrics


@dataclass(frozen=True)
class Shown:
    """A metric on a page: its title, the number, the address of the list of exactly its rows."""

    title: Words
    value: Value | None
    url: str


def show(metric: Metric[Seen], seen: Seen, **filters: FilterValue) -> Shown:
    """The number for these filters with its link."""
    return Shown(metric.title, metric.value(seen, **filters), rows_url(metric, **filters))


def rows_url(metric: Metric[Seen], **filters: FilterValue | int | None) -> str:
    """The address of the list that shows exactly the rows of the number."""
    return f"{reverse(metric.page)}?{metric.query(**filters)}"


def rows_behind(request: ZoneRequest, page: str) -> Any:
    """The rows of the metric an address of the list ``page`` names; None when it names none.

    Raises Http404 for a metric that there is not, or that belongs to another list.
    """
    code = request.GET.get("metric", "")
    if not code:
        return None
    metric = metrics.get(code)
    if metric is None or metric.page != page:
        raise Http404
    seen = Seen(request.user, request.zone)
    if not seen.may(metric.ability):
        raise Http404
    return metric.rows_of(seen, **metric.read(request.GET.dict()))


@dataclass(frozen=True)
class Behind:
    """The number whose rows a list shows: its name and period, and the parameters that narrow the list to it."""

    words: str
    params: tuple[str, ...]


def number_behind(request: ZoneRequest) -> Behind | None:
    """Which number led to this list, for the list to say so; None when no number did."""
    metric = metrics.get(request.GET.get("metric", ""))
    if metric is None:
        return None
    asked = metric.read(request.GET.dict())
    days = " – ".join(str(asked[name]) for name in DAYS if name in asked)
    return Behind(" ".join(part for part in (str(metric.title), days) if part), ("metric", *metric.asks))


def metrics_with(dimension: str) -> list[Metric[Seen]]:
    """The metrics that can be told by this dimension: what of the rooms above speaks of it."""
    return [metric for metric in metrics.values() if dimension in metric.by]
