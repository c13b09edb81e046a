"""What the pages show of a chain's judgement: names in the reader's language, bars, lamps, left-out factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains import judgement
from liantu.chains.models import Chain
from liantu.chains.rules.completeness import Completeness
from liantu.chains.rules.judgement import Judgement, LinkPull, PullBasis
from liantu.chains.rules.lamps import Lamp
from liantu.chains.rules.priority import ACTIONS, Priority
from liantu.chains.rules.template import Node, Template
from liantu.chains.slots import NodeDemand
from liantu.chains.standing import ChainStanding
from liantu.chains.wording import node_label

Text = str | Promise
ACTION_NAMES = {
    "fill": pgettext_lazy("chain action", "Fill (补链)"),
    "strengthen": pgettext_lazy("chain action", "Strengthen (强链)"),
    "extend": pgettext_lazy("chain action", "Extend (延链)"),
    "build": pgettext_lazy("chain action", "Build (建链)"),
}
ACTION_NOTES = {
    "fill": gettext_lazy("Missing here, and buyers of it are here."),
    "strengthen": gettext_lazy("Here, but weak or resting on one enterprise."),
    "extend": gettext_lazy("Missing here, and what it is made of is made here."),
    "build": gettext_lazy("Missing here with neither suppliers nor buyers: a new beginning."),
}
TERM_NAMES = {
    "downstream_here": gettext_lazy("Buyers here"),
    "upstream_here": gettext_lazy("Suppliers here"),
    "demand": gettext_lazy("Demand of the leaders"),
    "security": gettext_lazy("Concentrated in one province"),
    "relatedness": gettext_lazy("Close to what is here"),
    "reach": gettext_lazy("Few within reach"),
    "pull": gettext_lazy("Pull on the region"),
    "growth": gettext_lazy("Growing in the country"),
    "shortfall": gettext_lazy("Short of strong"),
}
CLASS_NAMES = {
    "strong": pgettext_lazy("strength", "Strong"),
    "medium": pgettext_lazy("strength", "Medium"),
    "weak": pgettext_lazy("strength", "Weak"),
    "single": pgettext_lazy("strength", "Single point"),
    "gap": pgettext_lazy("strength", "Missing"),
    "undecided": pgettext_lazy("strength", "Undecided"),
}
CLASS_TONES = {"strong": "ok", "medium": "info", "weak": "warn", "single": "warn", "gap": "bad", "undecided": "muted"}
FACTOR_NAMES = {
    "specialisation": gettext_lazy("Specialisation"),
    "supply": gettext_lazy("Supply against local demand"),
    "firms": gettext_lazy("Number of enterprises"),
}
LAMP_NAMES = {
    "coverage": gettext_lazy("Coverage"),
    "evidence": gettext_lazy("Evidence"),
    "freshness": gettext_lazy("Freshness"),
    "agreement": gettext_lazy("Agreement"),
}
LAMP_TONES = {"green": "ok", "yellow": "warn", "red": "bad", "out": "muted"}
LAMP_WORDS = {
    "green": pgettext_lazy("lamp", "good"),
    "yellow": pgettext_lazy("lamp", "fair"),
    "red": pgettext_lazy("lamp", "poor"),
    "out": pgettext_lazy("lamp", "not known"),
}


@dataclass(frozen=True)
class PartRow:
    """One part of a score as a bar."""

    label: Text
    value: float
    contribution: float


@dataclass(frozen=True)
class PriorityRow:
    """A link that calls for an action: its priority, its name and page, the parts of its score in words."""

    one: Priority
    name: str
    url: str
    parts: tuple[PartRow, ...]
    left_out: tuple[Text, ...]
    against: tuple[Text, ...]

    @property
    def score_pct(self) -> float:
        """The score in per cent."""
        return self.one.score * 100


@dataclass(frozen=True)
class PriorityGroup:
    """What calls for the same action, most urgent first."""

    code: str
    name: Text
    note: Text
    rows: tuple[PriorityRow, ...]


@dataclass(frozen=True)
class PeerRow:
    """A place of about the same size; shares in per cent, ``excess`` in points above what its size explains."""

    name: str
    enterprises: int
    value: float
    expected: float

    @property
    def excess(self) -> float:
        """Points above what size explains."""
        return self.value - self.expected


@dataclass(frozen=True)
class ChainTold:
    """A chain as a whole, for its page; ``rank`` among itself and its ``peers``, the best of them first."""

    groups: tuple[PriorityGroup, ...]
    whole: PeerRow
    rank: int
    peers: tuple[PeerRow, ...]

    @property
    def places(self) -> int:
        """The chain's own place and its peers."""
        return len(self.peers) + 1


@dataclass(frozen=True)
class FactorRow:
    """A factor of strength; None: nothing is known of it."""

    name: Text
    value: float | None


@dataclass(frozen=True)
class LampRow:
    """One lamp of confidence: its word, its colour, what it measured."""

    name: Text
    tone: str
    word: Text
    value: str


@dataclass(frozen=True)
class SectorRow:
    """A sector and the 万元 set in motion in it by 100 万元 bought."""

    name: str
    value: float


@dataclass(frozen=True)
class PullTold:
    """The pull of a link per 100 万元 bought here, on what it is reckoned; ``missing``: why it is not."""

    basis: PullBasis
    missing: Text = ""
    total: float = 0.0
    own: float = 0.0
    others: float = 0.0
    low: float = 0.0
    high: float = 0.0
    made_in: str = ""
    codes_lost: str = ""
    sectors: tuple[SectorRow, ...] = ()
    most: float = 0.0
    outside_wan_yuan: Decimal | None = None
    set_in_motion: float | None = None
    demand_url: str = ""

    @property
    def by_register(self) -> bool:
        """Whether the region's sectors were measured by the register's enterprises."""
        return self.basis.measure == "register"


