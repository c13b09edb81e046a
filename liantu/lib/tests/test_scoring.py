"""Scoring functions: the numbers the schemes print, what cannot be scored, bounds and monotony."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.lib import scoring as s
from liantu.lib.problems import ProblemsError
from liantu.lib.scoring import Score

D = Decimal

# (what the scheme says, the score, the points). Yuncheng quarterly (domain.md §2.4), other places (§7.1, details §8).
PRINTED: tuple[tuple[str, Score, str], ...] = (
    ("2 points per 亿 of strategic emerging: 7.5 亿", s.bonus_each_cap(D("7.5"), each=2), "15"),
    ("0.6 point per 亿 non-industrial: 5 亿", s.bonus_each_cap(5, each=D("0.6")), "3"),
    ("start rate 40 % within half a year, −0.1 per point short: 33 %", s.deduct_each(40 - 33, each=D("0.1")), "-0.7"),
    ("own sum ÷ sum of the first × 15: 12 of 20", s.ratio_to_best(12, best=20, full=15), "9"),
    ("first of the quarter gets 15", s.ratio_to_best(20, best=20, full=15), "15"),
    ("key projects 3.5, first full, −0.1 a place: third", s.rank_decay(3, full=D("3.5")), "3.3"),
    ("group start: nothing below 30 % in the first quarter",
     s.zero_below(s.rank_decay(1, full=3), 29, least=30), "0"),
    ("group start: 30 % is enough", s.zero_below(s.rank_decay(1, full=3), 30, least=30), "3"),
    ("reserve library ≥ 3 × last year's investment: yes", s.threshold(D("3.0"), least=3, full=1), "1"),
    ("reserve library: 2.9 is no", s.threshold(D("2.9"), least=3, full=1), "0"),
    ("dispatch 2, −0.1 per miss: 4 misses", s.deduct_each(4, each=D("0.1"), full=2), "1.6"),
    ("dispatch never below 0: 30 misses", s.deduct_each(30, each=D("0.1"), full=2), "0"),
    ("industrial investment growth 8, pro rata: 9 of 12 %", s.linear_cap(9, target=12, full=8), "6"),
    ("industrial investment growth 8, met", s.linear_cap(15, target=12, full=8), "8"),
    ("fixed investment: +0.3 per extra point: 4 points", s.bonus_each_cap(4, each=D("0.3"), cap=3), "1.2"),
    ("fixed investment: at most +3: 15 points", s.bonus_each_cap(15, each=D("0.3"), cap=3), "3"),
    ("above-scale 4.6, pace 10/20/40/100: 40 a year, second quarter, 6",
     s.pace(6, target=40, period=2, full=D("4.6")), "3.45"),
    ("above-scale, third quarter: 16 of 40 is on pace", s.pace(16, target=40, period=3, full=D("4.6")), "4.6"),
    ("efficacy 60 % + 40 % × (x−min)/(max−min): the middle of 30", s.efficacy(15, low=10, high=20, full=30), "24"),
    ("efficacy of the last: 60 %", s.efficacy(10, low=10, high=20, full=30), "18"),
    ("efficacy of the first", s.efficacy(20, low=10, high=20, full=30), "30"),
    ("foreign capital: actual ÷ task × 20, cap", s.linear_cap(30, target=20, full=20), "20"),
    ("bonus 5 per ≥ 5 亿 project, ≤ 20: five of them", s.bonus_each_cap(5, each=5, cap=20), "20"),
    ("leader asked to visit 0.5, ≤ 3: seven", s.bonus_each_cap(7, each=D("0.5"), cap=3), "3"),
    ("extra project 2, ≤ 6: two", s.bonus_each_cap(2, each=2, cap=6), "4"),
    ("falsification 0.2 each: three", s.deduct_each(3, each=D("0.2")), "-0.6"),
    ("monthly forms −1 each, 12 at most: 14", s.deduct_each(14, each=1, most=12), "-12"),
    ("signed outside money 50 (÷ target, cap)", s.linear_cap(45, target=60, full=50), "37.5"),
    ("100/75/50/0: 85 % of the task",
     s.step(85, steps=((100, 100), (80, 75), (50, 50))), "75"),
    ("100/75/50/0: 49 %", s.step(49, steps=((100, 100), (80, 75), (50, 50))), "0"),
    ("up to twice the weight 4", s.linear_cap(30, target=10, full=4, cap=8), "8"),
    ("monthly pace: actual ÷ (year × month/12) × 40: 20 of 120 in March",
     s.pace(20, target=120, period=3, full=40, shares=[D(one) / 12 for one in range(1, 13)]), "26.67"),
    ("per-mu appraisal: value ÷ benchmark × weight: tax 12 of 15, 30", s.linear_cap(12, target=15, full=30), "24"),
    ("no emission data → the group's mean", s.group_mean_if_missing(None, group=(4, None, 8)), "6"),
    ("its own value where there is one", s.group_mean_if_missing(3, group=(4, 8)), "3"),
)  # fmt: skip


@pytest.mark.parametrize(("score", "points"), [row[1:] for row in PRINTED], ids=[row[0] for row in PRINTED])
def test_points_are_those_the_scheme_prints(score: Score, points: str) -> None:
    assert score.value is not None
    assert round(score.value, 2) == D(points)
    assert not score.problems


UNDECIDED: dict[str, tuple[Score, str]] = {
    "no value": (s.linear_cap(None, target=3, full=5), "value_missing"),
    "no target": (s.linear_cap(3, target=None, full=5), "value_missing"),
    "a target of nothing": (s.linear_cap(3, target=0, full=5), "divided_by_nothing"),
    "a pace of nothing": (s.pace(3, target=0, period=1, full=5), "divided_by_nothing"),
    "the best is nothing": (s.ratio_to_best(0, best=0, full=15), "divided_by_nothing"),
    "all alike": (s.efficacy(7, low=7, high=7, full=30), "no_spread"),
    "no rank": (s.rank_decay(None, full=3), "value_missing"),
    "no count": (s.deduct_each(None, each=1), "value_missing"),
    "no bonus count": (s.bonus_each_cap(None, each=1), "value_missing"),
    "no step value": (s.step(None, steps=((1, 1),)), "value_missing"),
    "nobody has a value": (s.group_mean_if_missing(None, group=(None, None)), "group_empty"),
    "a floor without a value": (s.zero_below(s.rank_decay(1, full=3), None, least=30), "value_missing"),
}


@pytest.mark.parametrize(("score", "code"), UNDECIDED.values(), ids=UNDECIDED.keys())
def test_what_cannot_be_scored_is_said_and_is_no_zero(score: Score, code: str) -> None:
    assert score.value is None
    assert code in {one.code for one in score.problems}


REFUSED: dict[str, tuple[Callable[[], Score], set[str]]] = {
    "high below low": (lambda: s.efficacy(5, low=9, high=3, full=10), {"wrong_order"}),
    "a value outside its group": (lambda: s.efficacy(50, low=3, high=9, full=10), {"outside"}),
    "better than the best": (lambda: s.ratio_to_best(21, best=20, full=15), {"wrong_order"}),
    "a rank of 0": (lambda: s.rank_decay(0, full=3), {"too_small"}),
    "a float": (lambda: s.linear_cap(0.1, target=1, full=5), {"not_exact"}),  # type: ignore[arg-type]
    "no finite number": (lambda: s.linear_cap(D("NaN"), target=1, full=5), {"not_exact"}),
    "full of 0 and a cap below 0": (lambda: s.linear_cap(1, target=1, full=0, cap=-1), {"not_positive", "too_small"}),
    "a pace that falls": (lambda: s.pace(1, target=1, period=1, full=5, shares=(D("0.5"), D("0.4"), 1)), {"bad_pace"}),
    "a fifth quarter": (lambda: s.pace(1, target=1, period=5, full=5), {"no_period"}),
    "more brings less": (lambda: s.step(1, steps=((1, 5), (2, 3))), {"steps_fall"}),
    "one step twice": (lambda: s.step(1, steps=((1, 3), (1, 5))), {"steps_fall"}),
    "no step": (lambda: s.step(1, steps=()), {"no_steps"}),
    "fewer than none": (lambda: s.deduct_each(-1, each=1), {"too_small"}),
    "a deduction of nothing": (lambda: s.deduct_each(1, each=0), {"not_positive"}),
    "a threshold that punishes": (lambda: s.threshold(1, least=1, full=1, otherwise=2), {"wrong_order"}),
}


@pytest.mark.parametrize(("call", "codes"), REFUSED.values(), ids=REFUSED.keys())
def test_parameters_that_cannot_be_right_are_refused(call: Callable[[], Score], codes: set[str]) -> None:
    with pytest.raises(ProblemsError) as told:
        call()
    assert {one.code for one in told.value.problems} == codes


def test_ties_are_told_apart_by_what_comes_next() -> None:
    places = s.ranks({"a": (5, 1), "b": (5, 2), "c": (9, 0), "d": (5, 1), "e": (1, 9)})
    assert places == {"c": 1, "b": 2, "a": 3, "d": 3, "e": 5}


def test_a_score_tells_its_parts() -> None:
    found = s.pace(6, target=40, period=2, full=D("4.6"))
    assert (found.part("target"), found.part("share_due"), found.part("due")) == (40, D("0.2"), 8)
    assert found.part("share") == D("0.75")


numbers = st.decimals(min_value=-1000, max_value=1000, places=2)
counts = st.decimals(min_value=0, max_value=1000, places=2)
amounts = st.decimals(min_value="0.01", max_value=1000, places=2)
CURVES: dict[str, Callable[[D, D], Score]] = {
    "linear_cap": lambda x, full: s.linear_cap(x, target=10, full=full),
    "threshold": lambda x, full: s.threshold(x, least=10, full=full),
    "efficacy": lambda x, full: s.efficacy(x, low=-1000, high=1000, full=full),
    "ratio_to_best": lambda x, full: s.ratio_to_best(x, best=1000, full=full),
    "step": lambda x, full: s.step(x, steps=((10, full / 2), (50, full))),
    "pace": lambda x, full: s.pace(x, target=10, period=3, full=full),
}


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES.keys())
@given(one=numbers, other=numbers, full=amounts)
def test_more_never_brings_less_and_points_stay_within_0_and_full(
    curve: Callable[[D, D], Score], one: D, other: D, full: D
) -> None:
    low, high = (curve(x, full).value for x in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= full * D("1.0000001")


@given(one=counts, other=counts, each=amounts, full=amounts)
def test_deductions_and_bonuses_have_ends(one: D, other: D, each: D, full: D) -> None:
    few, many = sorted((one, other))
    less, more = s.deduct_each(many, each=each, full=full).value, s.deduct_each(few, each=each, full=full).value
    assert less is not None
    assert more is not None
    assert 0 <= less <= more <= full
    small, great = (s.bonus_each_cap(n, each=each, cap=full).value for n in (few, many))
    assert small is not None
    assert great is not None
    assert 0 <= small <= great <= full


@given(
    values=st.dictionaries(st.text(max_size=3), st.tuples(counts, counts), min_size=1, max_size=8),
    full=st.integers(1, 9),
)
def test_a_better_place_never_brings_less(values: dict[str, tuple[D, D]], full: int) -> None:
    places = s.ranks(values)
    assert min(places.values()) == 1
    for key, place in places.items():
        assert place == 1 + sum(other > values[key] for other in values.values())
    points = [s.rank_decay(place, full=full).value for place in sorted(places.values())]
    assert points == sorted(points, key=lambda one: -(one or 0))


@given(st.lists(st.one_of(st.none(), numbers), min_size=1, max_size=9))
def test_a_mean_stands_between_the_least_and_the_greatest(group: list[D | None]) -> None:
    known = [one for one in group if one is not None]
    found = s.group_mean_if_missing(None, group=group).value
    assert (found is None) == (not known)
    if found is not None:
        assert min(known) - D("0.0001") <= found <= max(known) + D("0.0001")
