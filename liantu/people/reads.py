"""Every read on people and abilities."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from liantu.people.abilities import may
from liantu.people.models import ApiToken, Membership, User, Zone
from liantu.people.rules.abilities import ABILITIES, ROLES, Ability, roles_allow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# The first part of an ability's code → what readers call it. A room in a room stands here with its own name.
ROOM_NAMES = {
    "today": gettext_noop("Today"),
    "chains": gettext_noop("Chains"),
    "work": gettext_noop("Task forces of chains"),
    "purchases": gettext_noop("Purchase lists"),
    "prospects": gettext_noop("Targeting"),
    "suggestions": gettext_noop("Suggestion lists"),
    "challenges": gettext_noop("Open challenges"),
    "outreach": gettext_noop("Outreach"),
    "leads": gettext_noop("Leads"),
    "projects": gettext_noop("Projects"),
    "enterprises": gettext_noop("Enterprises"),
    "sources": gettext_noop("Data sources"),
    "statistics": gettext_noop("Statistics"),
    "documents": gettext_noop("Documents"),
    "accounts": gettext_noop("Accounts"),
    "audit": gettext_noop("Audit log"),
    "jobs": gettext_noop("Background work"),
    "files": gettext_noop("Files"),
    "exports": gettext_noop("Exported lists"),
    "duties": gettext_noop("Duties"),
    "calendar": gettext_noop("Calendar"),
    "versions": gettext_noop("Rules of the zone"),
    "signoff": gettext_noop("Sign-off"),
    "system": gettext_noop("System"),
}


@dataclass(frozen=True)
class AbilityRow:
    """One ability across all roles."""

    ability: Ability
    room: str
    room_name: str
    cells: tuple[bool, ...]


def ability_table() -> list[AbilityRow]:
    """The table of who may do what, a row an ability, a cell a role in the order of ``ROLES``."""
    return [
        AbilityRow(ability, room, ROOM_NAMES[room], tuple(role.code in ability.roles for role in ROLES))
        for ability in ABILITIES
        for room in (ability.code.split(".")[0],)
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


def zones_of(user: User | AnonymousUser) -> list[Zone]:
    """The zones a person works in today, by their codes: those one can switch between."""
    return list(Zone.objects.filter(pk__in=user.zone_ids())) if isinstance(user, User) else []


def people_of(zone: Zone) -> QuerySet[Membership]:
    """The roles held in the zone, people with them."""
    return Membership.objects.filter(zone=zone).select_related("user", "zone").order_by("user__username", "role")


def persons_of(zone: Zone) -> QuerySet[User]:
    """The people who hold or held a role in the zone, each once."""
    return User.objects.filter(memberships__zone=zone).distinct().order_by("username")


def present_in(zone: Zone | None, roles: Collection[str] | None = None) -> QuerySet[User]:
    """The active people who hold a role in the zone today, one of ``roles`` if given, each once, by name.

    Those a form may offer, and those who are told of what happens in the zone.
    """
    today = timezone.localdate()
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    held = Membership.objects.filter(begun, not_over, zone=zone)
    held = held if roles is None else held.filter(role__in=roles)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("display_name", "username")


def known_in(zone: Zone) -> QuerySet[User]:
    """Who can be given a role in the zone: the active people who hold or held one there; the superuser holds none."""
    return persons_of(zone).filter(is_active=True, is_superuser=False)


def people_who_may(ability_code: str, zone: Zone) -> list[User]:
    """The people who hold a role in the zone today that allows an ability, by name. Two queries."""
    rows = User.objects.filter(memberships__zone=zone, is_active=True).prefetch_related("memberships").distinct()
    return [one for one in rows.order_by("display_name", "username") if may(one, ability_code, zone)]


def person_for_claim(name: str) -> User | None:
    """The active person with this user name at the identity provider; None for nobody, for "", for the superuser."""
    if not name:
        return None
    return User.objects.filter(username=name, is_active=True, is_superuser=False).first()


@dataclass(frozen=True)
class RoleGroup:
    """The people whose first role is this one."""

    role: str
    people: tuple[User, ...]


def people_by_role() -> list[RoleGroup]:
    """Everybody active who ever got a role, by the role they got first, groups and people in the order they came.

    Two queries, whatever the number of people. For the doors of a demo: it looks across zones.
    """
    names = {role.code: role.name for role in ROLES}
    groups: dict[str, list[User]] = {}
    people = User.objects.filter(is_active=True, is_superuser=False, memberships__isnull=False).distinct()
    for person in people.order_by("pk").prefetch_related("memberships"):
        first = min(person.memberships.all(), key=lambda membership: membership.pk)
        groups.setdefault(first.role, []).append(person)
    return [RoleGroup(names.get(code, code), tuple(members)) for code, members in groups.items()]


def tokens_of(user: User, zone: Zone) -> QuerySet[ApiToken]:
    """A person's own tokens in the zone."""
    return ApiToken.objects.filter(user=user, zone=zone)
