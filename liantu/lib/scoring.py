"""How a number becomes points: the functions that assessment schemes are made of, exact and with their parts.

Every function answers a ``Score``: the points and the parts they come from. What cannot be scored is said: a value that
is missing or a division by nothing gives ``value=None`` with its problem, never a silent zero. Parameters of a scheme
that cannot be right raise ProblemsError with every fault. Numbers are Decimal or int; a float is refused.
Formulas and an example: docs/methods/scoring.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from liantu.lib.problems import Problem, ProblemsError

Number = Decimal | int
KeyT = TypeVar("KeyT", bound=Hashable)
ZERO, ONE = Decimal(0), Decimal(1)
EFFICACY_BASE = Decimal("0.6")
QUARTERS = (Decimal("0.1"), Decimal("0.2"), Decimal("0.4"), ONE)
RANK_STEP = Decimal("0.1")


@dataclass(frozen=True)
class Part:
    """One number a score was made of: its name (a code) and value; None for what was missing."""

    name: str
    value: Decimal | None


@dataclass(frozen=True)
class Score:
    """Points by one function with the numbers they come from; ``value`` is None when ``problems`` say why not."""

    function: str
    value: Decimal | None
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()

    def part(self, name: str) -> Decimal | None:
        """The number of this name. Raises KeyError for a name the function does not tell."""
        return {part.name: part.value for part in self.parts}[name]


def linear_cap(actual: Number | None, *, target: Number | None, full: Number, cap: Number | None = None) -> Score:
    """actual ÷ target × full, at least 0 and at most ``cap`` (``full`` unless another is given, e.g. twice the weight).

    Undecided without a value, without a target, with a target of nothing.
    """
    given = _given(full=full, cap=full if cap is None else cap)
    _refuse(_positive(given, "full"), _not_negative(given, "cap"))
    data = _data(actual=actual, target=target)
    if gone := _missing(data) or _nothing(data, "target"):
        return Score("linear_cap", None, (*data, *given), gone)
    share = _of(data, "actual") / _of(data, "target")
    points = min(max(share * _of(given, "full"), ZERO), _of(given, "cap"))
    return Score("linear_cap", points, (*data, *given, Part("share", share)))


def threshold(actual: Number | None, *, least: Number, full: Number, otherwise: Number = 0) -> Score:
    """All points from ``least`` on, ``otherwise`` below it. Undecided without a value."""
    given = _given(least=least, full=full, otherwise=otherwise)
    _refuse(_ordered(given, "otherwise", "full"))
    data = _data(actual=actual)
    if gone := _missing(data):
        return Score("threshold", None, (*data, *given), gone)
    name = "full" if _of(data, "actual") >= _of(given, "least") else "otherwise"
    return Score("threshold", _of(given, name), (*data, *given))


def efficacy(
    actual: Number | None,
    *,
    low: Number | None,
    high: Number | None,
    full: Number,
    base: Number = EFFICACY_BASE,
    lower_is_better: bool = False,
) -> Score:
    """(base + (1 − base) × (actual − low) ÷ (high − low)) × full: the last of the group has 60 %, the first all.

    ``low`` and ``high``: the least and the greatest value of the group. Undecided when the group has one value only.
    Raises ProblemsError when high < low, or the value stands outside of them.
    """
    given = _given(full=full, base=base)
    _refuse(_positive(given, "full"), _between(given, "base", ZERO, ONE))
    data = _data(actual=actual, low=low, high=high)
    if gone := _missing(data):
        return Score("efficacy", None, (*data, *given), gone)
    _refuse(_ordered(data, "low", "high"))
    least, most, own = _of(data, "low"), _of(data, "high"), _of(data, "actual")
    _refuse(_between(data, "actual", least, most))
    if least == most:
        gone = (Problem("no_spread", "All of the group have the same value: nothing tells them apart.", where="high"),)
        return Score("efficacy", None, (*data, *given), gone)
    place = (most - own if lower_is_better else own - least) / (most - least)
    kept = _of(given, "base")
    return Score("efficacy", (kept + (1 - kept) * place) * _of(given, "full"), (*data, *given, Part("place", place)))


def ratio_to_best(actual: Number | None, *, best: Number | None, full: Number) -> Score:
    """actual ÷ best of the group × full: the first has all. Undecided when the best is nothing.

    Raises ProblemsError when the value is better than the best.
    """
    given = _given(full=full)
    _refuse(_positive(given, "full"))
    data = _data(actual=actual, best=best)
    if gone := _missing(data) or _nothing(data, "best"):
        return Score("ratio_to_best", None, (*data, *given), gone)
    _refuse(_ordered(data, "actual", "best"))
    share = max(_of(data, "actual") / _of(data, "best"), ZERO)
    return Score("ratio_to_best", share * _of(given, "full"), (*data, *given, Part("share", share)))


def rank_decay(rank: int | None, *, full: Number, step: Number = RANK_STEP, least: Number = 0) -> Score:
    """full − step × (rank − 1), never below ``least``. Ranks count from 1 (``ranks``). Undecided without a rank."""
    given = _given(full=full, step=step, least=least)
    _refuse(_not_negative(given, "step"), _ordered(given, "least", "full"))
    data = _data(rank=rank)
    if gone := _missing(data):
        return Score("rank_decay", None, (*data, *given), gone)
    _refuse(_least(data, "rank", ONE))
    points = max(_of(given, "full") - _of(given, "step") * (_of(data, "rank") - 1), _of(given, "least"))
    return Score("rank_decay", points, (*data, *given))


def ranks(values: Mapping[KeyT, Sequence[Number]]) -> dict[KeyT, int]:
    """Places by value, the greatest first: ties of the first value are told apart by the next ones.

    Who is alike in all of them shares a place, and the places after it stay free.
    """
    order = {key: tuple(Decimal(one) for one in row) for key, row in values.items()}
    return {key: 1 + sum(other > row for other in order.values()) for key, row in order.items()}


def step(actual: Number | None, *, steps: Sequence[tuple[Number, Number]], otherwise: Number = 0) -> Score:
    """The points of the highest step reached: ``steps`` are (from this value on, points); below all ``otherwise``.

    Raises ProblemsError when there is no step, or more brings less.
    """
    rows = sorted(
        (_exact(f"steps.{at}", least), _exact(f"steps.{at}", points)) for at, (least, points) in enumerate(steps)
    )
    given = (
        Part("otherwise", _exact("otherwise", otherwise)),
        *(Part(f"from {least}", points) for least, points in rows),
    )
    climb = [_of(given, "otherwise"), *(points for _least, points in rows)]
    wrong = [] if rows else [Problem("no_steps", "A scheme of steps needs a step.", where="steps")]
    if climb != sorted(climb) or len({least for least, _points in rows}) < len(rows):
        wrong.append(Problem("steps_fall", "A higher step must not bring fewer points.", where="steps"))
    _refuse(*wrong)
    data = _data(actual=actual)
    if gone := _missing(data):
        return Score("step", None, (*data, *given), gone)
    reached = [points for least, points in rows if _of(data, "actual") >= least]
    return Score("step", reached[-1] if reached else _of(given, "otherwise"), (*data, *given))


def pace(
    actual: Number | None,
    *,
    target: Number | None,
    period: int,
    full: Number,
    shares: Sequence[Number] = QUARTERS,
    cap: Number | None = None,
) -> Score:
    """actual ÷ (target of the year × the share due by this period) × full, capped as in ``linear_cap``.

    ``shares``: what is due by the end of each period, 10/20/40/100 % by quarter unless a scheme says else; ``period``
    counts from 1. Raises ProblemsError for shares that fall, or do not end at all of it, or a period there is not.
    """
    due = [_exact("shares", share) for share in shares]
    wrong = []
    if not due or due != sorted(due) or due[0] <= 0 or due[-1] != 1:
        wrong.append(
            Problem("bad_pace", "What is due must grow from period to period until all is due.", where="shares")
        )
    if not 1 <= period <= len(due):
        wrong.append(Problem("no_period", "There is no such period.", where="period"))
    _refuse(*wrong)
    by_now = None if target is None else _exact("target", target) * due[period - 1]
    found = linear_cap(actual, target=by_now, full=full, cap=cap)
    parts = tuple(Part("due", part.value) if part.name == "target" else part for part in found.parts)
    year = Part("target", None if target is None else _exact("target", target))
    return Score("pace", found.value, (year, Part("share_due", due[period - 1]), *parts), found.problems)


def deduct_each(count: Number | None, *, each: Number, full: Number = 0, most: Number | None = None) -> Score:
    """full − each × count; at most ``most`` is taken away (all of ``full`` unless given; without end when full is 0).

    Undecided without a count. Raises ProblemsError for a count below 0.
    """
    given = _given(each=each, full=full)
    if most is not None:
        given = (*given, Part("most", _exact("most", most)))
    wrong = [_positive(given, "each"), _not_negative(given, "full")]
    _refuse(*wrong, *([_not_negative(given, "most")] if most is not None else []))
    data = _data(count=count)
    if gone := _missing(data):
        return Score("deduct_each", None, (*data, *given), gone)
    _refuse(_not_negative(data, "count"))
    whole, taken = _of(given, "full"), _of(given, "each") * _of(data, "count")
    end = _of(given, "most") if most is not None else whole or taken
    taken = min(taken, end)
    return Score("deduct_each", whole - taken, (*data, *given, Part("taken", taken)))


def bonus_each_cap(count: Number | None, *, each: Number, cap: Number | None = None) -> Score:
    """each × count, at most ``cap`` (None: without end). Undecided without a count."""
    given = _given(each=each)
    if cap is not None:
        given = (*given, Part("cap", _exact("cap", cap)))
    _refuse(_positive(given, "each"), *([_not_negative(given, "cap")] if cap is not None else []))
    data = _data(count=count)
    if gone := _missing(data):
        return Score("bonus_each_cap", None, (*data, *given), gone)
    _refuse(_not_negative(data, "count"))
    earned = _of(given, "each") * _of(data, "count")
    points = earned if cap is None else min(earned, _of(given, "cap"))
    return Score("bonus_each_cap", points, (*data, *given, Part("earned", earned)))


def group_mean_if_missing(actual: Number | None, *, group: Sequence[Number | None]) -> Score:
    """The value itself; where it is missing the mean of the group's known values, told as such (part ``mean``).

    Undecided when nobody of the group has a value.
    """
    if actual is not None:
        own = _exact("actual", actual)
        return Score("group_mean_if_missing", own, (Part("actual", own),))
    known = [_exact("group", one) for one in group if one is not None]
    data = (Part("actual", None), Part("known", Decimal(len(known))))
    if not known:
        gone = (Problem("group_empty", "Nobody of the group has a value, so there is no mean.", where="group"),)
        return Score("group_mean_if_missing", None, data, gone)
    mean = sum(known, ZERO) / len(known)
    return Score("group_mean_if_missing", mean, (*data, Part("mean", mean)))


def zero_below(score: Score, actual: Number | None, *, least: Number) -> Score:
    """The score, or 0 where ``actual`` is below ``least``: a floor that must be met before points count at all."""
    floor = _exact("least", least)
    if actual is None:
        return replace(score, value=None, problems=(*score.problems, *_missing((Part("floor_of", None),))))
    own = _exact("actual", actual)
    parts = (*score.parts, Part("floor", floor), Part("floor_of", own))
    return replace(score, value=score.value if own >= floor else ZERO, parts=parts)


# -- what is given, what is missing, what is wrong ---------------------------------------------------------------------


def _exact(name: str, number: Number) -> Decimal:
    """The number as Decimal. Raises ProblemsError for a float, an infinity, no number."""
    if isinstance(number, bool) or not isinstance(number, (Decimal, int)) or not Decimal(number).is_finite():
        raise ProblemsError([Problem("not_exact", "Points are counted with exact numbers only.", where=name)])
    return Decimal(number)


def _given(**numbers: Number) -> tuple[Part, ...]:
    return tuple(Part(name, _exact(name, number)) for name, number in numbers.items())


def _data(**numbers: Number | None) -> tuple[Part, ...]:
    return tuple(Part(name, None if one is None else _exact(name, one)) for name, one in numbers.items())


def _of(parts: Sequence[Part], name: str) -> Decimal:
    value = next(part.value for part in parts if part.name == name)
    assert value is not None, name
    return value


def _missing(data: Sequence[Part]) -> tuple[Problem, ...]:
    return tuple(
        Problem("value_missing", "There is no value, so nothing is scored.", where=part.name)
        for part in data
        if part.value is None
    )


def _nothing(data: Sequence[Part], name: str) -> tuple[Problem, ...]:
    if _of(data, name) > 0:
        return ()
    return (Problem("divided_by_nothing", "A share of nothing cannot be taken.", where=name),)


def _refuse(*problems: Problem | None) -> None:
    found = [one for one in problems if one is not None]
    if found:
        raise ProblemsError(found)


def _positive(parts: Sequence[Part], name: str) -> Problem | None:
    return None if _of(parts, name) > 0 else Problem("not_positive", "This must be more than 0.", where=name)


def _not_negative(parts: Sequence[Part], name: str) -> Problem | None:
    return _least(parts, name, ZERO)


def _least(parts: Sequence[Part], name: str, least: Decimal) -> Problem | None:
    if _of(parts, name) >= least:
        return None
    return Problem("too_small", "This must be at least %(least)s.", where=name, params={"least": least})


def _ordered(parts: Sequence[Part], low: str, high: str) -> Problem | None:
    if _of(parts, low) <= _of(parts, high):
        return None
    return Problem("wrong_order", "%(low)s is greater than %(high)s.", where=low, params={"low": low, "high": high})


def _between(parts: Sequence[Part], name: str, low: Decimal, high: Decimal) -> Problem | None:
    if low <= _of(parts, name) <= high:
        return None
    params = {"low": low, "high": high}
    return Problem("outside", "This must stand between %(low)s and %(high)s.", where=name, params=params)
