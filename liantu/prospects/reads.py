"""Every read of the targets room: ranked targets of a link, saved lists, marks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, overload

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from liantu.chains import reads as chain_reads
from liantu.chains.actions import standing_of
from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Node
from liantu.engine import Filters, Hit, Release, Screening, Weights
from liantu.engine.places import place_totals
from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.regions import normalise_city, normalise_province
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.prospects.fusing import Ranking, rank_fused
from liantu.prospects.models import TargetList, TargetMark
from liantu.prospects.rules.answer import Answer, first_difference
from liantu.prospects.rules.question import FACTORS, LIST_MOST, Question, registered_between
from liantu.prospects.standpoint import Standpoint, standpoint_of
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release

FACTOR_NAMES = {
    "specificity": gettext_noop("How rare the words are"),
    "role": gettext_noop("Makes it, not only trades it"),
    "position": gettext_noop("How early in the scope"),
    "name": gettext_noop("Named in the company name"),
    "frequency": gettext_noop("How often it is mentioned"),
    "capital": gettext_noop("Registered capital"),
    "text": gettext_noop("Its words"),
    "neighbours": gettext_noop("Does neighbouring links too"),
    "products": gettext_noop("Its product list"),
    "industry": gettext_noop("Its industry code"),
    "branch": gettext_noop("Has a branch in our province"),
    "near": gettext_noop("Near to us"),
}


@dataclass(frozen=True)
class Target:
    """One line of the ranked list, with what people said of it."""

    rank: int
    row: Mapping[str, Any]
    mark: TargetMark | None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the score with their names in the reader's language."""
        return [{"label": gettext(FACTOR_NAMES[part["factor"]]), **part} for part in self.row["parts"]]

    @property
    def place(self) -> str:
        """Where in the business scope the words stand, in the reader's language."""
        return gettext("item %(position)s of the scope") % {"position": self.row["position"]}


class RankedTargets(Sequence[Target]):
    """The ranked list; a line is made when it is looked at, so a page costs what it shows."""

    def __init__(
        self, hits: Sequence[Hit], marks: Mapping[str, TargetMark], *, fused: Ranking | None = None, top: int = 0
    ) -> None:
        self._hits, self._marks, self._fused = hits, marks, fused
        self._length = len(hits) if fused is None else min(len(fused.at), top)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Target: ...
    @overload
    def __getitem__(self, place: slice) -> list[Target]: ...
    def __getitem__(self, place: int | slice) -> Target | list[Target]:
        numbers = range(len(self))[place]
        return self._target(numbers) if isinstance(numbers, int) else [self._target(number) for number in numbers]

    def _target(self, number: int) -> Target:
        row = target_row(self._hits[number]) if self._fused is None else fused_row(self._fused, number)
        row["rank"] = number + 1
        return Target(number + 1, row, self._marks.get(row["credit_code"] or str(row["enterprise_id"])))


@dataclass(frozen=True)
class TargetPage:
    """What the target page shows for one link."""

    chain: Chain
    version: TemplateVersion
    node: Node
    release: RegisterRelease
    question: Question
    total: int
    targets: RankedTargets
    milliseconds: float
    marked_right: int
    marked_wrong: int
    ranking: Ranking | None = None

    @property
    def left_out(self) -> list[str]:
        """The kinds of evidence nobody has data for, in the reader's language."""
        return [] if self.ranking is None else [gettext(FACTOR_NAMES[term]) for term in self.ranking.fused.left_out]


def filters_of(
    question: Question, *, zone: Zone, as_of_on: date, excluded_codes: Sequence[str], restricted: Sequence[str] = ()
) -> Filters:
    """The question's hard conditions in the engine's terms; presence = the zone's city and its own enterprises.

    Who is ``restricted`` stays out also when those already here are asked for.
    """
    earliest, latest = registered_between(question, as_of_on=as_of_on)
    return Filters(
        provinces=question.provinces,
        outside_provinces=question.without_provinces,
        outside_cities=(zone.home_city,) if question.exclude_present and zone.city else (),
        capital_min_wan_yuan=question.capital_min_wan_yuan,
        capital_max_wan_yuan=question.capital_max_wan_yuan,
        registered_from_on=earliest,
        registered_to_on=latest,
        valid_code_only=question.valid_code_only,
        exclude_trade_only=question.exclude_trade_only,
        exclude_codes=tuple(excluded_codes) if question.exclude_present else tuple(restricted),
    )


