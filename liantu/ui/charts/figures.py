"""Small charts the server draws itself: a spark, a bar against a target, bars, parts in a bar, lines that add up.

Pure: from numbers to places in a picture, no words of its own, no colours. Across, places are shares of the width in
per cent, so that a picture fits a phone and a wall without script; down, they are pixels. What a picture shows stands
beside it as text or in a table. A missing number is a hole, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

Number = Decimal | float | int
Kind = Literal["now", "before", "target"]
SPARK_WIDTH, SPARK_HEIGHT = 120, 28
TREND_HEIGHT, TREND_TOP, TREND_FOOT = 144, 16, 20


@dataclass(frozen=True)
class TargetBar:
    """How much of a target is reached (``share``, at most 1 is drawn), and how much of its time has gone."""

    share: float
    elapsed: float | None = None

    @property
    def width(self) -> float:
        """The filled part of a bar of 100."""
        return round(min(max(self.share, 0.0), 1.0) * 100, 1)

    @property
    def tick(self) -> float | None:
        """Where the rule of the time stands, so that it is seen whole at both ends."""
        return None if self.elapsed is None else round(min(max(self.elapsed, 0.0), 0.99) * 100, 1)

    @property
    def is_behind(self) -> bool:
        """Whether less is reached than time has gone."""
        return self.elapsed is not None and self.share < self.elapsed


def target_bar(value: Number | None, target: Number | None, elapsed: float | None = None) -> TargetBar | None:
    """The bar of a value against its target; None without a value or a target to reach."""
    if value is None or target is None or float(target) <= 0:
        return None
    return TargetBar(float(value) / float(target), elapsed)


@dataclass(frozen=True)
class Spark:
    """The way of a number in a few points: the path, and where it ends."""

    path: str
    end: tuple[float, float]


def spark(values: Sequence[Number | None]) -> Spark | None:
    """The values as a thin line from left to right, the lowest at the foot; None with fewer than two of them."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step, parts, pen, end = SPARK_WIDTH / max(len(values) - 1, 1), [], "M", (0.0, 0.0)
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x = round(place * step, 1)
        y = round(2 + (SPARK_HEIGHT - 4) * (1 - (float(value) - low) / span), 1)
        parts.append(f"{pen}{x:g} {y:g}")
        pen, end = "L", (x, y)
    return Spark("".join(parts), end)


@dataclass(frozen=True)
class Bar:
    """One lying bar: name, width of 100, the number in words, where its rows are; ``is_point``: the point made."""

    name: Any
    width: float
    text: str
    url: str = ""
    is_point: bool = False


