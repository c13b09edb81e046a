"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "sources",
    NavItem("sources", _("Registers"), "sources:index", "database", "sources.view"),
    module=__name__,
    order=50,
)
