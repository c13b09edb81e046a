"""Why is an enterprise where it is on a list — or not on it at all? And who was dropped before ranking, by reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liantu.chains.rules.screening import screening_for
from liantu.engine import Filters, Hit, Release
from liantu.engine.release import ScreenResult
from liantu.engine.standing import rows_with_status
from liantu.lib.credit_code import normalise_code
from liantu.prospects.asking import POOL, Asked, Ranking, ask
from liantu.prospects.rules.question import registered_between
from liantu.prospects.standpoint import gone_words, stem_of

SHOWN = 200
NAMES_MOST = 5
REASONS: tuple[str, ...] = (
    "gone",
    "restricted",
    "known",
    "relative",
    "here",
    "city",
    "trader",
    "province",
    "capital",
    "age",
    "code",
)


@dataclass(frozen=True)
class Verdict:
    """Where an enterprise stands for a link.

    ``kind``: ranked (``rank``, ``row``), folded, excluded (``reason``), below (its words rank it behind the pool),
    no_match (none of the link's words stand in its scope or name). ``behind``: term → points behind the first.
    """

    name: str
    enterprise_id: int
    kind: str
    rank: int | None = None
    reason: str = ""
    row: Mapping[str, Any] | None = None
    behind: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Excluded:
    """Who matches the words and was dropped before ranking: how many by reason, and the best SHOWN of them."""

    counts: Mapping[str, int]
    rows: tuple[tuple[Hit, str], ...]


class _Conditions:
    """The hard conditions of a question, asked of single enterprises so that each hears its own reason."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.known, self.restricted = frozenset(asked.standpoint.known), frozenset(asked.standpoint.restricted)
        self.relatives = frozenset(asked.standpoint.relatives)
        self.earliest, self.latest = registered_between(asked.question, as_of_on=asked.as_of_on)
        self.gone = _gone_ids(asked.release)

    def reason(self, hit: Hit) -> str:
        """The first reason against an enterprise, '' without one."""
        asked, here, home = self.asked.question, self.asked.question.exclude_present, self.asked.standpoint.home_city
        most, least = asked.capital_max_wan_yuan, asked.capital_min_wan_yuan
        day, capital = hit.registered_on, hit.capital_wan_yuan
        tests = {
            "gone": hit.enterprise_id in self.gone,
            "restricted": hit.credit_code in self.restricted,
            "known": here and hit.credit_code in self.known,
            "relative": here and stem_of(hit.name) in self.relatives,
            "here": here and bool(home) and hit.city == home,
            "city": hit.city in asked.without_cities,
            "trader": asked.exclude_trade_only and hit.role == "trade",
            "province": bool(asked.provinces and hit.province not in asked.provinces)
            or hit.province in asked.without_provinces,
            "capital": (least is not None and (capital is None or capital < least))
            or (most is not None and (capital is None or capital > most)),
            "age": (self.earliest is not None and (day is None or day < self.earliest))
            or (self.latest is not None and (day is None or day > self.latest)),
            "code": asked.valid_code_only and not hit.credit_code,
        }
        return next((name for name in REASONS if tests[name]), "")


def _gone_ids(release: Release) -> frozenset[int]:
    found = rows_with_status(release, gone_words())
    if found is None:
        return frozenset()
    return frozenset(
        int(number)
        for shard, rows in zip(release.shards, found, strict=True)
        for number in shard["enterprise_id"][rows]
    )


def excluded_of(asked: Asked) -> Excluded:
    """Who matches the link's words and is dropped by a hard condition of the question."""
    conditions = _Conditions(asked)
    counts: dict[str, int] = {}
    rows: list[tuple[Hit, str]] = []
    for hit in asked.release.screen(screening_for(asked.node, filters=Filters()), top=None).hits:
        reason = conditions.reason(hit)
        if reason:
            counts[reason] = counts.get(reason, 0) + 1
            if len(rows) < SHOWN:
                rows.append((hit, reason))
    return Excluded({name: counts[name] for name in REASONS if name in counts}, tuple(rows))


def why_not(asked: Asked, text: str) -> list[Verdict]:
    """Where the enterprises of this name or credit code stand for a question, at most NAMES_MOST; [] when the register
    has none.
    """
    code = normalise_code(text)
    rows = asked.release.find(credit_code=code) if len(code) == 18 else []
    rows = rows or asked.release.search_name(text.strip(), limit=NAMES_MOST)
    everybody = asked.release.screen(screening_for(asked.node, filters=Filters()), top=None)
    places = {int(number): place for place, number in enumerate(everybody.columns()["enterprise_id"])}
    ranking, conditions = ask(asked), _Conditions(asked)
    return [_verdict(ranking, conditions, row, everybody, places) for row in rows[:NAMES_MOST]]


def _verdict(
    ranking: Ranking,
    conditions: _Conditions,
    row: Mapping[str, Any],
    everybody: ScreenResult,
    places: Mapping[int, int],
) -> Verdict:
    number = int(row["enterprise_id"])
    name = str(row["name"])
    if number not in places:
        return Verdict(name, number, "no_match")
    reason = conditions.reason(everybody.hit(places[number]))
    if reason:
        return Verdict(name, number, "excluded", reason=reason)
    pool: Sequence[int] = [int(one) for one in ranking.result.columns()["enterprise_id"]]
    if number not in pool:
        return Verdict(name, number, "below", rank=POOL)
    at = pool.index(number)
    if at not in ranking.at:
        return Verdict(name, number, "folded")
    rank = ranking.at.index(at)
    mine, first = ranking.row(rank), ranking.row(0)
    behind = [
        (part["factor"], best["contribution"] - part["contribution"])
        for part, best in zip(mine["parts"], first["parts"], strict=True)
    ]
    behind = sorted((one for one in behind if one[1] > 0.5), key=lambda one: -one[1])
    return Verdict(name, number, "ranked", rank=rank + 1, row=mine, behind=tuple(behind))
