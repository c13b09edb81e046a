"""One question about targets, whole, and the one function that answers it.

The page, the saved list and its proof, the workbook, why-not, the API and the command line all make an ``Asked`` and
rank it with ``ask``: the same question has one answer wherever it is put. Method: docs/methods/targets.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from liantu.chains import reads as chain_reads
from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node, Template
from liantu.engine import Filters, Hit, Release, Screening, Weights
from liantu.engine.release import ScreenResult
from liantu.people.models import Zone
from liantu.prospects.evidence import Evidence, Pool, evidence_for, gone_in
from liantu.prospects.models import TargetList
from liantu.prospects.rules.answer import Answer
from liantu.prospects.rules.question import FACTORS, Question, registered_between
from liantu.prospects.rules.rank_fusion import Folded, Fused, Spread, fold, fuse, spread
from liantu.prospects.standpoint import Standpoint, group_of, standpoint_of, stem_of
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

POOL = 2000
"""Candidates taken from the screening, best by their words first; only these are weighed."""


@dataclass(frozen=True)
class Asked:
    """All that an answer depends on: the register, the link in its template, the standpoint, filters and weights.

    ``as_of_on``: the day from which ages are counted, the register's own, so that no answer changes with the calendar.
    """

    release: Release
    template: Template
    node: Node
    standpoint: Standpoint
    question: Question
    as_of_on: date

    @property
    def drops_all(self) -> bool:
        """Whether every hard condition holds; lists ordered by words and saved before that was so keep their bytes."""
        return self.question.fused or self.standpoint.strict

    @property
    def filters(self) -> Filters:
        """The hard conditions in the engine's terms; who is restricted stays out whoever else is asked for."""
        asked, here = self.question, self.question.exclude_present
        earliest, latest = registered_between(asked, as_of_on=self.as_of_on)
        home = (self.standpoint.home_city,) if here and self.standpoint.home_city else ()
        return Filters(
            provinces=asked.provinces,
            outside_provinces=asked.without_provinces,
            outside_cities=tuple(dict.fromkeys((*home, *asked.without_cities))),
            capital_min_wan_yuan=asked.capital_min_wan_yuan,
            capital_max_wan_yuan=asked.capital_max_wan_yuan,
            registered_from_on=earliest,
            registered_to_on=latest,
            valid_code_only=asked.valid_code_only,
            exclude_trade_only=asked.exclude_trade_only,
            exclude_codes=self.standpoint.excluded_codes if here else self.standpoint.restricted,
        )

    @property
    def weights(self) -> Weights:
        """The engine's weights: those shipped, each times its slider."""
        shipped = Weights()
        return Weights(**{factor: getattr(shipped, factor) * self.question.weights[factor] for factor in FACTORS})

    @property
    def screening(self) -> Screening:
        """The whole question to the register."""
        return screening_for(self.node, filters=self.filters, weights=self.weights)


@dataclass(frozen=True)
class Ranking:
    """The answer: ``at`` are places in the pool, best first, folded ones left out.

    ``gone``/``relatives``: how many of the pool were dropped as closed, or as of the group of an enterprise here;
    ``gone`` is None where the register says nothing of it. ``seat``: place in the pool → place among the kept.
    """

    asked: Asked
    result: ScreenResult
    at: tuple[int, ...]
    seat: Mapping[int, int]
    folded: Folded
    gone: int | None
    relatives: int
    evidence: Evidence | None
    fused: Fused | None

    def __len__(self) -> int:
        return len(self.at)

    @property
    def total(self) -> int:
        """How many of the register match, before anybody closed, related or folded is dropped."""
        return int(self.result.total)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The kinds of evidence nobody has data for."""
        return self.fused.left_out if self.fused is not None else ()

    @cached_property
    def spread(self) -> Spread | None:
        """How firm the order is; None where the words alone give it."""
        if self.fused is None:
            return None
        return spread(self.fused, np.array([self.seat[at] for at in self.at], dtype=np.int64))

    def place_of(self, enterprise_id: int) -> int | None:
        """The place in the list (from 0) of a row of the register; None when it is not there."""
        found = np.flatnonzero(self.result.columns()["enterprise_id"] == enterprise_id)
        return self.at.index(int(found[0])) if len(found) and int(found[0]) in self.at else None

    def row(self, number: int) -> dict[str, Any]:
        """The line at ``number`` (from 0) as plain values: what is shown, exported and stored."""
        at = self.at[number]
        row = hit_row(self.result.hit(at))
        if self.fused is not None and self.evidence is not None:
            _tell_evidence(row, self.fused, self.evidence, at, self.seat[at])
        if self.fused is not None or self.folded.folded:
            place = self.folded.kept[number]
            row["behind_group"] = self.folded.behind_group.get(place, 0)
            row["behind_province"] = self.folded.behind_province.get(place, 0)
        return row

    def answer(self, top: int) -> Answer:
        """The best ``top`` as an answer whose bytes depend on what was asked alone."""
        return Answer.from_rows(self.row(number) for number in range(min(len(self), top)))


def ask(asked: Asked) -> Ranking:
    """Rank: the best by their words are the pool, hard conditions come first, then all the evidence, then folding."""
    release, question = asked.release, asked.question
    result = release.screen(asked.screening, top=POOL)
    pool: Pool = list(zip(result.ranking.shard.tolist(), result.ranking.row.tolist(), strict=True))
    names = [release.shards[shard].name(row) for shard, row in pool]
    gone = gone_in(release, pool) if asked.drops_all else None
    relative = _relatives(asked, names)
    keep = np.flatnonzero(~relative & ~(gone if gone is not None else False))
    evidence = fused = None
    order = keep
    if question.fused:
        evidence = evidence_for(release, asked.template, asked.node, pool, names, asked.standpoint)
        known = {"text": result.columns()["score"] + 1e-9, **evidence.terms}
        fused = fuse({term: None if one is None else one[keep] for term, one in known.items()}, question.terms)
        order = keep[fused.order]
    folded = _folded(asked, order, names, pool)
    return Ranking(
        asked,
        result,
        tuple(int(order[place]) for place in folded.kept),
        {int(at): seat for seat, at in enumerate(keep)},
        folded,
        None if gone is None else int(gone.sum()),
        int(relative.sum()),
        evidence,
        fused,
    )


def _relatives(asked: Asked, names: Sequence[str]) -> NDArray[np.bool_]:
    """Who is of the group of an enterprise here, where those here are not asked for."""
    stems = frozenset(asked.standpoint.relatives)
    if not (asked.drops_all and asked.question.exclude_present and stems):
        return np.zeros(len(names), np.bool_)
    return np.array([stem_of(name) in stems for name in names], dtype=np.bool_)


def _folded(asked: Asked, order: NDArray[np.int64], names: Sequence[str], pool: Pool) -> Folded:
    """At most so many of one group and one province."""
    release = asked.release
    per_group, per_province = (asked.question.per_group, asked.question.per_province) if asked.drops_all else (0, 0)
    groups = [group_of(names[at]) if per_group else "" for at in order]
    provinces = [release.shards[pool[at][0]].listed("province", pool[at][1]) if per_province else "" for at in order]
    return fold(groups, provinces, per_group=per_group, per_province=per_province)


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as plain values."""
    return {
        "enterprise_id": hit.enterprise_id,
        "credit_code": hit.credit_code,
        "name": hit.name,
        "province": hit.province,
        "city": hit.city,
        "capital_wan_yuan": hit.capital_wan_yuan,
        "registered_on": hit.registered_on.isoformat() if hit.registered_on else None,
        "enterprise_type": hit.enterprise_type,
        "role": hit.role,
        "score": round(hit.score, 6),
        "evidence": hit.evidence,
        "word": hit.word,
        "where": hit.where,
        "position": hit.position,
        "parts": [
            {
                "factor": part.factor,
                "value": round(part.value, 6),
                "weight": round(part.weight, 6),
                "contribution": round(part.contribution, 6),
            }
            for part in hit.parts
        ],
    }


