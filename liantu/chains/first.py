"""What to do first on a chain: the ranked links beside the map, and why each stands where it does."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liantu.chains.judgement_words import ChainTold, PriorityRow
from liantu.chains.rules.judgement import Link
from liantu.chains.standing import ChainStanding
from liantu.chains.wording import reason_sentences, state_name

Text = str | Promise


@dataclass(frozen=True)
class FirstRow:
    """A link that calls for something: its state and first reason, and its place in the ranking when it has one."""

    code: str
    name: str
    url: str
    why_url: str
    state: str
    state_name: str
    reason: str
    ranked: PriorityRow | None


@dataclass(frozen=True)
class FirstGroup:
    """Links that call for the same action."""

    name: Text
    note: Text
    rows: tuple[FirstRow, ...]


def first_groups(standing: ChainStanding, told: ChainTold | None, radius: str) -> list[FirstGroup]:
    """The links that are not full within ``radius``: by action, most urgent first, then those that are not ranked."""
    wanted = {link.code: link for link in gaps_of(standing, radius)}
    groups = []
    for group in told.groups if told is not None else ():
        rows = [_row(standing, wanted.pop(one.one.code), radius, one) for one in group.rows if one.one.code in wanted]
        groups.append(FirstGroup(group.name, group.note, tuple(rows)))
    rest = tuple(_row(standing, link, radius, None) for link in wanted.values())
    groups.append(FirstGroup(_("Links to fill or strengthen"), "", rest))
    return [group for group in groups if group.rows]


def gaps_of(standing: ChainStanding, radius: str) -> list[Link]:
    """Links that are missing, single or weak within ``radius``, the clearest first."""
    order = {"gap": 0, "single": 1, "weak": 2}
    chosen = [link for link in standing.links if link.presence[radius].state in order]
    return sorted(
        chosen, key=lambda one: (order[one.presence[radius].state], -one.presence[radius].certainty, one.code)
    )


def _row(standing: ChainStanding, link: Link, radius: str, ranked: PriorityRow | None) -> FirstRow:
    presence, place = link.presence[radius], [standing.chain.code, link.code]
    query = "" if radius == "city" else f"?radius={radius}"
    return FirstRow(
        link.code,
        link.name_en if (get_language() or "").startswith("en") and link.name_en else link.name,
        reverse("chains:node", args=place) + query,
        reverse("chains:first", args=place) + query,
        presence.state,
        state_name(presence.state),
        next(iter(reason_sentences(presence)), ""),
        ranked,
    )