def bars(lines: Sequence[tuple[Any, Number, str, str]], *, point: int | None = None) -> tuple[Bar, ...]:
    """(name, value, text, address) as bars, the longest at full width; ``point``: the one that stands out."""
    most = max((float(value) for _name, value, _text, _url in lines), default=0.0) or 1.0
    return tuple(
        Bar(name, round(max(float(value), 0.0) / most * 100, 1), text, url, place == point)
        for place, (name, value, text, url) in enumerate(lines)
    )


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its kind (the place in the key), where it begins, how wide it is, its number."""

    kind: int
    x: float
    width: float
    value: Number

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class PartBar:
    """A bar of several parts."""

    name: Any
    url: str
    segments: tuple[Segment, ...]


def part_bars(lines: Sequence[tuple[Any, str, Sequence[Number]]]) -> tuple[PartBar, ...]:
    """(name, address, values) as bars of parts on one scale; a part of zero is left out, the rest keep their kinds."""
    most = max((sum(float(value) for value in values) for _name, _url, values in lines), default=0.0) or 1.0
    found = []
    for name, url, values in lines:
        segments, x = [], 0.0
        for kind, value in enumerate(values):
            width = float(value) / most * 100
            if width > 0:
                segments.append(Segment(kind, round(x, 2), round(width, 2), value))
            x += width
        found.append(PartBar(name, url, tuple(segments)))
    return tuple(found)


@dataclass(frozen=True)
class TrendLine:
    """A line that adds up: its pieces (x1, y1, x2, y2), its end with words, how it is drawn."""

    name: Any
    kind: Kind
    pieces: tuple[tuple[float, float, float, float], ...]
    end: tuple[float, float]
    text: str

    @property
    def text_y(self) -> float:
        """Where its words stand: above its end."""
        return round(self.end[1] - 7, 1)


@dataclass(frozen=True)
class Rule:
    """A line across: how far down, its number above it."""

    y: float
    text: str

    @property
    def text_y(self) -> float:
        """Where its number stands."""
        return round(self.y - 3, 1)


@dataclass(frozen=True)
class Trend:
    """Lines over the points of a year: rules across with their numbers, names of the points, the lines."""

    height: int
    names_y: float
    rules: tuple[Rule, ...]
    points: tuple[tuple[float, str, bool], ...]
    lines: tuple[TrendLine, ...]
    headers: tuple[str, ...] = field(default=())
    rows: tuple[tuple[Any, ...], ...] = field(default=())


def cumulative(
    points: Sequence[str], series: Sequence[tuple[Any, Kind, Sequence[Number | None]]], *, label: str = ""
) -> Trend:
    """(name, kind, value a point) as lines that add up; a missing value ends a line, the sums stand in the table.

    A target comes as its sums already. Raises ValueError when a series has another length than the points.
    """
    summed = []
    for name, kind, values in series:
        if len(values) != len(points):
            raise ValueError(f"{name}: {len(values)} values for {len(points)} points")
        summed.append((name, kind, _plain(values) if kind == "target" else _sums(values)))
    most = max((value for _name, _kind, sums in summed for value in sums if value is not None), default=0.0)
    step = _step(most)
    top = step * max(1, -(-most // step)) if most else step
    foot = TREND_HEIGHT - TREND_FOOT

    def down(value: float) -> float:
        return round(foot - (foot - TREND_TOP) * value / top, 1)

    across = [round(100 * place / max(len(points) - 1, 1), 2) for place in range(len(points))]
    rules = tuple(Rule(down(step * number), f"{step * number:,g}") for number in range(round(top / step) + 1))
    lines = tuple(_line(name, kind, sums, across, down) for name, kind, sums in summed if any(_known(sums)))
    rows = tuple((point, *(sums[place] for _name, _kind, sums in summed)) for place, point in enumerate(points))
    told = tuple((x, text, place % 3 != 0) for place, (x, text) in enumerate(zip(across, points, strict=True)))
    return Trend(
        TREND_HEIGHT, TREND_HEIGHT - 4, rules, told, lines, (label, *(str(name) for name, _k, _s in summed)), rows
    )


def _plain(values: Sequence[Number | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _sums(values: Sequence[Number | None]) -> list[float | None]:
    sums: list[float | None] = []
    total = 0.0
    for value in values:
        total += float(value or 0)
        sums.append(None if value is None else round(total, 4))
    return sums


def _known(sums: Sequence[float | None]) -> list[float]:
    return [value for value in sums if value is not None]


def _step(most: float) -> float:
    """A round distance between rules so that three to five of them do."""
    if most <= 0:
        return 1.0
    rough = Decimal(str(most)) / 4
    size = Decimal(10) ** rough.adjusted()
    return float(next(size * times for times in (1, 2, 5, 10) if size * times >= rough))


def _number(value: float) -> str:
    """A sum beside its line: one place while it is small."""
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def _line(name: Any, kind: Kind, sums: Sequence[float | None], across: Sequence[float], down: Any) -> TrendLine:
    places = [(across[place], down(value)) for place, value in enumerate(sums) if value is not None]
    pieces = tuple((*one, *two) for one, two in pairwise(places))
    return TrendLine(name, kind, pieces, places[-1], _number(_known(sums)[-1]))