def weights_of(question: Question) -> Weights:
    """The engine's weights: those shipped, each times the slider."""
    shipped = Weights()
    return Weights(**{factor: getattr(shipped, factor) * question.weights[factor] for factor in FACTORS})


def screening_of(
    node: Node,
    question: Question,
    *,
    zone: Zone,
    as_of_on: date,
    excluded_codes: Sequence[str],
    restricted: Sequence[str] = (),
) -> Screening:
    """The whole question to the register for ``node``."""
    filters = filters_of(question, zone=zone, as_of_on=as_of_on, excluded_codes=excluded_codes, restricted=restricted)
    return screening_for(node, filters=filters, weights=weights_of(question))


def target_row(hit: Hit) -> dict[str, Any]:
    """A hit as plain values: what is shown, exported and stored."""
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


def fused_row(ranking: Ranking, number: int) -> dict[str, Any]:
    """A line of a fused list as plain values: the words' hit, and every term with its rank and its points."""
    at = ranking.at[number]
    seat, fused, found = ranking.seat[at], ranking.fused, ranking.details
    row = target_row(ranking.result.hit(at))
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
    row["also_does"] = [one.code for one, does in zip(found["beside"], found["does"][:, at], strict=True) if does]
    row["branch"] = found["branches"][at]
    said = found["heard"][at]
    row["lists"] = "" if said is None else said.product
    far = found["kilometres"]
    row["kilometres"] = None if far is None or far[at] != far[at] else round(float(far[at]))
    place = ranking.folded.kept[number]
    row["behind_group"] = ranking.folded.behind_group.get(place, 0)
    row["behind_province"] = ranking.folded.behind_province.get(place, 0)
    return row


def rank_list(
    release: Release,
    version: TemplateVersion,
    node: Node,
    question: Question,
    *,
    zone: Zone,
    as_of_on: date,
    standpoint: Standpoint,
    top: int,
) -> tuple[int, Answer]:
    """How many match and the best ``top`` as an answer: what is saved, and what proves a saved list again."""
    screening = screening_of(
        node,
        question,
        zone=zone,
        as_of_on=as_of_on,
        excluded_codes=standpoint.excluded_codes,
        restricted=standpoint.restricted,
    )
    if not question.fused:
        return rank_targets(release, screening, top=top)
    ranking = rank_fused(release, chain_reads.template_of(version), node, question, screening, standpoint)
    length = min(len(ranking.at), top)
    return int(ranking.result.total), Answer.from_rows(fused_row(ranking, number) for number in range(length))


def rank_targets(release: Release, screening: Screening, *, top: int) -> tuple[int, Answer]:
    """How many enterprises match, and the best ``top`` as an answer whose bytes depend on the arguments alone."""
    result = release.screen(screening, top=top)
    return int(result.total), Answer.from_rows(target_row(hit) for hit in result.hits)


