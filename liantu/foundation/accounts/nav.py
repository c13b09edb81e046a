"""What accounts put into the frame: the permission answer, zones to switch between, navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.foundation.accounts.abilities import may
from liantu.foundation.accounts.models import User, Zone
from liantu.ui.slots import NavItem, nav, permission, zone_choices


def _zones_of(user: object) -> list[tuple[int, str]]:
    """The zones a person works in today."""
    if not isinstance(user, User):
        return []
    return [(zone.pk, zone.label) for zone in Zone.objects.filter(pk__in=user.zone_ids())]


permission.fill("accounts", may, module=__name__)
zone_choices.fill("accounts", _zones_of, module=__name__)
nav.fill(
    "people",
    NavItem("system", _("People and roles"), "accounts:people", "users", "accounts.manage"),
    module=__name__,
    order=80,
)
nav.fill(
    "abilities",
    NavItem("system", _("Who may do what"), "accounts:abilities", "shield", "accounts.explain"),
    module=__name__,
    order=81,
)
