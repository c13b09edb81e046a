"""Every read on people and abilities."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from liantu.foundation.accounts.abilities import may
from liantu.foundation.accounts.models import ApiToken, Membership, User, Zone
from liantu.foundation.accounts.rules.abilities import ABILITIES, ROLES, Ability, roles_allow


@dataclass(frozen=True)
class AbilityRow:
    """One ability across all roles."""

    ability: Ability
    room: str
    cells: tuple[bool, ...]


def ability_table() -> list[AbilityRow]:
    """The table of who may do what, a row an ability, a cell a role in the order of ``ROLES``."""
    return [
        AbilityRow(ability, ability.code.split(".")[0], tuple(role.code in ability.roles for role in ROLES))
        for ability in ABILITIES
    ]


@dataclass(frozen=True)
class Explanation:
    """Why a person may or may not do something."""

    ability: Ability
    allowed: bool
    through: tuple[str, ...]
    lacking: tuple[str, ...]


def explain(person: User, zone: Zone) -> list[Explanation]:
    """For every ability: whether ``person`` has it in ``zone`` today, through which roles, or which would give it."""
    held = person.roles_in(zone)
    names = {role.code: role.name for role in ROLES}
    return [
        Explanation(
            ability,
            may(person, ability.code, zone) if person.is_authenticated else roles_allow(held, ability.code),
            tuple(names[code] for code in ability.roles if code in held),
            tuple(names[code] for code in ability.roles if code not in held),
        )
        for ability in ABILITIES
    ]


def people_of(zone: Zone) -> QuerySet[Membership]:
    """The roles held in the zone, people with them."""
    return Membership.objects.filter(zone=zone).select_related("user", "zone").order_by("user__username", "role")


def tokens_of(user: User, zone: Zone) -> QuerySet[ApiToken]:
    """A person's own tokens in the zone."""
    return ApiToken.objects.filter(user=user, zone=zone)