def target_page(zone: Zone, chain: Chain, node_code: str, question: Question, *, top: int) -> TargetPage | None:
    """The ranked targets of a link on the zone's current register; None while there is no register or no such link.

    Constant number of queries, whatever ``top``.
    """
    version = chain_reads.published_version(chain)
    release = current_release_of(zone)
    node = chain_reads.node_of(version, node_code) if version is not None else None
    if version is None or release is None or node is None:
        return None
    standpoint = standpoint_of(zone)
    started = time.perf_counter()
    screening = screening_of(
        node,
        question,
        zone=zone,
        as_of_on=as_of(release),
        excluded_codes=standpoint.excluded_codes,
        restricted=standpoint.restricted if question.fused else (),
    )
    opened, ranking = release.open(), None
    if question.fused:
        ranking = rank_fused(opened, chain_reads.template_of(version), node, question, screening, standpoint)
    result = ranking.result if ranking is not None else opened.screen(screening, top=top)
    elapsed = (time.perf_counter() - started) * 1000
    marks = marks_of(zone, chain, node_code)
    total, targets = int(result.total), RankedTargets(result.hits, marks, fused=ranking, top=top)
    verdicts = [mark.verdict for mark in marks.values()]
    return TargetPage(
        chain,
        version,
        node,
        release,
        question,
        total,
        targets,
        elapsed,
        verdicts.count(TargetMark.Verdict.RIGHT),
        verdicts.count(TargetMark.Verdict.WRONG),
        ranking,
    )


def current_release_of(zone: Zone) -> RegisterRelease | None:
    """The register the zone ranks on."""
    return current_release(zone)


def as_of(release: RegisterRelease) -> date:
    """The day from which ages are counted: the register's own, so that the list does not change with the calendar."""
    return release.as_of_on or date(timezone.now().year, 1, 1)


def marks_of(zone: Zone, chain: Chain, node_code: str) -> dict[str, TargetMark]:
    """The latest standing mark for each enterprise of a link, by credit code or row number."""
    marks: dict[str, TargetMark] = {}
    rows = TargetMark.objects.filter(zone=zone, chain=chain, node_code=node_code, withdrawn_at__isnull=True)
    for mark in rows.select_related("marked_by").order_by("id"):
        marks[mark.credit_code or str(mark.enterprise_id)] = mark
    return marks


def lists_of(user: User, zone: Zone) -> ZonedQuerySet[TargetList]:
    """Saved lists of the zone that are not archived, newest first, without their stored answers."""
    rows: ZonedQuerySet[TargetList] = TargetList.objects.visible_to(user).filter(zone=zone, archived_at__isnull=True)
    return rows.select_related("chain", "release", "saved_by", "version").defer("content", "excluded_codes")


def factors_at(chain: Chain, node: Node, release: RegisterRelease, enterprise_id: int) -> dict[str, Any]:
    """The parts of an enterprise's score for a link with the shipped weights, for learning from marks later.

    Empty when it does not rank among the first ``LIST_MOST``.
    """
    question = Question(exclude_present=False, exclude_trade_only=False)
    screening = screening_of(node, question, zone=chain.zone, as_of_on=as_of(release), excluded_codes=())
    for rank, hit in enumerate(release.open().screen(screening, top=LIST_MOST).hits, 1):
        if hit.enterprise_id == enterprise_id:
            parts = {part.factor: round(part.value, 6) for part in hit.parts}
            return {"rank": rank, "score": round(hit.score, 6), "role": hit.role, "parts": parts}
    return {}


@dataclass(frozen=True)
class LinkSummary:
    """One link on the overview: where it stands and what people said of its targets."""

    code: str
    name: str
    state: str
    right: int
    wrong: int


@dataclass(frozen=True)
class LinksOfChain:
    """The links of a chain that are missing, single or weak, the clearest first."""

    chain: Chain
    links: tuple[LinkSummary, ...]


def links_to_fill(user: User, zone: Zone) -> list[LinksOfChain]:
    """The links worth filling, by chain; the same number of queries for any number of links and marks."""
    order = {"gap": 0, "single": 1, "weak": 2}
    counted: dict[tuple[int, str, str], int] = {}
    marks = TargetMark.objects.visible_to(user).filter(zone=zone, withdrawn_at__isnull=True)
    for chain_id, code, verdict, number in marks.values_list("chain_id", "node_code", "verdict").annotate(
        n=Count("id")
    ):
        counted[(chain_id, code, verdict)] = number
    groups = []
    for chain in chain_reads.chains_of(user, zone).select_related("zone"):
        standing = standing_of(chain)
        if standing.version is None:
            continue
        chosen = [link for link in standing.links if link.presence["city"].state in order]
        chosen.sort(key=lambda link: (order[link.presence["city"].state], link.code))
        links = tuple(
            LinkSummary(
                link.code,
                link.name,
                link.presence["city"].state,
                counted.get((chain.pk, link.code, TargetMark.Verdict.RIGHT.value), 0),
                counted.get((chain.pk, link.code, TargetMark.Verdict.WRONG.value), 0),
            )
            for link in chosen
        )
        groups.append(LinksOfChain(chain, links))
    return groups


