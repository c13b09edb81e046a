"""Targets for programs: the ranked enterprises of a link, with the parts of every score.

Mounted under ``/api/v1/targets/``; a person's session or an API token, and the ability ``prospects.view``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.chains.reads import chains_of
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.prospects import reads
from liantu.prospects.forms import question_in
from liantu.prospects.rules.question import LIST_MOST

prefix = "targets"
router = Router(tags=["targets"])
NO_REGISTER = Problem(
    "no_register",
    gettext_noop("The zone has no register in use."),
    fix=gettext_noop("Bring a register in and put it in use."),
)


class PartOut(Schema):
    """One factor of a score: contribution = value × weight, scaled by the sum of weights."""

    factor: str
    value: float
    weight: float
    contribution: float


class TargetOut(Schema):
    """One enterprise of the ranked list, with its evidence. Capital in 10k of its currency."""

    rank: int
    enterprise_id: int
    credit_code: str
    name: str
    province: str
    city: str
    capital_wan_yuan: float | None
    registered_on: date | None
    enterprise_type: str
    role: str
    score: float
    evidence: str
    word: str
    where: str
    position: int | None
    parts: list[PartOut]
    mark: str | None


class TargetsOut(Schema):
    """The answer and everything it depends on: asked again with the same, it is the same."""

    chain: str
    node: str
    node_name: str
    template_version: int
    release: str
    as_of_on: date | None
    question: str
    total: int
    targets: list[TargetOut]


@router.get("/{slug:chain_code}/{slug:node_code}", response=TargetsOut, url_name="targets", summary="Ranked targets")
def targets(
    request: ZoneRequest, chain_code: str, node_code: str, top: int = Query(100, ge=1, le=LIST_MOST)
) -> dict[str, Any]:
    """The first ``top`` of the link's ranked list; weights and filters as in the address of the page.

    Weights ``w_specificity`` … ``w_capital`` (0 to 3), ``province``, ``without``, ``capital_min``, ``capital_max``
    (10k yuan), ``age_min``, ``age_max`` (years), ``without_city``, ``present=1``, ``traders=1``, ``valid=1``; kinds of
    evidence ``t_text`` … ``t_near`` (0 to 3), ``words=1`` for the words alone, ``per_group``, ``per_province``.
    """
    user, zone = request.user, request.zone
    require(user, "prospects.view", zone)
    chain = get_object_or_404(chains_of(user, zone).select_related("zone"), code=chain_code)
    release = reads.current_release_of(zone)
    if release is None:
        raise ProblemsError([NO_REGISTER])
    question = question_in(request.GET, zone)
    page = reads.target_page(zone, chain, node_code, question, top=top)
    if page is None:
        raise Http404
    return {
        "chain": chain.code,
        "node": page.node.code,
        "node_name": page.node.name,
        "template_version": page.version.number,
        "release": page.release.release_id,
        "as_of_on": page.release.as_of_on,
        "question": question.canonical(),
        "total": page.total,
        "targets": [{**row.row, "mark": row.mark.verdict if row.mark else None} for row in page.targets],
    }
