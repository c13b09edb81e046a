"""Every read of the targets room: ranked targets of a link, saved lists, marks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, overload

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from liantu.chains import reads as chain_reads
from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.purchases.reads import lines_of
from liantu.chains.rules.template import Node, Template
from liantu.chains.standing import standings_of
from liantu.chains.wording import node_label
from liantu.engine.highlights import scope_highlights
from liantu.engine.places import place_totals
from liantu.lib.chinese_text import company_name_key
from liantu.lib.problems import KeptLostError, Problem, ProblemsError
from liantu.lib.regions import normalise_province
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.people.requests import ZoneRequest
from liantu.prospects.asking import Link, Ranking, ask, asked_again, asked_by_operator, link_of
from liantu.prospects.models import RankingFit, TargetList, TargetMark
from liantu.prospects.rules.answer import first_difference
from liantu.prospects.rules.question import LIST_MOST, Question
from liantu.prospects.slots import Touch, in_touch
from liantu.prospects.standpoint import Standpoint
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import current_release
from liantu.ui.wiring import Seen

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
class Firmness:
    """Between which scores and places a target moves when one weight at a time is a fifth more or less."""

    low: float
    high: float
    best: int
    worst: int


@dataclass(frozen=True)
class Target:
    """One line of the ranked list, with what people said of it and how firm its place is."""

    rank: int
    row: Mapping[str, Any]
    mark: TargetMark | None
    firm: Firmness | None = None

    @property
    def key(self) -> str:
        """What other rooms know it by: its credit code, its name without one."""
        return str(self.row["credit_code"] or self.row["name"])

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

    def __init__(self, ranking: Ranking, marks: Mapping[str, TargetMark], *, top: int) -> None:
        self._ranking, self._marks = ranking, marks
        self._length = min(len(ranking), top)

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
        row = self._ranking.row(number)
        row["rank"] = number + 1
        mark = self._marks.get(row["credit_code"] or str(row["enterprise_id"]))
        return Target(number + 1, row, mark, self._firmness(number))

    def _firmness(self, number: int) -> Firmness | None:
        """How firm the place at ``number`` is; None where the words alone give the order."""
        found = self._ranking.spread
        if found is None:
            return None
        low, high = float(found.low[number]), float(found.high[number])
        return Firmness(low, high, int(found.best[number]), int(found.worst[number]))

    @property
    def given(self) -> list[TargetMark]:
        """What people said of targets of this link."""
        return list(self._marks.values())

    def place_of(self, enterprise_id: int) -> int | None:
        """The place (from 0) of a row of the register in the list; None when it is not there."""
        place = self._ranking.place_of(enterprise_id)
        return place if place is not None and place < len(self) else None


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
    ranking: Ranking

    @property
    def label(self) -> str:
        """The name of the link in the reader's language."""
        return node_label(self.node, english=(get_language() or "").startswith("en"))

    @property
    def left_out(self) -> list[str]:
        """The kinds of evidence nobody has data for, in the reader's language."""
        return [gettext(FACTOR_NAMES[term]) for term in self.ranking.left_out]


def target_page(zone: Zone, chain: Chain, node_code: str, question: Question, *, top: int) -> TargetPage | None:
    """The ranked targets of a link on the zone's current register; None while there is no register or no such link.

    Constant number of queries, whatever ``top``.
    """
    link = link_of(chain, node_code)
    if link is None:
        return None
    started = time.perf_counter()
    ranking = ask(link.asked(question))
    elapsed = (time.perf_counter() - started) * 1000
    marks = marks_of(zone, chain, node_code)
    verdicts = [mark.verdict for mark in marks.values()]
    return TargetPage(
        chain,
        link.version,
        link.node,
        link.register,
        question,
        ranking.total,
        RankedTargets(ranking, marks, top=top),
        elapsed,
        verdicts.count(TargetMark.Verdict.RIGHT),
        verdicts.count(TargetMark.Verdict.WRONG),
        ranking,
    )


def touches_of(seen: Seen, targets: Sequence[Target]) -> dict[str, list[Touch]]:
    """Who of the zone is in touch with these targets, by their keys, as far as ``seen`` may know.

    The leaders' present suppliers are told here, the rest by the rooms above.
    """
    asked = [(str(one.row["credit_code"] or ""), str(one.row["name"])) for one in targets]
    found: dict[str, list[Touch]] = {}
    for filling in in_touch.values():
        for key, touches in filling(seen, asked).items():
            found.setdefault(key, []).extend(touches)
    suppliers = {company_name_key(name): code or name for code, name in asked}
    lines = lines_of(seen.user, seen.zone).exclude(supplier="") if seen.may("purchases.view") else ()
    for line in lines:
        supplier = suppliers.get(company_name_key(line.supplier))
        if supplier is not None:
            words = gettext("supplies a leader already")
            found.setdefault(supplier, []).append(Touch(words, reverse("purchases:purchaseline_list"), "warn"))
    return found


