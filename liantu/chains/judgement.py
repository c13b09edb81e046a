"""Reads behind a chain's judgement: one pass over the register a link, everything else from the sums by place.

Methods: docs/methods/strength.md, completeness.md, confidence.md, priority.md, linkages.md. The same template,
register, demand, thresholds, table and month give the same answer to the byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
import yaml

from liantu.chains import reads
from liantu.chains.firm_sums import EVIDENCE_TYPES, calibration_of, sums_of
from liantu.chains.models import Chain
from liantu.chains.pulling import pulls_of
from liantu.chains.rules.completeness import Completeness, PeerPlace, completeness_of, importance, rank_among
from liantu.chains.rules.judgement import ChainSummary, JudgedChain, Judgement, Kinship, Link
from liantu.chains.rules.lamps import LampRule, age_in_years, lamps_of
from liantu.chains.rules.priority import PriorityWeights, Wish, action_for, rank_wishes
from liantu.chains.rules.relatedness import relatedness_of
from liantu.chains.rules.rings import LogisticClass, classes_of, rings_of
from liantu.chains.rules.strength import StrengthRule, effective_firms, specialisation_of, strength_of
from liantu.chains.rules.template import Node, Template
from liantu.chains.slots import NodeDemand, node_demand
from liantu.engine import Release
from liantu.engine.places import PlaceSums, pair_totals
from liantu.lib.dated import Dated
from liantu.lib.distances import point_of, road_km_to_all
from liantu.lib.reference_files import reference_path
from liantu.people.models import Zone
from liantu.sources.models import RegisterRelease
from liantu.sources.statistics.reads import basis_of

# A place counts as a peer, and in the relatedness of links, from so many enterprises in the register.
LEAST_ENTERPRISES = 200
PEERS = 10
PRIORITY_SEED = 20_240_101
Place = tuple[str, str]


STRENGTH = Dated("strength.yaml", StrengthRule)
LAMPS = Dated("lamps.yaml", LampRule)
PRIORITY = Dated("priority.yaml", PriorityWeights)


@lru_cache(maxsize=1)
def _logistic_classes() -> dict[str, LogisticClass]:
    return classes_of(yaml.safe_load(reference_path("logistic_classes.yaml").read_text("utf-8")))


def logistic_class(node: Node) -> LogisticClass:
    """The logistic class of a link; ``standard`` where its template names none or one that is not known."""
    known = _logistic_classes()
    return known.get(node.logistic_class, known["standard"])


@lru_cache(maxsize=8)
def _totals(release: Release) -> dict[Place, int]:
    return pair_totals(release)


@lru_cache(maxsize=1024)
def _far(places: tuple[Place, ...], home: Place) -> np.ndarray:
    """Kilometres by road from the home city to each place; NaN where one of them is not on the map."""
    start = point_of(*home)
    if start is None or not places:
        return np.full(len(places), np.nan)
    points = [point_of(*place) or (np.nan, np.nan) for place in places]
    return road_km_to_all(start, np.array(points, dtype=np.float64))


def question_of(zone: Zone, release: RegisterRelease, demand: Mapping[str, NodeDemand], day: date) -> str:
    """A checksum of everything a judgement depends on beside template and register; the month stands for the day."""
    basis = basis_of(zone, day)
    parts = [
        asdict(calibration_of(zone, day)), basis.key if basis is not None else "",
        zone.home_province, zone.home_city, reads.coverage_of(release),
        f"{day:%Y-%m}",
        reads.PRESENCE.on(day).numbers(), STRENGTH.on(day).numbers(),
        LAMPS.on(day).numbers(), PRIORITY.on(day).numbers(),
        {code: asdict(one) for code, one in _logistic_classes().items()}, EVIDENCE_TYPES.on_or_first(day).numbers(),
        {code: [str(one.amount_wan_yuan), str(one.city_wan_yuan)] for code, one in sorted(demand.items())},
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode("utf-8")).hexdigest()


def demand_of(zone: Zone, chain: Chain) -> dict[str, NodeDemand]:
    """What the leaders of the chain buy of each link, from the rooms that know."""
    found: dict[str, NodeDemand] = {}
    for answer in node_demand.values():
        found.update(answer(zone, chain.code))
    return found


def home_of(zone: Zone) -> Place:
    """The home city as registers write it; a zone without a city is nowhere, so that no unplaced firm counts as
    here.
    """
    return (zone.home_province, zone.home_city) if zone.home_city else ("", "-")


def judge_template(
    template: Template, release: Release, row: RegisterRelease, zone: Zone, *, links: Sequence[Link],
    demand: Mapping[str, NodeDemand], day: date,
) -> JudgedChain:  # fmt: skip
    """Judge every link of ``template`` on ``release`` seen from the zone's home city.

    ``links``: how the links stand (``reads.assess_template``), whose word on *missing* or *undecided* is taken over.
    """
    home = home_of(zone)
    totals = _totals(release)
    share = totals.get(home, 0) / max(release.info.rows, 1)
    standing = {link.code: link for link in links}
    calibration = calibration_of(zone, day)
    kin = _kinship(template, release, row, home, totals)
    judged = {
        node.code: _judge_link(
            node, sums_of(release, node, calibration), row, home=home, share=share,
            state=standing[node.code].presence["city"].state if node.code in standing else "undecided",
            certainty=standing[node.code].presence["city"].certainty if node.code in standing else 0.0,
            demand=demand.get(node.code), kinship=kin.get(node.code), day=day,
        )
        for node in template.nodes
    }  # fmt: skip
    basis, pulls = pulls_of(zone, release, template.nodes, day)
    judged = {code: replace(one, pull=pulls.get(code)) for code, one in judged.items()}
    summary = _summary(template, release, row, judged, home=home, totals=totals, demand=demand, day=day)
    return JudgedChain(judged, summary, basis)


def _judge_link(
    node: Node, sums: PlaceSums, row: RegisterRelease, *, home: Place, share: float, state: str, certainty: float,
    demand: NodeDemand | None, kinship: Kinship | None, day: date,
) -> Judgement:  # fmt: skip
    """One link from its sums by place."""
    kind, rule = logistic_class(node), STRENGTH.on(day)
    far = _far(sums.places, home)
    rings = rings_of(sums.places, sums.firms, far, home=home, kind=kind)
    at = sums.places.index(home) if home in sums.places else None
    firms = effective_firms(float(sums.weight[at]), float(sums.weight_2[at])) if at is not None else 0.0
    expected = rings.everywhere * share
    lq = specialisation_of(rings.here, expected, prior=rule.prior)
    supply = float(demand.city_wan_yuan / demand.amount_wan_yuan) if demand and demand.amount_wan_yuan else None
    decay = np.array(
        [1.0 if place == home else kind.decay(float(km)) for place, km in zip(sums.places, far, strict=True)]
    )
    chance_here = -float(np.expm1(sums.log_absent[at])) if at is not None else 0.0
    chance_near = -float(np.expm1((sums.log_absent * decay).sum())) if len(decay) else 0.0
    everywhere = float(sums.firms.sum())
    strength = strength_of(
        present=rings.here > 0, gap=state == "gap", quotient=lq.quotient, firms=firms, supply=supply, rule=rule,
        is_only_one=rings.here == 1,
    )  # fmt: skip
    lamps = lamps_of(
        coverage=reads.coverage_of(row), chance=chance_here if rings.here else certainty,
        age_years=age_in_years(row.as_of_on, day.replace(day=1)),
        agreement=float(sums.sure.sum() / everywhere) if everywhere else None,
        rule=LAMPS.on(day),
    )  # fmt: skip
    province, most = _largest_province(sums)
    return Judgement(
        node.code, rings, kind.radius_km, expected, lq, firms, chance_here, chance_near, supply, strength, lamps,
        kinship, float(sums.recent.sum() / everywhere) if everywhere else None, province, most,
    )  # fmt: skip


def _largest_province(sums: PlaceSums) -> tuple[str, float | None]:
    """The province with most firms of a link and its share of them; ties by name."""
    by_province: dict[str, float] = {}
    for (province, _city), firms in zip(sums.places, sums.firms, strict=True):
        by_province[province] = by_province.get(province, 0.0) + float(firms)
    whole = sum(by_province.values())
    if not whole:
        return "", None
    name = min(by_province, key=lambda province: (-by_province[province], province))
    return name, by_province[name] / whole


def _kinship(
    template: Template, release: Release, row: RegisterRelease, home: Place, totals: Mapping[Place, int]
) -> dict[str, Kinship]:
    """Relatedness of the home city to every link, over cities of at least LEAST_ENTERPRISES; {} when it cannot be
    told.
    """
    places = [place for place, number in totals.items() if number >= LEAST_ENTERPRISES and place[1]]
    if home not in places or len(places) < 5 or len(template.nodes) < 3:
        return {}
    at = {place: number for number, place in enumerate(places)}
    values = np.zeros((len(places), len(template.nodes)))
    for column, node in enumerate(template.nodes):
        sums = sums_of(release, node)
        for place, firms in zip(sums.places, sums.firms, strict=True):
            if place in at:
                values[at[place], column] = firms
    if not values.sum():
        return {}
    related, here = relatedness_of(values), at[home]
    found = {}
    for column, node in enumerate(template.nodes):
        rank = 1 + int((related.residual[:, column] > related.residual[here, column] + 1e-12).sum())
        found[node.code] = Kinship(
            float(related.quotients[here, column]), float(related.density[here, column]),
            float(related.size_baseline[here, column]), float(related.residual[here, column]), rank, len(places),
        )  # fmt: skip
    return found


def _summary(
    template: Template, release: Release, row: RegisterRelease, judged: Mapping[str, Judgement], *, home: Place,
    totals: Mapping[Place, int], demand: Mapping[str, NodeDemand], day: date,
) -> ChainSummary | None:  # fmt: skip
    """The chain as a whole; None for a template without links."""
    if not template.nodes:
        return None
    weights = importance(
        [node.code for node in template.nodes], [(edge.source, edge.target) for edge in template.edges]
    )
    rows = max(release.info.rows, 1)
    nearest = sorted(
        (place for place, number in totals.items() if place != home and place[1] and number >= LEAST_ENTERPRISES),
        key=lambda place: (abs(np.log(totals[place] / max(totals.get(home, 0), 1))), place),
    )[:PEERS]
    found = {
        place: _place_completeness(template, release, row, place, totals[place] / rows, weights) for place in nearest
    }
    own = _place_completeness(template, release, row, home, totals.get(home, 0) / rows, weights)
    peers = tuple(PeerPlace(f"{place[0]} {place[1]}", totals[place], found[place]) for place in nearest)
    wishes = _wishes(template, judged, demand)
    ranked = rank_wishes(wishes, PRIORITY.on(day).rule, seed=PRIORITY_SEED)
    return ChainSummary(own, peers, rank_among(own, peers), ranked)


def _place_completeness(
    template: Template, release: Release, row: RegisterRelease, place: Place, share: float, weights: Mapping[str, int]
) -> Completeness:
    """The completeness of the chain in one city."""
    presence, expected = {}, {}
    for node in template.nodes:
        sums = sums_of(release, node)
        at = sums.places.index(place) if place in sums.places else None
        presence[node.code] = -float(np.expm1(sums.log_absent[at])) if at is not None else 0.0
        expected[node.code] = float(sums.firms.sum()) * share
    return completeness_of(presence, expected, weights)


def _wishes(template: Template, judged: Mapping[str, Judgement], demand: Mapping[str, NodeDemand]) -> list[Wish]:
    """What speaks for each link that calls for an action."""
    most = max((one.amount_wan_yuan for one in demand.values()), default=Decimal(0))
    wishes = []
    for node in template.nodes:
        before = [judged[edge.source] for edge in template.edges if edge.target == node.code and edge.source in judged]
        after = [judged[edge.target] for edge in template.edges if edge.source == node.code and edge.target in judged]
        up, down = _share_here(before), _share_here(after)
        one = judged[node.code]
        action = action_for(one.strength.state, upstream_here=bool(up), downstream_here=bool(down))
        if action is None:
            continue
        bought = demand.get(node.code)
        terms: dict[str, float | None] = {
            "downstream_here": down, "upstream_here": up,
            "demand": float(bought.amount_wan_yuan / most) if bought and most else (0.0 if demand else None),
            "security": one.top_province_share,
            "pull": one.pull.relative if one.pull is not None else None,
            "relatedness": None if one.kinship is None else 1 - (one.kinship.rank - 1) / max(one.kinship.places - 1, 1),
            "reach": 1 / (1 + one.rings.near), "growth": one.recent_share,
            "shortfall": None if one.strength.score is None else 1 - one.strength.score,
        }  # fmt: skip
        names = set(PRIORITY.on(date.max).rule.weights[action])
        wishes.append(Wish(node.code, action, {name: value for name, value in terms.items() if name in names}))
    return wishes


def _share_here(neighbours: Sequence[Judgement]) -> float | None:
    """The share of neighbouring links that have firms here; None without neighbours."""
    return sum(one.rings.here > 0 for one in neighbours) / len(neighbours) if neighbours else None
