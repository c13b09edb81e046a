"""What each page of the chains room shows, from reads to template context."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.chains import judgement_words, reads
from liantu.chains.first import first_groups
from liantu.chains.models import Chain
from liantu.chains.rules.presence import Presence
from liantu.chains.rules.screening import screening_for
from liantu.chains.rules.template import Template
from liantu.chains.slots import CHAIN_PAGE, LINK_PAGE, LinkPlace
from liantu.chains.standing import ChainStanding, standing_of, standings_of
from liantu.chains.wording import RADIUS_CHOICES, node_label, radius_name, reason_sentences, state_name
from liantu.engine import Screening
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.reads import current_release
from liantu.ui.charts.chain_map import MapEdge, MapNode, layout
from liantu.ui.wiring import Seen

STAGE_ORDER = ("upstream", "midstream", "downstream", "support")


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def radius_in(request: ZoneRequest) -> str:
    """The radius asked for; the home city unless another one is named."""
    asked = request.GET.get("radius", "city")
    return asked if asked in RADIUS_CHOICES else "city"


def radius_choices(request: ZoneRequest) -> list[dict[str, Any]]:
    """The radii to choose from, with the zone's own place names."""
    zone, chosen = request.zone, radius_in(request)
    places = {"city": zone.city, "province": zone.province, "nation": ""}
    return [
        {"code": radius, "name": radius_name(radius), "place": places[radius], "chosen": radius == chosen}
        for radius in RADIUS_CHOICES
    ]


@dataclass(frozen=True)
class ChainCard:
    """A chain on the overview."""

    chain: Chain
    chiefs: list[Any]
    leaders: list[Any]
    departments: list[Any]
    states: list[tuple[str, str, int]]
    links: int
    version: Any
    has_draft: bool
    is_known: bool
    radius: str
    job: Any


def chain_cards(user: Any, zone: Any, radius: str) -> list[ChainCard]:
    """All chains of the zone as cards, from what is already computed; the others are asked for one by one."""
    day = timezone.localdate()
    chains = list(reads.with_leaders(reads.chains_of(user, zone)))
    standings = standings_of(zone, chains)
    return [chain_card(chain, standings[chain.pk], radius, day) for chain in chains]


def chain_card(chain: Chain, standing: ChainStanding, radius: str, day: Any) -> ChainCard:
    """One chain as a card."""
    states = [(state, state_name(state), number) for state, number in standing.by_state(radius).items() if number]
    return ChainCard(
        chain,
        reads.chain_people(chain, day)["chain_chief"],
        reads.chain_enterprises(chain, day)["chain_leader"],
        [part for part in chain.departments.all() if part.holds_on(day)],
        states,
        len(standing.links),
        standing.version,
        any(version.state == "draft" for version in chain.versions.all()),
        standing.is_known,
        radius,
        standing.job,
    )


def index_context(request: ZoneRequest) -> dict[str, Any]:
    """The overview."""
    return {
        "title": _("Industrial chains"),
        "content": {"cards": chain_cards(request.user, request.zone, radius_in(request))},
        "radii": radius_choices(request),
        "release": current_release(request.zone),
        "may_edit": may(request.user, "chains.edit_template", request.zone),
    }


def picture_of(
    template: Template, standing: dict[str, tuple[int, Presence]], *, chain_code: str, stage: str = "", query: str = ""
) -> Any:
    """The chain map: nodes with firms and state (undecided without a register), edges by flow."""
    english = is_english()
    nodes = []
    for node in template.nodes:
        if stage and node.stage != stage:
            continue
        firms, presence = standing.get(node.code, (0, None))
        href = reverse("chains:node", args=[chain_code, node.code]) + query if chain_code else ""
        note = reason_sentences(presence)[0] if presence else ""
        nodes.append(
            MapNode(
                node.code,
                node_label(node, english=english),
                node.stage,
                firms,
                presence.state if presence else "undecided",
                href,
                note,
            )
        )
    shown = {node.code for node in nodes}
    edges = [MapEdge(edge.source, edge.target) for edge in template.edges if {edge.source, edge.target} <= shown]
    return layout(nodes, edges)