def scope_of(page: TargetPage, enterprise_id: int) -> tuple[tuple[str, str], ...]:
    """The business scope of a row of the register in runs of (role or "", text), the link's words marked."""
    row = page.release.open().enterprise(enterprise_id)
    if row is None:
        return ()
    marks = scope_highlights(row["name"], row["business_scope"], page.ranking.asked.screening)
    return chain_reads.marked_runs(row["business_scope"], marks)


def current_release_of(zone: Zone) -> RegisterRelease | None:
    """The register the zone ranks on."""
    return current_release(zone)


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


def list_or_404(request: ZoneRequest, pk: int) -> TargetList:
    """The saved list of the current zone. Raises Http404."""
    rows = TargetList.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("chain__zone", "zone", "release", "version", "saved_by"), pk=pk)


def fit_or_404(request: ZoneRequest, pk: int) -> RankingFit:
    """The fitted ranking of the current zone. Raises Http404."""
    rows = RankingFit.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone"), pk=pk)


def factors_at(link: Link, enterprise_id: int) -> dict[str, Any]:
    """The parts of an enterprise's score for a link with the shipped weights, for learning from marks later.

    Asked by the words alone and with nobody left out, so that what was marked is found; empty when it does not rank
    among the first ``LIST_MOST``.
    """
    question = Question(exclude_present=False, exclude_trade_only=False, fused=False)
    everybody = replace(link.asked(question), standpoint=Standpoint("", "", (), (), (), strict=False))
    ranking = ask(everybody)
    for number in range(min(len(ranking), LIST_MOST)):
        row = ranking.row(number)
        if row["enterprise_id"] == enterprise_id:
            parts = {part["factor"]: part["value"] for part in row["parts"]}
            return {"rank": number + 1, "score": row["score"], "role": row["role"], "parts": parts}
    return {}


@dataclass(frozen=True)
class LinkSummary:
    """One link on the overview: where it stands and what people said of its targets."""

    code: str
    name: str
    name_en: str
    state: str
    right: int
    wrong: int

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


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
    chains = list(chain_reads.chains_of(user, zone).select_related("zone").prefetch_related("versions"))
    standings = standings_of(zone, chains)
    for chain in chains:
        standing = standings[chain.pk]
        if standing.version is None:
            continue
        chosen = [link for link in standing.links if link.presence["city"].state in order]
        chosen.sort(key=lambda link: (order[link.presence["city"].state], link.code))
        links = tuple(
            LinkSummary(
                link.code,
                link.name,
                link.name_en,
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
    zone: Zone | None,
    chain: str,
    node_names: Sequence[str],
    chains: Path | None,
    release_id: str,
    question: Question,
    top: int,
) -> list[dict[str, Any]]:
    """The ranked targets of a chain's links as the command prints them: the zone's own template and standpoint.

    ``chains``: a template file or folder to ask with instead. Raises ProblemsError, ReleaseError.
    """
    release = chain_reads.open_release_for_command(release_id, zone)
    template = _template_for_command(zone, chain, chains)
    nodes = [node for node in template.nodes if not node_names or node.code in node_names or node.name in node_names]
    if not nodes:
        names = ", ".join(node.code for node in template.nodes)
        told = {"names": names}
        raise ProblemsError(
            [Problem("no_such_link", "The chain has no such link.", fix="Choose one of: %(names)s.", params=told)]
        )
    rows = []
    for node in nodes:
        ranking = ask(asked_by_operator(zone, release, template, node, question))
        for row in ranking.answer(top).rows():
            told_parts = [*row.pop("text_parts", ()), *row.pop("parts")]
            parts = {f"part_{part['factor']}": part["contribution"] for part in told_parts}
            rows.append({"chain": template.chain, "node": node.name, **row, **parts})
    return rows


def _template_for_command(zone: Zone | None, chain: str, chains: Path | None) -> Template:
    """The chain as the zone has published it, else as shipped; from ``chains`` where that is given."""
    own = Chain.objects.filter(zone=zone, name=chain).first() if zone is not None and chains is None else None
    version = chain_reads.published_version(own) if own is not None else None
    if version is not None:
        return chain_reads.template_of(version)
    return chain_reads.templates_for_command(chains, chain)[0]


def provinces_named(names: Sequence[str]) -> list[str]:
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
    return [normalise_province(name) for name in names]


@dataclass(frozen=True)
class ListProof:
    """Whether a saved list comes out the same when ranked again."""

    equal: bool
    sha256: str
    first_different_rank: int | None
    release_missing: bool = False
    copy_damaged: bool = False


def prove_list(saved: TargetList) -> ListProof:
    """Rank the saved question again on the release and template version it names, and compare byte by byte."""
    try:
        asked = asked_again(saved)
    except OSError:
        return ListProof(False, "", None, release_missing=True)
    if asked is None:
        return ListProof(False, "", 1)
    answer = ask(asked).answer(saved.top)
    try:
        difference = first_difference(saved.answer(), answer)
    except KeptLostError:
        return ListProof(False, answer.sha256, None, copy_damaged=True)
    return ListProof(difference is None, answer.sha256, difference)