@dataclass(frozen=True)
class LinkTold:
    """A link's judgement for its page: the values, and what they are called."""

    one: Judgement
    class_name: Text
    class_tone: str
    factors: tuple[FactorRow, ...]
    sensitive_to: tuple[Text, ...]
    lamps: tuple[LampRow, ...]
    pulled: PullTold

    @property
    def leans_on_one(self) -> bool:
        """Whether it rests on one enterprise without being called a single point."""
        return self.one.strength.is_single and self.one.strength.state != "single"

    @property
    def residual_points(self) -> float | None:
        """Closeness beyond what size explains, in points."""
        return self.one.kinship.residual * 100 if self.one.kinship is not None else None


def chain_told(standing: ChainStanding, template: Template | None) -> ChainTold | None:
    """For the chain's page: what to do first by action, completeness against size and peers; None while not known."""
    summary = standing.judged.summary if standing.judged is not None else None
    if template is None or summary is None:
        return None
    english = (get_language() or "").startswith("en")
    names = {node.code: node_label(node, english=english) for node in template.nodes}
    groups = [
        PriorityGroup(
            action,
            ACTION_NAMES[action],
            ACTION_NOTES[action],
            tuple(_priority_row(one, names, standing.chain) for one in summary.priorities if one.action == action),
        )
        for action in ACTIONS
    ]
    peers = [_peer_row(peer.name, peer.enterprises, peer.completeness) for peer in summary.peers]
    peers.sort(key=lambda peer: -peer.excess)
    return ChainTold(
        tuple(group for group in groups if group.rows),
        _peer_row("", 0, summary.completeness),
        summary.rank,
        tuple(peers),
    )


def _peer_row(name: str, enterprises: int, whole: Completeness) -> PeerRow:
    return PeerRow(name, enterprises, whole.value * 100, whole.expected * 100)


def _priority_row(one: Priority, names: Mapping[str, str], chain: Chain) -> PriorityRow:
    return PriorityRow(
        one,
        names.get(one.code, one.code),
        reverse("chains:node", args=[chain.code, one.code]),
        tuple(PartRow(TERM_NAMES[term.name], term.value, term.contribution) for term in one.terms),
        tuple(TERM_NAMES[name] for name in one.left_out),
        tuple(TERM_NAMES[name] for name in one.against),
    )


def link_told(standing: ChainStanding, node: Node, *, with_demand: bool) -> LinkTold | None:
    """For the link's page: class with its factors, quotient, rings, lamps, relatedness; None while not known.

    ``with_demand``: whether the reader may know what all the leaders buy; a liaison may not.
    """
    one = standing.judgement_of(node.code)
    if standing.judged is None or one is None:
        return None
    strength = one.strength
    states = {strength.with_lower_thresholds, strength.with_higher_thresholds} - {strength.state}
    demand = demand_of_link(standing, node.code) if with_demand else None
    return LinkTold(
        one,
        CLASS_NAMES[strength.state],
        CLASS_TONES[strength.state],
        tuple(FactorRow(FACTOR_NAMES[factor.name], factor.value) for factor in strength.factors),
        tuple(CLASS_NAMES[state] for state in sorted(states)),
        tuple(_lamp_row(lamp) for lamp in one.lamps.lamps),
        _pull_told(standing.judged.pull, one.pull, demand),
    )


MISSING_PULL = {
    "no_table": gettext_lazy("No input–output table is in use. Bring the newest national one in."),
    "imports_within": gettext_lazy(
        "The table in use holds imports within its flows; pull may only be told on home production. Bring a "
        "non-competitive table."
    ),
    "no_concordance": gettext_lazy("Nothing tells which industries the table's sectors hold. Bring a concordance."),
    "no_sector": gettext_lazy("None of this link's industry codes belongs to a sector of the table."),
}


def demand_of_link(standing: ChainStanding, code: str) -> NodeDemand | None:
    """What the leaders buy of a link, or None."""
    return judgement.demand_of(standing.chain.zone, standing.chain).get(code)


def _pull_told(basis: PullBasis, one: LinkPull | None, demand: NodeDemand | None) -> PullTold:
    """The pull of a link in words; what is missing where it cannot be reckoned."""
    if one is None:
        return PullTold(basis, MISSING_PULL[basis.missing or "no_sector"])
    outside = demand.amount_wan_yuan - demand.local_wan_yuan if demand is not None else None
    return PullTold(
        basis,
        total=one.total * 100,
        own=one.own * 100,
        others=one.others * 100,
        low=one.low * 100,
        high=one.high * 100,
        made_in="、".join(name if share == 1 else f"{name} {share * 100:.0f}%" for name, share in one.shares),
        codes_lost="、".join(one.codes_lost),
        sectors=tuple(SectorRow(name, round(units * 100, 1)) for name, units in one.sectors),
        most=one.sectors[0][1] * 100,
        outside_wan_yuan=outside,
        set_in_motion=float(outside) * one.total if outside else None,
        demand_url=demand.url if demand is not None else "",
    )


def _lamp_row(lamp: Lamp) -> LampRow:
    return LampRow(LAMP_NAMES[lamp.name], LAMP_TONES[lamp.light], LAMP_WORDS[lamp.light], _lamp_value(lamp))


def _lamp_value(lamp: Lamp) -> str:
    """What the lamp measured, as text."""
    if lamp.value is None:
        return "—"
    if lamp.name == "freshness":
        return _("%(years).1f years old") % {"years": lamp.value}
    return f"{lamp.value * 100:.0f}%"
