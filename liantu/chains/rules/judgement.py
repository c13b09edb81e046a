"""How a link and a chain are judged, as values: what the reckoning answers, what is kept, what every page is told.

No Django, no files. Methods: docs/methods/presence.md, strength.md, completeness.md, confidence.md, priority.md,
linkages.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from liantu.chains.rules.completeness import Completeness, PeerPlace
from liantu.chains.rules.lamps import Lamps
from liantu.chains.rules.presence import Counts, Presence
from liantu.chains.rules.priority import Priority
from liantu.chains.rules.rings import Rings
from liantu.chains.rules.strength import Specialisation, Strength

STATE_OF_CLASS = {"medium": "present"}
"""The map's word for a class of strength where it is another: a link that is there and neither strong nor weak."""


@dataclass(frozen=True)
class Link:
    """How one link stands on one register."""

    code: str
    name: str
    name_en: str
    stage: str
    counts: Counts
    traders: int
    presence: Mapping[str, Presence]


@dataclass(frozen=True)
class LinkPull:
    """What one unit of a link's product bought here sets in motion, in units: of its own sectors, of the others.

    ``low``/``high``: the total at the ends of the usual range of δ. ``relative``: the others' part against that of the
    region's sector with most (0–1), None when the table is not the region's. ``sectors``: (name, units), largest first.
    """

    total: float
    own: float
    others: float
    low: float
    high: float
    relative: float | None
    shares: tuple[tuple[str, float], ...]
    sectors: tuple[tuple[str, float], ...]
    codes_lost: tuple[str, ...]


@dataclass(frozen=True)
class PullBasis:
    """On what the pull of a chain's links is reckoned; ``missing`` says in one word why it is not.

    ``measure``: what the region's sectors were measured by; "" while the table stands for the nation.
    """

    missing: str
    title: str = ""
    year: int = 0
    url: str = ""
    concordance: str = ""
    region: str = ""
    measure: str = ""
    region_share: float = 0.0


@dataclass(frozen=True)
class Kinship:
    """How close the home city is to a link, never without the size baseline."""

    quotient: float
    density: float
    size_baseline: float
    residual: float
    rank: int
    places: int


@dataclass(frozen=True)
class Judgement:
    """All that is judged of one link, seen from the home city."""

    code: str
    rings: Rings
    radius_km: float
    expected: float
    specialisation: Specialisation
    effective_firms: float
    chance_here: float
    chance_near: float
    supply: float | None
    strength: Strength
    lamps: Lamps
    kinship: Kinship | None
    recent_share: float | None
    top_province: str
    top_province_share: float | None
    pull: LinkPull | None = None


@dataclass(frozen=True)
class ChainSummary:
    """A chain as a whole: completeness against its size and its peers, and what to do first."""

    completeness: Completeness
    peers: tuple[PeerPlace, ...]
    rank: int
    priorities: tuple[Priority, ...]


@dataclass(frozen=True)
class JudgedChain:
    """The judgements of a chain's links by code, the whole (None for a template without links), on what pull rests."""

    links: Mapping[str, Judgement]
    summary: ChainSummary | None
    pull: PullBasis = PullBasis("no_table")


def as_judged(links: tuple[Link, ...], judged: JudgedChain | None) -> tuple[Link, ...]:
    """The links with the class of the judgement as their state within the home city, so that all who show them agree.

    A link that was not judged keeps its state.
    """
    if judged is None:
        return links
    found = []
    for link in links:
        one = judged.links.get(link.code)
        if one is not None:
            state = STATE_OF_CLASS.get(one.strength.state, one.strength.state)
            link = replace(link, presence={**link.presence, "city": replace(link.presence["city"], state=state)})
        found.append(link)
    return tuple(found)