def _tell_evidence(row: dict[str, Any], fused: Fused, evidence: Evidence, at: int, seat: int) -> None:
    """Every term with its rank and its points in place of the words' parts, which stay as ``text_parts``."""
    row["text_parts"] = row.pop("parts")
    row["text_score"], row["score"] = row["score"], round(float(fused.scores[seat]), 6)
    row["parts"] = [
        {
            "factor": term,
            "value": float(fused.ranks[term][seat]),
            "weight": round(float(fused.weights[term]), 6),
            "contribution": round(float(fused.points[term][seat]), 6),
        }
        for term in fused.ranks
    ]
    row["also_does"] = [one.code for one, does in zip(evidence.beside, evidence.does[:, at], strict=True) if does]
    row["branch"] = evidence.branches[at]
    row["lists"] = evidence.lists[at]
    far = evidence.kilometres
    row["kilometres"] = None if far is None or far[at] != far[at] else round(float(far[at]))


@dataclass(frozen=True)
class Link:
    """A link of a chain on the zone's register today: what every question to it shares."""

    chain: Chain
    version: TemplateVersion
    register: RegisterRelease
    node: Node
    standpoint: Standpoint

    def asked(self, question: Question) -> Asked:
        """The question put to this link."""
        template = chain_reads.template_of(self.version)
        as_of_on = day_of(self.register.as_of_on)
        return Asked(self.register.open(), template, self.node, self.standpoint, question, as_of_on)


def link_of(chain: Chain, node_code: str) -> Link | None:
    """The link of the chain's published template on the register its zone uses; None without either. Few queries."""
    version, register = chain_reads.published_version(chain), current_release(chain.zone)
    node = chain_reads.node_of(version, node_code) if version is not None else None
    if version is None or register is None or node is None:
        return None
    return Link(chain, version, register, node, standpoint_of(chain.zone))


def asked_again(saved: TargetList) -> Asked | None:
    """The question of a saved list, from the standpoint it was asked; None when its template has lost the link.

    Raises OSError when its register is no longer on this machine.
    """
    node = chain_reads.node_of(saved.version, saved.node_code)
    if node is None:
        return None
    standpoint = Standpoint.from_content(saved.context, saved.excluded_codes, zone=saved.zone)
    template = chain_reads.template_of(saved.version)
    return Asked(saved.release.open(), template, node, standpoint, saved.asked(), day_of(saved.release.as_of_on))


def asked_by_operator(zone: Zone | None, release: Release, template: Template, node: Node, question: Question) -> Asked:
    """The question of somebody at the machine, from the standpoint of ``zone``; from nowhere without one."""
    standpoint = standpoint_of(zone) if zone is not None else Standpoint("", "", (), (), ())
    return Asked(release, template, node, standpoint, question, day_of(release.info.as_of_on))


def day_of(as_of_on: date | None) -> date:
    """The day from which ages are counted on a register of this day."""
    return as_of_on or date(timezone.localdate().year, 1, 1)
