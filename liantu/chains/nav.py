"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "chains",
    NavItem("chains", _("Industrial chains"), "chains:index", "chain", "chains.view"),
    module=__name__,
    order=20,
)
