"""What stands at whose side, from top to bottom: one line a role. The only place that knows it.

The words are codes of rooms and pages, as their wirings declare them (``NavGroup.code``, ``NavItem.code``). What no
room declares yet is absent and takes its place when the room comes; ``a/b``: b stands in for a until then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

MOST = 9

SIDE: Mapping[str, str] = {
    "zone_leadership": "cockpit/today signoff projects chains duties assessment briefs",
    "chain_chief": "today my_chain/chains projects duties targets outreach cockpit",
    "promotion_officer": "today chains targets outreach projects approvals sites aftercare/enterprises",
    "approval_agent": "today approvals projects sites enterprises",
    "aftercare_officer": "today requests outreach promises policies enterprises",
    "data_officer": "today registers documents claims enterprises statistics system",
    "compute_operator": "today compute data bills",
    "assessor": "today assessment projects chains duties outreach enterprises documents",
    "zone_administrator": "today projects chains enterprises registers documents settings system",
    "observer": "cockpit/today projects chains targets outreach enterprises briefs",
    "chain_leader_liaison": "today purchases suggestions challenges",
    "ambassador": "today leads challenges",
    "third_party_agency": "today leads",
    "chamber_of_commerce": "today leads",
}
"""Role → its entries."""

PHONE: Mapping[str, str] = {
    "zone_leadership": "cockpit/today signoff duties",
    "chain_chief": "today projects outreach",
    "promotion_officer": "today projects outreach",
}
"""Role → the three entries under the thumb, two before the plus; a role that is not here takes its first three."""


def side_of(roles: Collection[str], stands: Callable[[str], bool], *, most: int = MOST) -> list[str]:
    """The entries of a person with these roles, at most ``most``; ``stands``: whether she may open such a room.

    Several roles: what stands high with any of them comes first.
    """
    return _together(SIDE, roles, stands)[:most]


def phone_of(roles: Collection[str], stands: Callable[[str], bool]) -> list[str]:
    """The three entries under the thumb; what her roles do not name is filled up from her side."""
    named = _together(PHONE, roles, stands)
    return list(dict.fromkeys([*named, *side_of(roles, stands)]))[:3]


def _together(table: Mapping[str, str], roles: Collection[str], stands: Callable[[str], bool]) -> list[str]:
    """What the table names for these roles, by how high it stands, then by the order of roles in the table."""
    held = [list(_there(table[role].split(), stands)) for role in table if role in roles]
    placed = [(height, code) for line in held for height, code in enumerate(line)]
    return list(dict.fromkeys(code for _height, code in sorted(placed, key=lambda pair: pair[0])))


def _there(words: Iterable[str], stands: Callable[[str], bool]) -> Iterator[str]:
    """Of each word the first room that stands."""
    for word in words:
        found = next((code for code in word.split("/") if stands(code)), "")
        if found:
            yield found