def provinces_of(release: RegisterRelease | None) -> tuple[str, ...]:
    """The provinces that the register holds, most enterprises first."""
    if release is None:
        return ()
    totals = place_totals(release.open(), "province")
    return tuple(sorted((name for name, count in totals.items() if name and count), key=lambda name: -totals[name]))


def command_rows(
    *,
    chain: str,
    node_names: Sequence[str],
    chains: Path | None,
    release_id: str,
    question: Question,
    without_cities: Sequence[str],
    top: int,
) -> list[dict[str, Any]]:
    """The ranked targets of a chain's links as the command prints them. Raises ProblemsError, ReleaseError."""
    zone = Zone.objects.first()
    release = chain_reads.open_release_for_command(release_id, zone)
    template = chain_reads.templates_for_command(chains, chain)[0]
    nodes = [node for node in template.nodes if not node_names or node.code in node_names or node.name in node_names]
    if not nodes:
        names = ", ".join(node.code for node in template.nodes)
        raise ProblemsError(
            [
                Problem(
                    "no_such_link",
                    "The chain has no such link.",
                    fix="Choose one of: %(names)s.",
                    params={"names": names},
                )
            ]
        )
    earliest, latest = registered_between(question, as_of_on=release.info.as_of_on or timezone.localdate())
    filters = Filters(
        provinces=_provinces_named(question.provinces),
        outside_cities=tuple(normalise_city(name) for name in without_cities),
        capital_min_wan_yuan=question.capital_min_wan_yuan,
        registered_from_on=earliest,
        registered_to_on=latest,
        exclude_trade_only=question.exclude_trade_only,
    )
    rows = []
    for node in nodes:
        _total, answer = rank_targets(
            release, screening_for(node, filters=filters, weights=weights_of(question)), top=top
        )
        for row in answer.rows():
            parts = {f"part_{part['factor']}": part["contribution"] for part in row.pop("parts")}
            rows.append({"chain": template.chain, "node": node.name, **row, **parts})
    return rows


def _provinces_named(names: Sequence[str]) -> tuple[str, ...]:
    """The provinces as the register writes them. Raises ProblemsError for a name that is none: nothing would match."""
    unknown = [name for name in names if not normalise_province(name)]
    if unknown:
        raise ProblemsError(
            [
                Problem(
                    "no_such_province",
                    "There is no province %(name)s.",
                    where="--province",
                    fix="Write it as 山西 or 山西省.",
                    params={"name": "、".join(unknown)},
                )
            ]
        )
    return tuple(normalise_province(name) for name in names)


@dataclass(frozen=True)
class ListProof:
    """Whether a saved list comes out the same when ranked again."""

    equal: bool
    sha256: str
    first_different_rank: int | None
    release_missing: bool = False


def prove_list(saved: TargetList) -> ListProof:
    """Rank the saved question again on the release and template version it names, and compare byte by byte."""
    node = chain_reads.node_of(saved.version, saved.node_code)
    try:
        release = saved.release.open()
    except OSError:
        return ListProof(False, "", None, release_missing=True)
    if node is None:
        return ListProof(False, "", 1)
    _, answer = rank_list(
        release,
        saved.version,
        node,
        saved.asked(),
        zone=saved.zone,
        as_of_on=as_of(saved.release),
        standpoint=Standpoint.from_content(saved.context, saved.excluded_codes),
        top=saved.top,
    )
    difference = first_difference(saved.answer(), answer)
    return ListProof(difference is None, answer.sha256, difference)
