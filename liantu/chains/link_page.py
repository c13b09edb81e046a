"""The page of one link: why it is in its state, who is present, its neighbours, its words, who could fill it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains import judgement_words, reads
from liantu.chains.evidence import evidence_of
from liantu.chains.models import Chain, NodeEvidence
from liantu.chains.pages import is_english, radius_choices, radius_in
from liantu.chains.rules.judgement import Link as StandingLink
from liantu.chains.rules.presence import Presence
from liantu.chains.rules.template import Node, Template
from liantu.chains.slots import FOUND_FIRM, LINK_PAGE, FoundFirm, LinkPlace
from liantu.chains.standing import ChainStanding, standing_of
from liantu.chains.tables import TONES, stage_name
from liantu.chains.wording import factor_name, node_label, reason_sentences, state_name
from liantu.engine import Hit
from liantu.lib.industries import industry
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.documents.wording import sentence_of
from liantu.sources.models import RegisterRelease
from liantu.ui.pages import Card, DetailPage, Head, Link
from liantu.ui.wiring import DrawnButton, FilledPanel, Seen


@dataclass(frozen=True)
class LinkShown:
    """A link as its page shows it, within the radius that was asked for; ``link`` None while nobody judged it."""

    chain: Chain
    node: Node
    standing: ChainStanding
    link: StandingLink | None
    radius: str
    total: int
    firm_rows: Sequence[tuple[reads.PresentFirm, Sequence[DrawnButton]]]
    buttons: Sequence[DrawnButton]
    panels: Sequence[FilledPanel]

    @property
    def presence(self) -> Presence | None:
        """How it stands within the radius."""
        return self.link.presence[self.radius] if self.link is not None else None

    @property
    def release(self) -> RegisterRelease | None:
        """The register it was looked up in."""
        return self.standing.release

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return node_label(self.node, english=is_english())

    @property
    def words(self) -> str:
        """The words that find it."""
        return "、".join(self.node.words)

    @property
    def excluded(self) -> str:
        """The words that are not meant."""
        return "、".join(self.node.exclude)

    @property
    def address(self) -> str:
        """Its page, within the radius."""
        return reverse("chains:node", args=[self.chain.code, self.node.code])


def link_or_404(request: ZoneRequest, code: str, node_code: str) -> LinkShown:
    """The link of a published template of the zone, with who is present in it. Raises ReleaseError."""
    chain, radius = reads.chain_or_404(request, code), radius_in(request)
    standing = standing_of(chain)
    node = reads.node_of(standing.version, node_code) if standing.version else None
    if node is None:
        raise Http404
    seen, place = Seen(request.user, request.zone), LinkPlace(chain, node_code)
    total, firms, release_id = 0, tuple[reads.PresentFirm, ...](), ""
    if standing.release is not None:
        total, firms = reads.firms_present(node, standing.release.open(), zone=request.zone, radius=radius)
        release_id = standing.release.release_id
    return LinkShown(
        chain,
        node,
        standing,
        next((link for link in standing.links if link.code == node_code), None),
        radius,
        total,
        [
            (firm, FOUND_FIRM.buttons(seen, FoundFirm(code, node_code, release_id, firm.row["enterprise_id"])))
            for firm in firms
        ],
        LINK_PAGE.buttons(seen, place),
        LINK_PAGE.panels(seen, place),
    )


CANDIDATES_SHOWN = 5


def candidates(
    request: ZoneRequest, node: Node, standing: ChainStanding, presence: Presence | None
) -> list[tuple[Hit, list[dict[str, Any]]]]:
    """The first enterprises that could fill a missing or thin link, with the parts of their scores."""
    if standing.release is None or presence is None or presence.state not in ("gap", "single", "weak", "undecided"):
        return []
    hits = reads.who_could_fill(node, standing.release.open(), zone=request.zone, limit=CANDIDATES_SHOWN)
    return [
        (
            hit,
            [
                {"label": factor_name(part.factor), "value": part.value, "contribution": part.contribution}
                for part in hit.parts
            ],
        )
        for hit in hits
    ]


@dataclass(frozen=True)
class Neighbour:
    """A link beside another one: code, name in the reader's language, state within the radius."""

    code: str
    name: str
    state: str


def neighbours(template: Template, node: Node, standing: ChainStanding, radius: str) -> dict[str, list[Neighbour]]:
    """The links before and after a link, with their states."""
    states = {link.code: link.presence[radius].state for link in standing.links}
    english = is_english()
    by_code = {
        other.code: Neighbour(other.code, node_label(other, english=english), states.get(other.code, "undecided"))
        for other in template.nodes
    }
    return {
        "before": [by_code[edge.source] for edge in template.edges if edge.target == node.code],
        "after": [by_code[edge.target] for edge in template.edges if edge.source == node.code],
    }


