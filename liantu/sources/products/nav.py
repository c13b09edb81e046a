"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "products",
    NavItem("sources", _("Product lists"), "products:list", "list", "sources.view"),
    module=__name__,
    order=51,
)
