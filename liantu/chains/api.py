"""Chains for programs: chains, their links with states and reasons, and the links that are missing or thin.

Mounted under ``/api/v1/chains/``; a person's session or an API token, and the ability ``chains.view``.
"""

from __future__ import annotations

from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from liantu.chains import reads
from liantu.chains.rules.judgement import Link
from liantu.chains.standing import ChainStanding, standing_of
from liantu.chains.wording import reason_sentences
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest

router = Router(tags=["chains"])
NOT_FULL = ("gap", "single", "weak")


class ChainOut(Schema):
    """A chain of the zone and the version of its template in force."""

    code: str
    name: str
    name_en: str
    version: int | None
    links: int


class ReasonOut(Schema):
    """One reason: its kind, its numbers, its sentence in the reader's language."""

    code: str
    values: dict[str, float]
    sentence: str


class LinkOut(Schema):
    """How a link stands within a radius. Counts are enterprises; none is counted in two of them.

    ``judged_at``: when it was judged; ``is_current`` false: what it rests on has changed since and it is judged again.
    """

    chain: str
    code: str
    name: str
    stage: str
    state: str
    city: int
    province: int
    beyond: int
    others: int
    expected: float
    certainty: float
    reasons: list[ReasonOut]
    release: str
    as_of_on: str
    judged_at: str
    is_current: bool


Radius = Literal["city", "province", "nation"]


class Asked(Schema):
    """What part of the chain is asked for."""

    radius: Radius = "city"
    state: str = ""
    stage: str = ""


@router.get("/", response=list[ChainOut])
def list_chains(request: ZoneRequest) -> list[dict[str, Any]]:
    """The chains of the zone."""
    user, zone = request.user, request.zone
    require(user, "chains.view", zone)
    found = []
    for chain in reads.chains_of(user, zone).prefetch_related("versions"):
        version = next((one for one in chain.versions.all() if one.state == "published"), None)
        found.append(
            {
                "code": chain.code,
                "name": chain.name,
                "name_en": chain.name_en,
                "version": version.number if version else None,
                "links": len(reads.template_of(version).nodes) if version else 0,
            }
        )
    return found


@router.get("/{code}/nodes", response=list[LinkOut])
def list_nodes(request: ZoneRequest, code: str, asked: Query[Asked]) -> list[dict[str, Any]]:
    """Every link of a chain with its state within ``radius``: city, province or nation; one state or stage if asked."""
    user, zone = request.user, request.zone
    require(user, "chains.view", zone)
    chain = get_object_or_404(reads.chains_of(user, zone).select_related("zone"), code=code)
    radius = asked.radius
    standing = standing_of(chain)
    return [
        link_out(standing, link, radius)
        for link in standing.links
        if asked.stage in ("", link.stage) and asked.state in ("", link.presence[radius].state)
    ]


@router.get("/{code}/gaps", response=list[LinkOut])
def list_gaps(request: ZoneRequest, code: str, radius: Radius = "city") -> list[dict[str, Any]]:
    """The links that are missing, held by a single enterprise, or weak, the missing ones first."""
    found = list_nodes(request, code, Asked(radius=radius))
    thin = [link for link in found if link["state"] in NOT_FULL]
    return sorted(thin, key=lambda link: (NOT_FULL.index(link["state"]), -link["certainty"], link["code"]))


def link_out(standing: ChainStanding, link: Link, radius: str) -> dict[str, Any]:
    """One link as the API tells it."""
    presence, release = link.presence[radius], standing.release
    assert release is not None, "links come from a register"
    sentences = reason_sentences(presence)
    return {
        "chain": standing.chain.code,
        "code": link.code,
        "name": link.name,
        "stage": link.stage,
        "state": presence.state,
        "city": link.counts.city,
        "province": link.counts.province,
        "beyond": link.counts.beyond,
        "others": link.traders,
        "expected": round(presence.expected, 4),
        "certainty": round(presence.certainty, 4),
        "release": release.release_id,
        "as_of_on": str(release.as_of_on or ""),
        "judged_at": standing.judged_at.isoformat() if standing.judged_at is not None else "",
        "is_current": standing.is_current,
        "reasons": [
            {"code": reason.code, "values": dict(reason.values), "sentence": sentence}
            for reason, sentence in zip(presence.reasons, sentences, strict=True)
        ],
    }
