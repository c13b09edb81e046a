"""Targets by all the evidence there is: the link's words, its neighbours in the chain, product lists, industry codes,
branches here, distance.

The best of the screening are the pool; hard conditions come first; every term keeps its rank and its points.
Method: docs/methods/targets.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node, Template
from liantu.engine import Release, Screening
from liantu.engine.release import ScreenResult
from liantu.engine.standing import rows_with_status
from liantu.lib.chinese_text import branch_of
from liantu.lib.distances import point_of, road_km_to_all
from liantu.prospects.rules.fusion import Folded, Fused, fold, fuse
from liantu.prospects.rules.question import Question
from liantu.prospects.standpoint import Standpoint, gone_words, group_of, key_of, stem_of
from liantu.sources.products.reads import lists_of_release

Vector = NDArray[np.float64]
POOL = 2000  # candidates taken from the screening
REACH_KM = 500.0  # distance at which nearness has fallen to 1/e
ROLES = {"make": 0, "trade": 1, "service": 2}
CODE_FITS = {4: 1.0, 3: 0.75, 2: 0.5}  # digits of GB/T 4754 in common → agreement
BRANCH_WORDS = ("分公司", "分厂", "办事处", "分店", "经营部", "分部")


@dataclass(frozen=True)
class Ranking:
    """A fused list: ``at`` are places in the pool, best first, folded ones left out.

    ``gone``/``relatives``: how many of the pool were dropped as closed, or as of the group of an enterprise here;
    ``gone`` is None where the register says nothing of it.
    """

    result: ScreenResult
    names: Sequence[str]
    at: Sequence[int]
    fused: Fused
    seat: Mapping[int, int]
    folded: Folded
    gone: int | None
    relatives: int
    details: Mapping[str, Any]


def rank_fused(
    release: Release, template: Template, node: Node, question: Question, screening: Screening, standpoint: Standpoint
) -> Ranking:
    """Rank the pool of ``screening`` for ``node`` by all evidence; the same arguments give the same order."""
    result = release.screen(screening, top=POOL)
    rows, shards = result.ranking.row, result.ranking.shard
    pool = list(zip(shards.tolist(), rows.tolist(), strict=True))
    names = [release.shards[shard].name(row) for shard, row in pool]
    gone = _gone(release, pool)
    relative = np.zeros(len(pool), np.bool_)
    if question.exclude_present and standpoint.relatives:
        stems = frozenset(standpoint.relatives)
        relative = np.array([stem_of(name) in stems for name in names], dtype=np.bool_)
    keep = np.flatnonzero(~relative & ~(gone if gone is not None else False))
    details = _details(release, template, node, pool, names, standpoint)
    evidence = {
        term: None if values is None else values[keep]
        for term, values in {
            "text": result.columns()["score"] + 1e-9,
            "neighbours": details["neighbours"],
            "products": details["products"],
            "industry": details["industry"],
            "branch": details["branch"],
            "near": details["near"],
        }.items()
    }
    fused = fuse(evidence, question.terms)
    order = keep[fused.order]
    folded = fold(
        [group_of(names[at]) if question.per_group else "" for at in order],
        [release.shards[pool[at][0]].listed("province", pool[at][1]) if question.per_province else "" for at in order],
        per_group=question.per_group,
        per_province=question.per_province,
    )
    return Ranking(
        result,
        names,
        [int(order[place]) for place in folded.kept],
        fused,
        {int(at): seat for seat, at in enumerate(keep)},
        folded,
        None if gone is None else int(gone.sum()),
        int(relative.sum()),
        details,
    )


def _gone(release: Release, pool: Sequence[tuple[int, int]]) -> NDArray[np.bool_] | None:
    found = rows_with_status(release, gone_words())
    return None if found is None else np.array([bool(found[shard][row]) for shard, row in pool], dtype=np.bool_)


def _details(
    release: Release,
    template: Template,
    node: Node,
    pool: Sequence[tuple[int, int]],
    names: Sequence[str],
    standpoint: Standpoint,
) -> dict[str, Any]:
    """The evidence of every kind over the pool, and what a page says of it."""
    beside = neighbours_of(template, node)
    does = np.array([_among(makers_of(release, other), pool) for other in beside]).reshape(len(beside), len(pool))
    rarity = np.array([1 / np.log2(2 + sum(len(rows) for rows in makers_of(release, other))) for other in beside])
    kilometres = _kilometres(release, pool, (standpoint.home_province, standpoint.home_city))
    branches = branches_in(release, standpoint.home_province) if standpoint.home_province else {}
    own = [branches.get(key_of(name), "") if branches else "" for name in names]
    lists = lists_of_release(standpoint.lists)
    said = None if lists is None else lists.said([node.name, *node.words])
    heard = [None if said is None else said.get(key_of(name)) for name in names]
    return {
        "beside": beside,
        "does": does,
        "neighbours": rarity @ does if beside else None,
        "kilometres": kilometres,
        "near": None if kilometres is None else np.where(np.isnan(kilometres), 0.0, np.exp(-kilometres / REACH_KM)),
        "branches": own,
        "branch": np.array([float(bool(name)) for name in own]) if branches else None,
        "products": None if said is None else np.array([one.score if one is not None else 0.0 for one in heard]),
        "heard": heard,
        "industry": _agreement(release, node, pool),
    }


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


def _among(makers: Sequence[NDArray[np.int64]], pool: Sequence[tuple[int, int]]) -> Vector:
    """1 for every row of the pool that is among the makers."""
    shards = np.array([shard for shard, _row in pool], dtype=np.int64)
    rows = np.array([row for _shard, row in pool], dtype=np.int64)
    found = np.zeros(len(pool))
    for number, members in enumerate(makers):
        mine = shards == number
        found[mine] = np.isin(rows[mine], members, assume_unique=True)
    return found


def _agreement(release: Release, node: Node, pool: Sequence[tuple[int, int]]) -> Vector | None:
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


def _kilometres(release: Release, pool: Sequence[tuple[int, int]], home: tuple[str, str]) -> Vector | None:
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