def detail_context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """The chain's map, who leads it, and how its links stand."""
    day, radius = timezone.localdate(), radius_in(request)
    standing = standing_of(chain, day=day)
    stage = request.GET.get("stage", "")
    stage = stage if stage in STAGE_ORDER else ""
    by_code = {link.code: (link.counts.within(radius), link.presence[radius]) for link in standing.links}
    query = "" if radius == "city" else f"?radius={radius}"
    template = reads.template_of(standing.version) if standing.version else None
    shown = _shown_key(standing, stage, query)
    return {
        "title": chain.label,
        "shown_key": shown,
        "crumbs": [(_("Chains"), reverse("chains:index")), (chain.label, "")],
        "chain": chain,
        "standing": standing,
        "radii": radius_choices(request),
        "radius": radius,
        "stage": stage,
        "picture": SimpleLazyObject(
            lambda: picture_of(template, by_code, chain_code=chain.code, stage=stage, query=query)
        )
        if template
        else None,
        "people": reads.chain_people(chain, day),
        "enterprises": reads.chain_enterprises(chain, day),
        "departments": [part for part in chain.departments.all() if part.holds_on(day)],
        "states": [(state, state_name(state), number) for state, number in standing.by_state(radius).items()],
        "judged": SimpleLazyObject(lambda: judgement_words.chain_told(standing, template)),
        "first": SimpleLazyObject(
            lambda: first_groups(standing, judgement_words.chain_told(standing, template), radius)
        ),
        "buttons": CHAIN_PAGE.buttons(Seen(request.user, request.zone), chain),
        "draft": reads.draft_version(chain),
        "day": day,
        "may_edit": may(request.user, "chains.edit_template", request.zone),
        "may_appoint": may(request.user, "chains.appoint", request.zone),
    }


def _shown_key(standing: ChainStanding, stage: str, query: str) -> str:
    """A checksum of all that the map and the priorities show, so that they are drawn once for each of their states."""
    version, release = standing.version, standing.release
    parts = [
        get_language(),
        standing.chain.pk,
        stage,
        query,
        version.checksum if version is not None else "",
        release.release_id if release is not None else "",
        standing.judged_at,
    ]
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()


def why_context(request: ZoneRequest, chain: Chain, node_code: str) -> dict[str, Any]:
    """Why a link stands where it does among what to do first, and what this person can do about it."""
    standing = standing_of(chain, day=timezone.localdate())
    link = next((one for one in standing.links if one.code == node_code), None)
    if link is None:
        raise Http404
    template = reads.template_of(standing.version) if standing.version else None
    told = judgement_words.chain_told(standing, template)
    rows = [one for group in told.groups for one in group.rows] if told is not None else []
    return {
        "one": next((row for row in rows if row.one.code == node_code), None),
        "code": node_code,
        "reasons": reason_sentences(link.presence[radius_in(request)]),
        "url": reverse("chains:node", args=[chain.code, node_code]),
        "buttons": LINK_PAGE.buttons(Seen(request.user, request.zone), LinkPlace(chain, node_code)),
    }


def preview_context(request: ZoneRequest, chain: Chain, node_code: str) -> dict[str, Any]:
    """The list a changed set of words would give, without saving anything."""
    version = reads.draft_version(chain) or reads.published_version(chain)
    node = reads.node_of(version, node_code) if version else None
    release = current_release(request.zone)
    if node is None or release is None:
        raise Http404
    words = split_words(request.GET.get("words", ""))
    exclude = split_words(request.GET.get("exclude", ""))
    tried = Screening(words=words, exclude=exclude, intent=node.intent, gbt4754=node.gbt4754)  # type: ignore[arg-type]
    opened = release.open()
    began = time.perf_counter()
    result = opened.screen(tried, top=20)
    elapsed = (time.perf_counter() - began) * 1000
    before = opened.screen(screening_for(node), top=0)
    places = opened.counts_by(tried, "city") if request.zone.city else {}
    return {
        "hits": result.hits,
        "total": result.total,
        "before": before.total,
        "release": release,
        "chain": chain,
        "milliseconds": elapsed,
        "here": places.get(request.zone.home_city, {}).get(node.intent, 0),
        "words": words,
    }


def split_words(text: str) -> tuple[str, ...]:
    """Words written with commas, 、, spaces or line ends between; at most 200, each at most 40 characters."""
    for mark in "，、;；,\n\r\t":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(word[:40] for word in text.split()))[:200]
