"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "system", NavItem("system", _("Installation"), "system:overview", "gear", "system.view"), module=__name__, order=90
)