def _why(_request: ZoneRequest, one: LinkShown) -> Mapping[str, Any]:
    return {"reasons": reason_sentences(one.presence) if one.presence else []}


def _what(_request: ZoneRequest, one: LinkShown) -> Mapping[str, Any]:
    version = one.standing.version
    assert version is not None, "a link comes from a published template"
    template = reads.template_of(version)
    return {
        "industries": [(code, industry(code)) for code in one.node.gbt4754],
        "neighbours": neighbours(template, one.node, one.standing, one.radius),
    }


def _judged(request: ZoneRequest, one: LinkShown) -> Mapping[str, Any] | None:
    with_demand = may(request.user, "prospects.view", request.zone)
    told = judgement_words.link_told(one.standing, one.node, with_demand=with_demand)
    return {"judged": told} if told is not None else None


def _evidence(request: ZoneRequest, one: LinkShown) -> Mapping[str, Any] | None:
    """What documents this person may read say of the link, each piece with its fact in words."""
    rows: list[tuple[NodeEvidence, str]] = [
        (row, sentence_of(row.fact)) for row in evidence_of(request.user, one.chain, one.node.code) if row.fact
    ]
    return {"evidence": rows, "how_many": len(rows)} if rows else None


def _fill(request: ZoneRequest, one: LinkShown) -> Mapping[str, Any] | None:
    found = candidates(request, one.node, one.standing, one.presence)
    return {"candidates": found} if found else None


def _links(request: ZoneRequest, one: LinkShown) -> Iterator[Link]:
    """The map, what rooms above offer, watching in documents, the editor."""
    yield Link(_("The map"), f"{one.chain.get_absolute_url()}?radius={one.radius}", "chain")
    for button in one.buttons:
        yield Link.of(button)
    watch = urlencode({"words": one.node.name})
    yield Link(_("Watch in documents"), f"{reverse('documents:watches')}?{watch}", "eye")
    if may(request.user, "chains.edit_template", request.zone):
        editor = reverse("chains:editor", args=[one.chain.code])
        yield Link(_("Edit the words"), f"{editor}#node-{one.node.code}", "edit")


def _badges(one: LinkShown) -> list[tuple[str, str]]:
    return [(state_name(one.presence.state), TONES[one.presence.state])] if one.presence else []


PAGE: DetailPage[LinkShown] = DetailPage(
    ability="chains.view",
    head=Head(
        title=lambda one: one.label,
        badges=_badges,
        line=lambda one: [(one.chain.label, one.chain.get_absolute_url()), stage_name(one.node.stage)],
        links=_links,
        crumbs=lambda one: [(_("Chains"), reverse("chains:index")), (one.chain.label, one.chain.get_absolute_url())],
    ),
    shared=lambda request, one: {"chain": one.chain, "standing": one.standing, "radii": radius_choices(request)},
    cards=(
        Card(code="radius", template="chains/_radius.html", place="wide", bare=True),
        Card(code="why", title=_("Why this state"), template="chains/_link_why.html", fill=_why),
        Card(code="link", title=_("The link"), template="chains/_link_words.html", fill=_what, place="side"),
        Card(code="strength", template="chains/_strength.html", fill=_judged, place="below", bare=True),
        Card(code="pull", template="chains/_pull.html", fill=_judged, place="below", bare=True),
        Card(code="elsewhere", template="chains/_link_panels.html", place="below", bare=True),
        Card(
            code="evidence",
            title=_("What documents say of it"),
            template="chains/_link_evidence.html",
            fill=_evidence,
            place="below",
        ),
        Card(
            code="candidates",
            title=_("Who could fill it"),
            template="chains/_link_candidates.html",
            fill=_fill,
            place="below",
        ),
        Card(
            code="try-words",
            title=_("Try other words"),
            template="chains/_link_try.html",
            fill=lambda _request, one: {} if one.release is not None else None,
            ability="chains.edit_template",
            place="below",
            folded=True,
            printed=False,
        ),
        Card(
            code="present",
            title=_("Present here"),
            template="chains/_link_firms.html",
            fill=lambda _request, one: {"how_many": one.total},
            place="below",
        ),
    ),
    styles=("chains/chains.css", "documents/documents.css"),
    even=True,
)
