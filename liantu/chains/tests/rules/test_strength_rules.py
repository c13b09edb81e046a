"""Membership, rings, strength, completeness, lamps and priority: examples and properties."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liantu.chains.rules.completeness import Completeness, PeerPlace, completeness_of, importance, rank_among
from liantu.chains.rules.lamps import LampRule, age_in_years, lamps_of
from liantu.chains.rules.membership import EvidenceItem, EvidenceRule, fit_calibration, presence_probability
from liantu.chains.rules.priority import PriorityWeights, Wish, action_for, rank_wishes
from liantu.chains.rules.rings import classes_of, ring_of, rings_of
from liantu.chains.rules.strength import CLASSES, StrengthRule, effective_firms, specialisation_of, strength_of
from liantu.lib.dated import Dated
from liantu.lib.reference_files import reference_path

DAY = date(2026, 6, 30)


def load(name: str) -> list[dict[str, object]]:
    return yaml.safe_load(reference_path(name).read_text("utf-8"))


TYPES = Dated("evidence_types.yaml", EvidenceRule).on(DAY).kinds()
STRENGTH = Dated("strength.yaml", StrengthRule).on(DAY)
LAMPS = Dated("lamps.yaml", LampRule).on(DAY)
PRIORITY = Dated("priority.yaml", PriorityWeights).on(DAY).rule
CLASSES_OF = classes_of(yaml.safe_load(reference_path("logistic_classes.yaml").read_text("utf-8")))
chances = st.floats(0, 1)
items = st.lists(
    st.builds(
        EvidenceItem,
        st.sampled_from(sorted(TYPES)),
        chances,
        st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2030, 1, 1))),
    ),
    max_size=6,
)


@given(items, items)
def test_more_evidence_never_lowers_presence(some: list[EvidenceItem], more: list[EvidenceItem]) -> None:
    before = presence_probability(some, on=DAY, types=TYPES)
    after = presence_probability(some + more, on=DAY, types=TYPES)
    assert 0 <= before <= after + 1e-12 <= 1 + 1e-12
    assert presence_probability((more + some)[::-1], on=DAY, types=TYPES) == pytest.approx(after)


def test_evidence_ages_by_its_half_life() -> None:
    old = EvidenceItem("audited_product", 1.0, DAY - timedelta(days=round(3 * 365.25)))
    assert presence_probability([old], on=DAY, types=TYPES) == pytest.approx(0.475, abs=1e-3)
    assert presence_probability([], on=DAY, types=TYPES) == 0


hundredths = st.integers(0, 100).map(lambda number: number / 100)


@given(st.lists(st.tuples(hundredths, st.booleans()), min_size=40, max_size=80), hundredths, hundredths)
def test_calibration_rises(cases: list[tuple[float, bool]], first: float, second: float) -> None:
    fitted = fit_calibration(cases)
    low, high = sorted((first, second))
    assert 0 <= fitted.apply(low) <= fitted.apply(high) + 1e-9 <= 1 + 1e-9


def test_calibration_waits_for_cases() -> None:
    assert fit_calibration([(0.4, True)] * 39).apply(0.4) == 0.4
    assert fit_calibration([(0.4, False)] * 40).apply(0.4) == 0.0


def test_rings_are_never_mixed() -> None:
    places = [("山西", "运城"), ("山西", "临汾"), ("广东", "深圳"), ("", "")]
    far = np.array([0.0, 165.0, 2200.0, np.nan])
    rings = rings_of(places, np.array([3, 2, 5, 1]), far, home=("山西", "运城"), kind=CLASSES_OF["bulk"])
    assert (rings.here, rings.near, rings.beyond, rings.unplaced) == (3, 2, 5, 1)
    light = rings_of(places, np.array([3, 2, 5, 1]), far, home=("山西", "运城"), kind=CLASSES_OF["light"])
    assert (light.near, light.unplaced) == (7, 1)


@given(st.floats(0, 5000), st.sampled_from(sorted(CLASSES_OF)))
def test_a_firm_beyond_the_radius_counts_for_nothing(km: float, code: str) -> None:
    kind = CLASSES_OF[code]
    assert (kind.decay(km) > 0) == (ring_of(km, False, kind) != "beyond") or kind.decay(km) == pytest.approx(0)
    assert kind.decay(None) == 0


def test_the_location_quotient_is_shrunk_where_counts_are_small() -> None:
    few, many = specialisation_of(2, 0.5), specialisation_of(200, 50)
    assert few.quotient == pytest.approx(2.0)
    assert many.quotient == pytest.approx(201 / 51)
    assert few.low < few.quotient < few.high
    assert (few.high - few.low) > (many.high - many.low)
    with pytest.raises(ValueError, match="not negative"):
        specialisation_of(-1, 1)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20))
def test_effective_firms_lie_between_one_and_their_number(weights: list[float]) -> None:
    number = effective_firms(sum(weights), sum(weight**2 for weight in weights))
    assert 1 - 1e-9 <= number <= len(weights) + 1e-9
    assert effective_firms(0, 0) == 0


def test_what_is_not_known_is_left_out_not_zero() -> None:
    without = strength_of(present=True, gap=False, quotient=2.0, firms=5.0, supply=None, rule=STRENGTH)
    assert without.left_out == ("supply",)
    assert without.state == "strong"
    starving = strength_of(present=True, gap=False, quotient=2.0, firms=5.0, supply=0.1, rule=STRENGTH)
    assert starving.state == "weak"
    assert starving.left_out == ()


def test_one_firm_is_a_single_point() -> None:
    only = strength_of(present=True, gap=False, quotient=3.0, firms=1.0, supply=None, rule=STRENGTH, is_only_one=True)
    assert only.state == "single"
    leaning = strength_of(present=True, gap=False, quotient=3.0, firms=1.5, supply=None, rule=STRENGTH)
    assert (leaning.state, leaning.is_single) == ("medium", True)


@given(st.booleans(), st.booleans(), st.floats(0, 50), st.floats(0, 50), st.one_of(st.none(), st.floats(0, 3)))
def test_every_link_has_one_class(
    present: bool, gap: bool, quotient: float, firms: float, supply: float | None
) -> None:
    found = strength_of(present=present, gap=gap, quotient=quotient, firms=firms, supply=supply, rule=STRENGTH)
    assert found.state in CLASSES
    assert (found.state in ("gap", "undecided")) == (not present)
    assert found.score is None or 0 <= found.score <= 1


def test_links_upstream_of_much_weigh_more() -> None:
    weights = importance(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "a"), ("x", "d")])
    assert weights == {"a": 3, "b": 3, "c": 3, "d": 1}  # a cycle counts each link once; unknown edges do not count


@given(st.dictionaries(st.sampled_from("abcd"), chances), st.dictionaries(st.sampled_from("abcd"), st.floats(0, 9)))
def test_completeness_is_a_share(presence: dict[str, float], expected: dict[str, float]) -> None:
    found = completeness_of(presence, expected, {"a": 3, "b": 2, "c": 1, "d": 1})
    assert 0 <= found.value <= 1
    assert 0 <= found.expected <= 1
    with pytest.raises(ValueError, match="without links"):
        completeness_of(presence, expected, {})


def test_places_are_compared_by_excess() -> None:
    own = Completeness(0.5, 0.4)
    peers = [PeerPlace("大城", 9000, Completeness(0.9, 0.95)), PeerPlace("专镇", 900, Completeness(0.5, 0.2))]
    assert rank_among(own, peers) == 2


def test_the_worst_lamp_is_the_whole() -> None:
    lamps = lamps_of(coverage=0.9, chance=0.7, age_years=6.0, agreement=None, rule=LAMPS)
    assert [lamp.light for lamp in lamps.lamps] == ["green", "green", "red", "out"]
    assert lamps.overall == "red"
    assert lamps_of(coverage=None, chance=None, age_years=None, agreement=None, rule=LAMPS).overall == "out"
    assert age_in_years(None, DAY) is None
    assert age_in_years(date(2027, 1, 1), DAY) == 0


def test_a_missing_link_calls_for_the_action_its_neighbours_name() -> None:
    assert action_for("gap", upstream_here=False, downstream_here=True) == "fill"
    assert action_for("gap", upstream_here=True, downstream_here=False) == "extend"
    assert action_for("gap", upstream_here=False, downstream_here=False) == "build"
    assert action_for("single", upstream_here=True, downstream_here=True) == "strengthen"
    assert action_for("undecided", upstream_here=True, downstream_here=True) is None


terms = st.dictionaries(st.sampled_from(sorted(PRIORITY.weights["fill"])), st.one_of(st.none(), chances))


@given(st.lists(terms, min_size=1, max_size=8))
def test_priorities(lists: list[dict[str, float | None]]) -> None:
    wishes = [Wish(f"n{number}", "fill", one) for number, one in enumerate(lists)]
    ranked = rank_wishes(wishes, PRIORITY, seed=7)
    assert {one.code for one in ranked} == {wish.code for wish in wishes}
    for one in ranked:
        assert sum(term.contribution for term in one.terms) == pytest.approx(one.score)
        assert one.rank_low <= one.rank <= one.rank_high
        assert set(one.left_out) | {term.name for term in one.terms} == set(PRIORITY.weights["fill"])
    assert ranked == rank_wishes(wishes[::-1], PRIORITY, seed=7)


def test_not_to_pursue_is_an_answer_with_its_reasons() -> None:
    ranked = rank_wishes([Wish("a", "fill", {"downstream_here": 0.1, "relatedness": 0.0})], PRIORITY, seed=1)
    assert not ranked[0].pursue
    assert ranked[0].against == ("downstream_here", "relatedness")
    wanted = rank_wishes([Wish("a", "fill", {"downstream_here": 0.0, "demand": 0.2})], PRIORITY, seed=1)
    assert wanted[0].pursue  # somebody here buys it


def test_unknown_terms_are_told() -> None:
    with pytest.raises(KeyError, match="luck"):
        rank_wishes([Wish("a", "fill", {"luck": 1.0})], PRIORITY, seed=1)
