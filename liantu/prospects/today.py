"""What targets put on the day's page: the links to fill first, why, and who could be invited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.chains import reads as chain_reads
from liantu.chains.judgement_words import TERM_NAMES
from liantu.chains.models import Chain, ChainAppointment
from liantu.chains.rules.priority import Priority
from liantu.chains.standing import ChainStanding, standings_of
from liantu.ui.wiring import Seen

FIRST = 3
TERMS_MOST = 2


@dataclass(frozen=True)
class FirstLink:
    """A link that comes first: its name, how it ranks, the terms that speak most for it, where it is."""

    name: str
    score: float
    why: tuple[str, ...]
    url: str
    targets: str


def first_links(seen: Seen, today: date) -> Mapping[str, object] | None:
    """The links that come first on the chains of this person, on all of the zone where none is hers."""
    chains = list(chain_reads.chains_of(seen.user, seen.zone).select_related("zone").prefetch_related("versions"))
    offices = ChainAppointment.objects.filter(zone=seen.zone, person=seen.user).select_related("chain")
    mine = {office.chain_id for office in offices if office.holds_on(today)}
    chosen = [chain for chain in chains if chain.pk in mine] or chains
    standings = standings_of(seen.zone, chosen)
    ranked = sorted(
        (pair for chain in chosen for pair in _wanted(chain, standings[chain.pk])), key=lambda pair: -pair[1].score
    )
    if not ranked:
        return None
    links = [_line(standings[chain.pk], one) for chain, one in ranked[:FIRST]]
    title = _("Fill these %(n)d links first") % {"n": len(links)}
    if len(chosen) == 1:
        title = _("%(chain)s: fill these %(n)d links first") % {"chain": chosen[0].label, "n": len(links)}
    return {"links": links, "title": title}


def _wanted(chain: Chain, standing: ChainStanding) -> Iterator[tuple[Chain, Priority]]:
    summary = standing.judged.summary if standing.judged is not None else None
    for one in summary.priorities if summary is not None else ():
        if one.pursue:
            yield chain, one


def _line(standing: ChainStanding, one: Priority) -> FirstLink:
    english = (get_language() or "").startswith("en")
    link = next(link for link in standing.links if link.code == one.code)
    terms = sorted(one.terms, key=lambda term: -term.contribution)[:TERMS_MOST]
    address = [standing.chain.code, one.code]
    return FirstLink(
        link.name_en if english and link.name_en else link.name,
        one.score * 100,
        tuple(str(TERM_NAMES[term.name]) for term in terms if term.contribution > 0),
        reverse("chains:node", args=address),
        reverse("prospects:node", args=address),
    )
