"""What the pages of people put elsewhere: navigation, words of the log."""

from django.utils.translation import gettext_lazy as _

from liantu.people.models import EXTERNAL
from liantu.people.reads import present_in
from liantu.people.rules.abilities import ROLES
from liantu.ui.lists.columns import matches_text
from liantu.ui.wiring import NavGroup, NavItem, Seen, Suggest, Suggested, Wiring

INSIDE = frozenset(role.code for role in ROLES) - EXTERNAL


def _colleagues(seen: Seen, text: str, limit: int) -> list[Suggested]:
    """People with an office inside the zone today, for their like; from outside nobody learns who works there."""
    if not INSIDE & set(seen.user.roles_in(seen.zone)):
        return []
    rows = present_in(seen.zone, INSIDE)
    rows = rows.filter(matches_text(("display_name", "username"), text)) if text else rows
    return [Suggested(person.label, person.office) for person in rows[:limit]]


WIRING = Wiring(
    room="accounts",
    groups=(NavGroup("settings", _("Administration"), 80, "gear"),),
    nav=(
        NavItem("settings", _("People and roles"), "accounts:people", "users", "accounts.manage", order=80),
        NavItem("settings", _("Who may do what"), "accounts:abilities", "shield", "accounts.explain", order=81),
    ),
    suggests=(Suggest("person", _colleagues),),
    sentences={
        "accounts.zone_made": _("made the zone"),
        "accounts.password_changed": _("changed the password"),
        "accounts.person_added": _("added a person"),
        "accounts.identity_linked": _("logged in through the identity provider for the first time"),
        "accounts.identity_forgotten": _("is linked to no identity at the provider any more"),
        "accounts.role_granted": _("granted a role"),
        "accounts.role_ended": _("ended a role"),
        "accounts.token_made": _("made an API token"),
        "accounts.token_revoked": _("revoked an API token"),
    },
)
