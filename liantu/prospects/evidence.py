"""What is known of candidates beside the link's words: its neighbours in the chain, product lists, industry codes,
branches here, distance.

Gathered over a pool of candidates that ``asking`` takes from the screening. Method: docs/methods/targets.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node, Template
from liantu.engine import Release
from liantu.engine.standing import rows_with_status
from liantu.lib.chinese_text import branch_of
from liantu.lib.distances import point_of, road_km_to_all
from liantu.prospects.standpoint import Standpoint, gone_words, key_of
from liantu.sources.products.reads import lists_of_release

Vector = NDArray[np.float64]
Pool = Sequence[tuple[int, int]]
"""Candidates as (shard, row)."""
REACH_KM = 500.0  # distance at which nearness has fallen to 1/e
ROLES = {"make": 0, "trade": 1, "service": 2}
CODE_FITS = {4: 1.0, 3: 0.75, 2: 0.5}  # digits of GB/T 4754 in common → agreement
BRANCH_WORDS = ("分公司", "分厂", "办事处", "分店", "经营部", "分部")


@dataclass(frozen=True)
class Evidence:
    """What is known of every candidate of a pool; arrays are in the order of the pool, None where nobody has data.

    ``beside``: the neighbouring links; ``does`` (links, pool): whether a candidate does them; ``kilometres`` by road,
    NaN for a city off the map; ``branches``: its branch in the home province, "" without one; ``lists``: the product
    of a list that speaks of the link, "" without one.
    """

    beside: tuple[Node, ...]
    does: Vector
    kilometres: Vector | None
    branches: Sequence[str]
    lists: Sequence[str]
    terms: Mapping[str, Vector | None]
    """Term of TERMS but the text → (pool,), larger is better, 0 is no evidence."""


def evidence_for(
    release: Release, template: Template, node: Node, pool: Pool, names: Sequence[str], standpoint: Standpoint
) -> Evidence:
    """The evidence of every kind beside the words over a pool of (shard, row)."""
    beside = neighbours_of(template, node)
    does = np.array([_among(makers_of(release, other), pool) for other in beside]).reshape(len(beside), len(pool))
    rarity = np.array([1 / np.log2(2 + sum(len(rows) for rows in makers_of(release, other))) for other in beside])
    kilometres = _kilometres(release, pool, (standpoint.home_province, standpoint.home_city))
    branches = branches_in(release, standpoint.home_province) if standpoint.home_province else {}
    own = [branches.get(key_of(name), "") if branches else "" for name in names]
    lists = lists_of_release(standpoint.lists)
    said = None if lists is None else lists.said([node.name, *node.words])
    heard = [None if said is None else said.get(key_of(name)) for name in names]
    near = None if kilometres is None else np.where(np.isnan(kilometres), 0.0, np.exp(-kilometres / REACH_KM))
    return Evidence(
        beside,
        does,
        kilometres,
        own,
        ["" if one is None else one.product for one in heard],
        {
            "neighbours": rarity @ does if beside else None,
            "products": None if said is None else np.array([0.0 if one is None else one.score for one in heard]),
            "industry": _agreement(release, node, pool),
            "branch": np.array([float(bool(name)) for name in own]) if branches else None,
            "near": near,
        },
    )


def gone_in(release: Release, pool: Pool) -> NDArray[np.bool_] | None:
    """Which of the pool no longer work, by their status; None where the register says nothing of it."""
    found = rows_with_status(release, gone_words())
    return None if found is None else np.array([bool(found[shard][row]) for shard, row in pool], dtype=np.bool_)


def neighbours_of(template: Template, node: Node) -> tuple[Node, ...]:
    """The links right before and after a link, in the order of the template."""
    codes = {edge.source for edge in template.edges if edge.target == node.code}
    codes |= {edge.target for edge in template.edges if edge.source == node.code}
    return tuple(other for other in template.nodes if other.code in codes and other.code != node.code)


@lru_cache(maxsize=256)
def makers_of(release: Release, node: Node) -> tuple[NDArray[np.int64], ...]:
    """For each shard the rows that do what a link names, sorted: a release never changes."""
    wanted = ROLES[node.intent]
    found = release.score_shards(screening_for(node))
    return tuple(np.sort(one.row[one.role == wanted]) for one in found)


def _among(makers: Sequence[NDArray[np.int64]], pool: Pool) -> Vector:
    """1 for every row of the pool that is among the makers."""
    shards = np.array([shard for shard, _row in pool], dtype=np.int64)
    rows = np.array([row for _shard, row in pool], dtype=np.int64)
    found = np.zeros(len(pool))
    for number, members in enumerate(makers):
        mine = shards == number
        found[mine] = np.isin(rows[mine], members, assume_unique=True)
    return found


def _agreement(release: Release, node: Node, pool: Pool) -> Vector | None:
    """How far the register's industry code agrees with the link's; None without codes on either side."""
    if not node.gbt4754:
        return None
    codes = [release.shards[shard].listed("gbt4754", row) for shard, row in pool]
    if not any(codes):
        return None
    fits = {code: _fit(code, node.gbt4754) for code in set(codes)}
    return np.array([fits[code] for code in codes])


def _fit(code: str, wanted: Sequence[str]) -> float:
    for digits, value in CODE_FITS.items():
        if len(code) >= digits and any(len(one) >= digits and one[:digits] == code[:digits] for one in wanted):
            return value
    return 0.0


def _kilometres(release: Release, pool: Pool, home: tuple[str, str]) -> Vector | None:
    """Road kilometres of every row's city from home, NaN where it is not on the map; None when home is not."""
    start = point_of(*home) if home[1] else None
    if start is None:
        return None
    places = [
        (release.shards[shard].listed("province", row), release.shards[shard].listed("city", row))
        for shard, row in pool
    ]
    distinct = sorted(set(places))
    points = np.array([point_of(*place) or (np.nan, np.nan) for place in distinct], dtype=np.float64).reshape(-1, 2)
    far = dict(zip(distinct, road_km_to_all(start, points), strict=True)) if distinct else {}
    return np.array([far[place] for place in places], dtype=np.float64)


@lru_cache(maxsize=16)
def branches_in(release: Release, province: str) -> dict[str, str]:
    """Branches the register holds in a province: name key of the parent → name of the branch, the first by name."""
    found: dict[str, str] = {}
    for shard in release.shards:
        names = shard.lists["province"]
        if province not in names:
            continue
        for row in np.flatnonzero(shard["province"] == names.index(province)):
            name = shard.name(int(row))
            if any(word in name for word in BRANCH_WORDS):
                branch = branch_of(name)
                if branch is not None:
                    key = key_of(branch.parent)
                    found[key] = min(found.get(key, name), name)
    return found
