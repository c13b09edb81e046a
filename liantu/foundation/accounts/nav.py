"""The pages of people and roles in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

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
